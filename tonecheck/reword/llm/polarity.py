"""Whether a draft asks for something else: "fix it" that became "don't fix it" or "leave it" has every name and number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tonecheck.reword import syntax
from tonecheck.types import Span

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_NOT = frozenset(("not", "n't", "n’t", "nt", "never", "no", "nobody", "none", "nothing", "neither", "nor", "without"))
_STOP = frozenset("stop avoid cease refrain quit without instead".split())
"""Words that deny the verb they govern: "stop pushing", "without asking"."""
_EMPTY = frozenset(
    "be have do get go make take say tell know think want need let put give come see look try please thank".split()
)
"""Verbs that say too little to be missed."""
_MODAL = frozenset("can could will would".split())
STEM = 5
"""Letters by which "reject" and "rejection" are one."""
KEPT = 0.5
"""Least share of the verbs of requests that must live on."""


def turned(before: str, after: str, stings: Sequence[Span] = ()) -> list[str]:
    """What the draft asks or says the other way round, and requests that it has lost, in words for a person. What is asked in
    `stings` is no request ("spare me").
    """
    ours, theirs = syntax.parse(before), syntax.parse(after)
    was, now = _polarities(ours), _polarities(theirs)
    forbidden = {token.lemma_.lower() for token in ours if _asked(token) and _negated(token)}
    reasons = []
    for lemma in sorted(was.keys() & now.keys()):
        if was[lemma] == {False} and now[lemma] == {True}:
            reasons.append(f'turned round: "{lemma}" is denied')
        elif lemma in forbidden and True not in now[lemma]:
            reasons.append(f'turned round: "{lemma}" is no longer denied')
    return reasons + _lost([token for token in ours if not any(_at(token).overlaps(span) for span in stings)], theirs)


def _at(token: Token) -> Span:
    return Span(token.idx, token.idx + len(token))


def _lost(ours: Sequence[Token], theirs: Doc) -> list[str]:
    asked = list(dict.fromkeys(token.lemma_.lower() for token in ours if _asked(token) and not _negated(token)))
    asked = [lemma for lemma in asked if lemma not in _EMPTY | _STOP]
    stems = {token.lower_[:STEM] for token in theirs} | {token.lemma_.lower()[:STEM] for token in theirs}
    gone = [lemma for lemma in asked if lemma[:STEM] not in stems]
    return (
        [f'the request is another: "{lemma}" is gone' for lemma in gone] if len(gone) > (1 - KEPT) * len(asked) else []
    )


def _polarities(doc: Doc) -> dict[str, set[bool]]:
    """For each verb of a text, whether it is denied, affirmed or both."""
    found: dict[str, set[bool]] = {}
    for token in doc:
        if token.pos_ == "VERB" and token.lemma_.lower() not in _EMPTY:
            found.setdefault(token.lemma_.lower(), set()).add(_negated(token))
    return found


def _negated(token: Token) -> bool:
    denied = any(
        child.lower_ in _NOT and child.dep_ in ("neg", "advmod", "nsubj", "nsubjpass") for child in token.children
    )
    return denied or (token.dep_ in ("xcomp", "pcomp", "advcl") and token.head.lemma_.lower() in _STOP)


def _asked(token: Token) -> bool:
    """An imperative, or "could you …"."""
    if token.pos_ != "VERB" or token.tag_ != "VB" or token.dep_ not in ("ROOT", "conj", "ccomp"):
        return False
    subjects = [child for child in token.children if child.dep_ in ("nsubj", "nsubjpass")]
    helped = {child.lower_ for child in token.children if child.dep_ == "aux"}
    if subjects:
        return any(subject.lower_ == "you" for subject in subjects) and bool(helped & _MODAL)
    return not helped - {"do"}
