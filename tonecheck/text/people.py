"""People in a text, found with care, and read alike: who is meant never decides (hard case 11 of the rubric).

The model reads every known first name as one and the same, and "she" as "he", so neither a sex nor an origin that a name suggests can
move a verdict. A word that may be no name ("Will you …") is left alone: names that are also words or things count only where
somebody is plainly addressed or spoken of.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tonecheck.types import Span, fold

_LETTERS = re.compile(r"[^\W\d_]+")
_TOKEN = re.compile(r"(?<![\w./\\#+`&-])(?<!\w['’])(@?)([^\W\d_]+)(?![\w@/\\`]|[.:]\w|-)")
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


# Links, addresses and code are no prose: a name in them is part of something that would break.
_PROTECTED = re.compile(r"`[^`\n]*`|\b(?:https?://|www\.)\S+|(?<!\S)[^\s@]+@\S+\.\w+")
NEAR = 60
ANYBODY = "Alex"
"""The name that all others are read as: it is given to women and men of many countries."""
_PRONOUN = re.compile(r"\b(?:she|her|hers|herself|mrs|ms|miss|mx)\b(?!-)", re.IGNORECASE)
_PRONOUNS = frozenset(("she", "her", "hers", "herself", "mrs", "ms", "miss", "mx"))
_HIS = {"she": "he", "hers": "his", "herself": "himself", "mrs": "mr", "ms": "mr", "miss": "mr", "mx": "mr"}
_TITLES = frozenset(("mrs", "ms", "miss", "mx"))
# "her" before one of these is an object ("told her to wait"), else it owns the next word ("her chart").
_AFTER_OBJECT = frozenset(
    """a about after again all alone already an and any are as at back because before but by directly down each for from he here how
    i if in into is it last later myself next no not now of off on once or our out over please she so soon that the them then there
    they this to today together tomorrow tonight too twice until up was we what when where whether which while who why will with
    without would yesterday you your personally either instead some something""".split()
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in a text; `key` is the same for all mentions of one person, `care` None for one that no list knows."""

    span: Span
    key: str
    care: str | None


def protected(text: str) -> list[Span]:
    """Links, addresses and code."""
    if not any(sign in text for sign in ("@", "`", "://", "www.")):
        return []
    return [Span(*found.span()) for found in _PROTECTED.finditer(text)]


def free(spans: list[Span], start: int, end: int) -> bool:
    """Whether a run lies outside of all spans."""
    return not any(span.overlaps(Span(start, end)) for span in spans)


def alike(text: str, names: Mapping[str, str]) -> Iterator[tuple[int, int, str]]:
    """What is read differently: start, end and the words instead.

    Args:
        names: folded first name to its care: `clear` (a person anywhere), `word` (not at the start of a sentence), `thing` (only
            when addressed).
    """
    for mention in find(text, names):
        yield mention.span.start, mention.span.end, cased(ANYBODY, mention.span.of(text))
    if text.isascii() and _PRONOUNS.isdisjoint(_LETTERS.findall(text.lower())):
        return  # most messages; beyond ASCII the pattern folds more letters than that
    shut = protected(text)
    for found in _PRONOUN.finditer(text):
        word = found[0].lower()
        if not free(shut, *found.span()) or (word in _TITLES and not re.match(r"\.? [A-Z]", text[found.end() :])):
            continue
        following = re.match(r"\s+([^\W\d_]+)", text[found.end() :])
        owns = following is not None and following[1].lower() not in _AFTER_OBJECT
        yield *found.span(), cased(_HIS.get(word) or ("his" if owns else "him"), found[0])


def cased(word: str, like: str) -> str:
    """`word` in the casing of the word it replaces: all capitals, all small, a capital first, or as it is written."""
    if len(like) > 1 and like.isupper():
        return word.upper()
    return word.lower() if like.islower() else word[:1].upper() + word[1:]


