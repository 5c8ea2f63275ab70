"""The nouns of tonecheck: messages in, results out, and the errors. Standard library only.

Offsets are code points of the text as received, half-open (`text[start:end]`).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

SCHEMA = "tonecheck.result/1"

IMPACT = ("harmful", "constructive", "neutral")
STYLE = ("boss", "leader", "neutral")
AXES: Mapping[str, tuple[str, ...]] = {"impact": IMPACT, "style": STYLE}
"""Label order of each axis, everywhere: in the model's outputs, in files and in results."""


class TonecheckError(Exception):
    """Base of all errors meant for a user: the text is one clear line that says what to do."""


class InputError(TonecheckError):
    """What was given to be checked can't be read (a missing file, binary data, too large …)."""


class ModelError(TonecheckError):
    """The model's files are missing, damaged or made for another version."""


class RulebookError(TonecheckError):
    """A data file of the rulebook is wrong; the text names file and entry."""


@dataclass(frozen=True, slots=True)
class Message:
    """One text to check. `language` skips detection when the sender is sure; `id` is echoed in the result."""

    text: str
    id: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open run of code points."""

    start: int
    end: int

    def of(self, text: str) -> str:
        return text[self.start : self.end]

    def overlaps(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Rule:
    """One cue of the rubric: what it is, which axes it pushes, and how to speak of it to a manager."""

    id: str
    name: str
    pushes: Mapping[str, str]
    definition: str
    why: str
    advice: str
    missing: str | None
    hits: tuple[str, ...]
    misses: tuple[str, ...]

    @property
    def harms(self) -> bool:
        return self.pushes.get("impact") == "harmful"

    @property
    def bosses(self) -> bool:
        return self.pushes.get("style") == "boss"

    @property
    def leads(self) -> bool:
        return self.pushes.get("style") == "leader"


@dataclass(frozen=True, slots=True)
class Cue:
    """A finding: the words that carry a cue, how sure, why it matters and what to do. `score` is 0 to 1.

    `pushes` maps an axis to the label that the cue speaks for, so a reader need not know all cues to tell good from bad.
    """

    id: str
    pushes: Mapping[str, str]
    span: Span
    text: str
    score: float
    why: str
    advice: str

    @property
    def good(self) -> bool:
        """Whether it speaks for the message (a cue of a leader)."""
        return self.pushes.get("style") == "leader"

    def as_dict(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "pushes": dict(self.pushes),
            "start": self.span.start,
            "end": self.span.end,
            "text": self.text,
            "score": round(self.score, 4),
            "why": self.why,
            "advice": self.advice,
        }


Scores = Mapping[str, float]
"""Calibrated probability of each label of one axis; they add up to 1."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """One axis: its label, whether it is sure enough to be shown, and the probabilities."""

    label: str
    confident: bool
    scores: Scores

    def as_dict(self) -> dict[str, Any]:
        return {"label": self.label, "confident": self.confident, "scores": rounded(self.scores)}


@dataclass(frozen=True, slots=True)
class SentenceScores:
    """Both axes for one sentence."""

    span: Span
    impact: Scores
    style: Scores

    def as_dict(self) -> dict[str, Any]:
        return {
            "start": self.span.start,
            "end": self.span.end,
            "impact": rounded(self.impact),
            "style": rounded(self.style),
        }


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """Which model judged: `sha256` is that of its weight file."""

    name: str
    version: str
    sha256: str

    def as_dict(self) -> dict[str, Any]:
        return {"name": self.name, "version": self.version, "sha256": self.sha256}


@dataclass(frozen=True, slots=True)
class Change:
    """One replacement of a rewording: `before` are the message's words at `span`, `after` what stands there instead. `cue`
    names the finding it answers, where it answers one."""

    span: Span
    before: str
    after: str
    cue: str | None
    why: str

    def as_dict(self) -> dict[str, Any]:
        return {
            "start": self.span.start,
            "end": self.span.end,
            "before": self.before,
            "after": self.after,
            "cue": self.cue,
            "why": self.why,
        }


KINDS = ("minimal", "leader")


@dataclass(frozen=True, slots=True)
class Rewording:
    """A text that passed the proof. `own_words` is the share of its words that are the manager's (0 to 1), `similarity` the
    cosine of both meanings, `blanks` what the manager must fill in (`[which report?]`)."""

    text: str
    kind: str
    source: str
    own_words: float
    changes: tuple[Change, ...]
    blanks: tuple[str, ...]
    impact: Scores
    style: Scores
    similarity: float

    def as_dict(self) -> dict[str, Any]:
        return {
            "text": self.text,
            "kind": self.kind,
            "source": self.source,
            "own_words": round(self.own_words, 3),
            "changes": [change.as_dict() for change in self.changes],
            "blanks": list(self.blanks),
            "impact": rounded(self.impact),
            "style": rounded(self.style),
            "similarity": round(self.similarity, 3),
            "facts_kept": True,  # the proof shows nothing else
        }


@dataclass(frozen=True, slots=True)
class Rejection:
    """A proposed rewording that is not shown, and why."""

    text: str
    kind: str
    source: str
    reasons: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        return {"text": self.text, "kind": self.kind, "source": self.source, "reasons": list(self.reasons)}


@dataclass(frozen=True, slots=True)
class Result:
    """What tonecheck says about one message. `verdict`, `impact` and `style` are None when `note` says why.

    `rejected` holds the rewordings that failed the proof; it is not part of the JSON.
    """

    id: str | None
    text: str = field(repr=False)
    language: str | None
    verdict: str | None
    impact: Judgement | None
    style: Judgement | None
    sentences: tuple[SentenceScores, ...]
    cues: tuple[Cue, ...]
    missing: tuple[str, ...]
    note: str | None
    incomplete: tuple[str, ...]
    model: ModelInfo
    rewordings: tuple[Rewording, ...] = ()
    rejected: tuple[Rejection, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The JSON of the contract (`tonecheck.result/1`). The text itself is not repeated in it."""
        return {
            "schema": SCHEMA,
            "id": self.id,
            "language": self.language,
            "verdict": self.verdict,
            "impact": self.impact.as_dict() if self.impact else None,
            "style": self.style.as_dict() if self.style else None,
            "sentences": [sentence.as_dict() for sentence in self.sentences],
            "cues": [cue.as_dict() for cue in self.cues],
            "missing": list(self.missing),
            "rewordings": [rewording.as_dict() for rewording in self.rewordings],
            "note": self.note,
            "incomplete": list(self.incomplete),
            "model": self.model.as_dict(),
        }


def fold(name: str) -> str:
    """Small letters without accents: people are written to as Joao and João."""
    if name.isascii():
        return name.lower()
    plain = name.casefold().translate({0x142: "l", 0xF8: "o", 0x131: "i", 0xF0: "d"})
    return "".join(c for c in unicodedata.normalize("NFD", plain) if not unicodedata.combining(c))


def rounded(scores: Scores, digits: int = 4) -> dict[str, float]:
    """Scores cut to `digits` decimals that still add up to exactly 1 (the largest takes the remainder)."""
    unit = 10**digits
    parts = {label: int(value * unit) for label, value in scores.items()}
    top = max(scores, key=lambda label: scores[label])
    parts[top] += unit - sum(parts.values())
    return {label: part / unit for label, part in parts.items()}
