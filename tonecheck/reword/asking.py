"""One sentence that is to become a request, and what all kinds of request share."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Doc

FORMS = ("please", "could", "end", "ask")
"""Forms of a request, in turn: "Please scan it.", "Could you scan it?", "Scan it, please.", "I'd ask you to scan it."."""
WHEN = (
    r"(?:(?:from|as of|starting|effective) (?:now(?: on)?|today|tonight|tomorrow|next week|monday|tuesday|wednesday|thursday|friday|saturday|sunday)(?: on(?:wards)?)?"
    r"|next time|in future|in the future|going forward|henceforth|today|tonight|tomorrow(?: morning)?|this (?:time|week|afternoon|evening)|for now|(?:on )?(?:mon|tues|wednes|thurs|fri|satur|sun)day(?: morning)?),? "
)
"""What says from when an order holds and may stand before it, as a pattern for re.IGNORECASE."""
_VOCATIVE_END = re.compile(r",? (?P<name>[A-Z][\w'’-]+)(?P<end>[.!]*)\s*$")


@dataclass(frozen=True, slots=True)
class Asking:
    """One sentence to be asked: `form` of FORMS; `marked` where the sentence was found to be an order; `orders` its words."""

    doc: Doc
    form: str
    orders: tuple[str, ...]

    @property
    def text(self) -> str:
        return self.doc.text

    @property
    def marked(self) -> bool:
        return bool(self.orders)


def same_subject(rest: str) -> str:
    """What goes on with the same subject goes on as part of the request: "and you will" → "and"."""
    rest = re.sub(
        r", (?:and )?you (?=(?:don['’]t|do not) (?!know|have|need|want|see|think|like|mean)[a-z]+\b)", ", ", rest
    )
    return re.sub(
        r"(?P<seam>, and|,| and) you(?:['’]ll| will| must| have to| need to)?(?= (?!are|were|have|had|can|could|didn|don|do|know|won|will|must|shall|would|should)[a-z]+\b)",
        lambda hit: hit["seam"],
        rest,
    )


def plain_rest(rest: str) -> bool:
    """Whether the rest of an order can stand in a question: no clause of its own follows, no list."""
    return (
        not re.search(
            r"[;:–—]|\b(?:or|because|so that|otherwise|but|I['’]m|we['’]re|that['’]s|it['’]s|if|don['’]?t|never|not)\b|[.!?…].",
            rest,
        )
        and len(rest.split()) <= 22
        and rest.count(",") <= 2
        and not re.search(r",(?: and)? (?:I|you|we|it|that|this|he|she|they|the|your|nobody|no)\b", rest)
    )


def alone(doc: Doc, start: int) -> bool:
    """Whether no clause with a subject of its own stands beside the order after `start` ("..., and Pavel will walk behind")."""
    return not any(
        token.dep_ in ("nsubj", "nsubjpass", "expl")
        and token.idx >= start
        and token.head.dep_ in ("ROOT", "conj", "ccomp", "parataxis", "dep")
        and not any(child.dep_ == "mark" or child.tag_ in ("WDT", "WP", "WRB") for child in token.head.children)
        and (token.left_edge.i and token.left_edge.nbor(-1).text in (",", "and", ";", "but"))
        for token in doc
    )


def points(text: str) -> bool:
    return text.rstrip()[-1:] in ".!"


def questioned(rest: str) -> str:
    """With a question mark at its end, beside the point of "p.m."."""
    if re.search(r"\b[ap]\.m\.\s*$", rest):
        return f"{rest.rstrip()}?"
    return re.sub(r"[.!]+\s*$", "?", rest)


def at_end(text: str) -> str:
    """With a please at the end, before a name that is addressed there."""
    if (named := _VOCATIVE_END.search(text)) and text[named.start()] == ",":
        return f"{text[: named.start()]} please, {named['name']}{named['end']}"
    body = text.rstrip()
    points = re.search(r"[.!]*$", body)
    closing = points[0] if points else ""
    comma = "" if not closing and body[:1].islower() else ","
    return f"{body[: len(body) - len(closing)]}{comma} please{closing}"
