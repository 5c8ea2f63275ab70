"""Figures of merit, from labels and probabilities."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import confusion_matrix, f1_score, precision_recall_fscore_support, roc_auc_score

from tonecheck.types import Span

BINS = 15


def axis(
    labels: Sequence[str], gold: Sequence[str], chosen: Sequence[str], scores: NDArray[np.float64]
) -> dict[str, Any]:
    """Figures of one axis over N messages; `scores` is (N, 3) in the order of `labels`.

    `two_way_accuracy` leaves out messages whose gold label is neutral and asks only which pole is likelier.
    """
    precision, recall, f1, support = precision_recall_fscore_support(gold, chosen, labels=labels, zero_division=0)
    poles = [i for i, label in enumerate(gold) if label != labels[2]]
    two_way = [labels[int(scores[i, 1] > scores[i, 0])] == gold[i] for i in poles]
    return {
        "n": len(gold),
        "macro_f1": round(float(f1_score(gold, chosen, labels=labels, average="macro", zero_division=0)), 4),
        "accuracy": round(float(np.mean([g == c for g, c in zip(gold, chosen, strict=True)])), 4),
        "two_way_accuracy": round(float(np.mean(two_way)), 4) if two_way else None,
        "ece": round(ece(labels, gold, scores), 4),
        "labels": {
            label: {"precision": round(p, 4), "recall": round(r, 4), "f1": round(f, 4), "n": int(n)}
            for label, p, r, f, n in zip(
                labels, *(map(float, x) for x in (precision, recall, f1, support)), strict=True
            )
        },
        "confusion": {
            label: dict(zip(labels, map(int, row), strict=True))
            for label, row in zip(labels, confusion_matrix(gold, chosen, labels=labels), strict=True)
        },
    }


def ece(labels: Sequence[str], gold: Sequence[str], scores: NDArray[np.float64]) -> float:
    """Expected calibration error of the top label (Naeini et al. 2015), in BINS equal bins."""
    top, sure = scores.argmax(axis=1), scores.max(axis=1)
    right = np.array([labels[t] == g for t, g in zip(top, gold, strict=True)])
    bins = np.minimum((sure * BINS).astype(int), BINS - 1)
    gaps = [
        abs(right[bins == b].mean() - sure[bins == b].mean()) * (bins == b).mean()
        for b in range(BINS)
        if (bins == b).any()
    ]
    return float(sum(gaps))


def auc(positive: Sequence[bool], score: Sequence[float]) -> float:
    """Area under the ROC curve."""
    return round(float(roc_auc_score(positive, score)), 4)


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


def f1(right: int, found: int, marked: int) -> float:
    """Harmonic mean of precision and recall."""
    return round(2 * right / (found + marked), 4) if found + marked else 0.0
