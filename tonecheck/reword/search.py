"""The search for the least edit that is enough: when it has been found, and which line goes one way on."""

from __future__ import annotations

from collections.abc import Sequence

from tonecheck.reword.findings import Findings
from tonecheck.reword.lines import Line
from tonecheck.types import Span


def clean(found: Findings, before: Findings) -> bool:
    """Whether a version is rid of what was found in the message."""
    return (
        not found.harmful
        and not (before.boss and found.boss)
        and not any("harmful" in cue.pushes.values() for cue in found.cues)
    )


def further(found: Findings, lines: Sequence[Line], before: Findings) -> bool:
    """Move the worst line that can still be mended one way on."""
    best: tuple[float, Line] | None = None
    place = 0
    for line in lines:
        if not line.text:
            continue
        start = found.text.find(line.text, place)
        if start < 0:
            continue
        span = Span(start, start + len(line.text))
        place = span.end
        worst = max(
            (
                max(s.impact["harmful"], s.style["boss"] if before.boss and found.boss else 0.0)
                for s in found.sentences
                if s.span.overlaps(span)
            ),
            default=0.0,
        )
        if found.accusing(span):
            worst += 0.5
        if (line.flagged or worst > 0.5) and line.at + 1 < len(line.ways) and (best is None or worst > best[0]):
            best = (worst, line)
    if best is None or best[0] < 0.15:
        return False
    best[1].at += 1
    return True
