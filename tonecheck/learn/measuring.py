"""The figures of a fresh model: on held-out messages, on further files, and beside the network it was made from."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from tonecheck import encoder
from tonecheck.learn import engine, evaluation
from tonecheck.learn.corpus.format import Sample
from tonecheck.learn.network import ToneNetwork
from tonecheck.pipeline import Checker
from tonecheck.rulebook import Rulebook
from tonecheck.types import AXES

REFERENCE = 400
"""How many held-out messages are kept with the torch model's probabilities, for the test of agreement."""


def measure(
    folder: Path,
    net: ToneNetwork,
    book: Rulebook,
    held_out: Sequence[Sample],
    others: Mapping[str, Path],
    report: Callable[[str], None],
) -> dict[str, Any]:
    """The figures of the model in `folder` on held-out messages and on other labelled files, by name; `net` is what it was
    exported from."""
    files = encoder.read(folder)
    checker = Checker(encoder.Encoder(files), book)
    test = evaluation.of_samples(held_out)
    figures: dict[str, Any] = {"held_out": evaluation.evaluate(checker, test)}
    report(f"held out: {summary(figures['held_out'])}")
    for name, path in others.items():
        figures[name] = evaluation.evaluate(checker, evaluation.read(path, checker))
        report(f"{name}: {summary(figures[name])}")
    figures["agreement"] = _agreement(checker, net, test[:REFERENCE], folder)
    report(f"int8 ONNX against torch: {figures['agreement']}")
    return figures


def _agreement(checker: Checker, net: ToneNetwork, items: Sequence[evaluation.Item], folder: Path) -> dict[str, Any]:
    """Compare with torch fp32 and keep its probabilities in `torch.json`, for a test without the torch weights."""
    inner = checker.model
    fp32 = Checker(encoder.Encoder(inner.files, runner=engine.torch_runner(net.cpu())), checker.book)
    texts = [item.text for item in items]
    pairs = list(zip(checker.check_many(texts), fp32.check_many(texts), strict=True))
    rows, gaps, same = [], [], []
    for item, (ours, theirs) in zip(items, pairs, strict=True):
        if not (ours.impact and ours.style and theirs.impact and theirs.style):
            continue
        row = {axis: list(getattr(theirs, axis).scores.values()) for axis in AXES}
        rows.append({"id": item.id, **{axis: [round(p, 5) for p in row[axis]] for axis in AXES}})
        gaps += [np.abs(np.array(list(getattr(ours, a).scores.values())) - row[a]).max() for a in AXES]
        same += [getattr(ours, axis).label == getattr(theirs, axis).label for axis in AXES]
    (folder / "torch.json").write_text(json.dumps(rows), encoding="utf-8")
    return {
        "messages": len(rows),
        "same_label": round(float(np.mean(same)), 4),
        "mean_gap": round(float(np.mean(gaps)), 4),
        "p99_gap": round(float(np.quantile(gaps, 0.99)), 4),
        "max_gap": round(float(np.max(gaps)), 4),
    }


def summary(figures: Mapping[str, Any]) -> str:
    """One line of the figures that matter most."""
    parts = []
    for axis in AXES:
        if axis in figures:
            row = figures[axis]
            parts.append(
                f"{axis} macro-F1 {row['macro_f1']:.3f}, two-way {row['two_way_accuracy'] or 0:.3f}, ECE {row['ece']:.3f}"
            )
            if "auc" in row:
                parts[-1] += f", AUC {row['auc']:.3f}"
    if "cues" in figures:
        parts.append(f"cues micro-F1 {figures['cues']['micro_f1']:.3f}")
        parts.append(f"tough but fair called harmful {figures['tough_but_fair_called_harmful']['share']}")
    return "; ".join(parts)
