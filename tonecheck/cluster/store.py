"""Files of a local disk or of an object store, by fsspec: sources to read, targets to write."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any
from uuid import uuid4

from tonecheck.records import FORMATS, Options, Source
from tonecheck.records.formats import detect
from tonecheck.records.origin import HEAD, Origin
from tonecheck.types import InputError

HIDDEN = (".", "_")
"""Files of a folder or a pattern that begin with these are no data: `_SUCCESS`, `_job.json`."""


def found(source: str) -> list[str]:
    """The addresses of a source's files in the order of their names: one file, a folder of them, or a pattern (`day-*.csv`).

    Raises:
        InputError: there are none, or their store can't be reached.
    """
    fs, path = opened(source)
    try:
        names = sorted(fs.glob(path)) if re.search(r"[*?\[]", path) else [path]
        if names == [path] and fs.isdir(path):
            names = sorted(fs.ls(path, detail=False))
        shown = [name for name in names if name == path or not _last(name).startswith(HIDDEN)]
        files = [str(fs.unstrip_protocol(name)) for name in shown if fs.isfile(name)]
    except (OSError, ValueError, ImportError) as error:
        raise InputError(f"{source}: can't be read ({error})") from error
    if not files:
        raise InputError(f"{source}: there is no such file, or none in this folder")
    return files


def read(url: str, options: Options) -> Source:
    """A file as a source, in any format that `tonecheck batch` reads.

    Raises:
        InputError: it can't be read, is empty, or is of no known format.
    """
    fs, path = opened(url)
    try:
        with fs.open(path, "rb") as stream:
            origin = Origin(url, stream.read(HEAD), fs.size(path), lambda: fs.open(path, "rb"))
    except (OSError, ValueError) as error:
        raise InputError(f"{url}: can't be read ({error})") from error
    if not origin.head:
        raise InputError(f"{url}: this is empty")
    return FORMATS[detect(origin)](origin, options)


def opened(url: str) -> tuple[Any, str]:
    """The store of an address, and the path in it.

    Raises:
        InputError: there is no such store, or its package isn't installed.
    """
    try:
        from fsspec.core import url_to_fs
    except ImportError as error:
        raise InputError("fsspec isn't installed: pip install 'tonecheck[ray]'") from error
    try:
        fs, path = url_to_fs(url)
    except (OSError, ValueError, ImportError) as error:
        raise InputError(f"{url}: can't be opened ({error})") from error
    return fs, str(path)


def local(fs: Any) -> bool:
    """Whether a store is a disk of this machine."""
    return "file" in ([fs.protocol] if isinstance(fs.protocol, str) else fs.protocol)


@contextmanager
def whole(target: str) -> Iterator[IO[bytes]]:
    """A file to write; it appears when the block ends, and not at all if it fails.

    Raises:
        InputError: it can't be written.
    """
    fs, path = opened(target)
    try:
        if not local(fs):
            with fs.transaction, fs.open(path, "wb") as stream:
                yield stream
            return
        draft = Path(path).with_name(f".{_last(path)}.{uuid4().hex}")
        try:
            with draft.open("wb") as stream:
                yield stream
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
    except OSError as error:
        raise InputError(f"{target}: can't be written ({error.strerror or error})") from error


def _last(name: str) -> str:
    return name.rpartition("/")[2]
