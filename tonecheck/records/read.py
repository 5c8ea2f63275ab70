"""Read one message from a file or a stream, or say in one line why that can't be done."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from tonecheck.records.mail import body
from tonecheck.types import InputError

MAX_BYTES = 5_000_000
"""Largest file that is taken for a message; mails with pictures in them stay below."""
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def _text(content: bytes, source: str) -> str:
    marked = next((encoding for mark, encoding in _BOMS if content.startswith(mark)), None)
    if marked is None and b"\0" in content:
        raise InputError(f"{source}: this is binary data, not text")
    try:
        return content.decode(marked or "utf-8")
    except UnicodeDecodeError as error:
        raise InputError(
            f"{source}: not UTF-8 text (byte {error.start}); save it as UTF-8, or convert it with iconv"
        ) from error


def _mail(content: bytes, source: str) -> str:
    try:
        return body(content)
    except (LookupError, ValueError) as error:
        raise InputError(f"{source}: no text part can be read in this mail ({error})") from error


READERS: dict[str, Callable[[bytes, str], str]] = {".txt": _text, ".md": _text, ".eml": _mail}
"""By the ending of the file's name; any other ending is read as text."""


def read_file(path: Path) -> str:
    """The message in a file: its text, or the new part of a mail without quoted replies and signature.

    Raises:
        InputError: missing, a folder, not readable, too large, binary, or in another encoding than UTF-8.
    """
    if path.is_dir():
        raise InputError(f"{path}: this is a folder; give one file")
    try:
        if path.exists() and not path.is_file():
            raise InputError(f"{path}: this is no ordinary file")
        if path.stat().st_size > MAX_BYTES:
            raise InputError(f"{path}: {path.stat().st_size:,} bytes; at most {MAX_BYTES:,} are read as one message")
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise InputError(f"{path}: there is no such file") from error
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: can't be read ({getattr(error, 'strerror', None) or error})") from error
    return READERS.get(path.suffix.lower(), _text)(content, str(path))


def read_stream(stream: BinaryIO, source: str = "standard input") -> str:
    """The message on a stream of bytes, as text.

    Raises:
        InputError: too large, binary, or in another encoding than UTF-8.
    """
    content = stream.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise InputError(f"{source}: more than {MAX_BYTES:,} bytes; at most that many are read as one message")
    return _text(content, source)
