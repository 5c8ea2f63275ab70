"""What of the groups and periods may be shown, and under which names: the last step before the page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from tonecheck.review.columns import shown_values
from tonecheck.review.dates import after, neighbours, title
from tonecheck.review.groups import gives_away, together
from tonecheck.review.options import LEAST
from tonecheck.review.tally import NONE, WHEN, Counts, Tally


@dataclass(frozen=True, slots=True)
class Group:
    """One row of a column of groups. `of` is how many small groups were put together in it, else 1."""

    name: str
    counts: Counts
    of: int = 1


@dataclass(frozen=True, slots=True)
class Period:
    """A run of periods, from the first day to the day after the last."""

    name: str
    start: date
    end: date
    counts: Counts


@dataclass(frozen=True, slots=True)
class Shown:
    """`groups` by column in alphabetical order; `why` says of a column why nothing of it is shown."""

    groups: Mapping[str, list[Group]]
    periods: list[Period]
    why: Mapping[str, str]


_FEW = f"there aren't two groups of at least {LEAST} messages that could be shown without giving away a smaller one"


def shown(tally: Tally, names: bool) -> Shown:
    """The groups that hide nobody; columns that would give away what another one hides are left out, the later ones first."""
    units: dict[str, dict[str, str]] = {}
    groups: dict[str, list[Group]] = {}
    periods: list[Period] = []
    why: dict[str, str] = {}
    for column in [*tally.plan.groups, *([WHEN] if tally.plan.date else [])]:
        unit = _when_units(tally) if column == WHEN else _units(tally.groups[column])
        clash = next((other for other in units if _clash(tally, other, units[other], column, unit)), None)
        if len(set(unit.values())) < 2:
            why[column] = _FEW
        elif clash is not None:
            why[column] = f"beside “{clash}” it would give away a group of fewer than {LEAST} messages by subtraction"
        else:
            units[column] = unit
            if column == WHEN:
                periods = _periods(tally, unit)
            else:
                groups[column] = _groups(tally.groups[column], unit, names)
    return Shown(groups, periods, why)


def _clash(tally: Tally, one: str, ones: Mapping[str, str], other: str, others: Mapping[str, str]) -> bool:
    pairs: Counter[tuple[str, str]] = Counter()
    for (a, b), count in tally.pairs[one, other].items():
        pairs[ones[a], others[b]] += count
    return gives_away(pairs)


def _units(counts: Mapping[str, Counts]) -> dict[str, str]:
    """Each value's group as it is shown."""
    small = together({name: each.n for name, each in counts.items()})
    return {name: "\0other" if name in small else name for name in counts}


def _gather(counts: Mapping[str, Counts], unit: Mapping[str, str]) -> dict[str, Counts]:
    found: dict[str, Counts] = {}
    for name, each in counts.items():
        found.setdefault(unit[name], Counts())
        found[unit[name]] += each
    return found


def _groups(counts: Mapping[str, Counts], unit: Mapping[str, str], names: bool) -> list[Group]:
    gathered = _gather(counts, unit)
    called = shown_values(sorted(name for name in gathered if name != "\0other"), names)
    rows = [Group(called[name], gathered[name]) for name in sorted(called, key=_order) if name != NONE]
    if NONE in called:
        rows.append(Group(NONE, gathered[NONE]))
    if "\0other" in gathered:
        size = sum(name == "\0other" for name in unit.values())
        rows.append(Group("other (small groups)", gathered["\0other"], size))
    return rows


def _order(name: str) -> tuple[float, str]:
    """By the alphabet, numbers by size: never by figures, for this is no ranking."""
    return (float(name) if name.isdecimal() else float("inf"), name.casefold())


def _when_units(tally: Tally) -> dict[str, str]:
    """Each period's run, named by its first day; undated messages that are too few stand with the last run."""
    starts = sorted(start for start in tally.when if start)
    runs = neighbours([tally.when[start].n for start in starts], LEAST)
    unit = {starts[place].isoformat(): starts[run.start].isoformat() for run in runs for place in run}
    if None in tally.when:
        few = tally.when[None].n < LEAST and runs
        unit[NONE] = starts[runs[-1].start].isoformat() if few else NONE
    small = bool(runs) and sum(tally.when[start].n for start in starts) < LEAST
    return dict.fromkeys(unit, NONE) if small else unit


def _periods(tally: Tally, unit: Mapping[str, str]) -> list[Period]:
    assert tally.plan.date
    name = tally.plan.date.period
    counts = {start.isoformat() if start else NONE: each for start, each in tally.when.items()}
    rows = []
    for key, each in sorted(_gather(counts, unit).items()):
        starts = sorted(date.fromisoformat(day) for day in unit if unit[day] == key and day != NONE)
        if not starts:
            continue
        called = title(starts[0], starts[-1], name)
        undated = " and those without a date" if unit.get(NONE) == key else ""
        rows.append(Period(called + undated, starts[0], after(starts[-1], name), each))
    return rows
