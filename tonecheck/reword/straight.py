"""The straight way: every line that stings says what it stands for, or goes whole; nothing is cut inside a sentence.

"Is it so hard to label them? Bed 4 waited an hour." → "Please label them. Bed 4 waited an hour."
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tonecheck.reword import syntax
from tonecheck.reword.begged import begged
from tonecheck.reword.changes import blanks
from tonecheck.reword.edits import phrases
from tonecheck.reword.facts import facts
from tonecheck.reword.findings import Draft, Findings, Rescore
from tonecheck.reword.generator import VAGUE, EditGenerator
from tonecheck.reword.leaving import may_go
from tonecheck.reword.lines import Line, assembled, says_something
from tonecheck.reword.polish import polished

_WRONG = "[what is wrong?]"
_VERDICT = re.compile(
    r"(?P<verdict>\s*(?:[A-Z][\w'’-]+, )?(?:(?:honestly|frankly|sorry),? )?(?:(?:this|that|it|these|those|(?:this|that|these|those|your|the) [\w '’-]{2,40}) (?:is|are|was|were)(?:n['’]t| not|) "
    r"(?:(?:simply|just|really|completely|totally|absolutely) )*(?:unacceptable|acceptable|(?:nearly |anywhere near )?good enough|up to (?:standard|scratch)|what (?:we|I) (?:agreed|expected|asked for))|not (?:good enough|impressed|acceptable|happy)"
    r"|I(?:['’]m| am) (?:(?:very|really|so|deeply) )?(?:disappointed|not (?:happy|satisfied|impressed))(?: (?:with|by|in) (?:this|that|it|the [\w -]{2,30}))?))[.!]*\s*",
    re.IGNORECASE,
)
STINGS = 0.3
"""Probability of harm from which a line has to be turned or to go."""
GOES = 0.5
"""The same from which it may go."""


STANDS, KEPT = 0.6, 0.45
"""Most probability of harm, and least of being kept, of a line that may stand: beside a sting much sounds like one, and the proof has the
last word."""


class StraightGenerator:
    """Proposes one minimal draft of a message that harms. `turning`: only where a line says what it stands for; else only where lines
    go, when nothing else has passed."""

    def __init__(self, language: str = "en", turning: bool = True) -> None:
        self.edits = EditGenerator(language)
        self.turning = turning

    def propose(self, findings: Findings, rescore: Rescore) -> Iterator[Draft]:
        """See `Generator.propose`."""
        if not findings.harmful:
            return
        lines = self.edits.flagged(findings)
        copies = [self._copy(line, findings) for line in lines]
        ways = [copy.text for copy in copies if copy is not None]
        if len(ways) < len(lines):
            return
        turned = any(begged(line.ways[0]) != line.ways[0] for line in lines if line.flagged)
        text = polished(findings.text, assembled(findings.text, [c for c in copies if c]), findings.shouted)
        text = asked_what(text)
        if turned is self.turning and says_something(text) and _whole(text) and (turned or _tells(text, findings)):
            last = not self.turning
            kind = "leader" if blanks(text, findings.text) else "minimal"
            yield Draft(text, kind, "edit", last=last, rated=False, reasoned=last)

    def _copy(self, line: Line, findings: Findings) -> Line | None:
        """The line as it is said straight; None where only a cut would help."""
        words = line.ways[0]
        if not line.flagged or _VERDICT.fullmatch(words):
            return line
        if (said := begged(words)) != words:
            return Line(line.span, [said], line.cues)
        verdict = phrases(words, self.edits.rules, {cue.id for cue in line.cues}).replace(VAGUE, "")
        if verdict != words and "good enough" in verdict:
            return Line(line.span, [verdict], line.cues)
        harm = max((s.impact["harmful"] for s in findings.sentences if s.span.overlaps(line.span)), default=0.0)
        if harm >= GOES and may_go(line, findings):
            return Line(line.span, [""], line.cues)
        if harm < STINGS and not any("harmful" in cue.pushes.values() for cue in line.cues):
            return Line(line.span, [self.edits.asked(line, findings)], line.cues)
        stands = harm < STANDS and findings.keeping(line.span) >= KEPT and not words.rstrip().endswith("?")
        return line if stands else None


def _tells(text: str, findings: Findings) -> bool:
    """Whether a text tells or asks for something: what was found to in the message, a number, a time, or a blank for it."""
    told = any(
        (cue.good or cue.id in ("command", "expectation", "micromanaging")) and cue.text in text
        for cue in findings.cues
    )
    return told or bool(blanks(text)) or any(fact.kind != "name" for fact in facts(text))


def asked_what(text: str) -> str:
    """A text that is nothing but a verdict, with a blank for what it rests on: "This is unacceptable." → "This is unacceptable: [what is
    wrong?]."; any other as it is."""
    return _VERDICT.sub(lambda found: f"{found['verdict']}: {_WRONG}.", text) if _VERDICT.fullmatch(text) else text


def _whole(text: str) -> bool:
    """Whether a verb is left."""
    return any(token.pos_ in ("VERB", "AUX") for token in syntax.parse(text))
