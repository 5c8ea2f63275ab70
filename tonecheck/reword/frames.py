"""Where the search has found no clean text: each bad line in its least changed way that is clean by itself, or left out if that loses
nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tonecheck.reword.facts import facts, missing
from tonecheck.reword.findings import Findings, Rescore
from tonecheck.reword.leaving import KEPT, NEEDED, covered
from tonecheck.reword.lines import Line, assembled, called, with_name
from tonecheck.types import Span

HARM, BOSS = 0.3, 0.2
"""Probability from which a sentence doesn't stay as it is."""
SURE = 0.5
"""Score of a cue of harm from which its words don't stay."""
HALF = 0.5
"""Share of a line that stings below which it isn't left out if people would keep it."""
OWN = 4
"""Words that a frame has at least: else it isn't the manager's message any more."""
_BLANK = re.compile(r"\[[^\[\]\n]*\?\]")


def framed(before: Findings, after: Findings | None, lines: Sequence[Line], rescore: Rescore) -> str | None:
    """The message with its bad lines mended or left out; None where that would lose a fact.

    Args:
        before: the message; after: what was found in the lines as they stand now, None where they weren't checked;
        lines: all of the message's.
    """
    worst = [line for line in lines if line.text and not before.calm(line.span) and _bad(line, before, after)]
    kept = [Line(line.span, [line.text], line.cues) for line in lines]
    copies = [(line, copy) for line, copy in zip(lines, kept, strict=True) if line in worst]
    for (_, copy), way in zip(copies, _clean_ways([line for line, _ in copies], before, rescore), strict=True):
        copy.ways[0] = way
    text = _whole(lines, kept, before)
    dropped = [line for line, copy in copies if not copy.text]
    if len(_own(text)) < OWN or any(_lost(line, before, text) for line in dropped):
        return None
    return text


def _whole(lines: Sequence[Line], kept: Sequence[Line], before: Findings) -> str:
    text = assembled(before.text, kept)
    names = {name for line in lines if (name := called(line.ways[0]))}
    return with_name(text, names.pop()) if len(names) == 1 else text


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
    """For each line its least changed way that harms nobody by itself, "" where there is none. Whether it only orders about shows
    in the whole."""
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


def _lost(line: Line, before: Findings, text: str) -> bool:
    """Whether a line that is left out takes facts along, or tells what people would keep."""
    keeping = before.keeping(line.span)
    if keeping >= KEPT or (keeping >= NEEDED and covered(line.span, before) < HALF):
        return True
    inside = [f for f in facts(before.text) if f.span.overlaps(line.span) and f.text != called(line.ways[0])]
    return bool(missing(inside, facts(text), text, before.stings, before.passing))


def _own(text: str) -> list[str]:
    return re.findall(r"\w+", _BLANK.sub(" ", text))
