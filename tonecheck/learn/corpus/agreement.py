"""How well a blind second annotator agrees with the first: `second-labels.csv` beside the corpus."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sklearn.metrics import cohen_kappa_score

from tonecheck.learn.corpus.format import CorpusError, Sample
from tonecheck.types import AXES

FILE = "second-labels.csv"


def fingerprint(text: str) -> str:
    """Ties a second label to the text that was read: ten hex digits of its sha256."""
    return hashlib.sha256(text.encode()).hexdigest()[:10]


def agreement(samples: Sequence[Sample], path: Path) -> dict[str, Any]:
    """Cohen's kappa and plain agreement by axis, and F1 of the sets of cues, over messages labelled twice.

    A message rewritten since then no longer counts; how many do is in the figures.

    Raises:
        CorpusError: the file can't be read.
    """
    by_text = {fingerprint(sample.text): sample for sample in samples}
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        pairs = [(by_text[row["text"]], row) for row in rows if row["text"] in by_text]
    except (OSError, KeyError, UnicodeDecodeError) as error:
        raise CorpusError(f"{path}: needs the columns text, impact, style and cues ({error})") from error
    figures: dict[str, Any] = {"labelled_twice": len(pairs), "rewritten_since": len(rows) - len(pairs)}
    for axis in AXES:
        first = [getattr(sample, axis) for sample, _ in pairs]
        second = [row[axis] for _, row in pairs]
        same = sum(a == b for a, b in zip(first, second, strict=True))
        kappa = float(cohen_kappa_score(first, second))
        figures[axis] = {"kappa": round(kappa, 3), "agreement": round(same / len(pairs), 3)}
    figures["cues_f1"] = round(_cues(pairs), 3)
    return figures


def _cues(pairs: Sequence[tuple[Sample, dict[str, str]]]) -> float:
    both = either = 0
    for sample, row in pairs:
        first, second = {mark.cue for mark in sample.marks}, set(row["cues"].split())
        both += 2 * len(first & second)
        either += len(first) + len(second)
    return both / max(1, either)
