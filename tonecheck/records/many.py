"""Read many messages at once: a folder of texts and mails, a table, or one file with one message."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

from tonecheck.records.read import READERS, read_file
from tonecheck.types import InputError, Message

csv.field_size_limit(10_000_000)


def read_many(path: Path) -> list[Message]:
    """The messages of a folder (`.txt`, `.md`, `.eml`), of a `.csv` or `.jsonl` with a field `text`, or of one file.

    The id is a row's `id` where it has one, else its line, or the file's name.

    Raises:
        InputError: something can't be read, or there is no message in it; the text says what and where.
    """
    if path.is_dir():
        files = sorted(file for file in path.iterdir() if file.suffix.lower() in READERS)
        messages = [Message(read_file(file), file.name) for file in files]
    elif path.suffix.lower() in (".csv", ".jsonl"):
        rows = _csv(path) if path.suffix.lower() == ".csv" else _jsonl(path)
        messages = [_message(row, number, path) for number, row in rows]
    else:
        messages = [Message(read_file(path), path.name)]
    if not messages:
        raise InputError(f"{path}: there are no messages here ({', '.join(READERS)}, or a .csv or .jsonl with 'text')")
    return messages


def _message(row: dict[str, Any], number: int, path: Path) -> Message:
    text = row.get("text")
    if not isinstance(text, str):
        raise InputError(f"{path}:{number}: no text in a field 'text'")
    return Message(text, str(row.get("id") or number))


def _csv(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    reader = csv.DictReader(StringIO(read_file(path), newline=""))
    try:
        if "text" not in (reader.fieldnames or ()):
            raise InputError(f"{path}: needs a column 'text'")
        yield from ((reader.line_num, row) for row in reader)
    except csv.Error as error:
        raise InputError(f"{path}:{reader.line_num}: {error}") from error


def _jsonl(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, line in enumerate(read_file(path).split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise InputError(f"{path}:{number}: this line is no JSON ({error})") from error
        if not isinstance(row, dict):
            raise InputError(f"{path}:{number}: a line must be an object with a field 'text'")
        yield number, row
