"""The second look at the file: everything the page shows is counted in one pass, in memory that doesn't grow with the rows."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations
from random import Random

from tonecheck.review.agreement import Agreement
from tonecheck.review.columns import Plan
from tonecheck.review.dates import PERIODS, parse
from tonecheck.review.options import Record, cell, judged
from tonecheck.types import AXES

POINTS = 1000
"""Messages at most that are points of the plane."""
EXTREMES = 10
EXCERPT = 110
NONE = "(none given)"
WHEN = "\0when"
"""The column of periods, among the columns of groups."""
_DIGITS = re.compile(r"\d+")


@dataclass(slots=True)
class Counts:
    """Messages by what was found in them; `labels` of an axis has `unclear` where the label isn't shown as sure."""

    n: int = 0
    verdicts: Counter[str] = field(default_factory=Counter)
    labels: dict[str, Counter[str]] = field(default_factory=lambda: {axis: Counter() for axis in AXES})
    both: Counter[tuple[str, str]] = field(default_factory=Counter)
    cues: Counter[str] = field(default_factory=Counter)
    missing: Counter[str] = field(default_factory=Counter)

    def add(self, record: Record) -> None:
        self.n += 1
        self.verdicts[record["verdict"]] += 1
        shown = {axis: record[axis]["label"] if record[axis]["confident"] else "unclear" for axis in AXES}
        for axis, name in shown.items():
            self.labels[axis][name] += 1
        self.both[shown["impact"], shown["style"]] += 1
        self.cues.update({cue["id"] for cue in record["cues"]})
        self.missing.update(set(record.get("missing") or ()))

    def __iadd__(self, other: Counts) -> Counts:
        self.n += other.n
        for axis in AXES:
            self.labels[axis] += other.labels[axis]
        for name in ("verdicts", "both", "cues", "missing"):
            getattr(self, name).update(getattr(other, name))
        return self


@dataclass(frozen=True, slots=True)
class Point:
    """One message in the plane: x from boss (-1) to leader (1), y from harmful (-1) to constructive (1)."""

    x: float
    y: float
    verdict: str
    text: str

    @classmethod
    def of(cls, record: Record) -> Point:
        impact, style = record["impact"]["scores"], record["style"]["scores"]
        x, y = style["leader"] - style["boss"], impact["constructive"] - impact["harmful"]
        return cls(round(x, 3), round(y, 3), record["verdict"], _beginning(str(record["text"])))


def _beginning(text: str) -> str:
    """Enough for an excerpt, to the end of a word: half a mail address would not be masked."""
    return text if len(text) <= 2 * EXCERPT else text[: 2 * EXCERPT].rsplit(None, 1)[0]


@dataclass(slots=True)
class Extremes:
    """The records with the highest scores; of equal texts one, of equal scores the first."""

    kept: list[tuple[float, int, Record]] = field(default_factory=list)

    def add(self, score: float, record: Record) -> None:
        entry = (score, -int(record["row"]), record)
        if len(self.kept) == EXTREMES and entry[:2] <= self.kept[-1][:2]:
            return
        if all(record["text"] != other["text"] for _, _, other in self.kept):
            self.kept = sorted([*self.kept, entry], key=lambda each: each[:2], reverse=True)[:EXTREMES]

    def records(self) -> list[Record]:
        return [record for _, _, record in self.kept]


@dataclass(slots=True)
class Tally:
    """All counts. `groups` maps a column, then a value, to counts; `when` a period's first day; `pairs` two columns' values."""

    plan: Plan
    random: Random
    rows: int = 0
    everything: Counts = field(default_factory=Counts)
    groups: dict[str, dict[str, Counts]] = field(default_factory=dict)
    when: dict[date | None, Counts] = field(default_factory=lambda: defaultdict(Counts))
    pairs: dict[tuple[str, str], Counter[tuple[str, str]]] = field(default_factory=lambda: defaultdict(Counter))
    points: list[Point] = field(default_factory=list)
    worst: Extremes = field(default_factory=Extremes)
    best: Extremes = field(default_factory=Extremes)
    errors: Counter[str] = field(default_factory=Counter)
    notes: Counter[str] = field(default_factory=Counter)
    incomplete: int = 0
    models: Counter[str] = field(default_factory=Counter)
    agreement: Agreement = field(init=False)

    def __post_init__(self) -> None:
        self.agreement = Agreement(self.plan)
        self.groups = {column: defaultdict(Counts) for column in self.plan.groups}

    def add(self, record: Record) -> None:
        self.rows += 1
        if not judged(record):
            self._unjudged(record)
            return
        self.everything.add(record)
        self.incomplete += bool(record.get("incomplete"))
        model = record.get("model") or {}
        self.models[f"{model.get('name', 'unknown model')} {model.get('version', '')}".strip()] += 1
        self._group(record)
        self._sample(record)
        self._extreme(record)
        self.agreement.add(record)

    def _unjudged(self, record: Record) -> None:
        kind = self.errors if "error" in record else self.notes
        why = _DIGITS.sub("…", str(record.get("error") or record.get("note") or "no reason given"))[:200]
        kind[why if why in kind or len(kind) < 200 else "other reasons"] += 1

    def _group(self, record: Record) -> None:
        values = {column: cell(record, column) or NONE for column in self.plan.groups}
        for column, value in values.items():
            self.groups[column][value].add(record)
        if self.plan.date:
            day = parse(cell(record, self.plan.date.name), self.plan.date.shape)
            start = PERIODS[self.plan.date.period](day) if day else None
            self.when[start].add(record)
            values[WHEN] = start.isoformat() if start else NONE
        for one, other in combinations(values, 2):
            self.pairs[one, other][values[one], values[other]] += 1

    def _sample(self, record: Record) -> None:
        """A reservoir: each message has the same chance, however many there are (Vitter's algorithm R)."""
        if len(self.points) < POINTS:
            self.points.append(Point.of(record))
        elif (place := self.random.randrange(self.everything.n)) < POINTS:
            self.points[place] = Point.of(record)

    def _extreme(self, record: Record) -> None:
        impact, style = record["impact"]["scores"], record["style"]["scores"]
        if record["verdict"] == "send":
            self.best.add(impact["constructive"] + style["leader"], record)
        else:
            self.worst.add(2 * impact["harmful"] + style["boss"], record)


def tally(records: Iterable[Record], plan: Plan, seed: int) -> Tally:
    """One pass over all records."""
    found = Tally(plan, Random(seed))
    for record in records:
        found.add(record)
    return found
