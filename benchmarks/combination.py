"""How to join the message as a whole, its worst sentence and plain words? Each rule fitted on the calibration scenarios and
measured on held-out ones and on other labelled files.

    python benchmarks/combination.py [MODEL] [FILE ...]
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score

import tonecheck
from tonecheck import text as texts
from tonecheck.cues import evidence
from tonecheck.encoder import engine
from tonecheck.learn.corpus import format as corpus_format
from tonecheck.learn.corpus.format import Sample
from tonecheck.learn.corpus.splits import split_of
from tonecheck.types import AXES, Message

ROOT = Path(__file__).parent.parent
Rows = NDArray[np.float64]
# Columns of `calibration.features`: three log-probabilities of the whole, three of the sentences, the words, three of the other
# axis, the strongest sign of each cue.
RULES: dict[str, Callable[[Rows], Rows]] = {
    "the whole alone": lambda rows: rows[:, :3],
    "the worst sentence alone": lambda rows: rows[:, 3:6],
    "the higher of both": lambda rows: np.maximum(rows[:, :3], rows[:, 3:6]),
    "the mean of both": lambda rows: (rows[:, :3] + rows[:, 3:6]) / 2,
    "whole and words": lambda rows: rows[:, [0, 1, 2, 6]],
    "whole and worst sentence, stacked": lambda rows: rows[:, :6],
    "whole, worst sentence and words, stacked": lambda rows: rows[:, :7],
    "all that, and the other axis": lambda rows: rows[:, :10],
    "all that, and the cues": lambda rows: rows,
}


def read(checker: tonecheck.Checker, samples: Sequence[Sample]) -> dict[str, Rows]:
    rows: dict[str, list[NDArray[np.float64]]] = {axis: [] for axis in AXES}
    for sample in samples:
        book = checker.book
        document = texts.parse(Message(sample.text, language="en"), book.lexicon, book.lookalikes, book.names)
        given = evidence.text_of(document, checker.book)
        window = checker.model.windows(given)[0]
        output = checker.model.run(window)
        for axis in AXES:
            rows[axis].append(engine.features(axis, output, given.proof(axis, window)))
    return {axis: np.stack(found) for axis, found in rows.items()}


def main(model: str, files: Sequence[Path]) -> None:
    checker = tonecheck.load(model)
    corpus = corpus_format.read(ROOT / "corpora" / "en", checker.book.rules)
    parts = {
        "calibration": [s for s in corpus if split_of(s.scenario.id) == "calibration"],
        "held out": [s for s in corpus if split_of(s.scenario.id) == "test"],
        **{file.stem: corpus_format.read(file, checker.book.rules) for file in files},
    }
    seen = {name: read(checker, part) for name, part in parts.items()}
    names = [name for name in parts if name != "calibration"]
    print("| macro-F1 | " + " | ".join(f"{name}: {axis}" for name in names for axis in AXES) + " |")
    print("|---" * (1 + 2 * len(names)) + "|")
    for rule, columns in RULES.items():
        cells = []
        for name in names:
            for axis in AXES:
                gold = [getattr(s, axis) for s in parts["calibration"]]
                fitted = LogisticRegression(C=0.3, max_iter=2000).fit(columns(seen["calibration"][axis]), gold)
                said = fitted.predict(columns(seen[name][axis]))
                cells.append(f"{f1_score([getattr(s, axis) for s in parts[name]], said, average='macro'):.3f}")
        print(f"| {rule} | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "en", [Path(file) for file in sys.argv[2:]])
