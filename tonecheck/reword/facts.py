"""The facts of a text, and which of them a rewording has lost or invented."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tonecheck.reword import rules, stock, syntax
from tonecheck.reword.findings import CLOSING
from tonecheck.text import split
from tonecheck.types import Cue, Span

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_NUMBER_WORDS = dict(
    zip(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
        "eighteen nineteen twenty".split(),
        map(str, range(21)),
        strict=True,
    )
) | {
    "twice": "2",
    "once": "1",
    "thirty": "30",
    "forty": "40",
    "fifty": "50",
    "sixty": "60",
    "seventy": "70",
    "eighty": "80",
    "ninety": "90",
    "hundred": "100",
    "dozen": "12",
    "half": "half",
}
_ORDINALS = dict(
    zip("second third fourth fifth sixth seventh eighth ninth tenth".split(), map(str, range(2, 11)), strict=True)
)
_NUMBER = re.compile(r"\d+(?:[.,:/-]\d+)*")
_OFTEN = re.compile(
    r"\b(?:told|tell|telling|asked|ask|asking|said|say|saying|explained|explain|explaining|reminded|remind|reminding|warned|warn|repeated|repeat|written|write|shown|show|gone over|been through|been over)\b"
    r"[^.!?\n]{0,60}?\b(?P<times>(?:a )?[\w,]+(?: hundred| thousand| million)? times)\b|\bfor the (?P<nth>[a-z]+|\d+(?:st|nd|rd|th)) (?:bloody |damn |fucking )?time\b",
    re.IGNORECASE,
)
"""How often somebody was told: that presses, and is no fact where the sentence goes."""
_CLOCK = re.compile(r"\b(?:at|by|until|till) $", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_LINK = re.compile(r"https?://\S+|www\.\S+|\S+@\S+\.\w+|`[^`\n]+`|#\d+|\b[A-Z]+-\d+\b")
_WHEN = frozenset(
    """monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september
    october november december today tonight tomorrow yesterday noon midnight eod cob asap weekend morning afternoon evening
    lunch christmas easter ramadan diwali eid week month quarter year""".split()
)
_NO_NAMES = frozenset(
    "congrats congratulations ah oh hey hi hello yo aye sheesh oi calm wow hun hon mate love lovey darling sweetheart babe lads guys folks treasure christ god jaysus goddammit wtf ffs omg jfc wth smh".split()
)
"""What people are called or sworn by, and nobody's name ("Jesus" may be somebody's)."""
_NOT = re.compile(r"\b(?:not|no|never|nobody|nothing|none|nor|neither|cannot|without)\b|n['’]t\b", re.IGNORECASE)
_EMPTY = frozenset("be have do get go make take say know think want need let put give come see look thing".split())
_HOLLOW_ORDERS = frozenset("shut talk job work complain whine moan argue waste time excuse question".split())
_FORMAL = re.compile(
    r"\b(?:HR|(?:written|formal|final|verbal) warning|disciplinar\w+|dismissal|(?:write|report|go|escalate|speak|talk)\b[^.!?\n]{0,20}\b(?:to|with) (?:the )?"
    r"(?:company|board|head|director|client|owner|agency|council|management|ministry|regulator|insurers?)|(?:out of|off|from) your (?:pay|wages|salary)|without pay|(?:get|be|are) (?:suspended|terminated|sanctioned)|"
    r"you(?:['’]ll| will)? go home|sent home|sending you home|hand in your [\w ]{3,20}|(?:comes?|coming|take you|taking you|you(?:['’]re| are)) off (?:the|this|that) (?:account|project|team|rota|case|job))\b",
    re.IGNORECASE,
)
"""What a threat says will really follow: it is told, not dropped."""
_ASKS = re.compile(r"\?|\b(?:please|tell me|let me know|could you|if (?:you|something|it))\b", re.IGNORECASE)
_CONTENT = frozenset(("NOUN", "PROPN", "VERB", "ADJ", "NUM"))
_TOLD = {"observation", "consequence", "expectation", "command"}
_NAMES = frozenset(("PERSON", "ORG", "GPE", "LOC", "FAC", "PRODUCT", "NORP", "EVENT", "WORK_OF_ART", "LAW"))
SHARE = 0.5
"""Least share of the words of an observation, a consequence or a request that must live on in the rewording."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that must not be lost: `key` is how it is compared, `text` how the message says it."""

    kind: str
    key: str
    text: str
    span: Span
    often: bool = False
    """Whether it only says how often somebody was told."""


