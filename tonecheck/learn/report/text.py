"""An evaluation for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tonecheck.learn.card import table
from tonecheck.types import AXES

_NAMES = {"macro_f1": "macro-F1", "two_way_accuracy": "two-way accuracy", "auc": "AUC", "ece": "ECE"}


def text(report: Mapping[str, Any], mistakes: int = 0) -> str:
    """The figures of each file as Markdown that reads well in a terminal, then so many mistakes, the surest first."""
    return "\n\n".join("\n".join(_lines(row, len(report["sets"]) > 1, mistakes)) for row in report["sets"])


def _lines(figures: Mapping[str, Any], named: bool, mistakes: int) -> Iterator[str]:
    if named:
        split = f", {figures['split']} split" if figures["split"] else ""
        yield f"## {figures['file']}{split}\n"
    if figures["seen_in_training"]:
        yield "The model was trained and tuned on this corpus: only --split test is a fair measure.\n"
    yield table(figures)
    for axis in AXES:
        if axis in figures:
            yield _intervals(axis, figures[axis])
    for entry in figures["mistakes"][:mistakes]:
        words = " ".join(entry["text"].split())
        yield f"{entry['where'] or entry['id']}: {_wrong(entry)}: {words}"


def _intervals(axis: str, row: Mapping[str, Any]) -> str:
    edges = {_NAMES[key]: edge for key, edge in row["intervals"].items() if edge and key in _NAMES}
    if not edges:
        return f"{axis}: too few scenarios ({row['scenarios']}) for intervals."
    spans = ", ".join(f"{name} {low:.3f} to {high:.3f}" for name, (low, high) in edges.items())
    return f"{axis}, 95 % intervals over {row['scenarios']} scenarios: {spans}."


def _wrong(entry: Mapping[str, Any]) -> str:
    return ", ".join(
        f"{axis} {row['gold']} taken for {row['got']} ({row['score']:.2f})"
        for axis, row in entry["axes"].items()
        if row["wrong"]
    )
