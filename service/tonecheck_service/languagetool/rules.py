"""Cues as LanguageTool rules: ids, categories, and which of them a request wants."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tonecheck.rulebook import Rulebook
from tonecheck.types import Rule

ISSUE_TYPE = "register"
"""Of the types of the W3C's Internationalization Tag Set, which LanguageTool uses: the wrong tone for the occasion."""
CATEGORIES: Mapping[str, str] = {
    "TONECHECK_HARM": "Words that hurt",
    "TONECHECK_BOSS": "Words of a boss",
}


@dataclass(frozen=True, slots=True)
class LintRule:
    """One rule as a client sees it."""

    id: str
    name: str
    description: str
    category: str
    message: str

    @property
    def harms(self) -> bool:
        return self.category == "TONECHECK_HARM"


HARMFUL = LintRule(
    "TONECHECK_HARMFUL",
    "Reads as an attack",
    "A sentence that would likely be felt as an attack, although no single word carries it.",
    "TONECHECK_HARM",
    "The person who reads this would likely feel attacked. Say what you saw, what it caused and what you need, "
    "and leave the person whole.",
)
BOSSY = LintRule(
    "TONECHECK_BOSSY",
    "Commands instead of leading",
    "A sentence that commands instead of leading, although no single word carries it.",
    "TONECHECK_BOSS",
    "This commands instead of leading. Give the reason, ask for their view, or offer help.",
)


@dataclass(frozen=True, slots=True)
class Selection:
    """What the client asked for. `picky` also shows cues of messages that are fine as a whole."""

    picky: bool = False
    enabled_only: bool = False
    enabled_rules: frozenset[str] = frozenset()
    disabled_rules: frozenset[str] = frozenset()
    enabled_categories: frozenset[str] = frozenset()
    disabled_categories: frozenset[str] = frozenset()

    def wants(self, rule: LintRule, *, optional: bool) -> bool:
        """Whether matches of a rule are shown; an optional one only if it was asked for."""
        named = rule.id in self.enabled_rules or rule.category in self.enabled_categories
        if self.enabled_only:
            return named
        if rule.id in self.disabled_rules:
            return False
        if rule.category in self.disabled_categories:
            return rule.id in self.enabled_rules
        return named or self.picky or not optional


def rule_id(cue: str) -> str:
    """`TONECHECK_CHARACTER_JUDGEMENT` of `character-judgement`."""
    return "TONECHECK_" + cue.upper().replace("-", "_")


def rules_of(book: Rulebook) -> dict[str, LintRule]:
    """The rule of each cue that speaks against a message; good cues are no matches."""
    return {cue.id: _rule(cue) for cue in book.rules.values() if cue.harms or cue.bosses}


def _rule(cue: Rule) -> LintRule:
    category = "TONECHECK_HARM" if cue.harms else "TONECHECK_BOSS"
    return LintRule(rule_id(cue.id), cue.name, cue.definition, category, f"{cue.why} {cue.advice}")
