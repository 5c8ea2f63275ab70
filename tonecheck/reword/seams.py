"""Tags that don't fit one another, made to fit: points, question marks on what asks nothing, "please" before "you", "I need" before a verb."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from tonecheck.reword.syntax import base_form
from tonecheck.reword.tags import Tags, realise
from tonecheck.types import Span

_ASKS = re.compile(
    r"(?:^|[,;:.!?–—-]\s*|\b(?:and|but|so|or|then)\s+)(?:[A-Z][\w'’-]+,\s*)?(?:please\s+)?(?:could|can|would|will|shall|should|may|might|do|does|did|is|are|am|was|were|have|has|had|"
    r"what|when|where|who|whose|which|why|how|any|anything|everything|okay|ok|right|(?:is|are|was|were|do|does|did|have|has|had|can|could|would|will|should)n['’]?t)\b",
    re.IGNORECASE,
)
_COULD = re.compile(r"(?:^|\b)(?:could|can|would|will) (?:you|we|I)(?: please)?$", re.IGNORECASE)
_YOU_WILL = re.compile(r"(?:will|shall|must|should|['’]ll)$", re.IGNORECASE)
_VERDICT = re.compile(r"(?:isn['’]t|wasn['’]t|aren['’]t|weren['’]t|is|was|are|were)\b", re.IGNORECASE)
_SEEMS = re.compile(
    r"(?:reads?|looks?|sounds?|feels?|smells?|tastes?|looked|sounded|felt|is|was|are|were)$", re.IGNORECASE
)
_SHORTENED = re.compile(r"\b(?:[ap]\.m|etc|approx|incl)\.$")
"""What ends with a point of its own."""
_OBJECT = re.compile(
    r"(?:the|an?|it|them|this|that|these|those|your|my|our|his|her|their|me|us|all|both|every|each|to|out|up|off|back|by|\d\w*)$",
    re.IGNORECASE,
)


def fitted(text: str, spans: Sequence[Span], tags: Tags, sentences: Sequence[Sequence[int]]) -> Tags:
    """The tags of a text whose words are `spans`, mended sentence by sentence; `sentences` are the words of each."""
    gone, forms, said = list(tags.gone), list(tags.forms), list(tags.said)
    for inside, following in pairwise([*sentences, []]):
        _onwards(inside, following, gone, said)
    for inside in sentences:
        _requests(text, spans, inside, gone, said)
        _verdicts(text, spans, inside, gone, said)
        _point(text, spans, inside, gone, said)
        _questions(text, spans, inside, gone, forms, said)
    return Tags(tuple(gone), tuple(forms), tuple(said))


def _onwards(inside: Sequence[int], following: Sequence[int], gone: Sequence[bool], said: list[str]) -> None:
    """What is put into a sentence that goes, and is none by itself ("please"), opens the next one; after the last it goes as well."""
    if all(gone[index] for index in inside):
        for index in inside:
            if said[index] and not said[index].endswith((".", "?", "!")):
                if following:
                    said[following[0]] = f"{said[index]} {said[following[0]]}".strip()
                said[index] = ""


def _point(text: str, spans: Sequence[Span], inside: Sequence[int], gone: list[bool], said: list[str]) -> None:
    """A sentence of which something stays keeps its last point, unless another one is put in its place: then there is one only."""
    last = inside[-1]
    if spans[last].of(text) in ".?!" and not all(gone[index] for index in inside[:-1]):
        run = next((at + 1 for at in range(last - 1, -1, -1) if not gone[at]), 0)
        gone[last] = said[last].startswith((".", "?", "!")) or any(
            words.endswith((".", "?", "!")) for words in said[run:last]
        )
        said[last + 1] = said[last + 1].lstrip(".?! ")


def _requests(text: str, spans: Sequence[Span], inside: Sequence[int], gone: list[bool], said: list[str]) -> None:
    """ "Please you send it" → "Please send it"; "I need post it", "I need you will post it" → "I need you to post it"."""
    for at, index in enumerate(inside):
        stays = [other for other in inside[at:] if not gone[other]][:2]
        if not said[index] or len(stays) < 2:
            continue
        first, second = (spans[other].of(text).lower() for other in stays)
        need = said[index].endswith(("I need", "we need"))
        if (need or said[index].endswith(("please", "could you", "can you"))) and (
            first == "you" or re.fullmatch(r"you['’](?:ll|re|d)", first)
        ):
            gone[stays[0]] = True
            gone[stays[1]] = gone[stays[1]] or (first == "you" and _YOU_WILL.match(second) is not None)
            said[index] += " you to" if need else ""
        elif need and base_form(first) and _OBJECT.match(second):
            said[index] += " you to"


def _verdicts(text: str, spans: Sequence[Span], inside: Sequence[int], gone: list[bool], said: list[str]) -> None:
    """ "Chapter 2 reads isn't good enough" → "Chapter 2 isn't good enough"."""
    for index in inside:
        before = [other for other in inside if other < index and not gone[other]]
        if _VERDICT.match(said[index]) and before and _SEEMS.match(spans[before[-1]].of(text)):
            gone[before[-1]] = not any(said[before[-1] + 1 : index])


def _questions(
    text: str, spans: Sequence[Span], inside: Sequence[int], gone: list[bool], forms: Sequence[str], said: list[str]
) -> None:
    """A question mark stands behind what asks, and only there: "Please write to him?" → "Please write to him.", "Could you go
    back tonight." → "Could you go back tonight?"."""
    start, asked = inside[0], False
    for index in (*inside, inside[-1] + 1):
        mark = _mark(text, spans[index]) if index <= inside[-1] and not gone[index] else ""
        tags = Tags(tuple(gone[start:index]), tuple(forms[start:index]), (*said[start:index], ""))
        idle = index > start and not _ASKS.search(realise(text[spans[start].start : spans[index - 1].end], tags))
        if said[index].startswith("?") and idle:
            said[index] = _calm(text, spans, inside, index, gone, said[index])
        elif mark == "?" and idle and any(said[start:index]):
            gone[index], said[index] = True, f"{said[index]}."
        elif asked and said[index].startswith("."):
            said[index] = "?" + said[index][1:]
        elif asked and mark == "." and _SHORTENED.search(text[: spans[index].end]):
            said[index + 1] = f"?{said[index + 1]}"
        elif asked and mark == ".":
            gone[index], said[index] = True, f"{said[index]}?"
        if re.match(r"[.?!]", said[index]) or mark in (".", "?", "!"):
            start, asked = index, False
        if index <= inside[-1] and _COULD.search(said[index]):
            asked = True


def _mark(text: str, span: Span) -> str:
    """A word or point; nothing for a point inside of "p.m."."""
    after = text[span.end : span.end + 1]
    return "" if span.of(text) in ".?!" and after.isalnum() else span.of(text)


def _calm(text: str, spans: Sequence[Span], inside: Sequence[int], index: int, gone: list[bool], said: str) -> str:
    """What is said instead of a question mark on what asks nothing: the sentence's own point, else a full stop."""
    if index == inside[-1] and spans[index].of(text) in ".!?":
        gone[index] = False
        return said.lstrip("? ")
    return "." + said[1:]
