"""How well people's labels agree with the model's and with each other: Cohen's kappa, from tables of counts alone."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from tonecheck.review.columns import Plan, label
from tonecheck.review.options import Record, cell
from tonecheck.types import AXES

Table = Counter[tuple[str, str]]
SHOWN = 10
MOST_RATERS = 20


def kappa(table: Mapping[tuple[str, str], int]) -> float | None:
    """Cohen's kappa (1960) of two raters: how much more often they agree than by chance; None where chance says nothing.

    Args:
        table: how often the first said one label and the second another.
    """
    n = sum(table.values())
    if not n:
        return None
    first, second = Counter[str](), Counter[str]()
    for (one, other), count in table.items():
        first[one] += count
        second[other] += count
    chance = sum(first[name] * second[name] for name in first) / n**2
    seen = sum(count for (one, other), count in table.items() if one == other) / n
    return None if chance == 1 else (seen - chance) / (1 - chance)


@dataclass(slots=True)
class Agreement:
    """Counts by axis: `model` of each rater's label against the model's, `raters` of two raters' labels.

    `worst` holds the disagreements of which the model was surest: (surety, order, record, axis, [(rater, label)]).
    """

    plan: Plan
    model: dict[str, dict[str, Table]] = field(default_factory=lambda: {axis: defaultdict(Counter) for axis in AXES})
    raters: dict[str, dict[tuple[str, str], Table]] = field(
        default_factory=lambda: {axis: defaultdict(Counter) for axis in AXES}
    )
    unknown: int = 0
    worst: list[tuple[float, int, Record, str, list[tuple[str, str]]]] = field(default_factory=list)
    _seen: dict[bytes, dict[str, dict[str, str]]] = field(default_factory=dict)

    def add(self, record: Record) -> None:
        for axis in AXES:
            given = self._given(record, axis)
            if not given:
                continue
            got = record[axis]["label"]
            for rater, said in given.items():
                self.model[axis][rater][said, got] += 1
            self._between(record, axis, given)
            if other := [(rater, said) for rater, said in given.items() if said != got]:
                entry = (float(record[axis]["scores"][got]), -int(record["row"]), record, axis, other)
                _keep(self.worst, entry)

    def _given(self, record: Record, axis: str) -> dict[str, str]:
        found = {}
        for rater in self.plan.raters:
            value = cell(record, rater.columns[axis]) if axis in rater.columns else ""
            said = label(axis, value)
            self.unknown += bool(value) and said is None
            if said:
                name = rater.name if self.plan.rater is None else cell(record, self.plan.rater) or "nobody named"
                found[name] = said
        return found

    def _between(self, record: Record, axis: str, given: dict[str, str]) -> None:
        if self.plan.rater is not None:  # one row for each rater: the message is the same where its text is
            key = hashlib.blake2b(str(record["text"]).encode(errors="surrogatepass"), digest_size=16).digest()
            seen = self._seen.setdefault(key, {}).setdefault(axis, {})
            pairs = [
                (other, seen[other], rater, said) for rater, said in given.items() for other in seen if other != rater
            ]
            seen |= given
        else:
            pairs = [(one, a, other, b) for (one, a), (other, b) in combinations(given.items(), 2)]
        for one, a, other, b in pairs:
            if one > other:
                one, a, other, b = other, b, one, a
            self.raters[axis][one, other][a, b] += 1

    def ranked(self) -> list[tuple[Record, str, list[tuple[str, str]]]]:
        """The disagreements, the model's surest first."""
        return [
            (record, axis, other) for _, _, record, axis, other in sorted(self.worst, key=lambda e: e[:2], reverse=True)
        ]


def _keep(heap: list[Any], entry: tuple[Any, ...]) -> None:
    """Push, with the smallest out once there are enough; the first two items decide, records can't be compared."""
    if len(heap) < SHOWN:
        heap.append(entry)
        heap.sort(key=lambda each: each[:2])
    elif entry[:2] > heap[0][:2]:
        heap[0] = entry
        heap.sort(key=lambda each: each[:2])


def total(tables: Mapping[str, Table]) -> Table:
    """All raters together."""
    return sum(tables.values(), Counter())
