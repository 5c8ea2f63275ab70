"""The light generator: what the tagger would leave out and put in, for several ideas of how much has to go."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from tonecheck.reword.findings import Draft, Findings, Rescore
from tonecheck.reword.lines import says_something
from tonecheck.reword.tagger import Proposal, Read, Tagger
from tonecheck.reword.tags import Tags, realise
from tonecheck.types import SentenceScores, Span

LIMITS = (0.5, 0.3, 0.7, 0.15)
"""Probabilities from which a word goes, in this order: as trained, then more boldly and more sparingly."""
CALM = 0.2
"""Probability of harm and of a boss below which a sentence without a finding stays as it is (as the proof demands)."""
RARE = 0.15
"""Share of a sentence's words below which it goes as a whole: a word or two that is left says nothing."""
CLOSING = 0.4
"""Probability from which a closing line is one that a leader would add."""


class LightGenerator:
    """Proposes minimal drafts, each with the line with which a leader would close."""

    def __init__(self, tagger: Tagger) -> None:
        self.tagger = tagger

    def propose(self, findings: Findings, rescore: Rescore) -> Iterator[Draft]:
        """See `Generator.propose`."""
        read = self.tagger.read(findings)
        if read is None:
            return
        opened = _open(read.spans, findings)
        seen = {findings.text}
        tried: set[bytes] = set()
        for limit in LIMITS:
            gone = _whole(read, opened & (read.gone > limit), findings.sentences)
            if gone.tobytes() in tried:
                continue
            tried.add(gone.tobytes())
            proposal = self.tagger.propose(read, gone.tolist())
            text = realise(findings.text, _only(proposal.tags, opened))
            if text not in seen and says_something(text):
                seen.add(text)
                yield Draft(text, "minimal", "edit", closing=self._closing(proposal))

    def _closing(self, proposal: Proposal) -> str:
        best = int(proposal.closing.argmax())
        return self.tagger.closings[best] if best and proposal.closing[best] >= CLOSING else ""


def _open(spans: Sequence[Span], findings: Findings) -> NDArray[np.bool_]:
    """Which words may be touched: those of sentences in which something was found."""
    hot = [
        sentence.span
        for sentence in findings.sentences
        if findings.accusing(sentence.span) or max(sentence.impact["harmful"], sentence.style["boss"]) >= CALM
    ]
    return np.array([any(span.overlaps(sentence) for sentence in hot) for span in spans], bool)


def _whole(read: Read, gone: NDArray[np.bool_], sentences: Sequence[SentenceScores]) -> NDArray[np.bool_]:
    """Sentences of which next to nothing would be left go as a whole."""
    result = gone.copy()
    for sentence in sentences:
        inside = np.array([span.overlaps(sentence.span) for span in read.spans], bool)
        if inside.any() and 1 - gone[inside].mean() < RARE:
            result[inside] = True
    return result


def _only(tags: Tags, opened: NDArray[np.bool_]) -> Tags:
    """Nothing is put in or changed in sentences that stay as they are."""
    forms = tuple(form if free else "" for form, free in zip(tags.forms, opened, strict=True))
    said = tuple(words if free else "" for words, free in zip(tags.said, (*opened, opened[-1]), strict=True))
    return Tags(tags.gone, forms, said)
