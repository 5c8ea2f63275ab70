"""The straight way: every line that stings says what it stands for, or goes whole; nothing is cut inside a sentence.

"Is it so hard to label them? Bed 4 waited an hour." → "Please label them. Bed 4 waited an hour."
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tonecheck.reword import stock, syntax
from tonecheck.reword.begged import begged
from tonecheck.reword.changes import blanks
from tonecheck.reword.edits import phrases, requested
from tonecheck.reword.facts import facts
from tonecheck.reword.findings import CALM, Draft, Findings, Rescore
from tonecheck.reword.generator import ORDERS, VAGUE, EditGenerator
from tonecheck.reword.leaving import may_go
from tonecheck.reword.lines import Line, assembled, says_something
from tonecheck.reword.orders import imperative
from tonecheck.reword.polish import polished
from tonecheck.reword.requests import POLITE
from tonecheck.reword.threats import consequence
from tonecheck.text import split
from tonecheck.types import Span

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


FEW = 4
"""Lines of a message up to which a consequence told first moves behind them."""
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
        ways = [copy for copy in copies if copy is not None]
        if len(ways) < len(lines):
            return
        _told_last(lines, ways)
        turned = any(_turns(line.ways[0]) for line in lines if line.flagged)
        text = polished(findings.text, assembled(findings.text, ways), findings.shouted)
        text = asked_what(text)
        if re.fullmatch(r"\s*If it happens again\b[^.!?]*[.!]\s*", text):
            text = f"{self.edits.rules.reasons['happened']} {text.lstrip()}"
        if turned is self.turning and says_something(text) and _whole(text) and (turned or _tells(text, findings)):
            last = not self.turning
            kind = "leader" if blanks(text, findings.text) else "minimal"
            asked = "".join(_asked(span.of(text)) for span in _pieces(text))
            for said in dict.fromkeys((text, asked)):
                yield Draft(said, kind, "edit", last=last, rated=False, reasoned=last)

    def _copy(self, line: Line, findings: Findings) -> Line | None:
        """The line as it is said straight; None where only a cut would help."""
        words = line.ways[0]
        harm = max((s.impact["harmful"] for s in findings.sentences if s.span.overlaps(line.span)), default=0.0)
        if _VERDICT.fullmatch(words) or (not line.flagged and harm < CALM):
            return line
        if line.flagged and (said := begged(words)) != words:
            return Line(line.span, [said], line.cues)
        if line.flagged and stock.sting(words, self.edits.rules).strip(" .!?") == words.strip(" .!?"):
            return Line(line.span, [""], line.cues)
        if line.flagged and (real := consequence(words)) != words:
            return Line(line.span, [requested(real, -1, findings.ordering(ORDERS))], line.cues)
        verdict = phrases(words, self.edits.rules, {cue.id for cue in line.cues}).replace(VAGUE, "")
        if verdict != words and "good enough" in verdict:
            return Line(line.span, [verdict], line.cues)
        if not line.flagged:
            return line
        if harm >= GOES and may_go(line, findings):
            return Line(line.span, [""], line.cues)
        if harm < STINGS and not any("harmful" in cue.pushes.values() for cue in line.cues):
            return Line(line.span, [self.edits.asked(line, findings)], line.cues)
        stands = harm < STANDS and findings.keeping(line.span) >= KEPT and not words.rstrip().endswith("?")
        return line if stands else None


def _pieces(text: str) -> list[Span]:
    """Sentences with the blanks after them: joined they are the text."""
    starts = [0, *(span.start for span in split(text))][1:]
    starts = starts[1:] if starts and not text[: starts[0]].strip() else starts
    return [Span(a, b) for a, b in zip([0, *starts], [*starts, len(text)], strict=True)]


def _asked(sentence: str) -> str:
    """An order as its request: in company of a sting one may look calm that bosses once the sting is gone."""
    body = sentence.rstrip()
    if not body or POLITE.search(body) or imperative(syntax.parse(body.lstrip())) is None:
        return sentence
    return requested(body, -1, (body,)) + sentence[len(body) :]


def _told_last(lines: list[Line], ways: list[Line]) -> None:
    """What follows "if it happens again" comes behind what happened."""
    first, last = ways[0], ways[-1]
    behind = re.match(r"If it happens again\b", first.text) and first.text != lines[0].text
    if behind and re.search(r"[.!]\s*$", last.text) and "\n" not in last.text and len(ways) <= FEW:
        last.ways[0], first.ways[0] = f"{last.text.rstrip()} {first.text}", ""


def _turns(words: str) -> bool:
    return begged(words) != words or consequence(words) != words


def _tells(text: str, findings: Findings) -> bool:
    """Whether a text tells or asks for something: what was found to in the message, a number, a time, or a blank for it."""
    told = any(
        (cue.good or cue.id in ("command", "expectation", "micromanaging")) and cue.text in text
        for cue in findings.cues
    )
    told = told or imperative(syntax.parse(text)) is not None
    told = told or "good enough" in text
    return told or bool(blanks(text)) or any(fact.kind != "name" for fact in facts(text))


def asked_what(text: str) -> str:
    """A text that is nothing but a verdict, with a blank for what it rests on: "This is unacceptable." → "This is unacceptable: [what is
    wrong?]."; any other as it is."""
    return _VERDICT.sub(lambda found: f"{found['verdict']}: {_WRONG}.", text) if _VERDICT.fullmatch(text) else text


def _whole(text: str) -> bool:
    """Whether a verb is left."""
    return any(token.pos_ in ("VERB", "AUX") for token in syntax.parse(text))
