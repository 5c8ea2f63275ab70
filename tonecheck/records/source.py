"""What every reader of many messages gives: numbered records with the names of their columns, one at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

MAX_RECORD = 2_000_000
"""Longest record in characters (a line of JSON, a row of a CSV): ten times the longest text that is judged, so that an
escaped text and its other columns fit, and small enough that a file of one endless line does no harm."""


@dataclass(frozen=True, slots=True)
class Record:
    """One row of a source, from 1. `where` says in people's words where it stands ("line 17"); `problem`, why it can't be
    read, with as many of its `values` as could be saved."""

    number: int
    where: str
    values: Mapping[str, Any]
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """An opened input.

    `columns` are known beforehand, or None where each record has its own. `records` can be called again, and begins
    anew, unless `once`. `paths` are the names a text may be found under, dotted for what is nested. `fraction` says how
    much has been read (0 to 1), or None where nobody knows. `found` is what was detected (encoding, delimiter, sheet).
    """

    name: str
    columns: tuple[str, ...] | None
    paths: tuple[str, ...]
    records: Callable[[], Iterator[Record]]
    fraction: Callable[[], float | None] = lambda: None
    found: Mapping[str, Any] = field(default_factory=dict)
    once: bool = False
    typed: bool = False
    """Values are more than JSON can say (dates, decimals, bytes): writers ask for the records again."""
    schema: Any = None
    """Of Parquet: the types of the columns, as pyarrow has them."""


@dataclass(frozen=True, slots=True)
class Options:
    """What the user insists on; None lets the content decide."""

    format: str | None = None
    encoding: str | None = None
    sheet: str | None = None
    text_field: str | None = None
