"""Dates as people's tables have them, and the periods they are gathered into.

A shape is settled for a whole column: 03/04/2025 alone says nothing, but 25/04/2025 elsewhere in the column does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import lru_cache

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAME = r"(?P<b>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_END = r"(?:(?:T|,?\s+)\d{1,2}:.*|,?\s+at\s.*)?$"
_WEEKDAY = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+)?"

SHAPES: dict[str, re.Pattern[str]] = {
    name: re.compile(pattern, re.IGNORECASE)
    for name, pattern in {
        "iso": rf"(?P<y>\d{{4}})[-/.](?P<m>\d{{1,2}})[-/.](?P<d>\d{{1,2}}){_END}",
        "dmy": rf"(?P<d>\d{{1,2}})[-/.](?P<m>\d{{1,2}})[-/.](?P<y>\d{{4}}|\d{{2}}){_END}",
        "mdy": rf"(?P<m>\d{{1,2}})[-/.](?P<d>\d{{1,2}})[-/.](?P<y>\d{{4}}|\d{{2}}){_END}",
        "month": r"(?P<y>\d{4})[-/.](?P<m>\d{1,2})$",
        "week": r"(?P<y>\d{4})-?W(?P<w>\d{1,2})$",
        "compact": r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})$",
        "words": rf"{_WEEKDAY}(?P<d>\d{{1,2}})(?:st|nd|rd|th|\.)?[\s-]+{_NAME}[\s,-]+(?P<y>\d{{4}}|\d{{2}}){_END}",
        "american words": rf"{_WEEKDAY}{_NAME}\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y>\d{{4}}){_END}",
        "month in words": rf"{_NAME}[\s,-]+(?P<y>\d{{4}})$",
    }.items()
}
"""How a date may be written; where two shapes read a column equally well the former counts."""
_YEARS = range(1990, 2101)


@lru_cache(maxsize=4096)
def parse(text: str, shape: str) -> date | None:
    """The day, or the first day of the month or week, that a text names."""
    found = SHAPES[shape].match(text)
    if not found:
        return None
    part = found.groupdict()
    year = int(part["y"]) + (2000 if len(part["y"]) == 2 else 0)
    if year not in _YEARS:
        return None
    try:
        if part.get("w"):
            return date.fromisocalendar(year, int(part["w"]), 1)
        month = _MONTHS.index(part["b"].lower()) + 1 if part.get("b") else int(part["m"])
        return date(year, month, int(part.get("d") or 1))
    except ValueError:
        return None


def _week(day: date) -> date:
    return day - timedelta(days=day.weekday())


PERIODS: dict[str, Callable[[date], date]] = {
    "week": _week,
    "month": lambda day: day.replace(day=1),
    "year": lambda day: day.replace(month=1, day=1),
}
"""The first day of a period, by its name."""


def period(first: date, last: date, shape: str = "iso") -> str:
    """Weeks up to half a year, months up to five years, else years; never finer than the dates themselves are."""
    days = (last - first).days
    name = "week" if days <= 26 * 7 else "month" if days <= 5 * 366 else "year"
    return "month" if name == "week" and shape.startswith("month") else name


def after(start: date, name: str) -> date:
    """Where the next period begins."""
    return PERIODS[name](start + timedelta(days={"week": 7, "month": 31, "year": 366}[name]))


def title(first: date, last: date, name: str) -> str:
    """A run of periods from the one that begins at `first` to the one that begins at `last`, for people."""
    if name == "week":
        one = f"week of {first.day} {first:%b %Y}"
        return one if first == last else f"{one} to that of {last.day} {last:%b %Y}"
    form = "%b %Y" if name == "month" else "%Y"
    return f"{first:{form}}" if first == last else f"{first:{form}} to {last:{form}}"


def neighbours(counts: Sequence[int], least: int) -> list[range]:
    """Periods in order of time joined with their neighbours until no run has fewer than `least`.

    All of them together may still have fewer; then there is one run.
    """
    runs: list[range] = []
    start = total = 0
    for place, count in enumerate(counts):
        total += count
        if total >= least:
            runs.append(range(start, place + 1))
            start, total = place + 1, 0
    if start < len(counts):
        runs.append(range(runs.pop().start if runs else 0, len(counts)))
    return runs
