"""What the trainer may choose; everything else is guessed and said on the page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Record = Mapping[str, Any]
"""One line of a batch: a result (`tonecheck.result/1`) with `text`, `row` and `fields`; or `row`, `fields` and `error`."""

LEAST = 5
"""Fewer messages than this are never shown as a group."""


@dataclass(frozen=True, slots=True)
class Options:
    """Columns are names of `fields`. `groups` None guesses them, `()` leaves them out; likewise `date` None and `""`.

    `impact` and `style` are columns with people's labels, one each per rater; `rater` is a column that says who labelled a row.
    `names` shows names, mail addresses and telephone numbers. `seed` draws the points where there are too many.
    """

    groups: tuple[str, ...] | None = None
    date: str | None = None
    impact: tuple[str, ...] = ()
    style: tuple[str, ...] = ()
    rater: str | None = None
    names: bool = False
    seed: int = 1


def cell(record: Record, column: str) -> str:
    """A value of the user's file as text, empty where there is none."""
    value = (record.get("fields") or {}).get(column)
    if value is None or value != value:  # NaN, as Parquet and XLSX have it
        return ""
    return " ".join(str(value.isoformat() if hasattr(value, "isoformat") else value).split())


def judged(record: Record) -> bool:
    """Whether there is a verdict to count."""
    return record.get("verdict") is not None and bool(record.get("impact")) and bool(record.get("style"))
