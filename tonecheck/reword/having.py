"""An order without a verb that says how things are to be: "Bins out by six." → "Please have the bins out by six."."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lemminflect import getAllLemmas

from tonecheck.reword import syntax
from tonecheck.reword.asking import Asking, questioned
from tonecheck.reword.fiats import ANNOUNCED
from tonecheck.reword.rules import first_names, load
from tonecheck.reword.tags import inflected

if TYPE_CHECKING:
    from spacy.tokens import Token

_CALLED = re.compile(r"\s*(?:[A-Z][\w'’-]+, |[^,.:;!?\n]{2,40}: (?![a-z]+ed\b|done\b))?")
"""Who is called: "Yusra, ...", "Second altos: ..."."""
_NO_ORDER = re.compile(
    r"\?|\b(?:no|nobody|none|sick|sorry|thanks|refused|denied|approved|missing|late|gone|lost|gets?|goes)\b|^\W*(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b"
)
_WHERE = frozenset("in on off out up down back away into onto under over through to".split())
"""What says where the things are to be."""
_STATES = frozenset("ready complete empty full clean tidy clear dry spotless correct visible available present".split())
"""How they are to be, of what has no place."""
_INSIDE = frozenset("of from for".split())
"""What belongs to the things themselves ("counts from cages 5 and 6")."""
_NAMING = frozenset(("DET", "NUM", "ADJ", "NOUN", "PROPN", "PUNCT", "SYM"))
_VERBS = frozenset(("VB", "VBP", "VBZ", "MD"))
SHORT = 3
"""Words among which the things stand that may be taken for a verb."""
MOST = 20
"""Words up to which a fragment is one order."""


def having(asking: Asking) -> str | None:
    """The fragment with "please have" (or "could you have") before it; None where it doesn't tell how things are to be."""
    if not asking.marked or _NO_ORDER.search(asking.text) or asking.text.startswith("No "):
        return None
    start = _CALLED.match(asking.text)
    head = start[0] if start else ""
    words = [token for token in asking.doc if token.idx >= len(head) and not token.is_space]
    hinge = _hinge(words)
    if hinge is None or len(words) > MOST or asking.form not in ("please", "could"):
        return None
    first = words[0].lower_
    order = first in load().words["orders"] and first not in load().words["nouns"]
    order = order or (syntax.base_form(first) and not getAllLemmas(first).get("NOUN"))
    if order or any(
        token.tag_ == "TO" and token.i + 1 < len(token.doc) and token.nbor(1).tag_ == "VB" for token in words
    ):
        return None
    rest = asking.text[words[0].idx :]
    if words[hinge - 1].text == ":":
        rest = re.sub(r":", "", rest, count=1)
    rest = _article(words[:hinge]) + (rest if _kept(words[0]) else rest[:1].lower() + rest[1:])
    verb = "get" if words[hinge].lower_ == "to" else "have"
    if asking.form == "could" and not re.search(r"[.!?;:]\s+\S", rest):
        return f"{head}{'could' if head.strip() else 'Could'} you {verb} {questioned(rest)}"
    return f"{head}{'please' if head.strip() else 'Please'} {verb} {rest}"


def _hinge(words: list[Token]) -> int | None:
    """Where it is said how the things are to be; None where a verb or somebody comes first."""
    for at, token in enumerate(words):
        before = words[at - 1] if at else None
        named = before is not None and (
            before.pos_ in ("NOUN", "PROPN", "NUM") or before.text == ":" or before.tag_ == "VBZ"
        )
        if named and _where(token):
            return None if any(_told(word, token) for word in words) else at
        if at == 0 and token.tag_ == "VBN":
            continue  # "Amended log to me"
        if token.tag_ == "VBZ" and token.lemma_ in ANNOUNCED:
            return None  # "The release moves to the 14th."
        if at < SHORT and token.tag_ == "VBZ" and token.i + 1 < len(token.doc) and _where(token.nbor(1)):
            continue  # "Bins out", "Hall keys back": things that are taken for a verb
        if token.lower_ == "every" and at:
            return None  # "readings every hour on the hour"
        joins = token.lower_ in ("and", "&", "your", "my", "our", "their") or token.lower_ in _INSIDE
        if not (
            joins or ((token.pos_ in _NAMING and token.text in (":", "-", "%")) or token.pos_ in _NAMING - {"PUNCT"})
        ):
            return None
    return None


def _where(token: Token) -> bool:
    done = token.tag_ == "VBN" or (token.tag_ == "VBD" and inflected(token.text, "VBN").lower() == token.lower_)
    return token.lower_ in _WHERE | _STATES or done


def _told(verb: Token, hinge: Token) -> bool:
    """Whether behind the hinge somebody does something in a clause that stands by itself ("..., and you'll sign for it")."""
    if verb.tag_ not in _VERBS or verb.i <= hinge.i or verb.dep_ not in ("ROOT", "conj", "ccomp", "parataxis"):
        return False
    return any(child.dep_ in ("nsubj", "nsubjpass", "expl") for child in verb.children)


def _article(things: list[Token]) -> str:
    """ "the " where a single thing has no article."""
    inside = next((at for at, token in enumerate(things) if token.lower_ in _INSIDE), len(things))
    nouns = [token for token in things[:inside] if token.pos_ in ("NOUN", "PROPN")]
    first = things[0]
    owned = first.pos_ in ("DET", "NUM") or _kept(first) or first.tag_ in ("PRP$", "PDT") or first.lower_ == "all"
    if nouns and len(nouns[-1]) == 1:
        return ""  # "Row H"
    numbered = (
        bool(nouns)
        and nouns[-1].i + 1 < len(nouns[-1].doc)
        and (nouns[-1].nbor(1).pos_ == "NUM" or len(nouns[-1].nbor(1)) == 1)
    )
    single = bool(nouns) and not numbered and nouns[-1].tag_ in ("NN", "NNP") and not nouns[-1].text.endswith("s")
    return "the " if single and not owned else ""


def _kept(word: Token) -> bool:
    """Whether a word keeps its capital."""
    return (
        not word.text[1:].islower()
        or (word.pos_ == "PROPN" and not syntax.known(word.lower_))
        or word.lower_ in first_names()
    )
