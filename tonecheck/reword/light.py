"""The light generator: what the tagger would leave out and put in, for several ideas of how much has to go."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from tonecheck.reword.findings import Draft, Findings, Rescore
from tonecheck.reword.lines import called, says_something, with_name
from tonecheck.reword.polish import polished
from tonecheck.reword.seams import fitted
from tonecheck.reword.tagger import Proposal, Read, Tagger
from tonecheck.reword.tags import Tags, realise, words
from tonecheck.types import SentenceScores, Span

LIMITS = (0.5, 0.3, 0.7, 0.15)
"""Probabilities from which a word goes, in this order: as trained, then more boldly and more sparingly."""
RARE = 0.15
"""Share of a sentence's words below which it goes as a whole: a word or two that is left says nothing."""
UNLIKED = frozenset(
    (
        "If something stands in the way, tell me.",
        "Can we talk it through?",
        "What got in the way?",
        "What's your side of it?",
        "Tell me if anything is unclear.",
        "How did it come to that?",
        "What's holding it up?",
        "What would help?",
    )
)
"""Closing lines that readers didn't like: of 211 rewordings with them they would send 17 %, of 64 with others 39 %, of 933 without one 39 %."""
SWITCH = 1.0
"""What a change between words that go and words that stay costs, in log odds."""


class LightGenerator:
    """Proposes minimal drafts, each with the line with which a leader would close."""

    def __init__(self, tagger: Tagger) -> None:
        self.tagger = tagger
        self._known = threading.local()

    def proposals(self, findings: Findings) -> list[Proposal]:
        """Those of the function; of the message that a thread asked about last they are known."""
        last = getattr(self._known, "last", None)
        if last is None or last[0] is not findings:
            last = self._known.last = (findings, list(proposals(self.tagger, findings)))
        return list(last[1])

    def propose(self, findings: Findings, rescore: Rescore) -> Iterator[Draft]:
        """See `Generator.propose`."""
        seen = {findings.text}
        names = {name for one in findings.sentences if (name := called(one.span.of(findings.text)))}
        name = names.pop() if len(names) == 1 else ""
        for proposal in self.proposals(findings):
            text = polished(findings.text, realise(findings.text, proposal.tags), findings.shouted)
            text = with_name(text, name)  # who is meant is a fact
            if text not in seen and says_something(text):
                seen.add(text)
                closing, closes = _closing(self.tagger.closings, proposal.closing)
                yield Draft(text, "minimal", "edit", closing=closing, closes=closes)


def _closing(lines: Sequence[str], chances: NDArray[np.float32]) -> tuple[str, float]:
    """The likeliest closing line that readers like, and how likely it is beside none."""
    liked = [number for number, line in enumerate(lines) if number and line not in UNLIKED]
    if not liked:
        return "", 0.0
    best = max(liked, key=lambda number: float(chances[number]))
    return lines[best], float(chances[best] / (chances[best] + chances[0]))


def proposals(tagger: Tagger, findings: Findings) -> Iterator[Proposal]:
    """One for each of LIMITS, the same choice of what goes only once."""
    read = tagger.read(findings)
    if read is None:
        return
    opened = _open(read.spans, findings)
    sentences = _groups(read.spans, findings.sentences)
    tried: set[bytes] = set()
    for limit in LIMITS:
        gone = opened & _whole(read, _smooth(read, sentences, limit), sentences)
        if gone.tobytes() not in tried:
            tried.add(gone.tobytes())
            proposal = tagger.propose(read, gone.tolist())
            yield replace(proposal, tags=fitted(findings.text, read.spans, _only(proposal.tags, opened), sentences))


def part(text: str, span: Span, tags: Tags) -> str:
    """What tags make of one sentence of a text."""
    inside = [index for index, word in enumerate(words(text)) if word.overlaps(span)]
    if not inside:
        return span.of(text)
    first, last = inside[0], inside[-1] + 1
    end = tags.said[last] if last == len(tags.gone) else ""  # what is said before the next sentence is the next one's
    return realise(span.of(text), Tags(tags.gone[first:last], tags.forms[first:last], (*tags.said[first:last], end)))


def _open(spans: Sequence[Span], findings: Findings) -> NDArray[np.bool_]:
    """Which words may be touched: those of sentences in which something was found."""
    hot = [sentence.span for sentence in findings.sentences if not findings.calm(sentence.span)]
    return np.array([any(span.overlaps(sentence) for sentence in hot) for span in spans], bool)


def _groups(spans: Sequence[Span], sentences: Sequence[SentenceScores]) -> list[list[int]]:
    """The words of each sentence."""
    return [
        inside
        for sentence in sentences
        if (inside := [index for index, span in enumerate(spans) if span.overlaps(sentence.span)])
    ]


def _smooth(read: Read, sentences: Sequence[Sequence[int]], limit: float) -> NDArray[np.bool_]:
    """What goes, in few pieces: the likeliest choice for each sentence in which every change between words that go and words that
    stay costs SWITCH (Viterbi 1967); next to a comma or the like half of it."""
    gone = np.zeros(len(read.spans), bool)
    values = read.gone.clip(1e-4, 1 - 1e-4)
    odds = np.log(values / (1 - values)) - np.log(limit / (1 - limit))
    for inside in sentences:
        point = [not read.spans[index].of(read.text)[0].isalnum() for index in inside]
        score = np.array([0.0, odds[inside[0]]])
        came: list[tuple[int, int]] = []
        for at in range(1, len(inside)):
            cost = SWITCH / 2 if point[at] or point[at - 1] else SWITCH
            stays, goes = int(score[1] - cost > score[0]), int(score[1] > score[0] - cost)
            came.append((stays, goes))
            score = np.array([max(score[0], score[1] - cost), max(score[1], score[0] - cost) + odds[inside[at]]])
        state = int(score[1] > score[0])
        for at in range(len(inside) - 1, -1, -1):
            gone[inside[at]] = bool(state)
            state = came[at - 1][state] if at else state
    return gone


def _whole(read: Read, gone: NDArray[np.bool_], sentences: Sequence[Sequence[int]]) -> NDArray[np.bool_]:
    """Sentences of which next to nothing would be left go as a whole."""
    result = gone.copy()
    for inside in sentences:
        said = [index for index in inside if read.spans[index].of(read.text)[0].isalnum()] or inside
        if 1 - gone[said].mean() < RARE:
            result[inside] = True
    return result


def _only(tags: Tags, opened: NDArray[np.bool_]) -> Tags:
    """Nothing is put in or changed in sentences that stay as they are."""
    forms = tuple(form if free else "" for form, free in zip(tags.forms, opened, strict=True))
    said = tuple(words if free else "" for words, free in zip(tags.said, (*opened, opened[-1]), strict=True))
    return Tags(tags.gone, forms, said)
