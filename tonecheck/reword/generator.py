"""The edit generator: embedded, offline. It changes only the sentences in which something was found.

Each of them has ways to be mended, from the least to the most: edit its words, leave out a clause, leave out the sentence. The
first way that should clear the findings is taken, the whole message is checked again, and sentences that still sting go one step
further. So a rewording keeps as much of the manager's own wording as the model lets pass.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from tonecheck.reword import edits, frames, leading, rules, shorter, stock
from tonecheck.reword.begged import begged, spared
from tonecheck.reword.calming import acronyms
from tonecheck.reword.changes import blanks
from tonecheck.reword.facts import facts
from tonecheck.reword.findings import Draft, Findings, Rescore
from tonecheck.reword.leaving import GOES, hollow, may_go
from tonecheck.reword.light import LightGenerator, part
from tonecheck.reword.lines import (
    GREETING,
    Line,
    assembled,
    called,
    grouped,
    says_something,
    with_name,
)
from tonecheck.reword.polish import polished
from tonecheck.reword.search import clean, further
from tonecheck.reword.threats import AT_RISK, consequence
from tonecheck.types import Span

ROUNDS = 4
"""Checks of the whole message at most while the least sufficient edit is sought."""
STINGS = 0.35
"""Probability of harm (or of a boss) from which a sentence has to be mended."""
_QUOTED = re.compile(r"[\"“«][^\"”»\n]{8,}[\"”»]|`[^`\n]+`|https?://\S+")
ORDERS = frozenset(("command", "micromanaging", "outcome-only"))
"""Findings of orders."""
_ASKING = frozenset(("command", "expectation", "micromanaging"))
_TELLING = frozenset(("observation", "consequence"))
_BLAMED = frozenset(("blame",))
"""No blame to mend in a sentence that is fine by itself: "down to three because of you"."""
_HALF = re.compile(
    r"\b(?:in|on|at|of|to|with|for|by|from|the|an?|your|my|our|their|his|her|and|or|so|too|very|such|is|are|was|were|not)\s+$",
    re.IGNORECASE,
)
VAGUE = " yet [what exactly?]"
"""What a verdict asks for that the message may tell elsewhere."""
_PERSON = frozenset(("character-judgement", "insult"))


class EditGenerator:
    """Proposes one minimal draft and one leader draft. `language` names the rules; with a light generator, its ideas of a
    sentence come before theirs."""

    def __init__(self, language: str = "en", light: LightGenerator | None = None) -> None:
        self.rules = rules.load(language)
        self.light = light

    def propose(self, findings: Findings, rescore: Rescore) -> Iterator[Draft]:
        """See `Generator.propose`."""
        lines = self.lines(findings)
        if not any(line.flagged for line in lines):
            return
        text, checked = self._search(findings, lines, rescore)
        minimal = polished(findings.text, text, findings.shouted)
        names = {name for line in lines if (name := called(line.ways[0]))}
        for line in lines:
            if not line.text and len(names) == 1:  # of several it would be one too many
                minimal = with_name(minimal, called(line.ways[0]))
        if minimal.strip() and says_something(minimal):
            yield Draft(minimal, "minimal", "edit")
            led = leading.led(minimal, findings, self.rules.leader)
            if led != minimal:
                yield Draft(led, "leader", "edit")
        if (letter := shorter.shorter(findings, lines)) is not None:
            yield Draft(letter, "minimal", "edit", last=True)
        yield from self._framed(findings, checked, lines, rescore)

    def asked(self, line: Line, findings: Findings) -> str:
        """A sentence by the rules alone, as its plainest request; "" where it may go."""
        harm = [cue for cue in line.cues if "harmful" in cue.pushes.values() and cue.id not in ORDERS]
        if (harm or hollow(line.ways[0], findings)) and may_go(line, findings):
            return ""
        return self._mended(line.ways[0], _ids(line), _places(line), findings, True, 0)

    def _framed(
        self, findings: Findings, checked: Findings | None, lines: list[Line], rescore: Rescore
    ) -> Iterator[Draft]:
        """Line by line, for when no edit of the whole has passed."""
        text = frames.framed(findings, checked, lines, rescore)
        if text is not None:
            text = polished(findings.text, text, findings.shouted)
            yield Draft(text, "leader" if blanks(text, findings.text) else "minimal", "edit", last=True)

    def lines(self, findings: Findings) -> list[Line]:
        """The message's lines, those in which something was found with their ways to be said."""
        dated = any(fact.kind in ("time", "number") for fact in facts(findings.text))
        light = [proposal.tags for proposal in self.light.proposals(findings)] if self.light else []
        lines = self.flagged(findings)
        turn = 0
        for line in lines:
            if not line.flagged:
                continue
            words = line.text.strip(" .!?")
            told = spared(line.text)
            if hollow(line.text, findings) or (words and stock.sting(line.text, self.rules).strip(" .!?") == words):
                line.ways, line.at = [line.text, ""], 1
                continue
            ideas = [part(findings.text, line.span, tags) for tags in light]
            line.ways += [
                idea
                for idea in dict.fromkeys(ideas)
                if idea not in ("", line.text) and not stock.sting(idea, self.rules)
            ]
            line.ways += [way for way in self._ways(line, findings, dated, turn) if way not in line.ways]
            line.ways[1:] = sorted(
                line.ways[1:], key=lambda way: AT_RISK not in way and way != told
            )  # before what only drops it
            turn += 1
            line.at = min(1, len(line.ways) - 1)
        return lines

    def flagged(self, findings: Findings) -> list[Line]:
        """The message's lines as they stand, those in which something was found flagged."""
        lines = []
        for group in grouped(findings.text, findings.sentences):
            span = Span(group[0].span.start, group[-1].span.end)
            cues = findings.accusing(span)
            hot = any(
                (findings.harmful and sentence.impact["harmful"] >= STINGS)
                or (findings.boss and sentence.style["boss"] >= STINGS)
                for sentence in group
            )
            words = span.of(findings.text)
            found = (cues or hot or stock.sting(words, self.rules)) and not GREETING.match(words)
            flagged = bool(found) or hollow(words, findings)
            lines.append(Line(span, [words], cues, flagged=flagged, hot=hot))
        return lines

    def _ways(self, line: Line, findings: Findings, dated: bool, turn: int) -> list[str]:
        """Other versions of a sentence, from the least changed to none at all ("")."""
        original = line.text
        ids, spans = _ids(line), _places(line)
        if _QUOTED.fullmatch(original.strip()):
            return [""]
        keeping = [
            (Span(span.start - line.span.start, span.end - line.span.start), value)
            for span, value in findings.kept
            if line.span.overlaps(span)
        ]
        mended = self._mended(original, ids, spans, findings, dated, turn)
        harm = [
            span
            for span, cue in zip(spans, line.cues, strict=True)
            if cue.id not in ORDERS and _stands(span.of(original), mended, cue.id == "shouting")
        ]
        ways = []
        if mended != original and mended:
            ways.append(mended)
            if (
                findings.boss and ids & ORDERS
            ):  # where one form of a request still sounds like an order, the next may not
                ways.append(self._mended(original, ids, spans, findings, dated, turn + 1))
        if harm:
            shorter = edits.without(original, harm, keeping)
            ways = [
                self._mended(text, ids & (ORDERS | {"shouting", "overgeneralisation"}), [], findings, dated, turn)
                for text in shorter
            ] + ways
            if findings.keeping(line.span) < GOES:
                ways.insert(0, "")
        if harm and (told := self._told(line, findings, dated, turn)):
            ways.append(told)
        told_elsewhere = any(c.id == "observation" and not c.span.overlaps(line.span) for c in findings.cues)
        if ids & _PERSON and not told_elsewhere and (work := self._work(original)):
            ways.append(work)
        if not mended or may_go(line, findings):  # a stock phrase that is the whole sentence says nothing
            ways.append("")
        else:
            ways = [way for way in ways if way]
        return list(dict.fromkeys(way for way in ways if way != original))

    def _told(self, line: Line, findings: Findings, dated: bool, turn: int) -> str:
        """Only what the sentence tells and asks, each as a sentence: what was found in it beside the sting."""
        harm = [cue.span for cue in line.cues if "harmful" in cue.pushes.values()]
        good = [
            cue.span
            for cue in findings.cues
            if (cue.good or cue.id in _ASKING)
            and line.span.start <= cue.span.start
            and cue.span.end <= line.span.end
            and len(cue.text.split()) >= 3
            and not any(cue.span.overlaps(span) for span in harm)
        ]
        pieces = []
        at = 0
        for span in sorted(good):
            if _HALF.search(findings.text[: span.start]):  # "In the [visa table ...]": the span begins inside a phrase
                return ""
            if span.start >= at:
                piece = span.of(findings.text).strip(" ,;:–—-")
                pieces.append(piece[:1].upper() + piece[1:] + ("" if piece[-1:] in ".?!" else "."))
                at = span.end
        return " ".join(self._mended(piece, set(ORDERS), [], findings, dated, turn) for piece in pieces)

    def _mended(
        self, text: str, ids: set[str], spans: Sequence[Span], findings: Findings, dated: bool, turn: int
    ) -> str:
        if "shouting" in ids or text.isupper():
            text = edits.calm(text, acronyms(findings.text))
        real = consequence(text)
        if real != text and ("threat" in ids or AT_RISK in real):
            if "; otherwise" not in real:
                return real
            text = real
        if findings.harmful or ids & {"contempt", "blame", "shaming", "passive-aggression"}:
            text = begged(text)
        text = spared(text)
        plain = edits.phrases(text, self.rules, ids)
        if plain != text and re.match(r"(?:Tell me|How|What|If you|If something)\b|If [^.!?]*, tell me\b", plain):
            return plain
        if VAGUE in plain and VAGUE not in text and any(cue.id in _TELLING for cue in findings.cues):
            plain = plain.replace(VAGUE, "")  # what exactly stands in the message
        text = edits.plain(plain) if ids & {"contempt", "passive-aggression", "shaming"} else plain
        if text and (ids & {"insult", "profanity", "contempt"} or findings.harmful):
            text = edits.unmodified(text, spans or [Span(0, len(text))])
        if text and ids & {"overgeneralisation", "character-judgement"}:
            text = edits.occasion(text, dated)
        if text and (ids & ORDERS or findings.boss):
            text = edits.requested(text, turn, findings.ordering(ORDERS))
        return text

    def _work(self, text: str) -> str:
        """A verdict on the person as a statement on the work, with a blank."""
        for word, statement in self.rules.verdicts.items():
            if re.search(rf"\b{word}\b", text, re.IGNORECASE):
                return statement[:1].upper() + statement[1:] + "."
        return ""

    def _search(self, findings: Findings, lines: list[Line], rescore: Rescore) -> tuple[str, Findings | None]:
        """The least edited text that is clean, or the last one tried, and what was found in it."""
        text = assembled(findings.text, lines)
        found: Findings | None = None
        for _ in range(ROUNDS):
            checked = rescore([text]) if text.strip() else ()
            found = checked[0] if checked else None
            if found is None or clean(found, findings) or not further(found, lines, findings):
                break
            text, found = assembled(findings.text, lines), None
        return text, found


def _ids(line: Line) -> set[str]:
    """What was found in a line, without what is none in it."""
    return {cue.id for cue in line.cues} - (set() if line.hot else _BLAMED)


def _places(line: Line) -> list[Span]:
    """Where in a line its findings stand."""
    start, length = line.span.start, len(line.ways[0])
    return [Span(max(0, cue.span.start - start), min(length, cue.span.end - start)) for cue in line.cues]


def _stands(words: str, text: str, loud: bool) -> bool:
    """Whether words stand in a text; shouting does only in capitals."""
    return words.strip() in text if loud else words.strip().lower() in text.lower()
