"""Read an output of a batch back, as the dicts of its JSON lines."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tonecheck.records import fields, flat
from tonecheck.records.formats import open_source
from tonecheck.records.source import Options
from tonecheck.records.write import entries


def review(path: Path) -> Iterator[dict[str, Any]]:
    """Each row as `{"row", "id", "text", "fields", "error", "verdict", "impact", "style", "cues", "missing", "rewordings", "note"}`.

    From `.jsonl`, and from the lines of a run before it is finished, with all else that a result has; from a table without
    the places of cues, sentences and changes.

    Raises:
        InputError: the file can't be read, or is no output of a batch.
    """
    if path.suffix.lower() in (".jsonl", ".ndjson", ".part"):
        yield from entries(path)
        return
    source = open_source(str(path), Options(format=path.suffix.lower().lstrip(".")))
    text, name = fields.choose(source, None, None)
    for row in fields.rows(source, text, name):
        others = {name: value for name, value in row.fields.items() if name not in flat.COLUMNS}
        yield {"row": row.number, "id": row.id, "text": row.text, "fields": others, **flat.unflatten(row.fields)}
