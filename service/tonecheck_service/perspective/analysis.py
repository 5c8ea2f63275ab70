"""From a result to `attributeScores`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tonecheck.types import Result, Span
from tonecheck_service.offsets import utf16
from tonecheck_service.perspective.attributes import Attribute, Features, of_message, of_sentence
from tonecheck_service.perspective.errors import wrong
from tonecheck_service.perspective.schemas import AnalyzeBody, AttributeParameters

PROBABILITY = "PROBABILITY"
DEFAULTS = AttributeParameters.model_validate({})
Wanted = Mapping[str, tuple[Attribute, AttributeParameters]]


def wanted(body: AnalyzeBody, attributes: Mapping[str, Attribute]) -> Wanted:
    """The attributes that are asked for.

    Raises:
        AnalyzeError: there is none, or one that isn't known.
    """
    if not body.requested_attributes:
        raise wrong("Missing requested_attributes", "NO_REQUESTED_ATTRIBUTES")
    found: dict[str, tuple[Attribute, AttributeParameters]] = {}
    for name, given in body.requested_attributes.items():
        parameters = given or DEFAULTS
        if name not in attributes:
            raise wrong(f"Unknown requested attribute: {shown(name)}")
        if parameters.score_type not in (None, PROBABILITY, "SCORE_TYPE_UNSPECIFIED"):
            raise wrong(f"Requested score type is not supported by attribute {name}")
        found[name] = attributes[name], parameters
    return found


def language_of(body: AnalyzeBody, asked: Wanted, known: str) -> str | None:
    """The language that the client names; None where it is to be detected.

    Raises:
        AnalyzeError: it is another than the model reads.
    """
    if not body.languages:
        return None
    if any(given.partition("-")[0].lower() == known for given in body.languages):
        return known
    raise foreign(next(iter(asked)), body.languages, requested=True)


def foreign(attribute: str, languages: Sequence[str], *, requested: bool) -> Exception:
    """The error for a text that the model can't read."""
    named = [shown(language) for language in languages]
    more = {"attribute": attribute, "requestedLanguages" if requested else "detectedLanguages": named}
    return wrong(
        f"Attribute {attribute} does not support request languages: {', '.join(named)}",
        "LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE",
        languageNotSupportedByAttributeError=more,
    )


def shown(name: str) -> str:
    """A name of the client's as it may be repeated."""
    plain = name.replace("_", "").replace("-", "")
    return name if len(name) <= 64 and plain.isascii() and plain.isalnum() else "(not a name)"


def scores(result: Result, asked: Wanted, *, sentences: bool) -> dict[str, Any]:
    """`attributeScores`: what lies below an attribute's threshold is left out, and an attribute of which nothing is left."""
    convert = utf16(result.text)
    message = of_message(result)
    parts: list[tuple[Span, Features]] = [(Span(0, len(result.text)), message)]
    if sentences and result.sentences:
        parts = [(sentence.span, of_sentence(sentence, result)) for sentence in result.sentences]
    found: dict[str, Any] = {}
    for name, (attribute, parameters) in asked.items():
        least = parameters.score_threshold if parameters.score_threshold is not None else 0.0
        spans = [
            {"begin": convert(span.start), "end": convert(span.end), "score": _score(value)}
            for span, value in ((span, attribute.value(features)) for span, features in parts)
            if value >= least
        ]
        value = attribute.value(message)
        entry = ({"spanScores": spans} if spans else {}) | ({"summaryScore": _score(value)} if value >= least else {})
        if entry:
            found[name] = entry
    return found


def _score(value: float) -> dict[str, Any]:
    return {"value": value, "type": PROBABILITY}