def facts(text: str, doc: Doc | None = None) -> list[Fact]:
    """Numbers, times, links, code, names and days of a text."""
    found = [Fact("link", match[0].lower(), match[0], Span(*match.span())) for match in _LINK.finditer(text)]
    for match in _NUMBER.finditer(text):
        found.append(Fact("number", _plain(match[0]), match[0], Span(*match.span())))
    for match in _WORD.finditer(text):
        word = match[0].lower()
        if word in _NUMBER_WORDS and word not in ("one", "half", "once"):
            kind = "time" if _CLOCK.search(text[: match.start()]) else "number"
            found.append(Fact(kind, _NUMBER_WORDS[word], match[0], Span(*match.span())))
        elif word in _WHEN and (word != "may" or match[0][0].isupper()) and (word != "march" or match[0][0].isupper()):
            found.append(Fact("time", word, match[0], Span(*match.span())))
    often = [Span(*match.span("times" if match["times"] else "nth")) for match in _OFTEN.finditer(text)]
    found = [replace(fact, often=True) if any(fact.span.overlaps(span) for span in often) else fact for fact in found]
    return found + _names(text, doc if doc is not None else syntax.parse(text))


def counts(word: str) -> bool:
    """Whether a word in small letters is a number."""
    return word in _NUMBER_WORDS


def _plain(number: str) -> str:
    return re.sub(r"[,](?=\d{3}\b)", "", number).lstrip("0") or "0"


def _names(text: str, doc: Doc) -> list[Fact]:
    return [
        Fact("name", token.lower_, token.text, Span(token.idx, token.idx + len(token)))
        for token in doc
        if _named(token) and not _shouted(token.text, text)
    ]


def _named(token: Token) -> bool:
    """A word that names somebody or something. A capital at the start of a sentence is no sign of a name by itself, unless a
    comma follows (a person addressed)."""
    if not (token.text[:1].isupper() and len(token.text) > 1 and token.is_alpha):
        return False
    if token.lower_ in _WHEN or token.lower_ in _NO_NAMES or token.is_stop:
        return False
    if token.lower_ in ("jesus", "christ") and token.i == 0 and token.i + 1 < len(token.doc):
        following = token.nbor(1)
        if following.text in (",", "!") or following.lower_ in rules.first_names():
            return False  # sworn by
    entity = token.ent_type_ in _NAMES
    addressed = token.i + 1 < len(token.doc) and token.nbor(1).text in (",", ":")
    return entity or (token.pos_ == "PROPN" and (not token.is_sent_start or addressed))


