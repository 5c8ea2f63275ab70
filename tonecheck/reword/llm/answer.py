"""What a model answered, as texts by kind: JSON as asked for, or JSON found in the text around it."""

from __future__ import annotations

import json
import re
from typing import Any

from tonecheck.types import KINDS

LONGEST = 32 * 1024
"""Characters of an answer that are read."""
TRIES = 20
"""Braces at which an object is looked for."""
SCHEMA = {
    "type": "object",
    "properties": {kind: {"type": "string"} for kind in KINDS},
    "required": list(KINDS),
    "additionalProperties": False,
}
FORMAT = {"type": "json_schema", "json_schema": {"name": "rewordings", "strict": True, "schema": SCHEMA}}
"""`response_format` of a request: servers that know it give nothing else."""
_THOUGHT = re.compile(r"<think(?:ing)?>.*?</think(?:ing)?>", re.DOTALL)


def read(content: str) -> dict[str, str] | None:
    """The text of each kind that was given, "" for an honest none; None when this is no such answer."""
    rest = _THOUGHT.sub("", content[:LONGEST])
    for place in _braces(rest):
        try:
            value, _ = json.JSONDecoder().raw_decode(rest, place)
        except (ValueError, RecursionError):
            continue
        if found := _texts(value):
            return found
    return None


def _braces(text: str) -> list[int]:
    return [match.start() for match in re.finditer(r"\{", text)][:TRIES]


def _texts(value: Any) -> dict[str, str]:
    if not isinstance(value, dict):
        return {}
    return {kind: value[kind].strip() for kind in KINDS if isinstance(value.get(kind), str)}
