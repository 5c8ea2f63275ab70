"""From the lines of a batch to a table, in constant memory. A new format is a function and its line in `WRITERS`."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tonecheck.records import flat
from tonecheck.records.answer import dumps, plain
from tonecheck.records.encoding import BROKEN
from tonecheck.records.source import Source
from tonecheck.types import InputError

MAX_COLUMNS = 2_000
"""Most columns of a table that is made from objects with differing fields."""
Cells = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Table:
    """What a writer gets: the original columns in order, and rows of (their values, the added cells), each time anew.
    `schema` holds the types of the columns where the input was Parquet."""

    columns: tuple[str, ...]
    rows: Callable[[], Iterator[tuple[Cells, Cells]]]
    schema: Any = None


def writable(out: Path) -> None:
    """Whether an output of this name can be written.

    Raises:
        InputError: there is no such format, or its library is not installed.
    """
    from tonecheck.records.extra import library

    if out.suffix.lower() not in (".jsonl", ".ndjson", *WRITERS):
        known = ", ".join((".jsonl", *WRITERS))
        raise InputError(f"{out}: its name must end in one of {known}, which says what to write")
    if out.suffix.lower() in _NEEDS:
        library(_NEEDS[out.suffix.lower()], str(out))


def convert(lines: Path, ready: Path, out: Path, source: Source | None, text: str) -> bool:
    """Write `lines` to `ready` in the format that `out` names; False where the lines are that format already.

    Raises:
        InputError: objects have too many different fields for a table.
    """
    write = WRITERS.get(out.suffix.lower())
    if write is None:
        return False
    columns = source.columns if source and source.columns else _columns(lines, text, out)
    kept = tuple(name for name in columns if name not in flat.COLUMNS)
    write(ready, Table(kept, lambda: _rows(lines, source, text), source.schema if source else None))
    return True


def entries(lines: Path) -> Iterator[dict[str, Any]]:
    """The lines of a batch, one by one."""
    with lines.open("rb") as file:
        for line in file:
            yield json.loads(line)


def _rows(lines: Path, source: Source | None, text: str) -> Iterator[tuple[Cells, Cells]]:
    typed = source.records() if source and source.typed else None
    for entry in entries(lines):
        record = next(typed, None) if typed else None
        values = record.values if record else _values(entry, text)
        yield values, flat.flatten(entry)


def _values(entry: dict[str, Any], text: str) -> dict[str, Any]:
    """The original columns; the text is among the fields already where it was part of a nested value."""
    fields: dict[str, Any] = entry["fields"]
    return fields if text in fields or text.partition(".")[0] in fields else {text: entry["text"], **fields}


def _columns(lines: Path, text: str, out: Path) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for entry in entries(lines):
        found |= dict.fromkeys(_values(entry, text))
        if len(found) > MAX_COLUMNS:
            raise InputError(f"{out}: more than {MAX_COLUMNS:,} different fields, too many for a table; write .jsonl")
    return tuple(found)


def clean(text: str) -> str:
    """A text that has a UTF-8: a mark for each half of a surrogate pair."""
    return text if text.isascii() else BROKEN.sub("\ufffd", text)


def cell(value: Any) -> Any:
    """A value that a cell can hold: nested ones as JSON."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, (Mapping, list, tuple)):
        return dumps(value)
    return plain(value) if isinstance(value, (bytes, bytearray)) else value


def _separated(delimiter: str) -> Callable[[Path, Table], None]:
    def write(path: Path, table: Table) -> None:
        # Both characters of the line end, or a lone one inside a cell would go unquoted.
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, delimiter=delimiter, lineterminator="\r\n")
            writer.writerow([clean(name) for name in (*table.columns, *flat.COLUMNS)])
            for values, added in table.rows():
                cells = [values.get(name) for name in table.columns] + [added[name] for name in flat.COLUMNS]
                writer.writerow([_written(value) for value in cells])

    return write


def _written(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    plain_cell = cell(value)
    return plain_cell if isinstance(plain_cell, str) else str(plain(plain_cell))


def _parquet(path: Path, table: Table) -> None:
    from tonecheck.records.columnar import write_parquet

    write_parquet(path, table)


def _sheet(path: Path, table: Table) -> None:
    from tonecheck.records.workbook import write_sheet

    write_sheet(path, table)


WRITERS: dict[str, Callable[[Path, Table], None]] = {
    ".csv": _separated(","),
    ".tsv": _separated("\t"),
    ".parquet": _parquet,
    ".xlsx": _sheet,
}
"""By the ending of the output's name; `.jsonl` are the lines themselves."""
_NEEDS = {".parquet": "pyarrow.parquet", ".xlsx": "xlsxwriter"}


def first_rows(rows: Iterable[tuple[Cells, Cells]], size: int, characters: int) -> Iterator[list[tuple[Cells, Cells]]]:
    """Groups of rows, so many and so large at most; the same for the same rows."""
    group: list[tuple[Cells, Cells]] = []
    held = 0
    for values, added in rows:
        group.append((values, added))
        held += sum(len(value) if isinstance(value, str) else 50 for value in values.values())
        if len(group) == size or held > characters:
            yield group
            group, held = [], 0
    if group:
        yield group
