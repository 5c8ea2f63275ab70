"""How well a blind second annotator agrees with the first: `second-labels.csv` beside the corpus.

The file keeps the first labels as they were when the second ones were made, so that mending a label after the two
readers differed doesn't polish the figure. `text` is a fingerprint: ten hex digits of the sha256 of the message.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sklearn.metrics import cohen_kappa_score

from tonecheck.learn.corpus.format import CorpusError
from tonecheck.types import AXES

FILE = "second-labels.csv"
COLUMNS = ("text", "id", "first_impact", "first_style", "first_cues", "impact", "style", "cues")


def agreement(path: Path) -> dict[str, Any]:
    """Cohen's kappa and plain agreement by axis, and F1 of the sets of cues, over messages labelled twice.

    Raises:
        CorpusError: the file can't be read.
    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            if tuple(reader.fieldnames or ()) != COLUMNS:
                raise CorpusError(f"{path}:1: the columns must be {','.join(COLUMNS)}")
            rows = list(reader)
    except (OSError, UnicodeDecodeError) as error:
        raise CorpusError(f"{path}: {error}") from error
    figures: dict[str, Any] = {"labelled_twice": len(rows)}
    for axis in AXES:
        first, second = [row[f"first_{axis}"] for row in rows], [row[axis] for row in rows]
        same = sum(a == b for a, b in zip(first, second, strict=True))
        kappa = float(cohen_kappa_score(first, second))
        figures[axis] = {"kappa": round(kappa, 3), "agreement": round(same / len(rows), 3)}
    figures["cues_f1"] = round(_cues(rows), 3)
    return figures


def _cues(rows: Sequence[dict[str, str]]) -> float:
    both = either = 0
    for row in rows:
        first, second = set(row["first_cues"].split()), set(row["cues"].split())
        both += 2 * len(first & second)
        either += len(first) + len(second)
    return both / max(1, either)