def find(text: str, names: Mapping[str, str]) -> list[Mention]:
    """The first names of people in a text, in order; `names` as for `alike`."""
    shut = protected(text)
    runs = list(_LETTERS.finditer(text))
    people: dict[str, str | None] = {}
    sure: list[re.Match[str]] = []
    for run in runs:
        if run[0].islower() and run[0] not in names:
            continue  # nearly all words: a name in small letters must be a known one
        key = fold(run[0])
        care = names.get(key)
        if _may_be(text, run, care) and (token := _token(text, run, shut)) and _is_person(text, token, care):
            people.setdefault(key, care)
            sure.append(token)
    # Somebody once recognised is meant by the same word elsewhere in the message, if it is no common word.
    certain = {key for key, care in people.items() if care is None or care == "clear"}
    known = {token.start(2) for token in sure}
    seen = [run for run in runs if certain and run.start() not in known and fold(run[0]) in certain]
    again = [token for run in seen if (token := _token(text, run, shut)) and _same(text, token)]
    mentions: list[Mention] = []
    for token in sorted(sure + again, key=lambda token: token.start(2)):
        if mentions and text[mentions[-1].span.end : token.start(2)] in (" ", "\u00a0"):
            continue  # "Rosa Martin": the second is a surname
        key = fold(token[2])
        mentions.append(Mention(Span(*token.span(2)), key, people[key]))
    return mentions


def _token(text: str, run: re.Match[str], shut: list[Span]) -> re.Match[str] | None:
    """A run of letters as a word of prose, "@" before it included; None where it is part of something else."""
    at = run.start()
    token = _TOKEN.match(text, at - 1) if text[at - 1 : at] == "@" else None
    token = token or _TOKEN.match(text, at)
    return token if token and free(shut, *token.span()) else None


def _may_be(text: str, run: re.Match[str], care: str | None) -> bool:
    """What the word and its end alone allow: nearly all words end here."""
    word = run[0]
    if care is None:  # a stranger, who is known by being greeted
        strange = word.istitle() and len(word) > 2 and word.lower() not in _NOBODY
        return strange and bool(_CLOSED.match(text, run.end()))
    return care == "clear" or not word.islower()


def _same(text: str, token: re.Match[str]) -> bool:
    return not _elsewhere(text, token) and (token[2][0].isupper() or len(token[2]) > 3)


def _before(text: str, at: int) -> str:
    """What stands before a place, as much of it as the patterns can ask for."""
    return text[max(0, at - NEAR) : at]


def _elsewhere(text: str, token: re.Match[str]) -> bool:
    """A surname after a title, a street, a firm."""
    before, end = _before(text, token.start(2)), token.end(2)
    return bool(_TITLE.search(before) or _PLACE_BEFORE.search(before) or _PLACE_AFTER.match(text, end))


def _is_person(text: str, token: re.Match[str], care: str | None) -> bool:
    word = token[2]
    before, end = _before(text, token.start()), token.end()
    hailed = bool(_CLOSED.match(text, end) and _HAILED.search(before))
    if (care is None and not hailed) or _elsewhere(text, token):
        return False
    if care is None:
        return True
    if word.islower():
        return hailed and len(word) > 2
    if word.isupper() and len(word) < 4 and not hailed:
        return False  # DAN, ED, IAN may be anything
    if care == "clear" or token[1] or hailed:
        return True
    if _addressed(text, before, end):
        return True
    middle = _LOWER_BEFORE.search(before) and not _DETERMINER.search(before)
    return care == "word" and bool(middle) and not word.isupper()


def _addressed(text: str, before: str, end: int) -> bool:
    if _SENTENCE_START.search(before) and _ADDRESS.match(text, end):
        return True
    if _ALONE.search(before) and not text[end:].strip():
        return True  # a signature
    comma = _COMMA_BEFORE.search(before)
    lonely = comma and not (comma[1] or "").istitle()  # "April, May." is a list, not a call
    return bool(lonely and re.match(r"[ \t]*(?:[.!?;—–\n]|,\s|$)", text[end:]))
