"""A message that is only too loud: the same words without the shouting and the swearing.

Where nothing else harms, what a person would change is known to the letter. So a text that is calm then isn't rated: the rating has
learned from cuts, of which there are none here.
"""

from __future__ import annotations

from collections.abc import Iterator

from tonecheck.reword import edits, rude
from tonecheck.reword.calming import acronyms, calm
from tonecheck.reword.findings import Draft, Findings, Rescore
from tonecheck.reword.generator import EditGenerator
from tonecheck.reword.lines import Line, assembled, says_something, unclipped
from tonecheck.reword.polish import polished
from tonecheck.reword.proof import SURE
from tonecheck.reword.shorter import calm as hardly_harms
from tonecheck.types import Span

VOICE = frozenset(("shouting", "profanity"))
"""Findings of how something is said, not of what."""
_ORDERS = frozenset(("command", "micromanaging", "outcome-only"))


class VoiceGenerator:
    """Proposes one minimal draft of a message in which nothing but its voice harms."""

    def __init__(self, language: str = "en") -> None:
        self.edits = EditGenerator(language)

    def propose(self, findings: Findings, rescore: Rescore) -> Iterator[Draft]:
        """See `Generator.propose`."""
        harm = [cue for cue in findings.cues if "harmful" in cue.pushes.values() and cue.id not in VOICE]
        if any(cue.score >= SURE for cue in harm):
            return
        lines = self.edits.flagged(findings)
        lowered = [_lowered(line, findings) for line in lines]
        if all(words == line.ways[0] for line, words in zip(lines, lowered, strict=True)):
            return
        copies = [
            Line(line.span, [_asked(line, words, findings)], line.cues)
            for line, words in zip(lines, lowered, strict=True)
        ]
        text = polished(findings.text, assembled(findings.text, copies), findings.shouted)
        if text == findings.text or not says_something(text):
            return
        if found := rescore([text]):
            yield Draft(text, "minimal", "edit", rated=not hardly_harms(found[0]))


def _lowered(line: Line, findings: Findings) -> str:
    """A line in which something was found, in ordinary letters and without its oaths."""
    if not line.flagged:
        return line.ways[0]
    text = calm(line.ways[0], acronyms(findings.text))
    return rude.unmodified(text, [Span(0, len(text))])


def _asked(line: Line, words: str, findings: Findings) -> str:
    """The words of a line as a request, where it orders."""
    if not words or not line.flagged or not (findings.boss or any(cue.id in _ORDERS for cue in line.cues)):
        return words
    whole = unclipped(words)
    orders = [calm(order, acronyms(findings.text)) for order in findings.ordering(_ORDERS)]
    asked = edits.requests(whole, 0, orders)
    return words if asked == whole else asked
