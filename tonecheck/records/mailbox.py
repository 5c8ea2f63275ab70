"""Mails: an mbox, or one mail. Read one after the other; Python's own `mailbox` first makes a table of all of them."""

from __future__ import annotations

from collections.abc import Iterator
from email import message_from_bytes, policy
from typing import BinaryIO

from tonecheck.records import mail
from tonecheck.records.lines import position
from tonecheck.records.origin import Origin
from tonecheck.records.source import Options, Record, Source

MAX_MAIL = 40_000_000
"""Largest mail in bytes; providers take no larger ones, pictures and all."""
_HEADERS = {"id": "Message-ID", "date": "Date", "from": "From", "to": "To", "subject": "Subject"}
COLUMNS = (*_HEADERS, "text")


def read_mbox(origin: Origin, options: Options) -> Source:
    """The mails of an mbox; of each, the part that its sender wrote."""
    opened: list[BinaryIO] = []

    def records() -> Iterator[Record]:
        opened[:] = [origin.open()]
        with opened[0] as file:
            for number, (line, content) in enumerate(_mails(file), 1):
                yield mail_record(number, f"mail at line {line}", content)

    def fraction() -> float | None:
        return position(opened[0], origin.size) if opened else None

    return Source(origin.name, COLUMNS, COLUMNS, records, fraction, {"format": "mbox"}, once=origin.size is None)


def mail_record(number: int, where: str, content: bytes | None) -> Record:
    """One mail as a record; None stands for one that is too large."""
    if content is None:
        return Record(number, where, {}, f"more than {MAX_MAIL:,} bytes")
    values: dict[str, str | None] = {}
    try:
        values |= _headers(content)
        return Record(number, where, values | {"text": mail.body(content)})
    except (LookupError, ValueError) as error:
        return Record(number, where, values, f"no text part can be read in this mail ({error})")
    except Exception as error:  # the standard library's parser fails in many ways on what spammers send
        return Record(number, where, values, f"this mail can't be taken apart ({type(error).__name__}: {error})")


def _headers(content: bytes) -> dict[str, str | None]:
    end = min((found for mark in (b"\n\n", b"\r\n\r\n") if (found := content.find(mark)) >= 0), default=len(content))
    try:
        parsed = message_from_bytes(content[:end], policy=policy.default)
        return {name: _plain(parsed[header]) for name, header in _HEADERS.items()}
    except Exception:  # a header that breaks the parser breaks no text
        raw = message_from_bytes(content[:end])
        return {name: _plain(raw[header]) for name, header in _HEADERS.items()}


def _plain(header: object) -> str | None:
    return None if header is None else str(header).encode(errors="replace").decode().strip()


def _mails(file: BinaryIO) -> Iterator[tuple[int, bytes | None]]:
    """Each mail with the line it begins at, without its "From " line; None where it is larger than `MAX_MAIL`."""
    kept: list[bytes] = []
    begin, size, number, empty, inside = 1, 0, 0, True, False
    for number, piece, whole in _pieces(file):
        if whole and empty and piece.startswith(b"From "):
            if inside:
                yield begin, b"".join(kept) if size <= MAX_MAIL else None
            kept, size, begin, inside = [], 0, number, True
        elif inside or piece.strip():
            inside = True
            size += len(piece)
            if size <= MAX_MAIL:
                kept.append(_unescaped(piece))
            else:
                kept.clear()
        empty = not piece.strip()
    if inside:
        yield begin, b"".join(kept) if size <= MAX_MAIL else None


def _pieces(file: BinaryIO) -> Iterator[tuple[int, bytes, bool]]:
    """Lines, long ones in pieces: number, bytes, whether it begins the line."""
    number, whole = 1, True
    while piece := file.readline(1 << 16):
        yield number, piece, whole
        whole = piece.endswith(b"\n")
        number += whole


def _unescaped(line: bytes) -> bytes:
    return line[1:] if line.startswith(b">") and line.lstrip(b">").startswith(b"From ") else line
