"""The difference between a message and its rewording, as changes that lead from one to the other exactly."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence

from tonecheck.types import Change, Cue, Span

_PIECE = re.compile(r"\w+(?:['’]\w+)*|\s+|[^\w\s]")
_WORD = re.compile(r"\w+(?:['’]\w+)*")
_BLANK = re.compile(r"\[([^\[\]\n]{2,80}\?)\]")


def blanks(text: str, original: str = "") -> tuple[str, ...]:
    """What is left for the manager to fill in: `[which report?]`, unless the message had it already."""
    return tuple(found for found in _BLANK.findall(text) if f"[{found}]" not in original)


def own_words(before: str, after: str) -> float:
    """Share of the rewording's words that stand in the message, in its order; blanks don't count."""
    ours = [word.lower() for word in _WORD.findall(before)]
    theirs = [word.lower() for word in _WORD.findall(_BLANK.sub(" ", after))]
    if not theirs:
        return 0.0
    blocks = difflib.SequenceMatcher(None, ours, theirs, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks) / len(theirs)


def changes(before: str, after: str, cues: Sequence[Cue]) -> tuple[Change, ...]:
    """Replacements in order of position that turn `before` into `after`, each with the surest cue that it touches."""
    ours, theirs = _PIECE.findall(before), _PIECE.findall(after)
    starts = _starts(ours)
    found: list[tuple[int, int, str]] = []
    for tag, i, j, k, m in difflib.SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        start, end, new = starts[i], starts[j], "".join(theirs[k:m])
        # Two changes with nothing but a blank between them are one to a reader.
        if found and before[found[-1][1] : start].strip() == "" and found[-1][1] < start:
            last = found.pop()
            start, new = last[0], last[2] + before[last[1] : start] + new
        found.append((start, end, new))
    return tuple(_change(before, Span(start, end), new, cues) for start, end, new in found)


def _starts(pieces: Sequence[str]) -> list[int]:
    starts = [0]
    for piece in pieces:
        starts.append(starts[-1] + len(piece))
    return starts


def _change(before: str, span: Span, after: str, cues: Sequence[Cue]) -> Change:
    near = Span(span.start, max(span.end, span.start + 1))
    touched = [cue for cue in cues if not cue.good and cue.span.overlaps(near)]
    best = max(touched, key=lambda cue: cue.score, default=None)
    return Change(span, span.of(before), after, best.id if best else None, best.why if best else "so that it reads on")


def apply(text: str, made: Sequence[Change]) -> str:
    """The message with the changes made; they don't overlap and stand in order."""
    out, at = [], 0
    for change in made:
        out.append(text[at : change.span.start] + change.after)
        at = change.span.end
    return "".join((*out, text[at:]))
