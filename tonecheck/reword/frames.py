"""Where the search has found no clean text: each bad line in its least changed way that is clean by itself, or left out if that loses
nothing; and where that isn't enough, an order asks for the reason that the message doesn't give, in a visible blank."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from tonecheck.reword.facts import facts, missing
from tonecheck.reword.findings import Findings, Rescore
from tonecheck.reword.leaving import KEPT, NEEDED, covered
from tonecheck.reword.lines import Line, assembled, called, with_name
from tonecheck.reword.requests import request
from tonecheck.types import Cue, Span

HARM, BOSS = 0.3, 0.2
"""Probability from which a sentence doesn't stay as it is."""
SURE = 0.5
"""Score of a cue of harm from which its words don't stay."""
HALF = 0.5
"""Share of a line that stings below which it isn't left out if people would keep it."""
OWN = 4
"""Words that a frame has at least: else it isn't the manager's message any more."""
_ORDERS = frozenset(("command", "micromanaging", "outcome-only", "expectation"))
_REQUEST = re.compile(r"\b(?:please|could|I['’]d (?:like|ask)|i['’]?d (?:like|ask))\b", re.IGNORECASE)
_REFUSAL = re.compile(r"(?:[A-Z][\w'’-]+, )?no(?: to\b[^.!?]*|(?: \w+){1,2})(?:, [A-Z][\w'’-]+)?[.!]*$", re.IGNORECASE)
_BLANK = re.compile(r"\[[^\[\]\n]*\?\]")


def framed(
    before: Findings, after: Findings | None, lines: Sequence[Line], blanks: Mapping[str, str], rescore: Rescore
) -> list[str]:
    """The message with its bad lines mended or left out, and the same with a blank for an order's reason; without those that
    would lose a fact.

    Args:
        before: the message; after: what was found in the lines as they stand now, None where they weren't checked;
        lines: all of the message's; blanks: the `frames` of `rewording.toml`.
    """
    worst = [line for line in lines if line.text and not _calm(line, before) and _bad(line, before, after)]
    kept = [Line(line.span, [line.text], line.cues) for line in lines]
    copies = [(line, copy) for line, copy in zip(lines, kept, strict=True) if line in worst]
    for (_, copy), way in zip(copies, _clean_ways([line for line, _ in copies], before, rescore), strict=True):
        copy.ways[0] = way
    texts = [_whole(lines, kept, before)]
    if _give_reason(copies, before, blanks):
        texts.append(_whole(lines, kept, before))
    dropped = [line for line, copy in copies if not copy.text]
    return [text for text in texts if len(_own(text)) >= OWN and not any(_lost(line, before, text) for line in dropped)]


def _whole(lines: Sequence[Line], kept: Sequence[Line], before: Findings) -> str:
    text = assembled(before.text, kept)
    names = {name for line in lines if (name := called(line.ways[0]))}
    return with_name(text, names.pop()) if len(names) == 1 else text


def _calm(line: Line, before: Findings) -> bool:
    """Whether the manager's sentence was fine: then it stays, whatever the model makes of it in its new company."""
    inside = [s for s in before.sentences if s.span.overlaps(line.span)]
    worst = max((max(s.impact["harmful"], s.style["boss"]) for s in inside), default=0.0)
    return not before.accusing(line.span) and worst < 0.2


def _bad(line: Line, before: Findings, after: Findings | None) -> bool:
    """Whether a line still harms or bosses where it stands now."""
    found = after or before
    start = found.text.find(line.text)
    span = Span(start, start + len(line.text)) if start >= 0 else line.span
    inside = [s for s in found.sentences if s.span.overlaps(span)]
    harm = max((s.impact["harmful"] for s in inside), default=0.0)
    boss = max((s.style["boss"] for s in inside), default=0.0) if before.boss else 0.0
    return harm >= HARM or boss >= BOSS or any("harmful" in cue.pushes.values() for cue in found.accusing(span))


