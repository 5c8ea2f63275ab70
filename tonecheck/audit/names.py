"""First names of people in a message: found with care, and swapped for names of another sex or origin.

A wrong swap ("Will you …" → "Ngozi you …") would make the audit measure nonsense, so a doubtful word is left alone:
names that are also words or things count only where somebody is plainly addressed or spoken of.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from random import Random

from tonecheck.audit.variant import Edit
from tonecheck.rulebook.names import Name, listed
from tonecheck.text import people
from tonecheck.types import Span, fold

_POSSESSIVE = re.compile(r"['’](?!\w)|['’]s\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in a text; `key` is the same for all mentions of one person, `name` None for one that no list knows."""

    span: Span
    key: str
    name: Name | None


@cache
def _known() -> Mapping[str, Name]:
    found: dict[str, Name] = {}
    for name in listed():
        found.setdefault(fold(name.name), name)
    return found


def find(text: str) -> list[Mention]:
    """The first names of people in a text, in order, with what the list knows of them."""
    cares = {key: name.care for key, name in _known().items()}
    return [Mention(found.span, found.key, _known().get(found.key)) for found in people.find(text, cares)]


def swap(text: str, mentions: Sequence[Mention], new: Mapping[str, str]) -> list[Edit]:
    """The edits that give each person the name that `new` has for their key; a possessive is put right with it."""
    edits: list[Edit] = []
    for mention in mentions:
        start, end = mention.span.start, mention.span.end
        after = people.cased(new[mention.key], text[start:end])
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
