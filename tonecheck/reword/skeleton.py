"""A message that only stings, as the frame of one that could be sent: what was seen, what it led to, what is wanted, each a blank.

"You are a disgrace." → "I saw [what happened, and when?]. It led to [what followed?]. Please [do what, and by when?]."
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tonecheck.reword import syntax
from tonecheck.reword.facts import facts
from tonecheck.reword.findings import Draft, Findings, Rescore
from tonecheck.reword.generator import EditGenerator
from tonecheck.reword.lines import GREETING, HELLO, assembled, called, with_name
from tonecheck.reword.referring import NO_THING
from tonecheck.reword.rules import load
from tonecheck.types import Span

if TYPE_CHECKING:
    from spacy.tokens import Token

KEPT = 0.25
"""Mean probability of being kept from which what was found to tell or ask does so."""
MATTERS, TOPIC = 0.35, 0.5
"""Probability of being kept from which a thing that is named is a matter of work, and from which it is what the message is about."""
STINGS, FEW = 0.4, 4
"""Least probability of harm of a sentence of so many words that is nothing but a sting."""
MOST = 30
"""Words of a message up to which it may be nothing but a sting."""
_DISAPPOINTED = re.compile(
    r"\b(?:disappoint\w*|expected (?:(?:a lot|much|far) )?(?:more|better)|let (?:me|us|everyone|the team|the whole team) down)\b",
    re.IGNORECASE,
)
_VERDICT = re.compile(
    r"\b(?:unacceptable|not acceptable|below (?:the )?(?:standard|par)|not (?:good|up to) (?:enough|standard|scratch)|embarrass(?:ing|ment)|appalling|shambles|substandard|inadequate|a mess)\b",
    re.IGNORECASE,
)
_TELLS = frozenset(("observation", "consequence", "expectation", "purpose", "support", "command", "micromanaging"))
_DONE = re.compile(r"\bI(?:['’]ve)? had to [a-z]+\b(?! (?:say|admit|laugh|smile|wonder|ask myself))", re.IGNORECASE)
"""What the manager had to do: that was no sting."""
_POINTING = frozenset(("this", "that", "these", "those", "your"))
_ABOUT = frozenset("for with on about of at in".split())
_PEOPLE = frozenset(
    "people lot team staff colleague intern trainee child kid girl boy lady guy student temp boss manager monkey dog toddler grandmother mother father grandpa "
    "son daughter wife husband genius idiot princess head brain face mouth tone voice eye hand mood attitude opinion feeling mind skin thanks floor".split()
)
"""Whom a message speaks of, and what of somebody: no matter of work."""


class SkeletonGenerator:
    """Proposes one leader draft, where nothing else has passed: nothing of the message could be saved but whom it calls, and what it
    points at ("this invoice")."""

    def __init__(self, language: str = "en") -> None:
        self.edits = EditGenerator(language)

    def propose(self, findings: Findings, rescore: Rescore) -> Iterator[Draft]:
        """See `Generator.propose`."""
        if not findings.harmful or len(findings.text.split()) > MOST or tells(findings):
            return
        things = list(_things(findings))
        pointed = (thing for thing in things if _kept(thing, findings) >= TOPIC and _pointed_at(thing))
        topic = next(map(_named, pointed), "")
        if things and (not topic or any(cue.id == "threat" for cue in findings.cues)):
            return  # a matter that no frame holds
        lines = self.edits.flagged(findings)
        names = {name for line in lines if (name := called(line.ways[0]))}
        told = [line for line in lines if not (GREETING.match(line.ways[0]) or HELLO.fullmatch(line.ways[0]))]
        if not told:
            return
        for line in told:
            line.ways = [""]
        reasons = load().reasons
        told[0].ways = [reasons["topic"].format(topic=topic) if topic else reasons[_frame(findings.text)]]
        text = assembled(findings.text, lines)
        if len(names) == 1 and told[0] is lines[0]:
            text = with_name(text, names.pop())
        yield Draft(text, "leader", "edit", last=True, rated=False, reasoned=True)


def _frame(text: str) -> str:
    """Which of the `reasons` frames a message: what it thinks of the work stays."""
    if _DISAPPOINTED.search(text):
        return "disappointed"
    return "verdict" if _VERDICT.search(text) else "skeleton"


def tells(findings: Findings) -> bool:
    """Whether a message tells or asks something: a figure, a day, what was found to tell, ask or order, or a sentence that hardly stings."""
    known = [fact for fact in facts(findings.text) if fact.kind != "name"]
    plain = any(
        len(s.span.of(findings.text).split()) >= FEW
        and s.impact["harmful"] < STINGS
        and not GREETING.match(s.span.of(findings.text))
        for s in findings.sentences
    )
    told = _DONE.search(findings.text) or any(
        cue.id == "overgeneralisation" and len(cue.text.split()) > FEW for cue in findings.cues
    )
    return (
        bool(told)
        or plain
        or bool(known)
        or any(cue.id in _TELLS and findings.keeping(cue.span) >= KEPT for cue in findings.cues)
    )


def _things(findings: Findings) -> Iterator[Token]:
    """Nouns that people would keep, of what is no person."""
    for token in syntax.parse(findings.text):
        noun = token.pos_ == "NOUN" and token.lemma_.lower() not in NO_THING | _PEOPLE
        if not noun or token.lower_ in load().words["insults"] or token.dep_ == "compound":
            continue
        if _kept(token, findings) >= MATTERS:
            yield token


def _kept(token: Token, findings: Findings) -> float:
    return findings.keeping(Span(token.idx, token.idx + len(token)))


def _pointed_at(thing: Token) -> bool:
    determined = any(child.lower_ in _POINTING for child in thing.children)
    return determined and (thing.dep_ in ("dobj", "nsubj") or (thing.dep_ == "pobj" and thing.head.lower_ in _ABOUT))


def _named(thing: Token) -> str:
    """ "this floor plan" as "the floor plan"."""
    return " ".join(["the", *(child.text for child in thing.lefts if child.dep_ == "compound"), thing.text])
