"""What a model may do wrong and an edit can't: looked at before its drafts go to the proof, which they have to pass as well."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from tonecheck.reword import changes
from tonecheck.reword.findings import Draft, Findings

OWN = 0.25
"""Least share of the manager's own words. In the corpus 19 of 20 rewordings by hand lie above."""
WARM = frozenset(("recognition", "trust", "empathy", "support", "humility", "growth", "togetherness"))
"""What a model likes to add and the manager didn't say: praise, offers, feelings, apologies."""
SAID = 0.34
"""Least share of a warm phrase's words that stand in the message. In the corpus 99 of 100 rewordings by hand pass."""
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_BLANK = re.compile(r"\[[^\[\]\n]*\]")
_HIDDEN = frozenset(("Cc", "Cf", "Co", "Cn", "Cs"))


def unfit(before: Findings, draft: Draft, mark: str, weakeners: Sequence[str] = ()) -> list[str]:
    """Reasons against a draft that need no model: it is not even read then."""
    text = draft.text
    if len(text) > 3 * len(before.text) + 400:
        return ["far too long"]
    reasons = []
    if mark in text:
        reasons.append("repeats the mark")
    if any(unicodedata.category(c) in _HIDDEN and c not in "\n\r\t" for c in set(text) - set(before.text)):
        reasons.append("holds invisible characters")
    own = changes.own_words(before.text, text)
    if own < OWN:
        reasons.append(f"hardly a word of the manager's is left ({own:.2f})")
    if draft.kind == "leader" and "?" not in _BLANK.sub("", text):
        reasons.append("asks nothing: a leader's version has an open question")
    reasons += [f'weakens: "{words}"' for words in weakeners if _says(text, words) and not _says(before.text, words)]
    return reasons


def _says(text: str, words: str) -> bool:
    return re.search(rf"\b{re.escape(words)}\b", text.replace("’", "'"), re.IGNORECASE) is not None


def added(before: Findings, after: Findings) -> list[str]:
    """Warm phrases of the rewording that the message has no words for; a blank in them says so honestly."""
    ours = _stems(before.text)
    found = []
    for cue in after.cues:
        if cue.id not in WARM or _BLANK.search(cue.text):
            continue
        words = _stems(cue.text)
        if words and len(words & ours) < SAID * len(words):
            found.append(f'invented {cue.id}: "{cue.text}"')
    return found


def _stems(text: str) -> frozenset[str]:
    """Words of four letters and more, cut to five, so that forms of a word are one."""
    return frozenset(word.lower()[:5] for word in _WORD.findall(text) if len(word) > 3)
