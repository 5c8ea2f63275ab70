"""From a result to what is shown: which cues become matches, how far each reaches, and what could stand there instead.

LanguageTool replaces exactly the words of a match, and its matches don't overlap. A rewording's changes may reach beyond
the cue they answer; then the match reaches as far as they do.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from tonecheck.types import Change, Result, Rewording, Span
from tonecheck_service.languagetool.rules import BOSSY, HARMFUL, LintRule, Selection

MOST_REPLACEMENTS = 5
KINDS = {"minimal": "the smallest change", "leader": "as a leader might put it"}


@dataclass(frozen=True, slots=True)
class Replacement:
    """Words that could stand there instead."""

    value: str
    kind: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One match before it is written. `also` names the rules whose words lie within it."""

    rule: LintRule
    span: Span
    score: float
    replacements: tuple[Replacement, ...] = ()
    also: tuple[str, ...] = ()


def find(result: Result, rules: Mapping[str, LintRule], selection: Selection) -> list[Finding]:
    """The matches of a result, in order of position, without overlaps: harm goes before commands, sure before unsure."""
    wanted = [*_cues(result, rules, selection), *_sentences(result, rules, selection)]
    shown: list[Finding] = []
    for finding in sorted(wanted, key=lambda one: (not one.rule.harms, -one.score, one.span)):
        place = next((i for i, other in enumerate(shown) if other.span.overlaps(finding.span)), None)
        if place is not None:
            shown[place] = _joined(shown[place], finding)
            continue
        reworded = _reworded(finding, result)
        free = not any(other.span.overlaps(reworded.span) for other in shown)
        shown.append(reworded if free else finding)
    return sorted(shown, key=lambda one: one.span)


def _cues(result: Result, rules: Mapping[str, LintRule], selection: Selection) -> Iterator[Finding]:
    for cue in result.cues:
        rule = rules.get(cue.id)
        if rule and cue.span.end > cue.span.start and selection.wants(rule, optional=result.verdict == "send"):
            yield Finding(rule, cue.span, cue.score)


def _sentences(result: Result, rules: Mapping[str, LintRule], selection: Selection) -> Iterator[Finding]:
    """A message that must not pass unmarked although it has no cue: its worst sentence."""
    found = [rules[cue.id] for cue in result.cues if cue.id in rules]
    hurts = result.verdict == "revise" and not any(rule.harms for rule in found)
    style = result.style if result.verdict == "consider" and not found else None
    if hurts and selection.wants(HARMFUL, optional=False):
        yield _worst(result, HARMFUL, "impact", "harmful")
    if style and style.label == "boss" and selection.wants(BOSSY, optional=not style.confident):
        yield _worst(result, BOSSY, "style", "boss")


def _worst(result: Result, rule: LintRule, axis: str, label: str) -> Finding:
    scored = [(getattr(sentence, axis)[label], sentence.span) for sentence in result.sentences]
    score, span = max(scored, default=(0.0, Span(0, len(result.text))), key=lambda pair: pair[0])
    return Finding(rule, span, score)


def _joined(shown: Finding, other: Finding) -> Finding:
    named = (shown.rule.name, *shown.also)
    return shown if other.rule.name in named else replace(shown, also=(*shown.also, other.rule.name))


def _reworded(finding: Finding, result: Result) -> Finding:
    """The finding as far as the first rewording changes it, and what that and the others make of these words."""
    span = finding.span
    for rewording in result.rewordings:
        if touching := [change.span for change in rewording.changes if _touches(change, span)]:
            span = Span(
                min(span.start, *(one.start for one in touching)), max(span.end, *(one.end for one in touching))
            )
            break
    before = span.of(result.text)
    found: dict[str, Replacement] = {}
    for rewording in result.rewordings:
        value = _applied(result.text, span, rewording)
        if value is not None and value != before:
            found.setdefault(value, Replacement(value, rewording.kind))
    if not found:
        return finding
    return replace(finding, span=span, replacements=tuple(found.values())[:MOST_REPLACEMENTS])


def _touches(change: Change, span: Span) -> bool:
    return change.span.start <= span.end and span.start <= change.span.end


def _applied(text: str, span: Span, rewording: Rewording) -> str | None:
    """The words of the span after the rewording; None where one of its changes reaches beyond them."""
    inside: list[Change] = []
    for change in rewording.changes:
        if span.start <= change.span.start and change.span.end <= span.end:
            inside.append(change)
        elif change.span.overlaps(span):
            return None
    return _apply(text, span, inside)


def _apply(text: str, span: Span, changes: Sequence[Change]) -> str:
    out, at = [], span.start
    for change in changes:
        out.append(text[at : change.span.start] + change.after)
        at = change.span.end
    return "".join((*out, text[at : span.end]))
