"""Lines of a text of any size, none longer than a record may be."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any, TextIO

from tonecheck.records import encoding
from tonecheck.records.origin import Origin
from tonecheck.records.source import MAX_RECORD

TOO_LONG = f"longer than {MAX_RECORD:,} characters"


@dataclass(frozen=True, slots=True)
class Line:
    """A line with its end, by its number in the file. `problem` says why it can't be read as it is: it is then cut, or has
    a mark in place of each byte that is none of the encoding's."""

    number: int
    text: str
    problem: str | None = None


def open_text(origin: Origin, name: str) -> TextIO:
    """The text of an origin, line ends untouched. Bytes that don't belong become lone surrogates (marks, in UTF-16)."""
    errors = "replace" if name.startswith("utf-16") else "surrogateescape"
    return io.TextIOWrapper(origin.open(), name, errors, newline="")


def lines(file: TextIO, limit: int = MAX_RECORD) -> Iterator[Line]:
    """The lines of a text, which is closed after them. One of any length takes no more memory than `limit` characters."""
    number = 0
    with file:
        while text := file.readline(limit):
            number += 1
            yield _line(number, text, file, limit)


def _line(number: int, text: str, file: TextIO, limit: int) -> Line:
    if len(text) == limit and text[-1] not in "\r\n":
        return Line(number, text[:1000], _rest(file, limit))
    if not text.isascii() and (bad := encoding.BROKEN.search(text)):
        return Line(number, encoding.BROKEN.sub("\ufffd", text), _broken(bad[0], bad.start(), file))
    return Line(number, text)


def position(file: IO[Any], size: int | None) -> float | None:
    """How much of a file has been read, 0 to 1; None where nobody knows its size."""
    if not size:
        return None
    return 1.0 if file.closed else getattr(file, "buffer", file).tell() / size


def _rest(file: TextIO, limit: int) -> str:
    while (text := file.readline(limit)) and text[-1] not in "\r\n":
        pass
    return TOO_LONG


def _broken(mark: str, where: int, file: TextIO) -> str:
    return f"not {file.encoding} text (byte 0x{ord(mark) & 0xFF:02x} at character {where + 1}); save it as UTF-8, or see --encoding"
