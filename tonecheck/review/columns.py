"""Which column is what: groups, the date, people's labels. What the trainer named is taken or refused, the rest is guessed."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from tonecheck.review import dates
from tonecheck.review.masking import MAIL, is_person
from tonecheck.review.options import Options
from tonecheck.review.survey import Column, Survey
from tonecheck.types import AXES, InputError

MOST_GROUPS = 40
"""Groups of one column that fit on a page."""
GUESSED = 3
"""Columns that are taken for groups at most when none is named."""
_GROUP = frozenset(
    """team department dept division unit section branch office site store location region country area channel medium period quarter
    month week level grade role function trade course class cohort round wave phase product project shift group type kind
    category topic""".split()
)
_PLACE = frozenset("site store location region country area city town state office branch place".split())
_PERSON = frozenset(
    """name employee person people sender recipient author manager user username from to cc staff worker email mail mailbox writer
    supervisor boss leader member agent student trainee participant firstname surname lastname""".split()
)
_DATE = frozenset("date day time datetime timestamp sent when created written posted month week received at".split())
_OTHER_DATE = frozenset("birth birthday dob hired hire joined due deadline start end contract".split())
_LABEL = frozenset(
    "label labels human gold true manual rater annotator coder by judge judged rating code coded".split()
)
_ALIASES = {
    "boss-like": "boss",
    "boss like": "boss",
    "leader-like": "leader",
    "leader like": "leader",
    "harm": "harmful",
}
_PEOPLE = "this page ranks no single employees. Choose a column of teams, channels or periods"


@dataclass(frozen=True, slots=True)
class DateColumn:
    """The column of dates, how they are written, and the period they are gathered in."""

    name: str
    shape: str
    period: str
    doubtful: bool


@dataclass(frozen=True, slots=True)
class Rater:
    """One person's labels: a column per axis."""

    name: str
    columns: dict[str, str]


@dataclass(frozen=True, slots=True)
class Plan:
    """What the page will be made from. `guessed` names what nobody asked for by name."""

    groups: tuple[str, ...]
    date: DateColumn | None
    raters: tuple[Rater, ...]
    rater: str | None
    guessed: tuple[str, ...]


def plan(survey: Survey, options: Options) -> Plan:
    """What to make of the columns.

    Raises:
        InputError: a column that was named isn't there, can't be read as what it was named for, or would rank people.
    """
    day = _date(survey, options.date)
    raters = _raters(survey, options)
    taken = {column for rater in raters for column in rater.columns.values()} | {day.name if day else ""}
    if options.groups is None:
        groups = _guess_groups(survey, taken | {options.rater or ""})
    else:
        groups = tuple(dict.fromkeys(options.groups))
        for name in groups:
            if why := _refused(name, _column(survey, name, "--group"), survey):
                raise InputError(f"--group {name}: {why}")
    guessed = (*(groups if options.groups is None else ()), *((day.name,) if day and options.date is None else ()))
    if not (options.impact or options.style):
        guessed += tuple(column for rater in raters for column in rater.columns.values())
    return Plan(groups, day, raters, options.rater, guessed)


def _column(survey: Survey, name: str, option: str) -> Column:
    if name not in survey.columns:
        known = ", ".join(survey.columns) or "none"
        raise InputError(f"{option} {name}: there is no such column (there are: {known})")
    return survey.columns[name]


