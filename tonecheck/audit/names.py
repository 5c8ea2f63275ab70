"""First names of people in a message: found with care, and swapped for names of another sex or origin.

A wrong swap ("Will you …" → "Ngozi you …") would make the audit measure nonsense, so a doubtful word is left alone:
names that are also words or things count only where somebody is plainly addressed or spoken of.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from random import Random

from tonecheck.audit.variant import Edit, cased, free, protected
from tonecheck.rulebook.book import DATA
from tonecheck.rulebook.tables import read_csv
from tonecheck.types import RulebookError, Span

CARES = ("clear", "word", "thing")
"""How sure a capitalised token is a person: anywhere; not at the start of a sentence; only when addressed."""
_TOKEN = re.compile(r"(?<![\w./\\#+`&-])(?<!\w['’])(@?)([^\W\d_]+)(?![\w@/\\`]|[.:]\w|-)")
_POSSESSIVE = re.compile(r"['’](?!\w)|['’]s\b", re.IGNORECASE)
_HAIL = (
    r"hi|hiya|hello|hey|dear|(?:good )?(?:morning|afternoon|evening)|thanks(?: so much| again)?|thank you|thx|cheers"
    r"|sorry|congrats|congratulations|well done|welcome(?: back)?|happy birthday"
)
_HAILED = re.compile(rf"(?:^|[\n.!?…,;:(—–])\s*(?:{_HAIL}),?[ \t]+$", re.IGNORECASE)
_CLOSED = re.compile(r"[ \t]*(?:[,.!?;:)—–]|-\s|\n|$)")
_SENTENCE_START = re.compile(r"(?:^|[\n.!?…:—–]|\s-)[\s\"“'‘>*•-]*$")
_ADDRESS = re.compile(r"[ \t]?,[ \t]+(?!and\b|or\b)(?:[a-z0-9\"“'‘(]|I\b)")
_COMMA_BEFORE = re.compile(r"([^\W\d_]+)?,[ \t]*$")
_ALONE = re.compile(r"\n[ \t]*(?:[-—–][ \t]*)?$")
_TITLE = re.compile(
    r"\b(?:mr|mrs|ms|miss|mx|dr|prof|professor|sir|sgt|sergeant|captain|capt|nurse|sister|judge|rev)\.?[ \t]+$", re.I
)
_PLACE_BEFORE = re.compile(
    r"\b(?:st|saint|san|santa|são|port|lake|mount|mt|fort|cape|storm|hurricane|project|operation)\.?[ \t]+$", re.I
)
_PLACE_AFTER = re.compile(
    r"(?:['’]s)?[ \t]+(?:street|st|road|rd|avenue|ave|lane|square|station|hall|house|hospital|school|college|university|park|bridge"
    r"|ward|hotel|close|court|terrace|airport|county|island|inc|ltd|llc|plc|gmbh|corp|industries|brothers|bros)\b|[ \t]+&[ \t]",
    re.IGNORECASE,
)
_DETERMINER = re.compile(
    r"\b(?:the|an?|this|that|these|those|our|your|my|his|her|its|their|no|any|every|each)[ \t]+$", re.I
)
_LOWER_BEFORE = re.compile(r"(?:^|[^\w])[a-z][\w'’]*,?[ \t]+$")
_NOBODY = frozenset(
    """
        all again both boss boys captain chef coach colleague colleagues crew dad doc doctor everybody everyone folks
        friend friends gang gents gentlemen girls guys heavens god goodness ladies lads lord love madam mate mates mum
        nurse people sir team there troops monday tuesday wednesday thursday friday saturday sunday january february
        march july august september october november december christmas easter sirs goodbye anyway but for the to
        you your i we it this that and so just indeed editor editors authors reviewers board committee hiring
    """.split()
)


@dataclass(frozen=True, slots=True)
class Name:
    """A first name: `sex` is f, m or u (either), `care` one of CARES."""

    name: str
    sex: str
    origin: str
    care: str


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in a text; `key` is the same for all mentions of one person, `name` None for one that no list knows."""

    span: Span
    key: str
    name: Name | None


@cache
def listed(language: str = "en") -> tuple[Name, ...]:
    """The names that ship for a language.

    Raises:
        RulebookError: a row is wrong; the text names it.
    """
    rows = read_csv(DATA / language / "names.csv", ("name", "sex", "origin", "care", "source"))
    for row in rows:
        if row["sex"] not in ("f", "m", "u") or row["care"] not in CARES:
            raise RulebookError(f"names.csv: '{row['name']}' must have a sex f, m or u and a care {', '.join(CARES)}")
    return tuple(Name(row["name"], row["sex"], row["origin"], row["care"]) for row in rows)


