"""Which part of a message the writer is given, and the sentences that it had no business to change."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from dataclasses import dataclass

from tonecheck.reword.findings import Findings
from tonecheck.text import split
from tonecheck.types import Span

WHOLE = 90
"""Tokens up to which a message is reworded as a whole; of longer ones the part with the stings, as in training."""
STINGS = 0.2
"""Probability of harm (or of a boss) from which a sentence belongs to that part; below it the proof wants it untouched."""
ALIKE = 0.6
"""Likeness from which a written sentence is taken for an untouched one, slightly changed."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A part of a message, to be replaced by what is written for it."""

    text: str
    span: Span

    @property
    def words(self) -> str:
        return self.span.of(self.text)

    def put(self, words: str) -> str:
        """The whole message with other words in this place."""
        before, after = self.text[: self.span.start], self.text[self.span.end :]
        if not words.strip():
            before, after = before.rstrip(" "), after.lstrip(" ")
        return before + words + after

    def taken(self, text: str) -> str:
        """What stands in this place of a message made by `put`."""
        return text[self.span.start : len(text) - (len(self.text) - self.span.end)]


def passage(findings: Findings, length: Callable[[str], int]) -> Passage:
    """The whole message without its margins if it is short, else from the sentence before the first that stings to the one
    after the last; `length` counts tokens."""
    text = findings.text
    whole = _trimmed(text, Span(0, len(text)))
    if length(whole.of(text)) <= WHOLE:
        return Passage(text, whole)
    stinging = [i for i, sentence in enumerate(findings.sentences) if _stings(findings, i)]
    if not stinging:
        return Passage(text, whole)
    first, last = max(0, stinging[0] - 1), min(len(findings.sentences) - 1, stinging[-1] + 1)
    return Passage(text, _trimmed(text, Span(findings.sentences[first].span.start, findings.sentences[last].span.end)))


def _stings(findings: Findings, index: int) -> bool:
    sentence = findings.sentences[index]
    return bool(findings.accusing(sentence.span)) or max(sentence.impact["harmful"], sentence.style["boss"]) >= STINGS


def _trimmed(text: str, span: Span) -> Span:
    words = span.of(text)
    return Span(span.start + len(words) - len(words.lstrip()), span.start + len(words.rstrip()))


def restored(findings: Findings, part: Passage, words: str) -> str:
    """What was written, with the untouched sentences as they were wherever they were copied with a slip."""
    inside = [
        sentence.span.of(findings.text).strip()
        for i, sentence in enumerate(findings.sentences)
        if part.span.start <= sentence.span.start and sentence.span.end <= part.span.end and not _stings(findings, i)
    ]
    for original in inside:
        if original in words:
            continue
        near = [(_likeness(original, span.of(words).strip()), span) for span in split(words)]
        best = max(near, key=lambda item: item[0], default=(0.0, Span(0, 0)))
        if best[0] >= ALIKE:
            span = _trimmed(words, best[1])
            words = words[: span.start] + original + words[span.end :]
    return words


def _likeness(one: str, other: str) -> float:
    return difflib.SequenceMatcher(None, one.lower().split(), other.lower().split(), autojunk=False).ratio()
