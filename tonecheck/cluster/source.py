"""Tables to rows, from a local disk or an object store: CSV, JSONL and Parquet, lazily, whatever their size.

A row that can't be read becomes a row with an error; only a file that can't be read at all raises.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import TextIOWrapper
from math import isfinite
from pathlib import PurePosixPath
from typing import IO, Any

from tonecheck.cluster.rows import Row
from tonecheck.types import InputError

MAX_LINE = 10_000_000
"""Longest line or field, in characters, that is read; a text this long could not be checked anyway."""
_NOT_UTF8 = re.compile("[\udc80-\udcff]")  # what errors="surrogateescape" makes of bytes that are not UTF-8

Fields = tuple[dict[str, Any], str | None]
"""The columns of a row, and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class File:
    """One file of the source: `url` as fsspec takes it, its place among the files, and how many rows stand before it."""

    url: str
    index: int = 0
    before: int = 0


def files(source: str) -> list[File]:
    """The files of a source in the order of their names: one file, a folder of them, or a pattern (`day-*.parquet`).

    Raises:
        InputError: there are none, their ending is unknown, or their store can't be reached.
    """
    from fsspec.core import url_to_fs

    try:
        fs, path = url_to_fs(source)
        found = sorted(fs.glob(path)) if re.search(r"[*?\[]", path) else [path]
        if found == [path] and fs.isdir(path):
            found = sorted(name for name in fs.ls(path, detail=False) if ending(name) in READERS)
        elif not all(map(fs.isfile, found)):
            found = []
    except (OSError, ValueError, ImportError) as error:
        raise InputError(f"{source}: can't be read ({error})") from error
    if not found:
        raise InputError(f"{source}: there is no such file, or no {', '.join(READERS)} in this folder")
    unknown = next((name for name in found if ending(name) not in READERS), None)
    if unknown:
        raise InputError(f"{unknown}: needs one of the endings {', '.join(READERS)}")
    return [File(fs.unstrip_protocol(name), index) for index, name in enumerate(found)]


def count(file: File) -> int:
    """How many rows a file has; Parquet says so itself."""
    if ending(file.url) == ".parquet":
        from pyarrow.parquet import ParquetFile

        with _open(file) as stream:
            return int(ParquetFile(stream).metadata.num_rows)
    return sum(1 for _ in _fields(file))


def columns(file: File) -> list[str] | None:
    """The names of a file's columns; None for JSONL, where each line has its own.

    Raises:
        InputError: it can't be read.
    """
    kind = ending(file.url)
    if kind not in (".csv", ".parquet"):
        return None
    try:
        with _open(file) as stream:
            if kind == ".csv":
                with _text(stream) as text:
                    return list(csv.DictReader(text).fieldnames or ())
            from pyarrow.parquet import ParquetFile

            return list(ParquetFile(stream).schema_arrow.names)
    except (OSError, ValueError, csv.Error) as error:
        raise InputError(f"{file.url}: can't be read ({error})") from error


def read(file: File, text_field: str, id_field: str | None) -> Iterator[Row]:
    """The rows of one file, in order."""
    for number, (fields, error) in enumerate(_fields(file), file.before + 1):
        yield _row(number, dict(fields), error, text_field, id_field)


def _row(number: int, fields: dict[str, Any], error: str | None, text_field: str, id_field: str | None) -> Row:
    text = fields.pop(text_field, None)
    key = fields.pop(id_field, None) if id_field else None
    if error is None and not isinstance(text, str):
        error = f"no text in the field '{text_field}'" if text is None else f"'{text_field}' is no text"
    return Row(number, text if isinstance(text, str) else "", None if key is None else str(key), fields, error)


def _fields(file: File) -> Iterator[Fields]:
    with _open(file) as stream:
        yield from READERS[ending(file.url)](stream)


def _csv(stream: IO[bytes]) -> Iterator[Fields]:
    csv.field_size_limit(MAX_LINE)
    with _text(stream) as text:
        reader = csv.DictReader(text, restkey="", restval=None)
        while True:
            try:
                fields = next(reader)
            except StopIteration:
                return
            except csv.Error as error:  # the next line is read afresh
                yield {}, f"this row can't be read ({error})"
            else:
                yield {name: _shown(value) for name, value in fields.items()}, _wrong(fields)


def _wrong(fields: dict[str, Any]) -> str | None:
    if any(_NOT_UTF8.search(value) for value in fields.values() if isinstance(value, str)):
        return "not UTF-8 text"
    return "it has more fields than the header" if "" in fields else None


def _shown(value: Any) -> Any:
    """Bytes that are not UTF-8 as the usual �."""
    return _NOT_UTF8.sub("�", value) if isinstance(value, str) else value


def _jsonl(stream: IO[bytes]) -> Iterator[Fields]:
    while line := stream.readline(MAX_LINE):
        if len(line) == MAX_LINE and not line.endswith(b"\n"):
            while (rest := stream.readline(MAX_LINE)) and not rest.endswith(b"\n"):
                pass
            yield {}, f"a line of more than {MAX_LINE:,} bytes"
        elif line.strip():
            yield _object(line)


def _object(line: bytes) -> Fields:
    try:
        fields = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return {}, "not UTF-8 text"
    except (ValueError, RecursionError) as error:
        return {}, f"this line is no JSON ({error})"
    return (fields, None) if isinstance(fields, dict) else ({}, "this line is no JSON object")


def _parquet(stream: IO[bytes]) -> Iterator[Fields]:
    from pyarrow.parquet import ParquetFile

    for batch in ParquetFile(stream).iter_batches(batch_size=1000):
        yield from (({name: _plain(value) for name, value in fields.items()}, None) for fields in batch.to_pylist())


def _plain(value: Any) -> Any:
    """pandas writes NaN for what isn't there, and JSON has no such number."""
    return None if isinstance(value, float) and not isfinite(value) else value


READERS: dict[str, Callable[[IO[bytes]], Iterator[Fields]]] = {".csv": _csv, ".jsonl": _jsonl, ".parquet": _parquet}
"""By the ending of the file's name."""


def _open(file: File) -> IO[bytes]:
    import fsspec

    opened: IO[bytes] = fsspec.open(file.url, "rb").open()
    return opened


def _text(stream: IO[bytes]) -> TextIOWrapper:
    return TextIOWrapper(stream, encoding="utf-8-sig", errors="surrogateescape", newline="")


def ending(url: str) -> str:
    """The ending of a file's name, in small letters: a key of `READERS`."""
    return PurePosixPath(url).suffix.lower()


def local(url: str) -> bool:
    """Whether a file lies on a disk of this machine."""
    return url.startswith("file://")