def fold(name: str) -> str:
    """Small letters without accents: people are written to as Joao and João."""
    plain = name.casefold().translate({0x142: "l", 0xF8: "o", 0x131: "i", 0xF0: "d"})
    return "".join(c for c in unicodedata.normalize("NFD", plain) if not unicodedata.combining(c))


@cache
def _known() -> Mapping[str, Name]:
    found: dict[str, Name] = {}
    for name in listed():
        found.setdefault(fold(name.name), name)
    return found


def find(text: str) -> list[Mention]:
    """The first names of people in a text, in order."""
    shut = protected(text)
    tokens = [m for m in _TOKEN.finditer(text) if free(shut, *m.span())]
    people: dict[str, Name | None] = {}
    sure: list[re.Match[str]] = []
    for token in tokens:
        name = _known().get(fold(token[2]))
        if _is_person(text, token, name):
            people.setdefault(fold(token[2]), name)
            sure.append(token)
    # Somebody once recognised is meant by the same word elsewhere in the message, if it is no common word.
    certain = {key for key, name in people.items() if name is None or name.care == "clear"}
    again = [t for t in tokens if t not in sure and fold(t[2]) in certain and _same(text, t)]
    chosen = sorted(sure + again, key=lambda token: token.start(2))
    mentions: list[Mention] = []
    for token in chosen:
        if mentions and text[mentions[-1].span.end : token.start(2)] in (" ", "\u00a0"):
            continue  # "Rosa Martin": the second is a surname
        key = fold(token[2])
        mentions.append(Mention(Span(*token.span(2)), key, people[key]))
    return mentions


def _same(text: str, token: re.Match[str]) -> bool:
    return not _elsewhere(text, token) and (token[2][0].isupper() or len(token[2]) > 3)


def _elsewhere(text: str, token: re.Match[str]) -> bool:
    """A surname after a title, a street, a firm."""
    before, end = text[: token.start(2)], token.end(2)
    return bool(_TITLE.search(before) or _PLACE_BEFORE.search(before) or _PLACE_AFTER.match(text, end))


def _is_person(text: str, token: re.Match[str], name: Name | None) -> bool:
    word = token[2]
    if _elsewhere(text, token):
        return False
    before, end = text[: token.start()], token.end()
    hailed = bool(_HAILED.search(before) and _CLOSED.match(text, end))
    if name is None:
        return hailed and word.istitle() and len(word) > 2 and word.lower() not in _NOBODY
    if word.islower():
        return hailed and name.care == "clear" and len(word) > 2
    if word.isupper() and len(word) < 4 and not hailed:
        return False  # DAN, ED, IAN may be anything
    if name.care == "clear" or token[1] or hailed:
        return True
    if _addressed(text, before, end):
        return True
    middle = _LOWER_BEFORE.search(before) and not _DETERMINER.search(before)
    return name.care == "word" and bool(middle) and not word.isupper()


def _addressed(text: str, before: str, end: int) -> bool:
    if _SENTENCE_START.search(before) and _ADDRESS.match(text, end):
        return True
    if _ALONE.search(before) and not text[end:].strip():
        return True  # a signature
    comma = _COMMA_BEFORE.search(before)
    lonely = comma and not (comma[1] or "").istitle()  # "April, May." is a list, not a call
    return bool(lonely and re.match(r"[ \t]*(?:[.!?;—–\n]|,\s|$)", text[end:]))


def swap(text: str, mentions: Sequence[Mention], new: Mapping[str, str]) -> list[Edit]:
    """The edits that give each person the name that `new` has for their key; a possessive is put right with it."""
    edits: list[Edit] = []
    for mention in mentions:
        start, end = mention.span.start, mention.span.end
        after = cased(new[mention.key], text[start:end])
        owner = _POSSESSIVE.match(text, end)
        if owner and len(owner[0]) == 1 and text[end - 1].lower() == "s" and not after.lower().endswith("s"):
            after, end = f"{after}{owner[0]}s", owner.end()
        edits.append((start, end, after))
    return edits


def draw(text: str, people: Sequence[tuple[str, str]], origin: str, rng: Random) -> dict[str, str]:
    """A name of an origin for each person, given as (key, sex f or m); none that the text has already.

    Only clear names are drawn, so a swap can be found again.
    """
    taken = {fold(word) for word in re.findall(r"[^\W\d_]+", text)}
    drawn: dict[str, str] = {}
    for key, sex in people:
        pool = [
            n for n in listed() if (n.origin, n.sex, n.care) == (origin, sex, "clear") and fold(n.name) not in taken
        ]
        drawn[key] = rng.choice(pool).name
        taken.add(fold(drawn[key]))
    return drawn


@cache
def origins() -> tuple[str, ...]:
    """All groups of origin, in the order of the file."""
    return tuple(dict.fromkeys(name.origin for name in listed()))
