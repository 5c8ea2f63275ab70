"""A long message with a few bad lines: those lines left out whole, and every other line as it stands.

The likeliest way to mend a letter is to take out its one sting. No piece of a sentence is cut here, so nothing is left half said.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from tonecheck.reword.facts import facts
from tonecheck.reword.findings import CLOSING, Findings
from tonecheck.reword.lines import Line, assembled
from tonecheck.types import SentenceScores

LONG = 45
"""Words from which a message is long enough to lose a sentence and stay a message."""
MOST = 0.4
"""Share of its words that may go."""
STINGS = 0.5
"""Probability of harm from which a line goes."""
SURE = 0.8
"""The same from which its names go with it."""
REMARK = 9
"""Words at most of a line that only remarks on the one before it."""
_REMARKS = re.compile(
    r"\W*(?:and |but |so )?(?:I (?:found|find|think|thought|say|said|tell|told|pass|mean|meant|only|just)\b|I(?:['’]m| am) (?:sure|just|only)\b|(?:that|it|this)(?:['’]s| is| was| has)\b|"
    r"we used to\b|no (?:offen[cs]e|hard feelings)\b|just\b|sorry\b|work it out\b|think about (?:it|that)\b|guess\b|you know (?:it|who|that)\b)",
    re.IGNORECASE,
)


def only_leaves_out(before: Findings, text: str) -> bool:
    """Whether a text is a long message without the sentences that sting and remarks on them, and otherwise the same."""
    total = len(before.text.split())
    if total < LONG or len(text.split()) < (1 - MOST) * total:
        return False
    rest, at = _squeezed(text), 0
    gone = False
    for sentence in before.sentences:
        around, words = _squeezed(before.text[at : sentence.span.start]), _squeezed(sentence.span.of(before.text))
        if not rest.startswith(around):
            return False
        rest, at = rest.removeprefix(around), sentence.span.end
        gone = stings(sentence) or (gone and remarks(sentence.span.of(before.text).strip(), before.text))
        if not gone:
            if not rest.startswith(words):
                return False
            rest = rest.removeprefix(words)
    return rest == _squeezed(before.text[at:])


def serving(before: Findings, text: str) -> set[str]:
    """Names that stand only in sentences which a text leaves out, and left nothing else out, since they surely sting: they served
    the sting. Numbers and times don't."""
    if not only_leaves_out(before, text):
        return set()
    sure = [
        s.span for s in before.sentences if s.impact["harmful"] >= SURE and s.span.of(before.text).strip() not in text
    ]
    return {
        fact.text for fact in facts(before.text) if fact.kind == "name" and any(fact.span.overlaps(s) for s in sure)
    }


def stings(sentence: SentenceScores) -> bool:
    """Whether a sentence may go for the harm in it."""
    return sentence.impact["harmful"] >= STINGS


def _squeezed(text: str) -> str:
    return "".join(text.split())


def shorter(findings: Findings, lines: Sequence[Line]) -> str | None:
    """The message without the lines that sting; None where it is short, where nothing or too much would go, or where what goes
    can't be told from what stays. `lines` are all of the message's.
    """
    total = len(findings.text.split())
    if total < LONG or not findings.harmful:
        return None
    kept = []
    gone = False
    for line in lines:
        gone = _stings(line, findings) or (gone and remarks(line.ways[0].strip(), findings.text))
        kept.append(Line(line.span, ["" if gone else line.ways[0]], line.cues))
    text = assembled(findings.text, kept)
    dropped = [line for line, copy in zip(lines, kept, strict=True) if not copy.text]
    return text if dropped and len(text.split()) >= (1 - MOST) * total else None


def _stings(line: Line, findings: Findings) -> bool:
    inside = [s for s in findings.sentences if s.span.overlaps(line.span)]
    shut = bool(line.cues) and {cue.id for cue in line.cues} <= CLOSING
    return any(stings(s) for s in inside) or (shut and findings.boss)


def remarks(words: str, text: str) -> bool:
    """Whether a sentence of a text says something only about the one before it ("I found that very well put."), so that it goes
    with that one."""
    start = text.find(words)
    told = any(start <= fact.span.start < start + len(words) for fact in facts(text))
    return len(words.split()) <= REMARK and not told and _REMARKS.match(words) is not None
