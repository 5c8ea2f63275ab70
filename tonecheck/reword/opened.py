"""An order that no rule turns: said as it was, with a blank for its reason where none is told and a door left open.

What is asked for stays to the last word; only what closes the discussion goes, since the door that is opened would belie it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from tonecheck.reword import edits
from tonecheck.reword.asking import at_end
from tonecheck.reword.facts import facts
from tonecheck.reword.findings import CLOSING, ORDERS, Findings
from tonecheck.reword.grounds import GOES_ON, circumstance, given, names, states, tells
from tonecheck.reword.hardness import FIRM, OWN_PART, hardens
from tonecheck.reword.lines import Line, assembled
from tonecheck.reword.requests import POLITE
from tonecheck.reword.rules import load
from tonecheck.reword.sparing import only_asked, plainly, sparingly
from tonecheck.types import Span

FAR = 2
"""Sentences that may stand between an order and its reason; behind more it is lost, so it follows the order at once."""
LEAST_LEFT, LEFT = 0.25, 0.4
"""Share of a message's words that must be left, the second of one that stings."""
_TOLD = re.compile(r"\b(?:and )?you(?:['’]ll| will| must| shall| are to|['’]re to| have to)(?= )\s*", re.IGNORECASE)
_DO_NOT = re.compile(r"\b(?:do not|don['’]t) ", re.IGNORECASE)
_PROMISE = re.compile(r"\bI(?:['’]ll| will)\b", re.IGNORECASE)


def opened(
    findings: Findings,
    lines: Sequence[Line],
    mended: Callable[[Line], str],
    words: Mapping[str, str],
) -> Iterator[str]:
    """The message with its orders as they are or with a plain "please", a blank for their reason unless it is told, and a door left open.

    Args:
        lines, mended, words: as for `reasons.reasoned`.
    """
    pairs = [(line, Line(line.span, [_kept(line, findings, mended)], line.cues)) for line in lines]
    sparingly(pairs)
    left = [index for index, (line, copy) in enumerate(pairs) if line.flagged and copy.text]
    plain = assembled(findings.text, [copy for _, copy in pairs])
    if not any(_orders(pairs[index][0], findings) for index in left):
        return
    share = len(plain.split()) / len(findings.text.split())
    if share < LEAST_LEFT or (findings.harmful and (share < LEFT or not POLITE.search(plain))):
        return  # a sting was cut out: what is left must ask for something
    told = given(plain, findings) or any(
        circumstance(line.ways[0]) or (not line.flagged and (tells(line.ways[0]) or names(line.ways[0])))
        for line in lines
    )
    if told and any(line.ways[0] != copy.text for line, copy in pairs):
        yield plain
    if not told:
        ordered = [
            index for index in left if not OWN_PART.match(pairs[index][1].text) or POLITE.search(pairs[index][1].text)
        ]
        at = ordered[-1] if ordered else left[-1]
        while at + 1 < len(pairs) and GOES_ON.match(pairs[at + 1][1].text):
            at += 1
        last = pairs[at][1]
        last.ways[0] = followed(last.text, _reason(last.text, words))
    last = place(pairs, left[-1])
    last.ways[0] = followed(last.text, words["open"])
    yield assembled(findings.text, [copy for _, copy in pairs])


def _kept(line: Line, findings: Findings, mended: Callable[[Line], str]) -> str:
    """A line as it stays: with a please where that is all a request needs, without what closes the discussion."""
    words = line.ways[0]
    if not line.flagged:
        return words
    ids = {cue.id for cue in line.cues}
    new = plainly(words, mended(line))
    if _plain_order(words):
        new = f"Please {words[0].lower()}{words[1:]}" if words[0].isupper() else f"please {words}"
    if not new or FIRM.fullmatch(words) or hardens(line, findings) or (ids and ids <= CLOSING and not facts(words)):
        return ""
    told = _TOLD.sub("", words)
    if (
        (new == at_end(words) and not states(words))
        or only_asked(words, new)
        or (only_asked(told, _DO_NOT.sub("not ", new)) and not any(states(part) for part in told.split(", ")[1:]))
    ):
        return new
    return _unclosed(line, findings) if ids & CLOSING else words


def _plain_order(words: str) -> bool:
    """Whether a line begins with a verb that orders and is nothing else."""
    first = re.match(r"[A-Za-z]+(?= )", words)
    listed = load().words
    return first is not None and first[0].lower() in listed["orders"] and first[0].lower() not in listed["nouns"]


def _orders(line: Line, findings: Findings) -> bool:
    """Whether a line orders about, so that there is something to give a reason for."""
    if _PROMISE.search(line.ways[0]) and not POLITE.search(line.ways[0]):
        return False
    inside = [sentence for sentence in findings.sentences if sentence.span.overlaps(line.span)]
    bossy = max((sentence.style["boss"] for sentence in inside), default=0.0) >= ORDERS
    return bossy or any(cue.id in ("command", "expectation") for cue in line.cues)


def _unclosed(line: Line, findings: Findings) -> str:
    """A line without the clause that closes the discussion, as it is where none can go."""
    words, start = line.ways[0], line.span.start
    inside = Span(0, len(words))
    spans = [
        Span(max(0, cue.span.start - start), min(len(words), cue.span.end - start))
        for cue in line.cues
        if cue.id in CLOSING
    ]
    keeping = [
        (Span(span.start - start, span.end - start), value)
        for span, value in findings.kept
        if inside.overlaps(Span(max(0, span.start - start), max(0, span.end - start)))
    ]
    return next(iter(edits.without(words, spans, keeping)), words)


def _reason(order: str, words: Mapping[str, str]) -> str:
    asked = POLITE.search(order)
    return words["asked" if asked and asked[0].lower() != "kindly" else "bare"]


def place(pairs: Sequence[tuple[Line, Line]], last: int) -> Line:
    """Where a reason and an open door stand: behind what is told beside the order, before thanks and a signature."""
    rest = [(index, pairs[index][1].text) for index in range(last + 1, len(pairs))]
    behind = [index for index, words in rest if tells(words) or states(words) or GOES_ON.match(words)]
    return pairs[behind[-1] if 0 < len(behind) <= FAR else last][1]


def followed(text: str, words: str) -> str:
    """A line with a sentence after it."""
    body = text.rstrip()
    if not body:
        return words
    return f"{body}{'' if body[-1:] in '.!?…' or body.endswith(':)') else '.'} {words}"
