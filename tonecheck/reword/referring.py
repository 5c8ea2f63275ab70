"""What an "it" or a "them" speaks of: where the sentence that named it went, the name takes its place.

"You didn't read the brief. Read it again." → "Please read the brief again."
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tonecheck.reword import rules, syntax
from tonecheck.text import split

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

_MANY = {"it": False, "them": True, "they": True}
"""Whether a pronoun speaks of several."""
_PLACES = frozenset(("dobj", "pobj", "dative", "nsubj", "nsubjpass"))
_TO_DEFINITE = re.compile(r"(?:an?|this|that|these|those|some) ", re.IGNORECASE)
_DETERMINED = frozenset("the your this that these those my our his her their a an".split())
_PASSING = frozenset(("DATE", "TIME", "PERSON", "CARDINAL", "PERCENT", "MONEY", "QUANTITY", "ORDINAL"))
_HIM = re.compile(r"\b(?:he|she|him)\b", re.IGNORECASE)
_DOERS = (
    "er",
    "or",
    "ist",
    "man",
    "woman",
    "boy",
    "girl",
    "lad",
    "guy",
    "chef",
    "client",
    "patient",
    "intern",
    "nurse",
    "tenant",
    "guest",
    "one",
    "lady",
)
"""How nouns end that may be somebody."""
_SAYING = frozenset(
    "hear know see believe say tell explain understand think mean hope love hate like want doubt admit deny bear stand help".split()
)
NO_THING = frozenset(
    "time thing way reason problem point job work day morning afternoon evening night week month year minute hour moment fault idea turn rest lot bit kind sort "
    "excuse excuses attention mind head face mouth attitude joke shame disgrace effort luck chance surprise matter question others people team".split()
)
"""Nouns that no pronoun after them would mean."""


def resolved(message: str, text: str) -> str:
    """The text with its lost names put back; as it is where none is lost or it isn't sure which."""
    for found in _lost(message, text):
        pronoun, start, named = found
        if named:
            return f"{text[:start]}{_cased(named, text, start)}{text[start + len(pronoun) :]}"
    return text


def unresolved(message: str, text: str) -> str | None:
    """A sentence whose "it" or "them" speaks of something that nothing in the text before it can be."""
    for _, start, named in _lost(message, text):
        if not named:
            inside = next(span for span in split(text) if span.start <= start < span.end)
            return inside.of(text).strip()
    return None


def nobody(message: str, text: str) -> str | None:
    """A sentence with a "he" or "she" before which the text names nobody and the message did."""
    ours = [span.of(message).strip() for span in split(message)]
    before = ""
    for span in split(text):
        sentence = span.of(text).strip()
        if found := _HIM.search(sentence):
            known = before + sentence[: found.start()]
            at = _at(sentence, ours)
            if at and not _persons(known) and _persons(" ".join(ours[:at])):
                return sentence
            return None
        before += sentence + " "
    return None


def _persons(text: str) -> bool:
    """Whether a text names somebody: by a name, or as what they are ("the driver")."""
    return any(
        token.pos_ == "PROPN"
        or (token.pos_ == "NOUN" and (token.ent_type_ == "PERSON" or token.lower_.endswith(_DOERS)))
        for token in syntax.parse(text)
    )


def same(sentence: str, text: str) -> bool:
    """Whether a sentence of the message stands in a text with a name in place of its pronoun."""
    parts = [re.escape(part) for part in re.split(r"\b(?:[Ii]t|[Tt]hem|[Tt]hey)\b", sentence, maxsplit=1)]
    return len(parts) == 2 and re.search(r"[\w' ’-]{3,40}".join(parts), text) is not None


def _lost(message: str, text: str) -> Iterator[tuple[str, int, str]]:
    """Pronouns whose sentence before is gone and that nothing before them in the text can be: as written, where, and what the
    message named, "" where that isn't sure."""
    ours = [span.of(message).strip() for span in split(message)]
    before = ""
    for span in split(text):
        sentence = span.of(text)
        doc = syntax.parse(sentence)
        for token in doc:
            many = _MANY.get(token.lower_)
            if many is None or token.dep_ not in _PLACES or _expletive(token):
                continue
            if _named(syntax.parse(before), many) or _named(doc[: token.i], many):
                continue
            at = _at(sentence, ours)
            if (
                at is None
                or not at
                or _same(ours[at - 1], text)
                or _named(syntax.parse(ours[at])[: _place(ours[at], token)], many)
            ):
                continue
            matter = token.head.lemma_ in _SAYING  # what is heard or known is no thing that was named
            names = [] if matter else _names(syntax.parse(ours[at - 1]), many)
            if names or matter:
                yield token.text, span.start + token.idx, names[0] if len(names) == 1 else ""
            return
        before += sentence + " "