def _clean_ways(lines: Sequence[Line], before: Findings, rescore: Rescore) -> list[str]:
    """For each line its least changed way that harms nobody by itself, "" where there is none. One that only orders about is
    clean here: a reason will be asked for."""
    tried = [way for line in lines for way in line.ways if way]
    found = {found.text: found for found in rescore(list(dict.fromkeys(tried)))} if tried else {}
    stings = [cue.text for cue in before.cues if "harmful" in cue.pushes.values() and cue.score >= SURE]

    def clean(way: str) -> bool:
        seen = found.get(way)
        return (
            seen is not None
            and not any(words in way for words in stings)
            and not (seen.impact.scores["harmful"] > HARM or any("harmful" in cue.pushes.values() for cue in seen.cues))
        )

    return [next((way for way in (*line.ways[1:], line.ways[0]) if way and clean(way)), "") for line in lines]


def _only_boss(line: Line, before: Findings) -> bool:
    hot = max((s.impact["harmful"] for s in before.sentences if s.span.overlaps(line.span)), default=0.0)
    return not _harm(line, before) and hot < 0.5


def _harm(line: Line, before: Findings) -> list[Cue]:
    return [cue for cue in before.accusing(line.span) if "harmful" in cue.pushes.values()]


def _give_reason(copies: Sequence[tuple[Line, Line]], before: Findings, blanks: Mapping[str, str]) -> bool:
    """The most bossy of the orders asks for its reason, unless the message gives one. Whether it does."""
    if not before.boss or any(cue.id == "purpose" for cue in before.cues):
        return False
    orders = [
        (max((s.style["boss"] for s in before.sentences if s.span.overlaps(line.span)), default=0.0), copy)
        for line, copy in copies
        if (_REQUEST.search(copy.text) and any(c.id in _ORDERS for c in before.cues if c.span.overlaps(line.span)))
        or _REFUSAL.match(copy.text)
    ]
    if not orders or any("reason?]" in copy.text for _, copy in copies):
        return False
    copy = max(orders, key=lambda pair: pair[0])[1]
    copy.ways[0] = _reasoned(copy.text, blanks)
    return True


def _reasoned(text: str, blanks: Mapping[str, str]) -> str:
    """With a blank for the reason, in the sentence or after it."""
    body = _please_first(text.rstrip())
    points = re.search(r"[.!…]*$", body)
    closing = points[0] if points else ""
    if body.endswith(("?", "]")) or re.search(r"\bbecause\b|\n|[:;]", body):
        return f"{body} {blanks['why']}"
    return f"{body[: len(body) - len(closing)]}, {blanks['reason']}{'.' if closing else ''}"


def _please_first(text: str) -> str:
    """An order to which a reason is added: "Fill it in, please." → "Please fill it in.", "No imports, please." → "I'd ask for no
    imports."; without a verb the reason does for the please."""
    found = re.fullmatch(r"(?P<order>[^.!?\n]+?),? please(?P<name>(?:, [A-Z][\w'’-]+)?)(?P<end>[.!]*)", text)
    if found is None:
        return text
    order, end = found["order"] + found["name"], found["end"]
    if re.match(r"no\b", order, re.IGNORECASE):
        return f"I'd ask for {order[0].lower()}{order[1:]}{end}"
    asked = request(order + end, -1, [order])
    return asked if asked.lower().startswith("please") else order + end


def _lost(line: Line, before: Findings, text: str) -> bool:
    """Whether a line that is left out takes facts along, or tells what people would keep."""
    keeping = before.keeping(line.span)
    if keeping >= KEPT or (keeping >= NEEDED and covered(line.span, before) < HALF):
        return True
    inside = [f for f in facts(before.text) if f.span.overlaps(line.span) and f.text != called(line.ways[0])]
    return bool(missing(inside, facts(text), text, before.stings, before.passing))


def _own(text: str) -> list[str]:
    return re.findall(r"\w+", _BLANK.sub(" ", text))
