"""Offsets in UTF-16 code units, for clients whose strings are made of those (JavaScript, Slack, Outlook, LSP)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tonecheck.types import Result


def utf16(text: str) -> Callable[[int], int]:
    """A function from code points to UTF-16 code units of one text."""
    if text.isascii() or max(text) <= "\uffff":
        return lambda offset: offset
    units = [0]
    for character in text:
        units.append(units[-1] + (2 if character > "\uffff" else 1))
    return lambda offset: units[offset]


def as_dict(result: Result, offsets: str = "codepoints") -> dict[str, Any]:
    """The result's JSON, with offsets as the client counts them."""
    found = result.as_dict()
    if offsets == "utf16":
        convert = utf16(result.text)
        changes = [change for rewording in found["rewordings"] for change in rewording["changes"]]
        for entry in (*found["sentences"], *found["cues"], *changes):
            _shift(entry, convert)
    return found


def _shift(entry: Mapping[str, Any], convert: Callable[[int], int]) -> None:
    assert isinstance(entry, dict)
    entry["start"], entry["end"] = convert(entry["start"]), convert(entry["end"])
