"""Measure a checker on labelled messages: the corpus's own format, or a table by others."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from tonecheck.learn import metrics
from tonecheck.learn.corpus import format as corpus_format
from tonecheck.learn.corpus.splits import split_of
from tonecheck.pipeline import Checker
from tonecheck.types import AXES, InputError, Message, Result, Span

csv.field_size_limit(10_000_000)


@dataclass(frozen=True, slots=True)
class Item:
    """One labelled message; an axis is None where nobody labelled it, `marks` where no cues were marked."""

    id: str
    text: str
    labels: dict[str, str]
    tags: frozenset[str] = frozenset()
    marks: tuple[tuple[str, Span], ...] | None = None


def of_samples(samples: Iterable[corpus_format.Sample]) -> list[Item]:
    """Items of corpus messages."""
    return [
        Item(
            sample.id,
            sample.text,
            {"impact": sample.impact, "style": sample.style},
            sample.tags,
            tuple((mark.cue, Span(mark.start, mark.end)) for mark in sample.marks),
        )
        for sample in samples
    ]


def read(path: Path, checker: Checker, split: str | None = None) -> list[Item]:
    """Items of a corpus folder or file (one split of it, if named) or of a CSV file.

    A CSV has `text` and either `impact` and/or `style`, or `axis` (impact, harm or style) and `label`; `id` if it likes.

    Raises:
        InputError: the file can't be used; the text says why.
        CorpusError: names file and line.
    """
    if path.suffix == ".csv":
        return _of_table(path)
    if not path.exists():
        raise InputError(f"{path}: there is no such file")
    samples = corpus_format.read(path, checker.book.rules)
    if split:
        samples = [sample for sample in samples if split_of(sample.scenario.id) == split]
    return of_samples(samples)


def _of_table(path: Path) -> list[Item]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{path}: {error}") from error
    if not rows or "text" not in rows[0]:
        raise InputError(f"{path}: needs a column 'text' and one of 'impact', 'style', or 'axis' with 'label'")
    items = []
    for number, row in enumerate(rows, 2):
        labels = {axis: row[axis] for axis in AXES if row.get(axis)}
        if row.get("axis") and row.get("label"):
            labels["impact" if row["axis"] == "harm" else row["axis"]] = row["label"]
        for axis, label in labels.items():
            if label not in AXES.get(axis, ()):
                raise InputError(f"{path}:{number}: no label '{label}' on an axis '{axis}'")
        items.append(Item(row.get("id") or str(number), row["text"], labels))
    return items


def evaluate(checker: Checker, items: Sequence[Item]) -> dict[str, Any]:
    """All figures, as plain data; messages that can't be judged are counted and left out."""
    # A label by others may name no tongue; judging is asked for, so detection must not drop short lines.
    results = list(checker.check_many((Message(item.text, item.id, "en") for item in items), reword=False))
    judged = [(item, result) for item, result in zip(items, results, strict=True) if result.verdict]
    report: dict[str, Any] = {"messages": len(items), "not_judged": len(items) - len(judged)}
    for axis in AXES:
        pairs = [(item, result) for item, result in judged if axis in item.labels]
        if pairs:
            report[axis] = _axis(axis, pairs)
    marked = [(item, result) for item, result in judged if item.marks is not None]
    if marked:
        report["cues"] = _cues(marked)
        report["hard_cases"] = _by_tag(marked)
        report["tough_but_fair_called_harmful"] = _tough(marked)
    return report


def _judgement(axis: str, result: Result) -> Any:
    return getattr(result, axis)


def _axis(axis: str, pairs: Sequence[tuple[Item, Result]]) -> dict[str, Any]:
    labels = AXES[axis]
    gold = [item.labels[axis] for item, _ in pairs]
    chosen = [_judgement(axis, result).label for _, result in pairs]
    scores = np.array([[_judgement(axis, result).scores[label] for label in labels] for _, result in pairs])
    report = metrics.axis(labels, gold, chosen, scores)
    poles = [i for i, label in enumerate(gold) if label != labels[2]]
    if len({gold[i] for i in poles}) == 2:
        report["auc"] = metrics.auc([gold[i] == labels[0] for i in poles], [scores[i, 0] - scores[i, 1] for i in poles])
    sure = [i for i, (_, result) in enumerate(pairs) if _judgement(axis, result).confident]
    report["confident"] = {
        "share": round(len(sure) / len(pairs), 4),
        "accuracy": round(float(np.mean([gold[i] == chosen[i] for i in sure])), 4) if sure else None,
    }
    return report


def _cues(marked: Sequence[tuple[Item, Result]]) -> dict[str, Any]:
    total: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for item, result in marked:
        counts = metrics.matches(item.marks or (), ((cue.id, cue.span) for cue in result.cues))
        for cue, count in counts.items():
            total[cue] = [a + b for a, b in zip(total[cue], count, strict=True)]
    each = {
        cue: {"f1": metrics.f1(*count), "found": count[1], "marked": count[2]} for cue, count in sorted(total.items())
    }
    return {"micro_f1": metrics.f1(*(sum(column) for column in zip(*total.values(), strict=True))), "each": each}


def _by_tag(marked: Sequence[tuple[Item, Result]]) -> dict[str, Any]:
    rows: dict[str, Counter[str]] = defaultdict(Counter)
    for item, result in marked:
        wrong = [
            f"{axis} {item.labels[axis]} taken for {_judgement(axis, result).label}"
            for axis in AXES
            if item.labels[axis] != _judgement(axis, result).label
        ]
        for tag in item.tags:
            rows[tag].update(["n", "wrong" if wrong else "right", *wrong])
    order = [*corpus_format.HARD_CASES, *corpus_format.PHENOMENA]
    return {
        tag: {
            "n": rows[tag]["n"],
            "right": rows[tag]["right"],
            "wrong": {key: n for key, n in rows[tag].most_common() if key not in ("n", "right", "wrong")},
        }
        for tag in order
        if tag in rows
    }


def _tough(marked: Sequence[tuple[Item, Result]]) -> dict[str, Any]:
    fair = [result for item, result in marked if "h1" in item.tags and item.labels["impact"] == "constructive"]
    called = sum(_judgement("impact", result).label == "harmful" for result in fair)
    return {"n": len(fair), "share": round(called / len(fair), 4) if fair else None}


def errors(checker: Checker, items: Sequence[Item]) -> list[dict[str, Any]]:
    """Messages with a wrong label, the surest mistakes first."""
    found = []
    results = checker.check_many((Message(item.text, item.id, "en") for item in items), reword=False)
    for item, result in zip(items, results, strict=True):
        for axis, gold in item.labels.items():
            judgement = _judgement(axis, result)
            if judgement and judgement.label != gold:
                wrong = {"id": item.id, "axis": axis, "gold": gold, "got": judgement.label}
                found.append({**wrong, "score": round(judgement.scores[judgement.label], 4), "text": item.text})
    return sorted(found, key=lambda row: -float(str(row["score"])))
