"""A model on messages that are labelled as a whole, such as the exam of ordinary ones that nothing was trained on.

    python benchmarks/whole.py [--model en] [FILE]

FILE has one JSON object a line: text, impact, style (null: not counted). Default: corpora/exam/ordinary.jsonl.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import f1_score, roc_auc_score

import tonecheck
from tonecheck import Message
from tonecheck.types import AXES, Judgement

ROOT = Path(__file__).parent.parent


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("file", nargs="?", type=Path, default=ROOT / "corpora" / "exam" / "ordinary.jsonl")
    parser.add_argument("--model", default="en")
    args = parser.parse_args()
    rows = [json.loads(line) for line in args.file.read_text(encoding="utf-8").splitlines()]
    checker = tonecheck.load(args.model)
    results = list(checker.check_many((Message(row["text"], language="en") for row in rows), reword=False))
    print("| axis | three-way F1 | two-way | AUC | label | of these found | of those found right | texts |")
    print("|---|---|---|---|---|---|---|---|")
    for axis in AXES:
        known = [(row[axis], getattr(result, axis)) for row, result in zip(rows, results, strict=True) if row[axis]]
        table(axis, np.array([label for label, _ in known]), [judged for _, judged in known])


def table(axis: str, wanted: NDArray[np.str_], judged: list[Judgement | None]) -> None:
    """Print three rows of one axis; what has no verdict counts as neutral."""
    labels = AXES[axis]
    found = np.array([one.label if one else "neutral" for one in judged])
    pole = np.array([one.scores[labels[0]] if one else 0.0 for one in judged])
    score = f1_score(wanted, found, average="macro")
    agree = ((wanted == labels[0]) == (found == labels[0])).mean()
    auc = roc_auc_score(wanted == labels[0], pole)
    for label in labels:
        right = ((wanted == label) & (found == label)).sum()
        recall, precision = right / (wanted == label).sum(), right / max(1, (found == label).sum())
        print(
            f"| {axis} | {score:.3f} | {agree:.3f} | {auc:.3f} | {label} | {recall:.3f} | {precision:.3f} | "
            f"{(wanted == label).sum()} |"
        )


if __name__ == "__main__":
    main()
