"""Measure a checker on labelled messages: the corpus's own format, or a table by others."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from tonecheck.learn import metrics
from tonecheck.learn.corpus import format as corpus_format
from tonecheck.learn.corpus.splits import split_of
from tonecheck.pipeline import Checker
from tonecheck.types import AXES, InputError, Judgement, Message, Result, Span

csv.field_size_limit(10_000_000)
FACETS = ("trade", "channel", "variety", "original_label")
"""What is known of a message beside its labels, where a file tells it."""


@dataclass(frozen=True, slots=True)
class Item:
    """One labelled message; an axis is None where nobody labelled it, `marks` where no cues were marked.

    `scenario` names messages that hang together (a situation told in several ways, a thread): they are drawn
    together when figures get their intervals. `where` is `file:line`.
    """

    id: str
    text: str
    labels: dict[str, str]
    tags: frozenset[str] = frozenset()
    marks: tuple[tuple[str, Span], ...] | None = None
    scenario: str | None = None
    where: str | None = None
    facets: Mapping[str, str] = field(default_factory=dict)


Judged = tuple[Item, Result]


def of_samples(samples: Iterable[corpus_format.Sample]) -> list[Item]:
    """Items of corpus messages."""
    return [
        Item(
            sample.id,
            sample.text,
            {"impact": sample.impact, "style": sample.style},
            sample.tags,
            tuple((mark.cue, Span(mark.start, mark.end)) for mark in sample.marks),
            sample.scenario.id,
            sample.where,
            {
                "trade": sample.scenario.trade,
                "channel": sample.scenario.channel,
                "variety": "non-native" if "non-native" in sample.scenario.variety else sample.scenario.variety,
            },
        )
        for sample in samples
    ]


def read(path: Path, checker: Checker, split: str | None = None) -> list[Item]:
    """Items of a corpus folder or file (one split of it, if named) or of a CSV file.

    A CSV has `text` and either `impact` and/or `style`, or `axis` (impact, harm or style) and `label`. It may have
    `id`, `group` (messages that hang together), `tags` (with blanks between) and any of FACETS.

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
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            columns = reader.fieldnames or ()
            line = reader.line_num + 1
            rows = []
            for row in reader:
                rows.append((line, row))
                line = reader.line_num + 1
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{path}: {error}") from error
    items = [_of_row(path, line, row) for line, row in rows] if "text" in columns else []
    if not any(item.labels for item in items):
        raise InputError(
            f"{path}: needs messages in a column 'text', labelled in 'impact', 'style', or 'axis' and 'label'"
        )
    return items


def _of_row(path: Path, line: int, row: Mapping[str, str | None]) -> Item:
    labels = {axis: label for axis in AXES if (label := row.get(axis))}
    if (axis := row.get("axis")) and (label := row.get("label")):
        labels["impact" if axis == "harm" else axis] = label
    for axis, label in labels.items():
        if label not in AXES.get(axis, ()):
            raise InputError(f"{path}:{line}: no label '{label}' on an axis '{axis}'")
    return Item(
        row.get("id") or str(line),
        row["text"] or "",
        labels,
        frozenset((row.get("tags") or "").split()),
        scenario=row.get("group") or None,
        where=f"{path}:{line}",
        facets={name: value for name in FACETS if (value := row.get(name))},
    )


def judge(checker: Checker, items: Sequence[Item]) -> list[Judged]:
    """Each item with its result; those that can't be judged have a `note` in it."""
    # A label by others may name no tongue; judging is asked for, so detection must not drop short lines.
    messages = (Message(item.text, item.id, "en") for item in items)
    return list(zip(items, checker.check_many(messages, reword=False), strict=True))


def evaluate(checker: Checker, items: Sequence[Item]) -> dict[str, Any]:
    """All figures, as plain data; messages that can't be judged are counted and left out."""
    return figures(judge(checker, items))


def figures(pairs: Sequence[Judged]) -> dict[str, Any]:
    """The figures of `evaluate`, from results that are there already."""
    judged = [(item, result) for item, result in pairs if result.verdict]
    report: dict[str, Any] = {"messages": len(pairs), "not_judged": len(pairs) - len(judged)}
    for axis in AXES:
        labelled = on_axis(judged, axis)
        if labelled:
            report[axis] = _axis(axis, labelled)
    marked = [(item, result) for item, result in judged if item.marks is not None]
    if marked:
        report["cues"] = _cues(marked)
        report["hard_cases"] = _by_tag(marked)
        report["tough_but_fair_called_harmful"] = _tough(marked)
    return report


def on_axis(pairs: Iterable[Judged], axis: str) -> list[Judged]:
    """Those that were judged and carry a label on the axis."""
    return [(item, result) for item, result in pairs if axis in item.labels and result.verdict]


def judgement(axis: str, result: Result) -> Judgement:
    """One axis of a result that was judged."""
    found: Judgement | None = getattr(result, axis)
    assert found is not None
    return found


def answers(axis: str, pairs: Sequence[Judged]) -> metrics.Answers:
    """What was written and answered on one axis, as arrays; every pair must carry a label on it."""
    labels = AXES[axis]
    return metrics.Answers.of(
        labels,
        [item.labels[axis] for item, _ in pairs],
        [judgement(axis, result).label for _, result in pairs],
        np.array([[judgement(axis, result).scores[label] for label in labels] for _, result in pairs]),
    )


def _axis(axis: str, pairs: Sequence[Judged]) -> dict[str, Any]:
    report = metrics.summary(answers(axis, pairs))
    sure = [(item, result) for item, result in pairs if judgement(axis, result).confident]
    right = [item.labels[axis] == judgement(axis, result).label for item, result in sure]
    report["confident"] = {
        "share": round(len(sure) / len(pairs), 4),
        "accuracy": round(float(np.mean(right)), 4) if right else None,
    }
    return report


def _cues(marked: Sequence[Judged]) -> dict[str, Any]:
    total: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for item, result in marked:
        counts = metrics.matches(item.marks or (), ((cue.id, cue.span) for cue in result.cues))
        for cue, count in counts.items():
            total[cue] = [a + b for a, b in zip(total[cue], count, strict=True)]
    each = {
        cue: {
            "f1": metrics.f1(*count),
            "precision": metrics.ratio(count[0], count[1]),
            "recall": metrics.ratio(count[0], count[2]),
            "right": count[0],
            "found": count[1],
            "marked": count[2],
        }
        for cue, count in sorted(total.items())
    }
    sums = [sum(column) for column in zip((0, 0, 0), *total.values(), strict=True)]
    return {"micro_f1": metrics.f1(*sums), "each": each}


def _by_tag(marked: Sequence[Judged]) -> dict[str, Any]:
    rows: dict[str, Counter[str]] = defaultdict(Counter)
    for item, result in marked:
        mistakes = wrong(item, result)
        for tag in item.tags:
            rows[tag].update(["n", "wrong" if mistakes else "right", *mistakes])
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


def wrong(item: Item, result: Result) -> list[str]:
    """The mistakes in words: "impact harmful taken for neutral"."""
    return [
        f"{axis} {gold} taken for {judgement(axis, result).label}"
        for axis, gold in item.labels.items()
        if gold != judgement(axis, result).label
    ]


def _tough(marked: Sequence[Judged]) -> dict[str, Any]:
    fair = [result for item, result in marked if "h1" in item.tags and item.labels["impact"] == "constructive"]
    called = sum(judgement("impact", result).label == "harmful" for result in fair)
    return {"n": len(fair), "share": round(called / len(fair), 4) if fair else None}
