"""Where bytes come from: a file, or standard input, whose beginning can be looked at before it is read."""

from __future__ import annotations

import io
import shutil
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from tonecheck.types import InputError

HEAD = 1 << 18
"""So many bytes decide on format, encoding and delimiter."""


class _Joined(io.RawIOBase):
    """The beginning that was looked at, then the rest of the stream."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head, self._rest = memoryview(head), rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        piece = self._head[: len(buffer)] if self._head else self._rest.read(len(buffer))
        self._head = self._head[len(buffer) :]
        buffer[: len(piece)] = piece
        return len(piece)


class _File(io.FileIO):
    """Closed when nobody needs it any more, which is no mistake here: an input may be refused after a look at its columns,
    and readers of workbooks go back and forth in theirs."""

    def _dealloc_warn(self, source: object) -> None:
        pass

    def __del__(self) -> None:
        self.close()


@dataclass(frozen=True, slots=True)
class Origin:
    """Bytes with a name. `open` begins anew each time, but for standard input, which is there once; `size` is None there.
    `path` is that of a file."""

    name: str
    head: bytes
    size: int | None
    open: Callable[[], BinaryIO]
    path: Path | None = None

    @property
    def suffix(self) -> str:
        return Path(self.name).suffix.lower()


def from_file(path: Path) -> Origin:
    """A file as an origin.

    Raises:
        InputError: there is no such file, or it can't be read.
    """
    try:
        if path.exists() and not path.is_file():
            raise InputError(f"{path}: this is no ordinary file; '-' reads standard input")
        with path.open("rb") as file:
            return Origin(
                str(path), file.read(HEAD), path.stat().st_size, lambda: io.BufferedReader(_File(path), 1 << 16), path
            )
    except FileNotFoundError as error:
        raise InputError(f"{path}: there is no such file") from error
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: can't be read ({getattr(error, 'strerror', None) or error})") from error


def from_stream(stream: BinaryIO, name: str = "standard input") -> Origin:
    """A stream as an origin that can be opened once."""
    head = stream.read(HEAD)  # a buffered stream gives all of it, unless it ends before
    return Origin(name, head, None, lambda: io.BufferedReader(_Joined(head, stream), 1 << 16))


def on_disk(origin: Origin) -> BinaryIO:
    """The same bytes where they can be read in any order: workbooks and Parquet files begin at their end."""
    if origin.path:
        return origin.open()
    handle, path = tempfile.mkstemp(prefix="tonecheck-")
    held = _File(handle, "w+b")
    with suppress(OSError):  # gone from the folder at once, and from the disk when it is closed
        Path(path).unlink()
    shutil.copyfileobj(origin.open(), held, 1 << 20)
    held.seek(0)
    return held