def _at(sentence: str, ours: list[str]) -> int | None:
    """Which sentence of the message a sentence comes from."""
    words = set(re.findall(r"\w+", sentence.lower())) - {
        "please",
        "could",
        "you",
        "because",
        "what",
        "is",
        "the",
        "reason",
        "i",
        "d",
        "like",
        "to",
    }
    shares = [len(words & set(re.findall(r"\w+", own.lower()))) / max(1, len(words)) for own in ours]
    best = max(range(len(ours)), key=shares.__getitem__, default=None)
    return best if best is not None and shares[best] >= 0.6 else None


def _same(own: str, text: str) -> bool:
    """Whether most of a sentence still stands."""
    words = re.findall(r"\w{3,}", own.lower())
    there = set(re.findall(r"\w{3,}", text.lower()))
    return sum(word in there for word in words) > 0.6 * len(words)


def _place(own: str, pronoun: Token) -> int:
    return next((token.i for token in syntax.parse(own) if token.lower_ == pronoun.lower_), 0)


def _expletive(token: Token) -> bool:
    """An "it" that speaks of nothing: "It is raining", "make it to the meeting", "it's time"."""
    head = token.head
    if token.dep_ in ("nsubj", "nsubjpass"):
        said = [child for child in head.children if child.dep_ in ("acomp", "attr")]
        clause = any(c.dep_ in ("xcomp", "ccomp", "csubj", "advcl") for item in (head, *said) for c in item.children)
        when = any(item.ent_type_ in ("TIME", "DATE") or item.lower_ in ("time", "morning", "night") for item in said)
        state = head.lemma_ == "be" and any(item.dep_ == "attr" for item in said)
        return token.lower_ == "it" and (
            clause or when or state or head.lemma_ in ("take", "seem", "rain", "snow", "turn", "look", "cost")
        )
    return (
        head.lemma_ in ("make", "take", "let", "call", "rub", "cut", "get")
        and token.lower_ == "it"
        and head.lemma_ != "get"
    )


def _named(doc: Doc | Span, many: bool) -> bool:
    """Whether a text names something that a pronoun could be."""
    return any(
        (token.tag_ in ("NNS", "NNPS")) if many else (token.tag_ in ("NN", "NNP"))
        for token in doc
        if token.ent_type_ not in _PASSING
        and token.lower_ not in NO_THING
        and token.dep_ not in ("npadvmod", "compound")
    )


def _names(doc: Doc, many: bool) -> list[str]:
    """What a sentence names that a pronoun after it could mean, without its adjectives: what stands nearest to its verb, more than one
    where it can't be told."""
    found: list[tuple[int, str]] = []
    for chunk in doc.noun_chunks:
        head = chunk.root
        if head.dep_ == "attr" and any(child.dep_ == "nsubj" and child.pos_ != "PRON" for child in head.head.children):
            continue  # "Your desk is a pigsty."
        if head.tag_ not in (("NNS",) if many else ("NN",)) or head.ent_type_ in _PASSING or head.lower_ in NO_THING:
            continue
        if chunk[0].lower_ not in _DETERMINED or head.lower_ in rules.load().words["insults"]:
            continue
        kept = [t for t in chunk if t.i == chunk.start or t.dep_ == "compound" or t is head or t.i == head.i]
        name = _TO_DEFINITE.sub("the ", " ".join(t.text for t in kept)).strip()
        found.append((len(list(head.ancestors)), name[:1].lower() + name[1:]))
    nearest = min((depth for depth, _ in found), default=0)
    return list(dict.fromkeys(name for depth, name in found if depth == nearest))


def _cased(named: str, text: str, start: int) -> str:
    capital = text[start : start + 1].isupper()
    return named[:1].upper() + named[1:] if capital else named
