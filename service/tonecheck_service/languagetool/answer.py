"""The JSON of LanguageTool's answers. Offsets are UTF-16 code units of the whole text, markup included."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tonecheck import __version__
from tonecheck.types import Result, Span
from tonecheck_service.languagetool.findings import KINDS, Finding, find
from tonecheck_service.languagetool.languages import AUTO, Language, Languages
from tonecheck_service.languagetool.query import Query
from tonecheck_service.languagetool.rules import BOSSY, CATEGORIES, HARMFUL, ISSUE_TYPE, LintRule
from tonecheck_service.offsets import utf16

CONTEXT = 40
"""Characters around a match, as many as LanguageTool gives."""


def software() -> dict[str, Any]:
    """Who answers: not LanguageTool, and it doesn't say so."""
    return {
        "name": "tonecheck",
        "version": __version__,
        "buildDate": "",
        "apiVersion": 1,
        "premium": False,
        "premiumHint": "",
        "status": "",
    }


def checked(
    result: Result | None, query: Query, rules: Mapping[str, LintRule], languages: Languages, address: str
) -> dict[str, Any]:
    """The answer of `/v2/check`.

    Args:
        result: None where nothing had to be checked.
        address: of the service, for the rules' links.
    """
    shown = find(result, rules, query.selection) if result and query.wanted else []
    writer = Writer(query, result, address)
    return {
        "software": software(),
        "warnings": _warnings(result, languages),
        "language": _language(result, query, languages),
        "matches": [writer.match(finding) for finding in shown],
        "sentenceRanges": writer.sentences(),
    }


def configuration(rules: Mapping[str, LintRule], limit: int) -> dict[str, Any]:
    """The answer of `/v2/configinfo`."""
    return {
        "software": software(),
        "parameter": {"maxTextLength": limit},
        "rules": [
            {
                "ruleId": rule.id,
                "description": rule.description,
                "categoryId": rule.category,
                "categoryName": CATEGORIES[rule.category],
                "locQualityIssueType": ISSUE_TYPE,
            }
            for rule in (*rules.values(), HARMFUL, BOSSY)
        ],
    }


class Writer:
    """Writes the matches of one text."""

    def __init__(self, query: Query, result: Result | None, address: str) -> None:
        self.text = query.text
        self.address = address
        self._units = utf16(query.text.raw)
        self._spans = [sentence.span for sentence in result.sentences] if result else []

    def match(self, finding: Finding) -> dict[str, Any]:
        span = self.text.whole(finding.span)
        also = f" (also: {', '.join(finding.also)})" if finding.also else ""
        free = self.text.unbroken(finding.span)  # words put in the place of markup would destroy it
        return {
            "message": finding.rule.message + also,
            "shortMessage": finding.rule.name,
            "replacements": [
                {"value": one.value, "shortDescription": KINDS.get(one.kind, one.kind)}
                for one in finding.replacements
                if free
            ],
            "offset": self._units(span.start),
            "length": self._units(span.end) - self._units(span.start),
            "context": self._context(span),
            "sentence": self._sentence(finding.span),
            "type": {"typeName": "Other" if finding.rule.harms else "Hint"},
            "rule": self._rule(finding),
            "ignoreForIncompleteSentence": False,
            "contextForSureMatch": 0,
        }

    def sentences(self) -> list[list[int]]:
        """Start and end of each sentence."""
        wholes = [self.text.whole(span) for span in self._spans]
        return [[self._units(span.start), self._units(span.end)] for span in wholes]

    def _rule(self, finding: Finding) -> dict[str, Any]:
        rule = finding.rule
        return {
            "id": rule.id,
            "description": rule.description,
            "issueType": ISSUE_TYPE,
            "urls": [{"value": f"{self.address}v1/rubric"}],
            "category": {"id": rule.category, "name": CATEGORIES[rule.category]},
            "confidence": round(finding.score, 4),
        }

    def _context(self, span: Span) -> dict[str, Any]:
        raw = self.text.raw
        start, end = max(0, span.start - CONTEXT), min(len(raw), span.end + CONTEXT)
        before = ("..." if start else "") + raw[start : span.start]
        text = before + raw[span.start : end] + ("..." if end < len(raw) else "")
        length = self._units(span.end) - self._units(span.start)
        text = text.replace("\r", " ").replace("\n", " ")
        return {"text": text, "offset": utf16(before)(len(before)) if before else 0, "length": length}

    def _sentence(self, span: Span) -> str:
        found = next((one for one in self._spans if one.start <= span.start < one.end), None)
        return (found or Span(0, len(self.text.plain))).of(self.text.plain).strip()


def _warnings(result: Result | None, languages: Languages) -> dict[str, Any]:
    """Whether something was left unread. A text without words is not, and rewordings that came late are no matches."""
    unread = result and ("model" in result.incomplete or result.language not in (None, languages.base.code))
    if result and unread and result.note:
        return {"incompleteResults": True, "incompleteResultsReason": result.note}
    return {"incompleteResults": False}


def _language(result: Result | None, query: Query, languages: Languages) -> dict[str, Any]:
    code = result.language if result else languages.base.code
    given = languages.detected(code, query.preferred) if query.language == AUTO else languages.of(query.language)
    sure = 0.99 if query.language == AUTO else 1.0  # a language that was given is not doubted
    return {**_named(given), "detectedLanguage": {**_named(given), "confidence": sure, "source": "tonecheck"}}


def _named(language: Language) -> dict[str, str]:
    return {"name": language.name, "code": language.code}
