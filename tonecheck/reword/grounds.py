"""Whether a message tells a reason for its orders, and whether a rewording of it is more than an order with a "please"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tonecheck.reword import syntax
from tonecheck.reword.findings import ORDERS, Draft, Findings
from tonecheck.reword.lines import GREETING

if TYPE_CHECKING:
    from spacy.tokens import Token

SHORTEST, LONG = 4, 60
"""Words that a message has: "Not now." needs no reason, and a letter is more than an order."""
BOSSY = 0.85
"""Least probability of a boss: what is hardly bossy needs no reason."""
CALM_ORDER = 0.12
"""Most probability of a boss of any sentence of a light edit."""
_TELLING = 4
"""Words from which a sentence may tell a reason."""
_THERE = re.compile(
    r"(?:there(?:['’]s| is| are)|we(?:['’]re| are)|they(?:['’]re| are)|[A-Z][\w'’-]+(?:['’]s| is) (?:waiting|coming|here|on (?:her|his|the) way))",
    re.IGNORECASE,
)
"""What tells of a circumstance in three words ("There's a queue.")."""
DECISION = re.compile(
    r"\b(?:is|are|will be|has been|have been) (?:now |hereby |all )?(?:cancelled|canceled|suspended|frozen|closed|banned|withdrawn|stopped|forbidden|not allowed|moved|postponed|scrapped)\b",
    re.IGNORECASE,
)
"""What is decided already: it has a reason though it asks for nothing."""
_EXISTS = re.compile(
    r"\W*(?:[A-Z][\w'’-]+, )?there(?:['’]s| is| are) (?!no\b|nothing\b|to be\b|only one)", re.IGNORECASE
)
_NOTHING_TOLD = re.compile(
    r"\b(?:thanks|thank you|thx|cheers|regards|hope (?:you|this)|have a (?:\w+ )?(?:day|weekend|evening|one)|see you)\b|\?\s*$|^\W*(?:I['’]ll|I will|you|let me)\b",
    re.IGNORECASE,
)
_OPENED = re.compile(r"\btell me\b", re.IGNORECASE)
GOES_ON = re.compile(
    r"\W*(?:(?:that|this) (?:includes?|goes for|means|applies)|(?:the )?same (?:goes|for))\b", re.IGNORECASE
)
"""What belongs to the order before it."""
_GIVEN = re.compile(
    r"\b(?:because|so that|so (?:we|I|you|it|they|he|she|the|that|nobody|please|do(?:n['’]?t| not))|owing to|since|due to|in order to|therefore|as (?:we|they|he|she|it|the|our|there)|the reason|otherwise|where I can|after last)\b|\[[^\]\n]*\?\]",
    re.IGNORECASE,
)
_ORDERED = frozenset("you i everyone everybody nobody someone somebody this that it there we what which who".split())
"""Subjects of which a sentence tells no circumstance."""
_HOW = frozenset("to not up final closed so as through by for of".split())
"""What after "is" makes a rule or a verdict, no circumstance."""
_REASONS = frozenset(("observation", "consequence", "purpose"))
"""What is a reason already: what was seen, or what it leads to."""


def given(text: str, findings: Findings) -> bool:
    """Whether a text of the message's words gives a reason, by them or by what was found."""
    return _GIVEN.search(text) is not None or any(cue.id in _REASONS for cue in findings.cues)


def reason_told(text: str, findings: Findings) -> bool:
    """Whether a rewording's text gives a reason, or tells what may be one in a sentence of the message that orders nobody about."""
    calm = (s.span.of(findings.text).strip() for s in findings.sentences if s.style["boss"] < ORDERS)
    return given(text, findings) or any(words in text and (tells(words) or names(words)) for words in calm)


def bare(before: Findings, after: Findings, draft: Draft) -> bool:
    """Whether an edit of a message that only bosses is no more than an order with a "please": by the rubric courtesy alone makes no
    leader, and of ten such texts two readers would send one. The same goes where an order stands as it did: of 21 they would send three."""
    bossy = before.boss and not before.harmful and before.style.scores["boss"] >= BOSSY
    light = (
        bossy
        and draft.source == "edit"
        and draft.kind == "minimal"
        and draft.rated
        and len(before.text.split()) >= SHORTEST
    )
    loud = max((sentence.style["boss"] for sentence in after.sentences), default=0.0) > CALM_ORDER
    stays = any(
        s.style["boss"] >= ORDERS and s.span.of(before.text).strip(" .!") in draft.text for s in before.sentences
    )
    if _OPENED.search(draft.text) and not _OPENED.search(before.text):
        return False
    return light and (stays or (not given(draft.text, before) and (loud or not reason_told(draft.text, before))))


def tells(sentence: str) -> bool:
    """Whether a sentence tells something that may be the reason for an order: no thanks, no greeting, no promise of the manager's."""
    short = len(sentence.split()) < (_TELLING - 1 if _THERE.match(sentence) else _TELLING)
    if short or any(kind.search(sentence) for kind in (GREETING, _NOTHING_TOLD, GOES_ON)):
        return False
    return states(sentence)


def circumstance(sentence: str) -> bool:
    """Whether a sentence, be it an order, tells what is going on beside it ("rain is coming", "the gas is armed", "Manila can't do
    later"): nobody asks for a reason then. "is to be" orders."""
    if _EXISTS.match(sentence):
        return True
    for token in syntax.parse(sentence):
        subject = next((child for child in token.children if child.dep_ in ("nsubj", "nsubjpass")), None)
        if subject is None or subject.lower_ in _ORDERED or token.dep_ in ("relcl", "csubj"):
            continue
        helping = {child.lower_ for child in token.children if child.dep_ in ("aux", "auxpass", "neg")}
        to_be = any(child.dep_ == "xcomp" for child in token.children) and token.lemma_ == "be"
        going_on = token.tag_ == "VBG" and helping & {"is", "are", "'s", "’s", "'re", "s"}
        unable = helping & {"ca", "can", "wo"} and helping & {"n't", "n’t", "nt", "not"}
        state = token.lemma_ == "be" and token.tag_ in ("VBZ", "VBP") and _state(token)
        if going_on or unable or (state and not to_be):
            return True
    return False


def _state(verb: Token) -> bool:
    after = verb.nbor(1) if verb.i + 1 < len(verb.doc) else None
    return after is not None and after.pos_ in ("ADJ", "ADV", "ADP") and after.lower_ not in _HOW


def names(sentence: str) -> bool:
    """Whether a fragment names the reason ("Year end.", "Client demo.")."""
    return re.fullmatch(r"[A-Z][a-z]+ [a-z]+(?: [a-z]+)?[.!]", sentence) is not None and not _NOTHING_TOLD.search(
        sentence
    )


def states(sentence: str) -> bool:
    """Whether a sentence has a verb that somebody does: behind a list of things "this" is nothing."""
    return any(
        token.dep_ == "ROOT"
        and token.tag_ in ("VBZ", "VBP", "VBD", "MD", "VB", "VBN")
        and any(child.dep_ in ("nsubj", "nsubjpass", "expl") for child in token.children)
        for token in syntax.parse(sentence)
    )
