"""Parquet output: the types of a Parquet input, else those that all values of a column share."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from tonecheck.records import flat
from tonecheck.records.answer import plain
from tonecheck.records.write import Cells, Table, cell, clean, first_rows

_GROUP = 10_000
_CHARACTERS = 32_000_000
_WIDEST = 2**53
"""Whole numbers up to here are floats as well."""


def write_parquet(path: Path, table: Table) -> None:
    """A table as Parquet, in groups of a bounded size."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = _schema(pa, table)
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for group in first_rows(table.rows(), _GROUP, _CHARACTERS):
            arrays = [
                pa.array([_fitting(_value(row, field.name), field.type, pa) for row in group], field.type)
                for field in schema
            ]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))


def _value(row: tuple[Cells, Cells], name: str) -> Any:
    values, added = row
    return added[name] if name in added else values.get(name)


def _fitting(value: Any, type: Any, pa: Any) -> Any:
    """A value as its column's type takes it."""
    if value is None or not pa.types.is_string(type):
        both = isinstance(value, date) and not isinstance(value, datetime) and pa.types.is_timestamp(type)
        return datetime(value.year, value.month, value.day) if both else value  # Excel knows no zones
    return clean(value) if isinstance(value, str) else str(plain(cell(value)))


def _schema(pa: Any, table: Table) -> Any:
    given = {field.name: field.type for field in table.schema} if table.schema else _surveyed(pa, table)
    own = {name: pa.bool_() if name in flat.FLAGS else pa.float64() for name in flat.COLUMNS}
    own |= dict.fromkeys(flat.TEXTS, pa.string())
    columns = {name: given[name] for name in table.columns} | own
    return pa.schema([pa.field(clean(name), kind) for name, kind in columns.items()])


def _surveyed(pa: Any, table: Table) -> dict[str, Any]:
    kinds: dict[str, set[str]] = {name: set() for name in table.columns}
    for values, _ in table.rows():
        for name in table.columns:
            kinds[name].update(_kinds(values.get(name)))
    types = {
        "bool": pa.bool_(),
        "int": pa.int64(),
        "float": pa.float64(),
        "day": pa.date32(),
        "moment": pa.timestamp("us"),
        "str": pa.string(),
    }
    return {name: types[_common(found)] for name, found in kinds.items()}


def _kinds(value: Any) -> Iterator[str]:
    if value is None:
        return
    if isinstance(value, bool):
        yield "bool"
    elif isinstance(value, int):
        yield "int" if abs(value) <= _WIDEST else "wide" if -(2**63) <= value < 2**63 else "str"
    elif isinstance(value, float):
        yield "float"
    elif isinstance(value, datetime):
        yield "moment" if value.tzinfo is None else "str"
    else:
        yield "day" if isinstance(value, date) else "str"


def _common(found: set[str]) -> str:
    for kind, covered in (
        ("bool", {"bool"}),
        ("int", {"int", "wide"}),
        ("float", {"int", "float"}),
        ("day", {"day"}),
        ("moment", {"day", "moment"}),
    ):
        if found and found <= covered:
            return kind
    return "str"
