"""Every message with a wrong label, the surest mistakes first: what a reader should look at before believing a figure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tonecheck.learn import evaluation
from tonecheck.learn.evaluation import Item, Judged
from tonecheck.types import Result


def mistakes(judged: Iterable[Judged]) -> list[dict[str, Any]]:
    """One entry for each message with a mistake; `score` is the probability of its surest wrong label.

    `axes` has every axis that somebody labelled: `gold` is what the message was written as, `got` what it was taken
    for, with how probable that was said to be.
    """
    found = [entry for item, result in judged if (entry := _entry(item, result))]
    return sorted(found, key=lambda entry: -entry["score"])


def _entry(item: Item, result: Result) -> dict[str, Any] | None:
    axes = {axis: _axis(axis, gold, result) for axis, gold in item.labels.items()}
    scores = [row["score"] for row in axes.values() if row["wrong"]]
    if not scores:
        return None
    return {
        "id": item.id,
        "where": item.where,
        "score": max(scores),
        "axes": axes,
        "text": item.text,
        "cues": [
            {
                "id": cue.id,
                "start": cue.span.start,
                "end": cue.span.end,
                "text": cue.text,
                "score": round(cue.score, 4),
                "good": cue.good,
            }
            for cue in result.cues
        ],
    }


def _axis(axis: str, gold: str, result: Result) -> dict[str, Any]:
    judgement = evaluation.judgement(axis, result)
    return {
        "gold": gold,
        "got": judgement.label,
        "score": round(judgement.scores[judgement.label], 4),
        "wrong": gold != judgement.label,
        "confident": judgement.confident,
    }
