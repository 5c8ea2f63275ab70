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
        _point(text, spans, inside, gone, said)
        last = inside[-1]
        if said[last].startswith("?") and not _asks(text, spans, inside, Tags(tuple(gone), tuple(forms), tuple(said))):
            gone[last], said[last] = False, said[last].lstrip("? ")
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
    """ "Please you send it" → "Please send it"; "I need post it" → "I need you to post it"."""
    for at, index in enumerate(inside):
        stays = [other for other in inside[at:] if not gone[other]][:2]
        if not said[index] or len(stays) < 2:
            continue
        first, second = (spans[other].of(text).lower() for other in stays)
        if said[index].endswith("please") and (first == "you" or re.fullmatch(r"you['’](?:ll|re|d)", first)):
            gone[stays[0]] = True
        elif said[index].endswith(("I need", "we need")) and base_form(first) and _OBJECT.match(second):
            said[index] += " you to"


def _asks(text: str, spans: Sequence[Span], inside: Sequence[int], tags: Tags) -> bool:
    first, last = inside[0], inside[-1] + 1
    alone = Tags(tags.gone[first:last], tags.forms[first:last], (*tags.said[first:last], ""))
    return _ASKS.search(realise(text[spans[first].start : spans[last - 1].end], alone)) is not None
