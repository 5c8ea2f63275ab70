"""How the models do on real sentences by strangers: the held-out seventh of those that our readers labelled.

    python benchmarks/real.py DATA [MODEL ...]

DATA is the folder with the public sets of corpora/corpora.toml.
"""

from __future__ import annotations

import sys
from pathlib import Path

import tonecheck
from tonecheck.learn import evaluation, relabelled

ROOT = Path(__file__).parent.parent


def main(data: Path, models: list[str]) -> None:
    lines = [line for line in relabelled.read(ROOT / "corpora" / "public" / "labels.csv", data) if line.held_out]
    items = [
        evaluation.Item(
            line.key,
            line.text,
            {axis: label for axis, label in (("impact", line.impact), ("style", line.style)) if label},
        )
        for line in lines
    ]
    print("| model | axis | n | macro-F1 | accuracy | two-way | AUC | ECE |")
    print("|---|---|---|---|---|---|---|---|")
    for model in models:
        found = evaluation.evaluate(tonecheck.load(model), items)
        for axis in ("impact", "style"):
            row = found[axis]
            figures = " | ".join(
                f"{row[name]:.3f}" for name in ("macro_f1", "accuracy", "two_way_accuracy", "auc", "ece")
            )
            print(f"| {model} | {axis} | {row['n']} | {figures} |")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:] or ["en", "small"])
