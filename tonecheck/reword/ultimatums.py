"""What the proof holds against a threat: that it stands behind a "please", or that the dismissal it told of is gone."""

from __future__ import annotations

import re

from tonecheck.reword.findings import Draft, Findings
from tonecheck.reword.threats import FOLLOWS, dismisses
from tonecheck.types import Span

_OR_ELSE = re.compile(
    r"\b(?:please|could you|I['’]d (?:like|ask))\b[^.!?\n]{0,120}\bor (?:else|you(?:['’]re| are|['’]ll| will| can| get| lose| don['’]t| do not| won['’]t)\b|I(?:['’]ll| will)|(?:hand in|find|start looking|"
    r"don['’]t (?:come|bother)|go|get off|get out|clear your|hand over your|walk|leave|pack) ?\b)[^.!?\n]*",
    re.IGNORECASE,
)
_ASKED_FOR = re.compile(
    r"\bif [^.!?\n]{2,60}, please (?:leave|go|walk|pack|pay|follow)\b[^.!?\n]*|"
    r"\b(?:please|could you)\b[^.!?\n]{0,60}\b(?:again|one more|once more)\b[^.!?\n]{0,40}\band (?:be |you(?:['’]ll|['’]re| can| will| are)|I(?:['’]ll|['’]m| will))[^.!?\n]*"
    r"|\bplease (?:don['’]t|do not) (?:come back|bother)\b[^.!?\n]*|\bplease\b[^.!?\n]*\bsee what happens\b",
    re.IGNORECASE,
)
_DARES = re.compile(
    r"\b(?:try me|I dare you|see what happens|watch what happens|see (?:how|where) (?:that|it) (?:gets|goes)|go (?:on|ahead)[,.] )",
    re.IGNORECASE,
)
"""What dares somebody to do what is not to be done ("Wear those trainers again")."""


def asked(before: Findings, after: Findings, draft: Draft) -> list[str]:
    """A "please" before an ultimatum mends nothing ("Please learn the section or hand in your apron"), and one before the deed
    that is threatened asks for it ("Please miss it again and be washing cars")."""
    found = _OR_ELSE.search(draft.text) or _ASKED_FOR.search(draft.text)
    if not found and _DARES.search(before.text):
        found = re.search(r"\bplease\b.*\b(?:again|once more)\b", draft.text, re.IGNORECASE | re.DOTALL)
    if not found:
        return []
    at = before.text.find(found[0])
    own = at >= 0 and before.calm(
        Span(at, at + len(found[0]))
    )  # "Please book it or you'll pay full price", meant as help
    return [] if own else [f'a request with a threat behind it: "{found[0]}"']


def untold(before: Findings, text: str) -> list[str]:
    """A threat of dismissal says how serious it is: that stays, told as the fact that it is, or asked for."""
    told = re.search(r"\b(?:jobs?|contract|position|role|employment)\b", text) or FOLLOWS in text
    return [] if told else [f'consequence "{words}"' for words in _sentences(before) if dismisses(words)]


def _sentences(found: Findings) -> list[str]:
    return [sentence.span.of(found.text).strip() for sentence in found.sentences]
