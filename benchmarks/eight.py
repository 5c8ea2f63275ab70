"""The model that ships on 2,800 labelled messages and rewordings by eight writers (`corpora/rewordings/labels.jsonl`), none of which
it was trained on.

    python benchmarks/eight.py [--model en]
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
from sklearn.metrics import f1_score

import tonecheck
from tonecheck import Message
from tonecheck.types import AXES

ROOT = Path(__file__).parent.parent


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", default="en")
    args = parser.parse_args()
    lines = (ROOT / "corpora" / "rewordings" / "labels.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    checker = tonecheck.load(args.model)
    results = list(checker.check_many((Message(row["text"], language="en") for row in rows), reword=False))
    print("| axis | three-way F1 | two-way | label | of these found | of those found right | texts |")
    print("|---|---|---|---|---|---|---|")
    for axis, labels in AXES.items():
        wanted = np.array([row[axis] for row in rows])
        found = np.array([judged.label if (judged := getattr(result, axis)) else "neutral" for result in results])
        pole = labels[0]
        score = f1_score(wanted, found, average="macro")
        agree = ((wanted == pole) == (found == pole)).mean()
        for label in labels:
            right = ((wanted == label) & (found == label)).sum()
            recall, precision = right / (wanted == label).sum(), right / max(1, (found == label).sum())
            print(
                f"| {axis} | {score:.3f} | {agree:.3f} | {label} | {recall:.3f} | {precision:.3f} | {(wanted == label).sum()} |"
            )


if __name__ == "__main__":
    main()
