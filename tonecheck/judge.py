"""From scores to labels, a verdict, and what is missing. The thresholds come with the model, never from code."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tonecheck.encoder import Reading, Thresholds
from tonecheck.text import Document
from tonecheck.types import AXES, Cue, Judgement, Scores, SentenceScores

ESSENTIALS = ("observation", "consequence", "expectation", "listening")
"""What feedback needs to be usable: what was seen, what it caused, what is wanted next, and their view
(the situation-behaviour-impact model with a request and a question). Only what is absent is named."""


def scores(axis: str, row: NDArray[np.float64]) -> Scores:
    """Probabilities of an axis by label."""
    return dict(zip(AXES[axis], map(float, row), strict=True))


def sentences(document: Document, reading: Reading) -> tuple[SentenceScores, ...]:
    """Both axes for each sentence, with spans of the message's text as received."""
    rows = zip(document.sentences, reading.sentences["impact"], reading.sentences["style"], strict=True)
    return tuple(
        SentenceScores(document.original(span), scores("impact", impact), scores("style", style))
        for span, impact, style in rows
    )


def judge(axis: str, reading: Reading, thresholds: Thresholds) -> Judgement:
    """The label of one axis: its pole (harmful, boss) from a threshold on, else the likelier of the others."""
    row = reading.axes[axis]
    labels = AXES[axis]
    pole = row[0] >= thresholds.pole[axis]
    index = 0 if pole else 1 + int(row[1:].argmax())
    return Judgement(labels[index], bool(row[index] >= thresholds.confident[axis]), scores(axis, row))


def verdict(impact: Judgement, style: Judgement) -> str:
    """`revise` when harmful; `consider` when boss-like, or when the impact is unclear; else `send`."""
    if impact.label == "harmful":
        return "revise"
    return "consider" if style.label == "boss" or not impact.confident else "send"


def missing(decision: str, cues: Sequence[Cue]) -> tuple[str, ...]:
    """Essentials that a message to be rethought lacks; a message that can be sent lacks nothing."""
    present = {cue.id for cue in cues}
    return tuple(cue for cue in ESSENTIALS if cue not in present) if decision != "send" else ()
