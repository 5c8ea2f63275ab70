"""Parquet, a few hundred rows at a time, nested columns included."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tonecheck.records.extra import library
from tonecheck.records.origin import Origin, on_disk
from tonecheck.records.source import Options, Record, Source
from tonecheck.types import InputError

_ROWS = 128
"""Rows in memory at once, beside the pages of their row group that the library holds."""


def read_parquet(origin: Origin, options: Options) -> Source:
    """The rows of a Parquet file. A row group that is damaged is one record with a problem; the others are read.

    Raises:
        InputError: it is no Parquet file, or damaged at its end, where the table of contents is.
    """
    pa, pq = library("pyarrow", origin.name), library("pyarrow.parquet", origin.name)
    try:
        file = pq.ParquetFile(on_disk(origin), buffer_size=1 << 20, pre_buffer=False)
        schema = simple(pa, file.schema_arrow)
    except (pa.ArrowException, OSError) as error:
        raise InputError(f"{origin.name}: this Parquet file is damaged or cut off ({first_line(error)})") from error
    total, done = file.metadata.num_rows, [0]

    def records() -> Iterator[Record]:
        done[0], number, first = 0, 0, 1
        for group in range(file.num_row_groups):
            count = file.metadata.row_group(group).num_rows
            try:
                for batch in file.iter_batches(_ROWS, row_groups=[group], use_threads=False):
                    for values in batch.cast(schema, safe=False).to_pylist():
                        number += 1
                        done[0] += 1
                        yield Record(number, f"row {number}", values)
            except (pa.ArrowException, OSError, ValueError) as error:
                number += 1
                yield Record(number, f"rows {done[0] + 1} to {first + count - 1}", {}, _damaged(error))
            first += count
            done[0] = first - 1

    names = tuple(dict.fromkeys(schema.names))
    if len(names) < len(schema.names):
        raise InputError(f"{origin.name}: two columns have the same name")
    paths = tuple(path for field in schema for path in _paths(pa, field))
    found = {"format": "parquet"}
    return Source(origin.name, names, paths, records, lambda: done[0] / max(total, 1), found, typed=True, schema=schema)


def simple(pa: Any, schema: Any) -> Any:
    """The same columns in types that Python has: microseconds instead of nanoseconds, values instead of dictionaries."""
    return pa.schema([pa.field(field.name, _simple(pa, field.type)) for field in schema])


def _simple(pa: Any, type: Any) -> Any:
    kinds = pa.types
    if kinds.is_dictionary(type):
        return _simple(pa, type.value_type)
    if kinds.is_timestamp(type) and type.unit == "ns":
        return pa.timestamp("us", type.tz)
    if kinds.is_duration(type) and type.unit == "ns":
        return pa.duration("us")
    if kinds.is_time64(type):
        return pa.time64("us")
    if kinds.is_struct(type):
        return pa.struct(
            [pa.field(type.field(i).name, _simple(pa, type.field(i).type)) for i in range(type.num_fields)]
        )
    if kinds.is_list(type) or kinds.is_large_list(type):
        return pa.list_(_simple(pa, type.value_type))
    return type


def first_line(error: Exception) -> str:
    """What a library says, without its line end; never more than a line."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200].rstrip(".")


def _paths(pa: Any, field: Any, before: str = "") -> list[str]:
    if not pa.types.is_struct(field.type):
        return [before + field.name]
    inner = [field.type.field(index) for index in range(field.type.num_fields)]
    return [path for part in inner for path in _paths(pa, part, f"{before}{field.name}.")]


def _damaged(error: Exception) -> str:
    return f"this part of the file is damaged ({first_line(error)})"