def _shouted(word: str, text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    return len(word) > 3 and word.isupper() and sum(c.isupper() for c in letters) > 0.4 * len(letters)


def lost(before: str, after: str, stings: Sequence[Cue], passing: Sequence[Cue] = ()) -> list[str]:
    """What the rewording has lost, in words for a person; `stings` are findings whose facts may go with them, `passing` such whose
    times may."""
    return [f"{fact.kind} {fact.text}" for fact in missing(facts(before), facts(after), after, stings, passing)]


def missing(
    ours: Sequence[Fact], theirs: Sequence[Fact], after: str, stings: Sequence[Cue], passing: Sequence[Cue] = ()
) -> list[Fact]:
    """Facts that stand neither among theirs nor in the text after, each once; those inside `stings` don't count, nor times in
    `passing`."""
    keys = {(fact.kind, fact.key) for fact in theirs}
    words = {word.lower() for word in _WORD.findall(after)}
    numbers = {key for _, key in keys if key[:1].isdigit()} | {_ORDINALS[word] for word in words if word in _ORDINALS}
    found: dict[tuple[str, str], Fact] = {}
    for fact in ours:
        if fact.often:
            continue
        free = (*stings, *passing) if fact.kind == "time" else stings
        if any(cue.span.start <= fact.span.start and fact.span.end <= cue.span.end for cue in free):
            continue
        there = fact.key in numbers if fact.key[:1].isdigit() else fact.key in words or fact.key in after.lower()
        if not there and (fact.kind, fact.key) not in keys:
            found.setdefault((fact.kind, fact.key), fact)
    return list(found.values())


def invented(before: str, after: str) -> list[str]:
    """Numbers, names, times and links that only the rewording has; blanks ask, so they invent nothing."""
    plain = re.sub(r"\[[^\[\]\n]*\]", " ", after)
    ours = {fact.key for fact in facts(before)} | {word.lower() for word in _WORD.findall(before)}
    ours |= {_ORDINALS[w] for w in ours if w in _ORDINALS} | {_NUMBER_WORDS[w] for w in ours if w in _NUMBER_WORDS}
    return [f"{fact.kind} {fact.text}" for fact in facts(plain) if fact.key not in ours]


def made_up(before: str, after: str) -> list[str]:
    """Sentences that only the rewording has and that tell something: two words of content or more, none of them the message's."""
    ours = {lemma for _, lemma in _content(syntax.parse(before))}
    found = []
    for span in split(after):
        sentence = span.of(after).strip()
        if sentence in before or "?]" in sentence or _ASKS.search(sentence):
            continue
        words = [lemma for _, lemma in _content(syntax.parse(sentence))]
        if len(words) >= 2 and not any(word in ours for word in words):
            found.append(sentence)
    return found


def untold(before: str, after: str, cues: Sequence[Cue], stings: Sequence[Cue]) -> list[str]:
    """Observations, consequences and requests of which too little lives on in the rewording."""
    left = {lemma for _, lemma in _content(syntax.parse(after))}
    told = list(_content(syntax.parse(before)))
    gone = []
    for cue in cues:
        if cue.id not in _TOLD or any(other.span.overlaps(cue.span) for other in stings):
            continue
        if cue.id == "command" and any(other.id in CLOSING and _within(cue.span, other.span) for other in cues):
            continue  # "don't write again on this": what closes the discussion is no request to keep
        words = [lemma for span, lemma in told if span.overlaps(cue.span)]
        if set(words) <= _HOLLOW_ORDERS or (
            cue.id == "command" and stock.sting(cue.text, rules.load()) == cue.text.strip(" .!?")
        ):
            continue
        if words and sum(word in left for word in words) < SHARE * len(words):
            gone.append(f'{cue.id} "{cue.text}"')
    return gone


def follows(before: str, after: str) -> list[str]:
    """Formal consequences that are lost, be they told as a threat."""
    found = dict.fromkeys(match[0] for match in _FORMAL.finditer(before))
    there = after.lower()
    return [
        f"consequence {words}"
        for words in found
        if words.lower() not in there and re.sub(r"\byou\b", "it", words.lower()) not in there
    ]


def _within(one: Span, other: Span) -> bool:
    return other.start <= one.start and one.end <= other.end


def _content(doc: Doc) -> Iterable[tuple[Span, str]]:
    for token in doc:
        lemma = token.lemma_.lower()
        if token.pos_ in _CONTENT and not token.is_stop and lemma not in _EMPTY:
            yield Span(token.idx, token.idx + len(token)), lemma


def negations(text: str) -> int:
    """How many negations a text has; "never" and "didn't" count alike."""
    return len(_NOT.findall(re.sub(r"\[[^\[\]\n]*\]", " ", text)))
