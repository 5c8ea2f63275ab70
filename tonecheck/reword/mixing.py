"""Where no draft of the whole has passed: each bad line in the way that fits it, mixed from all that were thought of.

A draft fails for one of its lines most often, and another draft has just that line right. So the ways of each line are sorted by
themselves (a cut that leaves half a sentence, or the sting as it was, is none), and the likeliest mixtures are read as a whole.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from tonecheck.reword import asked, edits, grammar, halves, rules, sense, stock
from tonecheck.reword.facts import facts, missing
from tonecheck.reword.findings import Draft, Findings, Rescore
from tonecheck.reword.generator import ORDERS, EditGenerator
from tonecheck.reword.lines import Line, assembled, called, says_something, with_name
from tonecheck.reword.polish import polished
from tonecheck.reword.rating import logit
from tonecheck.reword.tagger import LEAST, Read, Tagger
from tonecheck.reword.tags import align

WAYS = 6
"""Ways of a line that are mixed at most."""
LINES = 5
"""Bad lines of a message at most: of one with more no mixture is tried."""
TRIED, READ = 60, 10
"""Mixtures that are put together at most, and of those that lose no fact how many are read as a whole."""
STINGS = 0.45
"""Probability of harm of a way by itself from which it is none."""
SURE = 0.5
"""Score of a cue of harm from which its words must not stand in a way."""
WORD = 6
"""Letters of a cue from which its words are looked for."""
HARMLESS, CALM = -3.0, -1.0
"""Log odds of harm and of a boss below which a way is no worse for them."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way of a line: its words ("" where it goes), and how good it is, as a logarithm."""

    text: str
    value: float


class MixedGenerator:
    """Proposes minimal drafts for messages that harm; those that the rating likes best are proved."""

    def __init__(self, edits: EditGenerator, tagger: Tagger) -> None:
        self.edits, self.tagger = edits, tagger

    def propose(self, findings: Findings, rescore: Rescore) -> Iterator[Draft]:
        """See `Generator.propose`."""
        read = self.tagger.read(findings)
        if read is None or not findings.harmful:
            return
        lines = self.edits.lines(findings)
        bad = [line for line in lines if line.flagged]
        if not 0 < len(bad) <= LINES:
            return
        ways = {line.span.start: _ways(line, findings, read, rescore) for line in bad}
        for text in dict.fromkeys(_mixtures(findings, lines, ways)):
            yield Draft(text, "minimal", "edit", last=True, closing="")


def _mixtures(findings: Findings, lines: Sequence[Line], ways: Mapping[int, Sequence[Way]]) -> Iterator[str]:
    """The likeliest READ mixtures that keep every fact."""
    ours = facts(findings.text)
    names = {name for line in lines if (name := called(line.ways[0]))}
    name = names.pop() if len(names) == 1 else ""
    found = 0
    for chosen in heapq.nlargest(TRIED, product(*ways.values()), key=lambda mix: sum(way.value for way in mix)):
        words = dict(zip(ways, (way.text for way in chosen), strict=True))
        copies = [Line(line.span, [words.get(line.span.start, line.ways[0])], line.cues) for line in lines]
        text = with_name(polished(findings.text, assembled(findings.text, copies), findings.shouted), name)
        if text == findings.text or not says_something(text):
            continue
        if not missing(ours, facts(text), text, findings.stings, findings.passing):
            found += 1
            yield text
        if found == READ:
            return


def _ways(line: Line, findings: Findings, read: Read, rescore: Rescore) -> list[Way]:
    """The best ways of a line that are whole and hurt nobody by themselves."""
    known = [*line.ways, *_asked(line, findings), *(() if any(cue.good for cue in line.cues) else ("",))]
    whole = [way for way in dict.fromkeys(known) if not way or _whole(line, way, findings)]
    ways = [Way("", _likely(line, "", read))] if "" in whole else []
    for after in rescore([way for way in whole if way]):
        harm, boss = after.impact.scores["harmful"], after.style.scores["boss"]
        if harm <= STINGS and not any("harmful" in cue.pushes.values() for cue in after.cues):
            loss = max(0.0, logit(harm) - HARMLESS) + (max(0.0, logit(boss) - CALM) if findings.boss else 0.0)
            ways.append(Way(after.text, _likely(line, after.text, read) - loss))
    return sorted(ways, key=lambda way: -way.value)[:WAYS]


def _asked(line: Line, findings: Findings) -> list[str]:
    """The ways of a line once more, as requests."""
    if not findings.boss:
        return []
    orders = findings.ordering(ORDERS)
    ways = [way for way in line.ways if way and "tell me" not in way]
    return [edits.requested(way, turn, orders) for way in ways for turn in (0, 1)]


def _whole(line: Line, way: str, findings: Findings) -> bool:
    """Whether a way of a line is whole sentences without the words of its stings."""
    original = line.ways[0]
    stings = (cue for cue in line.cues if "harmful" in cue.pushes.values() and cue.score >= SURE)
    if any(cue.text in way and len(cue.text.strip()) >= WORD for cue in stings) or stock.sting(way, rules.load()):
        return False
    return way == original or not (
        asked.pasted(findings.text, way)
        or halves.broken(findings.text, way)
        or sense.stump(findings.text, way)
        or sense.turned(original, way)
        or grammar.problems(original, way)
    )


def _likely(line: Line, words: str, read: Read) -> float:
    """Log probability, by the tagger, that of a line just what a way leaves out goes."""
    inside = [index for index, span in enumerate(read.spans) if span.overlaps(line.span)]
    odds = read.gone[inside].clip(LEAST, 1 - LEAST)
    gone = np.array(align(line.ways[0], words).gone, bool)
    return float(np.log(np.where(gone, odds, 1 - odds)).sum()) if len(gone) == len(inside) else -math.inf