def words(name: str) -> list[str]:
    """The words of a column's name: `impact_anna`, `labelImpact`, `Sent at`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).replace("-", " ").replace("_", " ").lower().split()


def _refused(name: str, column: Column, survey: Survey) -> str | None:
    """Why a column may not be a group, or None."""
    values, named = len(column.values), set(words(name))
    if named & _PERSON and not named & (_GROUP - {"group", "type", "kind", "category"}):
        return f"by its name it says who somebody is, and {_PEOPLE} (or rename it, if it is one)"
    if not column.many:
        people = _people(column, single=not named & _PLACE)
        if values > 1 and sum(people.values()) > values / 2:
            kind = "mail addresses" if people["mail"] > people["name"] else "names of people"
            return f"most of its values are {kind}, and {_PEOPLE}"
    if column.many or (values >= 5 and values > column.filled / 2):
        count = f"over {values:,}" if column.many else f"{values:,}"
        return (
            f"it has nearly as many values as rows ({count} in {column.filled:,}), or too many to be teams; {_PEOPLE}"
        )
    if values > MOST_GROUPS:
        return (
            f"it has {values} values, and at most {MOST_GROUPS} groups fit on a page; put them into larger ones first"
        )
    return None


def _people(column: Column, *, single: bool) -> dict[str, int]:
    found = {"mail": 0, "name": 0}
    for value in list(column.values)[:200]:
        if MAIL.fullmatch(value):
            found["mail"] += 1
        elif (single or " " in value) and is_person(value):
            found["name"] += 1
    scale = len(column.values) / max(1, min(200, len(column.values)))
    return {kind: round(count * scale) for kind, count in found.items()}


def _guess_groups(survey: Survey, taken: set[str]) -> tuple[str, ...]:
    found = [
        name
        for name, column in survey.columns.items()
        if name not in taken
        and set(words(name)) & _GROUP
        and 1 < len(column.values) <= MOST_GROUPS // 2
        and not _refused(name, column, survey)
    ]
    return tuple(found[:GUESSED])


def _date(survey: Survey, asked: str | None) -> DateColumn | None:
    if asked == "":
        return None
    if asked is not None:
        column = _column(survey, asked, "--date")
        if not column.dates:
            example = next(iter(column.values), "")
            raise InputError(
                f"--date {asked}: no dates can be read there (such as '{example[:30]}'); write them as 2025-03-31"
            )
        return _day(asked, column)
    found = [
        name for name, column in survey.columns.items() if _all_dates(column) and not set(words(name)) & _OTHER_DATE
    ]
    named = [name for name in found if set(words(name)) & _DATE]
    best = named or (found if len(found) == 1 else [])
    return _day(best[0], survey.columns[best[0]]) if best else None


def _all_dates(column: Column) -> bool:
    return bool(column.dates) and max(read for read, _, _ in column.dates.values()) >= 0.8 * column.filled


def _day(name: str, column: Column) -> DateColumn:
    shape = column.shape()
    assert shape is not None
    read, first, last = column.dates[shape]
    doubtful = shape == "dmy" and column.dates.get("mdy", (0,))[0] == read
    return DateColumn(name, shape, dates.period(first, last, shape), doubtful)


def label(axis: str, value: str) -> str | None:
    """A human's label as this project calls it; None for anything else."""
    plain = value.lower()
    plain = _ALIASES.get(plain, plain)
    return plain if plain in AXES[axis] else None


def _raters(survey: Survey, options: Options) -> tuple[Rater, ...]:
    if options.rater is not None:
        _column(survey, options.rater, "--rater")
    asked = {"impact": options.impact, "style": options.style}
    for axis, names in asked.items():
        for name in names:
            if not _labels(axis)(_column(survey, name, f"--label-{axis}")):
                wanted = ", ".join(AXES[axis])
                raise InputError(f"--label-{axis} {name}: none of its values is a label ({wanted})")
    if not any(asked.values()):
        asked = {axis: _guess_labels(survey, axis) for axis in AXES}
    raters: dict[str, dict[str, str]] = {}
    for axis, names in asked.items():
        for place, name in enumerate(names, 1):
            raters.setdefault(_rater(axis, name, place, len(names)), {})[axis] = name
    if options.rater is not None and not raters:
        raise InputError(
            f"--rater {options.rater}: there are no labels; name their columns with --label-impact or --label-style"
        )
    if options.rater is not None and len(raters) > 1:
        raise InputError("--rater goes with one column of labels for each axis, not with one for each rater")
    return tuple(Rater(name, columns) for name, columns in raters.items())


def _labels(axis: str, share: float = 0.0) -> Callable[[Column], bool]:
    def holds(column: Column) -> bool:
        good = sum(count for value, count in column.values.items() if label(axis, value))
        return good > share * column.filled

    return holds


def _guess_labels(survey: Survey, axis: str) -> tuple[str, ...]:
    holds = _labels(axis, 0.6)
    return tuple(name for name, column in survey.columns.items() if axis in words(name) and holds(column))


def _rater(axis: str, name: str, place: int, of: int) -> str:
    """Whose labels a column holds, by what is left of its name."""
    left = [word for word in words(name) if word != axis and word not in _LABEL]
    if left and (of > 1 or axis in words(name)):
        return " ".join(left)
    return str(place) if of > 1 else ""


def shown_values(values: Sequence[str], show: bool) -> dict[str, Any]:
    """Names of groups as the page shows them: a value that is a person becomes a mask."""
    people = [value for value in values if not show and is_person(value)]
    return {value: f"[name {people.index(value) + 1}]" if value in people else value for value in values}
