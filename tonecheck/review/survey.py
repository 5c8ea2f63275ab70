"""The first look at the file: how many rows, and what each column seems to hold. Memory doesn't grow with the rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from tonecheck.review.dates import SHAPES, parse
from tonecheck.review.options import Record, cell, judged

MANY = 2000
"""Different values of a column that are kept; with more it can't be a group."""
MOST_COLUMNS = 500
_TRIED = 50
"""Values without any date among them after which a column is no longer tried."""


@dataclass(slots=True)
class Column:
    """What a column holds. `values` are its different values with their rows; `dates` maps a shape to (read, first, last)."""

    filled: int = 0
    values: Counter[str] = field(default_factory=Counter)
    many: bool = False
    dates: dict[str, tuple[int, date, date]] = field(default_factory=dict)

    def add(self, value: str) -> None:
        self.filled += 1
        if value in self.values or len(self.values) < MANY:
            self.values[value] += 1
        else:
            self.many = True
        if self.dates or self.filled <= _TRIED:
            self._date(value)

    def _date(self, value: str) -> None:
        for shape in SHAPES:
            if day := parse(value, shape):
                read, first, last = self.dates.get(shape, (0, day, day))
                self.dates[shape] = (read + 1, min(first, day), max(last, day))

    def shape(self) -> str | None:
        """The shape that reads most of its values."""
        return max(SHAPES, key=lambda shape: self.dates[shape][0] if shape in self.dates else 0) if self.dates else None


@dataclass(slots=True)
class Survey:
    """Rows, and the columns of the user's file by name; only judged messages count in a column."""

    rows: int = 0
    judged: int = 0
    columns: dict[str, Column] = field(default_factory=dict)


def survey(records: Iterable[Record]) -> Survey:
    """One pass over all records."""
    found = Survey()
    for record in records:
        found.rows += 1
        for name in record.get("fields") or {}:
            if name not in found.columns and len(found.columns) < MOST_COLUMNS:
                found.columns[name] = Column()
        if judged(record):
            found.judged += 1
            for name, column in found.columns.items():
                if value := cell(record, name):
                    column.add(value)
    return found
