"""Imperatives as requests: "Scan them today." → "Please scan them today.", "Could you scan them today?" and more."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tonecheck.reword.asking import Asking, alone, at_end, plain_rest, points, questioned, same_subject
from tonecheck.reword.orders import imperative
from tonecheck.reword.rules import load

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token


def ordered(asking: Asking) -> str | None:
    """An imperative, with please before it, or as a question."""
    verb = imperative(asking.doc, asking.orders)
    if verb is None:
        return None
    text = asking.text
    head, rest = text[: verb.idx], text[verb.idx :]
    at_start = not head.strip(" \"'“‘-–—*•>\t,")
    if re.match(r"\s*[-*•–]\s", head) and asking.form != "please":
        return None
    after = _forbidden_rest(verb, rest)
    if after is not None:
        return f"{_shortened(head)}{'Please' if at_start else 'please'} don't{after}"
    head = _shortened(head)
    if verb.text[:1].isupper() and not (len(verb.text) > 1 and verb.text.isupper()):
        rest = rest[0].lower() + rest[1:]
    rest = same_subject(_chained(asking.doc, verb, rest))
    capital = at_start or not head.strip(" -–—*•\t")
    return _asked(asking, verb, head, rest, capital)


def _asked(asking: Asking, verb: Token, head: str, rest: str, capital: bool) -> str:
    """The form of the turn where it fits, else please."""
    simple = (
        points(asking.text)
        and alone(asking.doc, verb.idx)
        and plain_rest(rest)
        and _lead(head)
        and verb.lower_ not in ("forget", "try")
    )
    if asking.form == "could" and simple:
        return f"{head}{'C' if capital else 'c'}ould you {questioned(rest)}"
    if asking.form == "ask" and simple and verb.lower_ not in ("be", "have", "let"):
        return f"{head}I'd ask you to {rest}"
    if asking.form == "end" and simple and "," not in rest and len(rest.split()) <= 9:
        kept = rest[0].upper() + rest[1:] if capital else rest
        return head + at_end(kept)
    return f"{head}{'Please' if capital else 'please'} {rest}"


def _lead(head: str) -> bool:
    """Whether before an order stands nothing but a name, a time, a condition or a small word."""
    if re.search(r"[;:.!?…–—]|\b(?:is|are|was|were)\b", head) or len(head.split()) > 9:
        return False
    return "," not in head or bool(
        re.match(
            r"\s*[A-Z][\w'’-]+, ?$|\s*(?:if|when|once|until|from|by|before|after|as|next|then|so|today|tomorrow)\b[^,]*, ?$",
            head,
            re.IGNORECASE,
        )
    )


def _shortened(head: str) -> str:
    """ "Just" and "simply" before an order say that it is easy: they go."""
    return re.sub(r"\b(?:just|simply)\s+$", "", head, flags=re.IGNORECASE)


def _forbidden_rest(verb: Token, rest: str) -> str | None:
    """What follows "don't", "do not" or "never"; None where the verb orders something."""
    if verb.lower_ in ("don't", "don’t", "dont", "never"):
        return re.sub(r"^ ever\b", "", rest[len(verb.text) :])
    if verb.lower_ == "do":
        found = re.match(r"do ?(?:n['’]?t|not)(?: ever| even| you dare)?\b", rest, re.IGNORECASE)
        return rest[found.end() :] if found else None
    return None


def _chained(doc: Doc, verb: Token, rest: str) -> str:
    """Two orders with only a comma between them get an "and": "change it, merge today" → "change it and merge today"."""
    seconds = [
        token
        for token in doc
        if token.i > verb.i + 1
        and token.nbor(-1).text == ","
        and token.tag_ in ("VB", "VBP")
        and token.lower_ in load().words["orders"]
        and not any(child.dep_ in ("nsubj", "nsubjpass") for child in token.children)
    ]
    commas = [token for token in doc[verb.i :] if token.text in (",", ";", "–", "—", ":")]
    if len(seconds) == 1 and len(commas) == 1:
        at = commas[0].idx - verb.idx
        return rest[:at] + " and" + rest[at + 1 :]
    return rest
