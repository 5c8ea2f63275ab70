"""A result as cells of a table, and back as far as that goes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tonecheck.types import AXES

PREFIX = "tonecheck_"
_SCORES = {
    f"{PREFIX}{label if label != 'neutral' else f'{axis}_neutral'}": (axis, label)
    for axis, labels in AXES.items()
    for label in labels
}
TEXTS = tuple(f"{PREFIX}{name}" for name in "verdict impact style cues missing rewording note error".split())
FLAGS = tuple(f"{PREFIX}{axis}_confident" for axis in AXES)
COLUMNS = (
    *TEXTS[:3],
    *FLAGS,
    *_SCORES,
    *TEXTS[3:],
)
"""Names of the columns that are added to a table. An older column of such a name gives way."""


def flatten(entry: Mapping[str, Any]) -> dict[str, Any]:
    """The added cells for a line of a batch (or a result's JSON): strings, numbers, True, False or None."""
    cells: dict[str, Any] = dict.fromkeys(COLUMNS)
    for axis in AXES:
        judged = entry.get(axis)
        if judged:
            cells[PREFIX + axis] = judged["label"]
            cells[f"{PREFIX}{axis}_confident"] = judged["confident"]
    for name, (axis, label) in _SCORES.items():
        cells[name] = entry[axis]["scores"][label] if entry.get(axis) else None
    cells |= {PREFIX + name: entry.get(name) for name in ("verdict", "note", "error")}
    cells[f"{PREFIX}cues"] = ", ".join(dict.fromkeys(cue["id"] for cue in entry.get("cues", ()))) or None
    cells[f"{PREFIX}missing"] = ", ".join(entry.get("missing", ())) or None
    rewordings = entry.get("rewordings") or [{"text": None}]
    cells[f"{PREFIX}rewording"] = rewordings[0]["text"]
    return cells


def unflatten(cells: Mapping[str, Any]) -> dict[str, Any]:
    """A result's JSON from the added cells: without the places of cues, sentences and changes, which no cell holds."""
    held = {name: value if value != "" else None for name, value in cells.items()}
    entry = {name: held.get(PREFIX + name) for name in ("verdict", "note", "error")}
    axes = {axis: _axis(axis, held) for axis in AXES}
    cues = [{"id": name} for name in _split(held.get(f"{PREFIX}cues"))]
    rewording = held.get(f"{PREFIX}rewording")
    rewordings = [{"text": rewording}] if rewording else []
    return {**entry, **axes, "cues": cues, "missing": _split(held.get(f"{PREFIX}missing")), "rewordings": rewordings}


def _axis(axis: str, held: Mapping[str, Any]) -> dict[str, Any] | None:
    if not held.get(PREFIX + axis):
        return None
    scores = {label: float(held[name]) for name, (of, label) in _SCORES.items() if of == axis}
    confident = str(held.get(f"{PREFIX}{axis}_confident")).lower() == "true"
    return {"label": held[PREFIX + axis], "confident": confident, "scores": scores}


def _split(listed: Any) -> list[str]:
    return [part for part in str(listed or "").split(", ") if part]
