"""Would more messages help? Train on a quarter, a half and three quarters of the training scenarios and measure.

    python benchmarks/learning_curve.py FOLDER DATA [NAME=FILE ...]

FOLDER keeps the models (one that is there already is not trained again), DATA holds the public sets; NAME=FILE are labelled files to measure on as
well. The full model is the one in models/en. Prints the table of the datasheet.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tonecheck.learn.run import Plan, train
from tonecheck.learn.training import Recipe

ROOT = Path(__file__).parent.parent
SHARES = (0.25, 0.5, 0.75)


def figures(folder: Path, data: Path, measured: dict[str, Path]) -> Iterator[dict[str, Any]]:
    for share in SHARES:
        out = folder / f"share-{share}"
        if not out.exists():
            train(
                Plan(ROOT / "corpora" / "en", out, Recipe(), measured, share, data),
                lambda line: print(line, file=sys.stderr),
            )
        yield json.loads((out / "metrics.json").read_text(encoding="utf-8"))
    yield json.loads((ROOT / "models" / "en" / "metrics.json").read_text(encoding="utf-8"))


def table(rows: list[dict[str, Any]], outside: list[str]) -> str:
    head = ["training messages", "impact macro-F1", "style macro-F1", "cues micro-F1"]
    for name in outside:
        head += [f"{name}: {axis} AUC" for axis in ("impact", "style") if axis in rows[0][name]]
    lines = ["| " + " | ".join(head) + " |", "|---" * len(head) + "|"]
    for row in rows:
        held = row["held_out"]
        cells = [str(row["training"]["messages"]["train"])]
        cells += [
            f"{value:.3f}"
            for value in (held["impact"]["macro_f1"], held["style"]["macro_f1"], held["cues"]["micro_f1"])
        ]
        for name in outside:
            cells += [f"{row[name][axis]['auc']:.3f}" for axis in ("impact", "style") if axis in row[name]]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


if __name__ == "__main__":
    named = {name: Path(file) for name, _, file in (pair.partition("=") for pair in sys.argv[3:])}
    print(table(list(figures(Path(sys.argv[1]), Path(sys.argv[2]), named)), list(named)))
