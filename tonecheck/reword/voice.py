"""A message that is only too loud: the same words without the shouting and the swearing.

Where nothing else harms, what a person would change is known to the letter. So a text that is calm then isn't rated: the rating has
learned from cuts, of which there are none here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from tonecheck.reword import edits
from tonecheck.reword.calming import acronyms
from tonecheck.reword.findings import Draft, Findings, Rescore
from tonecheck.reword.generator import ORDERS, EditGenerator
from tonecheck.reword.lines import Line, assembled, says_something
from tonecheck.reword.polish import polished
from tonecheck.reword.proof import SURE
from tonecheck.types import Span

VOICE = frozenset(("shouting", "profanity"))
"""Findings of how something is said, not of what."""


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
        names = acronyms(findings.text)
        lowered = [_lowered(line, names) for line in lines]
        if all(words == line.ways[0] for line, words in zip(lines, lowered, strict=True)):
            return
        copies = [
            Line(line.span, [_asked(line, words, findings, names)], line.cues)
            for line, words in zip(lines, lowered, strict=True)
        ]
        text = polished(findings.text, assembled(findings.text, copies), findings.shouted)
        if text == findings.text or not says_something(text):
            return
        if found := rescore([text]):
            yield Draft(text, "minimal", "edit", rated=not found[0].harmless)


def _lowered(line: Line, names: Collection[str]) -> str:
    """A line in which something was found, in ordinary letters and without its oaths."""
    if not line.flagged:
        return line.ways[0]
    text = edits.calm(line.ways[0], names)
    return edits.unmodified(text, [Span(0, len(text))])


def _asked(line: Line, words: str, findings: Findings, names: Collection[str]) -> str:
    """The words of a line as a request, where it orders."""
    if not words or not line.flagged or not (findings.boss or any(cue.id in ORDERS for cue in line.cues)):
        return words
    return edits.requested(words, 0, [edits.calm(order, names) for order in findings.ordering(ORDERS)])
