"""Behavioural tests: hand-written messages, and what must or must not change a judgement on them.

The three types are CheckList's (Ribeiro et al. 2020): invariance (INV), direction (DIR), and minimum functionality (MFT), here
minimal pairs and disguised insults beside their harmless look-alikes. The items are `behaviour.toml` and `disguised.toml`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Any

from tonecheck.audit.perturb import PERTURBATIONS
from tonecheck.pipeline import Checker
from tonecheck.rulebook.tables import DATA, Entry, read_toml
from tonecheck.types import AXES, Message, Result, RulebookError

SCHEMA = "tonecheck.behaviour/1"
STEP = 0.05
"""How much likelier leader over boss must become where a reason, a question or an offer is added …"""
SURE = 0.8
"""… unless it was, and still is, as sure as this. A reason must not turn a harmless message into a harmful one either."""
HARM = ("insult", "sneer", "threat")
LEAD = ("reason", "question", "support")
DISGUISES = ("leetspeak", "stars", "dots", "homoglyphs", "zero-width", "spaced", "doubled", "abbreviation")


@dataclass(frozen=True, slots=True)
class Probe:
    """One test: the texts to check, and what is expected of their results."""

    capability: str
    type: str
    texts: tuple[str, ...]
    expect: str
    labels: tuple[tuple[str, str], ...] = ()
    """For MFT: axis and label expected of each text, "not harmful" as `!harmful`."""


def probes(language: str = "en", seed: int = 1) -> list[Probe]:
    """All tests of a language.

    Raises:
        RulebookError: an item is wrong; the text names file and item.
    """
    items, disguised = _items(language)
    return [
        *_invariances(items["carriers"], seed),
        *_directions(items["directions"]),
        *_pairs(items["pairs"]),
        *disguised,
    ]


@cache
def _items(language: str) -> tuple[dict[str, list[dict[str, str]]], tuple[Probe, ...]]:
    values = read_toml(DATA / language / "behaviour.toml")
    items = {table: _read(values, table, "behaviour.toml") for table in ("carriers", "directions", "pairs")}
    rows = _read(read_toml(DATA / language / "disguised.toml"), "disguised", "disguised.toml")
    return items, tuple(_disguised(rows))


def _read(values: Mapping[str, Any], table: str, file: str) -> list[dict[str, str]]:
    rows = values.get(table)
    if not isinstance(rows, list) or not rows:
        raise RulebookError(f"{file}: no '{table}'")
    found = []
    for number, row in enumerate(rows, 1):
        entry = Entry(row, f"{file}: {table} number {number}")
        found.append({field: entry.text(field) for field in row})
    return found


def _invariances(carriers: Sequence[Mapping[str, str]], seed: int) -> Iterator[Probe]:
    for name, perturb in PERTURBATIONS.items():
        for row in carriers:
            text = row["text"]
            changed = perturb(text, Random(f"{seed} {name} {text}"))
            if changed is not None and changed != text:
                yield Probe(name, "INV", (text, changed), "the labels stay")


def _directions(rows: Sequence[Mapping[str, str]]) -> Iterator[Probe]:
    for row in rows:
        kind, way = row["what"].split()
        if kind not in HARM + LEAD or way not in ("added", "removed"):
            raise RulebookError(f"behaviour.toml: unknown direction '{row['what']}'")
        texts = (row["before"], row["after"])
        if kind in LEAD:
            yield Probe(f"{kind} {way}", "DIR", texts, "toward leader, and not harmful")
        else:
            label = "harmful" if way == "added" else "!harmful"
            yield Probe(f"{kind} {way}", "DIR", texts, "becomes " + label.replace("!", "not "), (("impact", label),))


def _pairs(rows: Sequence[Mapping[str, str]]) -> Iterator[Probe]:
    for row in rows:
        axis = row["axis"]
        labels = [key for key in row if key in AXES.get(axis, ())]
        if len(labels) != 2:
            raise RulebookError(
                f"behaviour.toml: a pair needs an axis and texts for two of its labels, not {sorted(row)}"
            )
        texts = tuple(row[label] for label in labels)
        yield Probe(
            f"minimal pairs, {axis}", "MFT", texts, " and ".join(labels), tuple((axis, label) for label in labels)
        )


def _disguised(rows: Sequence[Mapping[str, str]]) -> Iterator[Probe]:
    for row in rows:
        if row["how"] not in DISGUISES:
            raise RulebookError(f"disguised.toml: '{row['how']}' is none of {', '.join(DISGUISES)}")
        yield Probe(f"disguised: {row['how']}", "MFT", (row["harmful"],), "harmful", (("impact", "harmful"),))
        if "harmless" in row:
            yield Probe(
                f"look-alike: {row['how']}", "MFT", (row["harmless"],), "not harmful", (("impact", "!harmful"),)
            )


def behaviour(checker: Checker, chosen: Sequence[Probe] | None = None) -> dict[str, Any]:
    """Run the tests; a row for each capability with all its failures, and the shares passed (`tonecheck.behaviour/1`).

    Disguised insults and their look-alikes are summed apart from the rest: catching the ones is easy for a model that
    doesn't mind the others.
    """
    run = list(probes() if chosen is None else chosen)
    results = checker.check_many((Message(text, language="en") for test in run for text in test.texts), reword=False)
    rows: dict[str, dict[str, Any]] = {}
    for test in run:
        row = rows.setdefault(
            test.capability, {"capability": test.capability, "type": test.type, "n": 0, "failures": []}
        )
        row["n"] += 1
        if failure := _failure(test, [next(results) for _ in test.texts]):
            row["failures"].append(failure)
    for row in rows.values():
        row["passed"] = row["n"] - len(row["failures"])
        row["share"] = round(row["passed"] / row["n"], 4)
    report: dict[str, Any] = {"schema": SCHEMA, "rows": list(rows.values())}
    for name, prefix in (("disguised", "disguised: "), ("lookalikes", "look-alike: "), ("behaviour", "")):
        belong = [row for row in rows.values() if row["capability"].startswith(prefix)]
        if not prefix:
            belong = [row for row in belong if ": " not in row["capability"]]
        report[name] = _sum(belong)
    report["model"] = checker.model.files.info.as_dict()
    return report


def _sum(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    n, passed = sum(row["n"] for row in rows), sum(row["passed"] for row in rows)
    return {"n": n, "passed": passed, "share": round(passed / n, 4) if n else None}


def _failure(test: Probe, results: Sequence[Result]) -> dict[str, Any] | None:
    if test.type == "INV":
        right = _labels(results[0]) == _labels(results[1])
    elif test.type == "DIR" and not test.labels:
        right = _leads(*results)
    else:
        # A direction has a text before it, which is shown with a failure and not judged.
        right = all(
            _is(result, *label) for result, label in zip(results[-len(test.labels) :], test.labels, strict=True)
        )
    if right:
        return None
    got = " → ".join(_said(result) for result in results)
    texts = dict(zip(("before", "after") if len(test.texts) == 2 else ("after",), test.texts, strict=True))
    return {"expected": test.expect, "got": got, **texts}


def _labels(result: Result) -> tuple[str | None, str | None]:
    return (result.impact.label if result.impact else None, result.style.label if result.style else None)


def _is(result: Result, axis: str, label: str) -> bool:
    got = _labels(result)[list(AXES).index(axis)]
    return got is not None and (got != label[1:] if label.startswith("!") else got == label)


def _leads(before: Result, after: Result) -> bool:
    if not (before.style and after.style and before.impact and after.impact):
        return False
    old, new = (side.scores["leader"] - side.scores["boss"] for side in (before.style, after.style))
    harmless = after.impact.label != "harmful" or before.impact.label == "harmful"
    return harmless and (new - old >= STEP or (old >= SURE and new >= SURE))


def _said(result: Result) -> str:
    if not (result.impact and result.style):
        return str(result.note)
    return ", ".join(f"{side.label} {side.scores[side.label]:.2f}" for side in (result.impact, result.style))
