"""The same figures for each group of messages: by trade, length, channel, variety of English, hard case …"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from tonecheck.learn import evaluation, metrics
from tonecheck.learn.card import HARD_CASE_NAMES
from tonecheck.learn.corpus.format import HARD_CASES, PHENOMENA
from tonecheck.learn.evaluation import Item, Judged
from tonecheck.types import AXES

FEW = 10
"""Messages from which a group's figures say something; smaller groups are shown, and marked as few."""
LEAST = 5
"""Messages of each label from which a group's macro-F1 is given."""
_LENGTHS = ((1, 10), (11, 25), (26, 60), (61, 120), (121, None))
_PHENOMENA = {
    "ok": "only looks risky",
    "sarcasm": "sarcasm without a rude word",
    "one-bad-line": "one bad line in a good message",
    "whole": "the tone lies in the whole",
    "quoted": "harsh words quoted, not meant",
    "disguised": "disguised swearing or insult",
    "one-liner": "one-liner",
    "voice": "no punctuation",
    "nonnative": "non-native English",
    "trap": "a misleading word",
}
_TITLES = {
    **{tag: f"{tag[1:]}. {name}" for tag, name in zip(HARD_CASES, HARD_CASE_NAMES, strict=True)},
    **{tag: _PHENOMENA.get(tag, tag.replace("-", " ")) for tag in PHENOMENA},
}


def length(text: str) -> str:
    """The band of a message's length in words, such as `26-60 words`."""
    words = max(1, len(text.split()))
    low, high = next((low, high) for low, high in _LENGTHS if high is None or words <= high)
    return f"over {low - 1} words" if high is None else f"{low}-{high} words"


def _facet(name: str) -> Callable[[Item], Iterable[str]]:
    return lambda item: (item.facets[name],) if name in item.facets else ()


BY: Mapping[str, Callable[[Item], Iterable[str]]] = {
    "trade": _facet("trade"),
    "length": lambda item: (length(item.text),),
    "channel": _facet("channel"),
    "variety": _facet("variety"),
    "hard_case": lambda item: item.tags & set(HARD_CASES),
    "phenomenon": lambda item: item.tags & set(PHENOMENA),
    "original_label": _facet("original_label"),
}
"""What messages are grouped by, and the groups that a message is in."""
_ORDERED: Mapping[str, Sequence[str]] = {
    "length": [length("x " * low) for low, _ in _LENGTHS],
    "hard_case": HARD_CASES,
    "phenomenon": PHENOMENA,
}


def groups(judged: Sequence[Judged]) -> dict[str, list[dict[str, Any]]]:
    """By each of BY that tells anything: the rows of its groups.

    Lengths and tags keep their order; the rest comes worst first, those with few messages last.
    """
    found: dict[str, list[dict[str, Any]]] = {}
    for dimension, names_of in BY.items():
        members: dict[str, list[Judged]] = defaultdict(list)
        for item, result in judged:
            for name in names_of(item):
                members[name].append((item, result))
        rows = [_row(name, pairs) for name, pairs in members.items()]
        if order := _ORDERED.get(dimension):
            rows.sort(key=lambda row: order.index(row["name"]))
        else:
            rows.sort(key=lambda row: (row["few"], _rightness(row), row["name"]))
        if rows:
            found[dimension] = rows
    return found


def _row(name: str, pairs: Sequence[Judged]) -> dict[str, Any]:
    row: dict[str, Any] = {"name": name, "title": _TITLES.get(name, name), "n": len(pairs), "few": len(pairs) < FEW}
    for axis in AXES:
        if labelled := evaluation.on_axis(pairs, axis):
            row[axis] = _figures(evaluation.answers(axis, labelled))
    mistakes = Counter(mistake for item, result in pairs for mistake in evaluation.wrong(item, result))
    row["wrong"] = dict(mistakes.most_common())
    return row


def _figures(answers: metrics.Answers) -> dict[str, Any]:
    """`macro_f1` only where each label occurs LEAST times, so that it means the same in every row and no single message
    decides it."""
    table = metrics.confusion(answers, np.ones(len(answers.gold))).astype(int)
    whole = bool((table.sum(axis=1) >= LEAST).all())
    return {
        "n": int(table.sum()),
        "few": bool(table.sum() < FEW),
        "accuracy": metrics.ratio(table.trace(), table.sum()),
        "macro_f1": round(float(metrics.f1s(table.astype(np.float64)).mean()), 4) if whole else None,
        "missed": {"n": int(table[0, 1:].sum()), "of": int(table[0].sum())},
        "false_alarms": {"n": int(table[1:, 0].sum()), "of": int(table[1:].sum())},
    }


def _rightness(row: Mapping[str, Any]) -> float:
    return float(np.mean([row[axis]["accuracy"] for axis in AXES if axis in row] or [0]))
