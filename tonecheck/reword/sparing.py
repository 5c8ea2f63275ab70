"""One "please" for a message of several orders: more sound like a petition."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from tonecheck.reword.asking import WHEN, at_end
from tonecheck.reword.edits import phrases
from tonecheck.reword.lines import Line, unclipped
from tonecheck.reword.polish import AT_END
from tonecheck.reword.requests import POLITE
from tonecheck.reword.rules import load

FEW = 3
"""Words up to which a fragment carries no please."""
SHORT = 9
"""Words up to which each of two orders may share one sentence."""
_PLEASE = re.compile(r"\b(?:please|pls|plz|plse|kindly)\b", re.IGNORECASE)
_CALLED = re.compile(
    rf"\s*(?:[-*•] )?(?:[A-Z][\w'’-]+, )?(?:(?:and|then|so|now|also|but) )*(?:{WHEN})?(?:[A-Z][\w'’-]+, )?",
    re.IGNORECASE,
)
"""What may stand before an order: a name, a joining word, from when it holds."""
_SIMPLE = re.compile(r"(?!do(?:n['’]t| not)\b|never\b)[^.!?,;:\n–—]+\.", re.IGNORECASE)

Pairs = Sequence[tuple[Line, Line]]
"""Each line with its copy, whose words are those of the draft."""


def plainly(words: str, mended: str) -> str:
    """The simplest request where the rules have rebuilt an order that begins with its verb: "Please " and the order."""
    if phrases(words, load()) != words:
        return mended  # more has gone than its form
    first = re.match(r"[A-Za-z]+(?:['’]t)?", words)
    verb = first is not None and (first[0].lower() in load().words["orders"] or first[0].lower().endswith("n't"))
    if verb and mended.lower().startswith("please "):
        whole = unclipped(words)
        return f"{mended[: len('Please ')]}{whole[:1].lower()}{whole[1:]}"
    return mended


def sparingly(pairs: Pairs) -> None:
    """Take out what is one please too many: at the end of a few words ("Year end, please."), of a second fragment, of a second order,
    and all of them where the message has one of its own."""
    asked = any(_PLEASE.search(line.ways[0]) for line, copy in pairs if copy.text)
    for line, copy in sorted(pairs, key=lambda pair: AT_END.search(pair[1].text) is not None):
        words = line.ways[0]
        if copy.text == at_end(words):
            copy.ways[0] = words if asked or len(words.split()) <= FEW else copy.text
        elif asked and prefixed(line, copy):
            copy.ways[0] = words
        asked = asked or (line.flagged and POLITE.search(copy.text) is not None)
    _joined(pairs)


def only_asked(words: str, new: str) -> bool:
    """Whether a request is a line with a "please" before its order and nothing else."""
    head, found, rest = new.partition(next(iter(re.findall(r"\bplease ", new, re.IGNORECASE)), "\0"))
    called = _CALLED.fullmatch(head)
    return bool(found and called) and f"{head}{rest}".lower() == words.lower()


def prefixed(line: Line, copy: Line) -> bool:
    """Whether a line became a request by a "please" before it alone."""
    words = line.ways[0]
    return copy.text.lower() == f"please {words.lower()}"


def _joined(pairs: Pairs) -> None:
    """ "Please drop the refactor. Ship the patch." in one sentence."""
    for (line, one), (after, other) in pairwise(pairs):
        first = re.match(r"[A-Za-z]+", other.text)
        order = after.flagged and first is not None and first[0].lower() in load().words["orders"]
        short = max(len(one.text.split()), len(other.text.split())) <= SHORT
        if order and short and prefixed(line, one) and _SIMPLE.fullmatch(one.text) and _SIMPLE.fullmatch(other.text):
            one.ways[0] = f"{one.text[:-1]} and {other.text[:1].lower()}{other.text[1:]}"
            other.ways[0] = ""
            return
