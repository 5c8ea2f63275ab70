"""Rows to bytes: JSONL, CSV, Parquet. A new format is a function and its line in `WRITERS`."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Sequence
from io import BytesIO, StringIO
from typing import Any

from tonecheck.types import AXES

Rows = Sequence[dict[str, Any]]
FLAT = (
    "row",
    "id",
    "verdict",
    "impact",
    "style",
    *(f"{axis}_{label}" for axis, labels in AXES.items() for label in labels),
)
"""The first columns of a CSV; `cues` (their ids), `rewording` (the first), `note`, `error` and `fields` (JSON) follow."""
HEADER = (*FLAT, "cues", "rewording", "note", "error", "fields")


def jsonl(rows: Rows) -> bytes:
    """One JSON object a line."""
    return b"".join(_line(row) for row in rows)


def _line(row: dict[str, Any]) -> bytes:
    line = json.dumps(row, ensure_ascii=False, default=str) + "\n"
    try:
        return line.encode()
    except UnicodeEncodeError:  # a lone surrogate has no UTF-8
        return (json.dumps(row, default=str) + "\n").encode()


def table(rows: Rows) -> bytes:
    """CSV without a header: the columns of `HEADER`."""
    stream = StringIO(newline="")
    writer = csv.DictWriter(stream, HEADER, extrasaction="ignore")
    writer.writerows(_flat(row) for row in rows)
    return stream.getvalue().encode(errors="replace")


def _flat(row: dict[str, Any]) -> dict[str, Any]:
    flat = {**row, "fields": json.dumps(row["fields"], ensure_ascii=False, default=str)}
    for axis in AXES:
        judged = row.get(axis) or {"label": None, "scores": {}}
        flat[axis] = judged["label"]
        flat |= {f"{axis}_{label}": score for label, score in judged["scores"].items()}
    flat["cues"] = " ".join(cue["id"] for cue in row.get("cues", ()))
    flat["rewording"] = next((offered["text"] for offered in row.get("rewordings", ())), None)
    return flat


def parquet(rows: Rows) -> bytes:
    """A Parquet file with the columns of `tonecheck.cluster.schema.row`."""
    import pyarrow as pa
    from pyarrow.parquet import write_table

    from tonecheck.cluster import schema

    shape = schema.row()
    plain = [_writable({**row, "fields": json.dumps(row["fields"], default=str)}) for row in rows]
    stream = BytesIO()
    write_table(pa.Table.from_pylist(plain, schema=shape), stream, compression="zstd")
    return stream.getvalue()


def _writable(value: Any) -> Any:
    """Lone surrogates, which Arrow's strings can't hold, as question marks."""
    if isinstance(value, str):
        return value.encode(errors="replace").decode()
    if isinstance(value, dict):
        return {key: _writable(part) for key, part in value.items()}
    return [_writable(part) for part in value] if isinstance(value, list) else value


WRITERS: dict[str, Callable[[Rows], bytes]] = {".jsonl": jsonl, ".csv": table, ".parquet": parquet}
"""By the ending of the file's name."""
