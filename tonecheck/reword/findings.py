"""What a generator of rewordings is given, and what it gives back."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from tonecheck.types import Cue, Judgement, SentenceScores, Span

_STINGS = frozenset(("shaming", "discrimination", "insult", "guilt-trip", "character-judgement"))
GONE = 0.12
"""Mean probability of being kept below which the facts in a finding's words go with it."""
PASSING = 0.35
"""The same for days and times ("ran home at six"): of those in findings of harm below it, people kept one in three (22 of the
calibration scenarios; of numbers and names two in three, whatever the probability, so they stay)."""

CALM = 0.2
"""Probability of harm and of a boss below which a sentence without a finding is fine and stays as it is."""
HARMLESS = 0.25
"""Most probability of harm of any sentence in a text in which hardly a jab can be left."""
CLOSING = frozenset(("silencing", "rank"))
"""Findings that close the discussion."""
ORDERS = 0.5
"""Probability of a boss from which a sentence that shares a finding with others is an order itself."""


@dataclass(frozen=True, slots=True)
class Findings:
    """One checked text: what was found in it, and what the model knows beside that.

    `kept` gives, for the tokens in order, the probability that a dignified rewording keeps the word; `meaning` is (H,).
    `halfway` has the same tokens as the network has them halfway up, (T, H) for each of its windows; none from models without.
    `poles` maps an axis to the probability from which a message is called harmful or boss-like.
    """

    text: str
    verdict: str
    impact: Judgement
    style: Judgement
    sentences: tuple[SentenceScores, ...]
    cues: tuple[Cue, ...]
    kept: tuple[tuple[Span, float], ...]
    meaning: NDArray[np.float32]
    poles: Mapping[str, float]
    halfway: tuple[NDArray[np.float16], ...] = ()

    @property
    def harmful(self) -> bool:
        return self.impact.label == "harmful"

    @property
    def boss(self) -> bool:
        return self.style.label == "boss"

    def accusing(self, span: Span) -> list[Cue]:
        """Cues of harm or of a boss that touch a span, in order."""
        return [cue for cue in self.cues if not cue.good and cue.span.overlaps(span)]

    def calm(self, span: Span) -> bool:
        """Whether a span was fine: nothing that accuses was found in it, and none of its sentences hurts or orders about."""
        inside = [s for s in self.sentences if s.span.overlaps(span)]
        worst = max((max(s.impact["harmful"], s.style["boss"]) for s in inside), default=0.0)
        return not self.accusing(span) and worst < CALM

    @property
    def harmless(self) -> bool:
        """Whether the text is so calm that hardly a jab can be left in it."""
        return max((sentence.impact["harmful"] for sentence in self.sentences), default=0.0) <= HARMLESS

    @property
    def stings(self) -> list[Cue]:
        """Findings whose names and numbers only serve the sting ("Even Sara did it in two days") and go with it: comparisons
        and verdicts by what they are, others where the model is sure that nobody would keep the words."""
        return [
            cue
            for cue in self.cues
            if "harmful" in cue.pushes.values() and (cue.id in _STINGS or self.keeping(cue.span) < GONE)
        ]

    @property
    def shouted(self) -> list[str]:
        """What was found to be shouted."""
        return [cue.text for cue in self.cues if cue.id == "shouting"]

    @property
    def passing(self) -> list[Cue]:
        """Findings of harm whose days and times may go with them; see PASSING."""
        return [cue for cue in self.cues if "harmful" in cue.pushes.values() and self.keeping(cue.span) < PASSING]

    def ordering(self, ids: Collection[str]) -> list[str]:
        """The words of the findings with these ids, sentence by sentence: one may go over several, and not each of them orders."""
        spans = [cue.span for cue in self.cues if cue.id in ids]
        inside = [[s for s in self.sentences if s.span.overlaps(span)] for span in spans]
        return [
            self.text[max(span.start, s.span.start) : min(span.end, s.span.end)].rstrip(" .!")
            for span, sentences in zip(spans, inside, strict=True)
            for s in sentences
            if len(sentences) == 1 or s.style["boss"] >= ORDERS
        ]

    def keeping(self, span: Span) -> float:
        """Mean probability that the words of a span are kept; 1 where there are none."""
        values = [value for token, value in self.kept if token.overlaps(span)]
        return sum(values) / len(values) if values else 1.0


Rescore = Callable[[Sequence[str]], Sequence[Findings]]
"""Checks texts as the message was checked."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A proposed rewording, not yet proved. `source` is `edit` or `llm:NAME`. `last`: only where nothing else of its generator
    has passed, or, if it is `reasoned` as well, nothing at all. `closing`: the line that a leader would add if any, with the probability that they would add one, `closes`; None where the
    generator makes leader drafts itself. `rated`: whether the rating has a say, which
    knows neither blanks nor long messages. `reasoned`: it has a reason, or a blank for one: such a one's style is judged as a whole."""

    text: str
    kind: str
    source: str
    last: bool = False
    closing: str | None = None
    closes: float = 0.0
    rated: bool = True
    reasoned: bool = False


class Generator(Protocol):
    """Proposes rewordings; the proof is the same for all."""

    def propose(self, findings: Findings, rescore: Rescore) -> Iterable[Draft]:
        """Drafts, best first. None is an honest answer."""


def similarity(one: Findings, other: Findings) -> float:
    """Cosine of two texts' meanings, 0 to 1."""
    a, b = one.meaning, other.meaning
    length = float(np.linalg.norm(a) * np.linalg.norm(b))
    return max(0.0, float(a @ b) / length) if length else 0.0
