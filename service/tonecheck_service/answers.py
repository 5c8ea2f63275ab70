"""The shapes of answers, for the OpenAPI description. The answers themselves are made by `Result.as_dict()`."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Verdict = Literal["send", "consider", "revise"]


class Shape(BaseModel):
    """Fields may be added within a version, so others are allowed."""

    model_config = ConfigDict(extra="allow")


class ImpactScores(Shape):
    """Calibrated probabilities that add up to 1."""

    harmful: float
    constructive: float
    neutral: float


class StyleScores(Shape):
    """Calibrated probabilities that add up to 1."""

    boss: float
    leader: float
    neutral: float


class Impact(Shape):
    """What the message does to the person who reads it."""

    label: Literal["harmful", "constructive", "neutral"]
    confident: bool = Field(description="Whether it is sure enough to be shown; else show 'unclear'.")
    scores: ImpactScores


class Style(Shape):
    """How the message leads."""

    label: Literal["boss", "leader", "neutral"]
    confident: bool = Field(description="Whether it is sure enough to be shown; else show 'unclear'.")
    scores: StyleScores


class Sentence(Shape):
    """Both axes for one sentence."""

    start: int
    end: int
    impact: ImpactScores
    style: StyleScores


class Cue(Shape):
    """Words that carry a cue of the rubric."""

    id: str
    pushes: dict[str, str]
    start: int
    end: int
    text: str
    score: float
    why: str
    advice: str


class Change(Shape):
    """One replacement of a rewording."""

    start: int
    end: int
    before: str
    after: str
    cue: str | None
    why: str


class Rewording(Shape):
    """A text that passed every check."""

    text: str
    kind: Literal["minimal", "leader"]
    source: str
    own_words: float
    changes: list[Change]
    blanks: list[str]
    impact: ImpactScores
    style: StyleScores
    similarity: float
    facts_kept: bool


class Model(Shape):
    """Which model judged."""

    name: str
    version: str
    sha256: str


class CheckResult(Shape):
    """What tonecheck says about one text. `verdict`, `impact` and `style` are null where `note` says why."""

    schema_: Literal["tonecheck.result/1"] = Field(alias="schema")
    id: str | None
    language: str | None
    verdict: Verdict | None
    impact: Impact | None
    style: Style | None
    sentences: list[Sentence]
    cues: list[Cue]
    missing: list[str]
    rewordings: list[Rewording]
    note: str | None
    incomplete: list[Literal["reword", "model"]] = Field(description="What a deadline cut off.")
    model: Model


class BatchResult(Shape):
    """Results in the order of the items."""

    results: list[CheckResult]


class FieldError(Shape):
    """A wrong field (`items[3].text`)."""

    field: str
    message: str


class ProblemDetails(Shape):
    """RFC 9457. `type` is stable; show `detail` to people."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[FieldError] | None = None
    request_id: str | None = None


class Status(Shape):
    """How the service is."""

    status: Literal["ok", "ready"]


class Rubric(Shape):
    """The rulebook of one language."""

    language: str
    axes: list[dict[str, Any]]
    cues: list[dict[str, Any]]
