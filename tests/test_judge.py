"""Scores to labels, verdict and what is missing."""

from __future__ import annotations

import numpy as np
import pytest

from tonecheck import judge
from tonecheck.encoder import Reading, Thresholds
from tonecheck.text import parse
from tonecheck.types import Cue, Judgement, Message, Span

LIMITS = Thresholds({"impact": 0.4, "style": 0.5}, {"impact": 0.6, "style": 0.6}, {})


def reading(impact: list[float], style: list[float], sentences: int = 0) -> Reading:
    axes = {"impact": np.array(impact), "style": np.array(style)}
    rows = {axis: np.tile(row, (sentences, 1)) for axis, row in axes.items()}
    return Reading(axes, rows, (), np.zeros((0, 0), np.float32), np.zeros(0, np.float32), np.zeros(1, np.float32))


def judgement(label: str, confident: bool = True) -> Judgement:
    return Judgement(label, confident, {label: 1.0})


def cue(name: str) -> Cue:
    return Cue(name, {}, Span(0, 1), "x", 1.0, "", "")


@pytest.mark.parametrize(
    ("row", "label", "confident"),
    [
        ([0.7, 0.2, 0.1], "harmful", True),
        ([0.4, 0.5, 0.1], "harmful", False),
        ([0.39, 0.31, 0.3], "constructive", False),
        ([0.39, 0.0, 0.61], "neutral", True),
        ([0.1, 0.6, 0.3], "constructive", True),
        ([0.1, 0.3, 0.6], "neutral", True),
    ],
)
def test_the_pole_wins_from_its_threshold_on(row: list[float], label: str, confident: bool) -> None:
    found = judge.judge("impact", reading(row, [0, 0, 1]), LIMITS)
    assert (found.label, found.confident) == (label, confident)
    assert found.scores == dict(zip(("harmful", "constructive", "neutral"), row, strict=True))


def test_each_axis_has_its_own_threshold_and_labels() -> None:
    seen = reading([0, 0, 1], [0.45, 0.5, 0.05])
    assert judge.judge("style", seen, LIMITS).label == "leader"
    assert judge.scores("style", seen.axes["style"]) == {"boss": 0.45, "leader": 0.5, "neutral": 0.05}


@pytest.mark.parametrize(
    ("impact", "style", "verdict"),
    [
        (judgement("harmful"), judgement("leader"), "revise"),
        (judgement("harmful", confident=False), judgement("neutral"), "revise"),
        (judgement("constructive"), judgement("boss"), "consider"),
        (judgement("neutral"), judgement("boss", confident=False), "consider"),
        (judgement("constructive", confident=False), judgement("leader"), "consider"),
        (judgement("constructive"), judgement("leader"), "send"),
        (judgement("neutral"), judgement("neutral", confident=False), "send"),
    ],
)
def test_the_verdict_follows_from_both_axes(impact: Judgement, style: Judgement, verdict: str) -> None:
    assert judge.verdict(impact, style) == verdict


@pytest.mark.parametrize(
    ("decision", "cues", "missing"),
    [
        ("revise", [], ("observation", "consequence", "expectation", "listening")),
        ("consider", ["listening", "insult", "observation"], ("consequence", "expectation")),
        ("revise", ["observation", "consequence", "expectation", "listening"], ()),
        ("send", [], ()),
    ],
)
def test_only_a_message_to_be_rethought_lacks_something(
    decision: str, cues: list[str], missing: tuple[str, ...]
) -> None:
    assert judge.missing(decision, [cue(name) for name in cues]) == missing


def test_sentences_have_their_scores_and_spans_of_the_text_as_sent() -> None:
    sent = "f u c k this. Recount it."
    document = parse(Message(sent, language="en"), {"fuck": "strong"}, {})
    first, second = judge.sentences(document, reading([0.7, 0.2, 0.1], [0.5, 0.3, 0.2], sentences=2))
    assert [first.span.of(sent), second.span.of(sent)] == ["f u c k this.", "Recount it."]
    assert first.impact == {"harmful": 0.7, "constructive": 0.2, "neutral": 0.1}
    assert second.style == {"boss": 0.5, "leader": 0.3, "neutral": 0.2}


def test_scores_for_another_number_of_sentences_are_refused() -> None:
    document = parse(Message("One. Two.", language="en"), {}, {})
    with pytest.raises(ValueError, match="zip"):
        judge.sentences(document, reading([1, 0, 0], [1, 0, 0], sentences=1))
