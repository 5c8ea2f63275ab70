"""A folder of texts and mails, or one of them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from tonecheck.records import encoding
from tonecheck.records.mailbox import COLUMNS, mail_record
from tonecheck.records.origin import Origin
from tonecheck.records.read import MAX_BYTES, READERS
from tonecheck.records.source import Options, Record, Source
from tonecheck.types import InputError


def read_folder(folder: Path, options: Options) -> Source:
    """The `.txt`, `.md` and `.eml` of a folder and the folders in it, by name; hidden ones are left out. The id is the path
    inside the folder.

    Raises:
        InputError: there are none, or the folder can't be read.
    """
    try:
        count = sum(1 for _ in _files(folder))
    except OSError as error:
        raise InputError(f"{folder}: can't be read ({error.strerror})") from error
    if not count:
        raise InputError(f"{folder}: there are no messages here ({', '.join(READERS)})")
    done = [0]

    def records() -> Iterator[Record]:
        for done[0], path in enumerate(_files(folder), 1):
            yield _file(done[0], path.relative_to(folder).as_posix(), path, options)

    names = ("id", *COLUMNS[1:])
    return Source(str(folder), names, names, records, lambda: done[0] / count, {"format": "folder"})


def read_one(origin: Origin, options: Options) -> Source:
    """One text or mail; the id is its name."""
    kind = "eml" if options.format == "eml" or (not options.format and origin.suffix == ".eml") else "txt"

    def records() -> Iterator[Record]:
        with origin.open() as file:
            content = file.read(MAX_BYTES + 1)
        yield _content(1, Path(origin.name).name, content, kind, options)

    if not origin.head.strip():
        raise InputError(f"{origin.name}: this is empty")
    names = ("id", *COLUMNS[1:]) if kind == "eml" else ("id", "text")
    return Source(origin.name, names, names, records, found={"format": kind}, once=origin.size is None)


def _files(folder: Path) -> Iterator[Path]:
    """Sorted within each folder, so that the order is the same everywhere and only one folder's names are held."""
    with os.scandir(folder) as found:
        entries = sorted((entry for entry in found if not entry.name.startswith(".")), key=lambda entry: entry.name)
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            yield from _files(Path(entry.path))
        elif Path(entry.name).suffix.lower() in READERS and entry.is_file():
            yield Path(entry.path)


def _file(number: int, id: str, path: Path, options: Options) -> Record:
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        return Record(number, id, {"id": id}, f"can't be read ({error.strerror})")
    return _content(number, id, content, "eml" if path.suffix.lower() == ".eml" else "txt", options)


def _content(number: int, id: str, content: bytes, kind: str, options: Options) -> Record:
    if len(content) > MAX_BYTES:
        return Record(number, id, {"id": id}, f"more than {MAX_BYTES:,} bytes")
    if kind == "eml":
        record = mail_record(number, id, content)
        return Record(number, id, {**record.values, "id": id}, record.problem)
    try:
        return Record(number, id, {"id": id, "text": content.decode(_encoding(content, id, options))})
    except (InputError, UnicodeDecodeError) as error:
        return Record(number, id, {"id": id}, str(error).removeprefix(f"{id}: "))


def _encoding(content: bytes, id: str, options: Options) -> str:
    return encoding.of_origin(encoding.in_memory(content, id), options.encoding)
