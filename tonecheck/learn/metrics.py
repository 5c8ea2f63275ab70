"""Figures of merit, from labels and probabilities. NumPy only, so that measuring needs no training extra.

Every figure takes weights, one per message: that is all a bootstrap needs (a message drawn twice weighs two).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tonecheck.types import Span

BINS = 15
FIGURES = ("macro_f1", "accuracy", "two_way_accuracy", "auc", "ece")

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
Booleans = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Answers:
    """What was written and what was answered for N messages on one axis, as arrays of N.

    `gold` and `chosen` are places in `labels` (pole, pole, neutral); `sure` is the probability of the likeliest label,
    `right` whether it is the gold one, `bin` which of BINS equal parts `sure` falls into. `rank` orders the messages
    by how much likelier the first pole is than the second, equal ones together.
    """

    labels: Sequence[str]
    gold: Ints
    chosen: Ints
    sure: Floats
    right: Booleans
    bin: Ints
    two_way: Booleans
    rank: Ints

    @classmethod
    def of(cls, labels: Sequence[str], gold: Sequence[str], chosen: Sequence[str], scores: Floats) -> Answers:
        """`scores` is (N, 3) in the order of `labels`."""
        place = {label: i for i, label in enumerate(labels)}
        golds = np.array([place[label] for label in gold], dtype=np.intp)
        sure = scores.max(axis=1)
        return cls(
            labels=labels,
            gold=golds,
            chosen=np.array([place[label] for label in chosen], dtype=np.intp),
            sure=sure,
            right=scores.argmax(axis=1) == golds,
            bin=np.minimum((sure * BINS).astype(np.intp), BINS - 1),
            two_way=(scores[:, 1] > scores[:, 0]) == (golds == 1),
            rank=np.unique(scores[:, 0] - scores[:, 1], return_inverse=True)[1].reshape(-1),
        )


def figures(answers: Answers, weights: Floats | None = None) -> dict[str, float | None]:
    """The FIGURES, unrounded; None where nothing can be said (no poles, or only one of them).

    `two_way_accuracy` and `auc` leave out messages whose gold label is neutral: they ask only which pole is likelier.
    """
    w = np.ones(len(answers.gold)) if weights is None else weights
    table = confusion(answers, w)
    poles = np.where(answers.gold == 2, 0.0, w)
    return {
        "macro_f1": float(f1s(table).mean()),
        "accuracy": float(np.trace(table) / table.sum()) if table.sum() else None,
        "two_way_accuracy": float(poles @ answers.two_way / poles.sum()) if poles.sum() else None,
        "auc": _auc(answers, w),
        "ece": _ece(answers, w),
    }


def confusion(answers: Answers, weights: Floats) -> Floats:
    """(3, 3): written as (row), taken for (column)."""
    cells = np.bincount(answers.gold * 3 + answers.chosen, weights, minlength=9)
    return cells.astype(np.float64).reshape(3, 3)


def f1s(table: Floats) -> Floats:
    """F1 of each label of a confusion matrix; 0 for a label that neither was written nor taken."""
    both = table.sum(axis=0) + table.sum(axis=1)
    result: Floats = np.divide(2 * table.diagonal(), both, out=np.zeros(len(table)), where=both > 0)
    return result


def _auc(answers: Answers, weights: Floats) -> float | None:
    """Area under the ROC curve as the share of pairs in the right order; a tie counts half (Mann and Whitney 1947)."""
    size = int(answers.rank.max(initial=0)) + 1
    first, second = (
        np.bincount(answers.rank, np.where(answers.gold == pole, weights, 0), minlength=size) for pole in (0, 1)
    )
    pairs = first.sum() * second.sum()
    return float(first @ (second.cumsum() - second / 2) / pairs) if pairs else None


def _ece(answers: Answers, weights: Floats) -> float:
    """Expected calibration error of the likeliest label (Naeini et al. 2015), in BINS equal bins."""
    gaps = np.bincount(answers.bin, weights * (answers.right - answers.sure), minlength=BINS)
    return float(np.abs(gaps).sum() / weights.sum())


def reliability(answers: Answers) -> list[dict[str, Any]]:
    """The bins of the ECE that hold messages: how sure the model was there, and how often right."""
    rows = []
    for number in range(BINS):
        inside = answers.bin == number
        if inside.any():
            rows.append(
                {
                    "from": round(number / BINS, 4),
                    "to": round((number + 1) / BINS, 4),
                    "n": int(inside.sum()),
                    "sure": round(float(answers.sure[inside].mean()), 4),
                    "right": round(float(answers.right[inside].mean()), 4),
                }
            )
    return rows


def axis(labels: Sequence[str], gold: Sequence[str], chosen: Sequence[str], scores: Floats) -> dict[str, Any]:
    """All figures of one axis over N messages, rounded; `scores` is (N, 3) in the order of `labels`.

    `auc` is there only where both poles occur.
    """
    return summary(Answers.of(labels, gold, chosen, scores))


def summary(answers: Answers) -> dict[str, Any]:
    """All figures of one axis, as `axis` gives them."""
    labels = answers.labels
    table = confusion(answers, np.ones(len(answers.gold)))
    found, marked, right = table.sum(axis=0), table.sum(axis=1), table.diagonal()
    values = {key: None if value is None else round(value, 4) for key, value in figures(answers).items()}
    auc = values.pop("auc")
    return {
        "n": len(answers.gold),
        **values,
        **({} if auc is None else {"auc": auc}),
        "labels": {
            label: {
                "precision": ratio(right[i], found[i]),
                "recall": ratio(right[i], marked[i]),
                "f1": f1(right[i], found[i], marked[i]),
                "n": int(marked[i]),
            }
            for i, label in enumerate(labels)
        },
        "confusion": {
            label: dict(zip(labels, map(int, row), strict=True)) for label, row in zip(labels, table, strict=True)
        },
    }


def matches(gold: Iterable[tuple[str, Span]], found: Iterable[tuple[str, Span]]) -> dict[str, list[int]]:
    """By cue: [found rightly, found, marked]. A finding is right if it has the id of a mark that it overlaps; each
    mark counts once."""
    counts: dict[str, list[int]] = {}
    left = list(gold)
    for cue, _ in left:
        counts.setdefault(cue, [0, 0, 0])[2] += 1
    for cue, span in found:
        count = counts.setdefault(cue, [0, 0, 0])
        count[1] += 1
        hit = next((mark for mark in left if mark[0] == cue and mark[1].overlaps(span)), None)
        if hit:
            left.remove(hit)
            count[0] += 1
    return counts


def ratio(part: float, whole: float) -> float:
    """Precision or recall; 0 where there is nothing to find."""
    return round(float(part / whole), 4) if whole else 0.0


def f1(right: float, found: float, marked: float) -> float:
    """Harmonic mean of precision and recall."""
    return round(float(2 * right / (found + marked)), 4) if found + marked else 0.0
