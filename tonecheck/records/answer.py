"""Lines of a batch: each row of the input with what tonecheck says about it, as JSON. Outputs are made from them."""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from tonecheck.records.fields import Row
from tonecheck.types import SCHEMA

Answer = dict[str, Any] | str
"""The JSON of a result, or the reason why there is none."""
_NOTHING: dict[str, Any] = {
    "language": None,
    "verdict": None,
    "impact": None,
    "style": None,
    "sentences": [],
    "cues": [],
    "missing": [],
    "rewordings": [],
    "note": None,
    "incomplete": [],
    "model": None,
}


def head(row: Row) -> bytes:
    """The beginning of a row's line: what the input alone decides. A resumed run knows by it that the input is the same."""
    return _bytes({"schema": SCHEMA, "row": row.number, "id": row.id, "text": row.text, "fields": row.fields})[:-1]


def line(row: Row, answer: Answer) -> bytes:
    """A row with its answer, as one line."""
    error, result = (answer, _NOTHING) if isinstance(answer, str) else (None, answer)
    rest = {"error": error} | {name: value for name, value in result.items() if name not in ("schema", "id")}
    return head(row) + b", " + _bytes(rest)[1:] + b"\n"


def plain(value: Any) -> Any:
    """What JSON has no word for: dates as ISO 8601, spans of time in seconds, bytes as base64, all else as its text."""
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, (bytes, bytearray)):
        return base64.b64encode(value).decode("ascii")
    return dict(value) if isinstance(value, Mapping) else str(value)


_JSON = {only: json.JSONEncoder(ensure_ascii=only, allow_nan=False, default=plain) for only in (False, True)}


def dumps(value: Any, *, ascii: bool = False) -> str:
    """JSON that every reader takes: a number that is none (NaN) becomes null."""
    try:
        return _JSON[ascii].encode(value)
    except ValueError:
        return _JSON[ascii].encode(_finite(value))


def _bytes(value: Any) -> bytes:
    try:
        return dumps(value).encode()
    except UnicodeEncodeError:  # half of a surrogate pair has no UTF-8, but an escape
        return dumps(value, ascii=True).encode()


def _finite(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _finite(inner) for name, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(inner) for inner in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
