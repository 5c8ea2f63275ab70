"""An order for which the message gives no reason: the request, a blank for the reason and, where that isn't enough, a door left open.

By the rubric courtesy alone makes no leader of a boss ("a bare order"); a reason, a choice or help does. What is missing only the
manager knows, so it is left blank. Sentences stay whole here: each as it is, as its request, or left out where it only stings or only
closes the discussion. No piece of a sentence is cut, so what is asked for stays as it was said.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from tonecheck.reword import rules, stock
from tonecheck.reword.asking import WHEN
from tonecheck.reword.changes import blanks
from tonecheck.reword.facts import facts
from tonecheck.reword.findings import CLOSING, Draft, Findings, Rescore
from tonecheck.reword.generator import EditGenerator
from tonecheck.reword.grounds import BOSSY, DECISION, LONG, SHORTEST, circumstance, given, states, tells
from tonecheck.reword.hardness import FIRM, OWN_PART, hard, hardens
from tonecheck.reword.lines import Line, assembled
from tonecheck.reword.opened import followed, opened, place
from tonecheck.reword.polish import polished
from tonecheck.reword.requests import POLITE
from tonecheck.reword.sparing import plainly, sparingly

KEPT = 0.25
"""Mean probability that people keep its words from which a line that shuts the door stays."""
MOST_KEPT = 0.45
"""The same from which a line that stings stays."""
STINGS = 0.4
"""Probability of harm from which a sentence stings: less than in a letter, of which more is left."""
CLEAR = 0.35
"""Most probability of a boss at which a reason alone will do."""
_NOTICE = re.compile(
    r"\b(?:please|pls|plz|kindly) (?:be (?:informed|advised|aware|reminded)|note|find|see)\b", re.IGNORECASE
)
_OPENED = re.compile(r"\btell me\b", re.IGNORECASE)
_ASKED = re.compile(r"\bI['’]d ask\b", re.IGNORECASE)
_FROM = re.compile(rf"^\s*{WHEN}", re.IGNORECASE)
_STAYS = re.compile(r"\bI['’]d (?:ask that|like everyone to stay)\b", re.IGNORECASE)
_BESIDE = re.compile(r"\b(?:if|when|before|after|until|unless|what|who)\b", re.IGNORECASE)
_CHOICE = re.compile(r"\b(?:if|when|unless|what|who|and)\b", re.IGNORECASE)
"""What begins a clause to which a reason behind it could belong."""
_SOFT = frozenset(("command", "outcome-only", "expectation"))
"""What a line may hold that stays as it is: a reason and an open door take the edge off it."""
_MISREAD = re.compile(
    r"\byou (?:people|lot)\b|\botherwise you\b[^.!?\n]*, please [a-z]|\bI['’]d ask that no [\w ]+,|\bthen please (?:step|stage|part)\b|\bbecause I (?:said|say)\b|\bplease\b[^.!?\n]*\band (?:not|are|is|am)\b|"
    r"\b(?:I don['’]?t care|not interested|out of my sight|own it|not children|don['’]?t come to me|watching (?:you|the)|checking up|if (?:you['’]ve|there['’]s) a problem)\b|, and no\.|\byou\b[^.!?\n]*, please don['’]t\b|\bplease\. [a-z]|"
    r"(?:^|[.!?\n]\s*)(?!(?:then|and|also|so|now|just|but|or|pls) )[^\W\d_]+ please [a-z]|\bI['’]d like (?P<name>[A-Z]\w+) (?:just )?to\b",
    re.IGNORECASE,
)
"""What the rules make of a sentence that they take for another, and what stays bossy beside any reason."""


class ReasonGenerator:
    """Proposes leader drafts of orders. They come before light edits: of 51 texts for messages that only boss, two blind readers would
    send 50 % of these and 20 % of those, where an order is left with a "please" (docs/rewording.md)."""

    def __init__(self, language: str = "en", stinging: bool = False) -> None:
        self.edits = EditGenerator(language)
        self.stinging = stinging

    def propose(self, findings: Findings, rescore: Rescore) -> Iterator[Draft]:
        """See `Generator.propose`. `stinging`: for messages that harm as well, where nothing else has passed; lines that sting go
        whole."""
        length = len(findings.text.split())
        if (
            findings.harmful != self.stinging
            or findings.style.scores["boss"] < BOSSY
            or not SHORTEST <= length <= LONG
            or _staccato(findings)
        ):
            return
        lines = self.edits.flagged(findings)
        if any(stings(line, findings) and not _may_go(line, findings) for line in lines):
            return
        for text in self._texts(findings, lines):
            text = polished(findings.text, text, findings.shouted)
            if not hard(lines, text, findings) and _clear(text, rescore):
                leads = _OPENED.search(text) or blanks(text, findings.text)
                kind = "leader" if leads else "minimal"
                yield Draft(text, kind, "edit", last=self.stinging, rated=False, reasoned=True)
                return

    def _texts(self, findings: Findings, lines: list[Line]) -> Iterator[str]:
        def mended(line: Line) -> str:
            return self._mended(line, findings)

        words = self.edits.rules.reasons
        decided = not self.stinging  # what is left of a sting is no decision
        yield from reasoned(findings, lines, mended, words, decided)
        yield from opened(findings, lines, mended, words)

    def _mended(self, line: Line, findings: Findings) -> str:
        return "" if stings(line, findings) else self.edits.asked(line, findings)


def stings(line: Line, findings: Findings) -> bool:
    """Whether one of the line's sentences harms, or was found to."""
    inside = [s for s in findings.sentences if s.span.overlaps(line.span)]
    return any(s.impact["harmful"] >= STINGS for s in inside) or any("harmful" in c.pushes.values() for c in line.cues)


def _may_go(line: Line, findings: Findings) -> bool:
    """Whether a line that stings tells and asks nothing that people would keep."""
    if stock.sting(line.ways[0], rules.load()).strip(" .!?") == line.ways[0].strip(" .!?"):
        return True
    asks = any(cue.good or cue.id in _SOFT for cue in findings.cues if cue.span.overlaps(line.span))
    told = {fact.kind for fact in facts(line.ways[0])} - {"name"}
    return not asks and not told and findings.keeping(line.span) < MOST_KEPT


def reasoned(
    findings: Findings,
    lines: Sequence[Line],
    mended: Callable[[Line], str],
    words: Mapping[str, str],
    decided: bool = True,
) -> Iterator[str]:
    """The message with its orders as requests and a blank for their reason, if it gives none; then the same with a door left open.
    None where what closes the discussion can't be left out.

    Args:
        lines: all of the message's; mended: what becomes of a flagged one by rules alone, "" if it is left out;
        words: the `reasons` of `rewording.toml`; decided: whether what asks for nothing may be a decision that has a reason.
    """
    pairs = [(line, _copied(line, findings, mended)) for line in lines]
    sparingly(pairs)
    flagged = [(line, copy) for line, copy in pairs if line.flagged]
    left = [copy for _, copy in flagged if copy.text]
    if not left or any(_stuck(line, copy) for line, copy in flagged):
        return
    plain = assembled(findings.text, [copy for _, copy in pairs])
    if (read := _MISREAD.search(plain)) and (not read["name"] or read["name"].lower() in rules.first_names()):
        return
    known = given(plain, findings) or any(
        circumstance(line.ways[0]) or (not line.flagged and tells(line.ways[0])) for line in lines
    )
    if not known and not _give_reason(plain, pairs, words, decided):
        return
    text = assembled(findings.text, [copy for _, copy in pairs])
    if text != findings.text:
        yield text
    if not _OPENED.search(text):
        at = max(index for index, (line, _) in enumerate(pairs) if line.flagged)
        last = place(pairs, at)  # where the door was shut it is left open
        last.ways[0] = followed(last.text, words["open"])
        yield assembled(findings.text, [copy for _, copy in pairs])


def _clear(text: str, rescore: Rescore) -> bool:
    """Whether a draft bosses no more: hardly at all, or with a door left open; and nothing but the order is left of it."""
    found = rescore([text])
    if not found or not (_OPENED.search(text) or found[0].style.scores["boss"] <= CLEAR):
        return False
    if not found[0].harmless:
        return False
    open_to = _SOFT | ({"micromanaging"} if _OPENED.search(text) else frozenset())
    return not any(cue.pushes.get("style") == "boss" and cue.id not in open_to for cue in found[0].cues)


def _stuck(line: Line, copy: Line) -> bool:
    """Whether a line that was found keeps more than its order, or lost its verb."""
    if line.ways[0] == copy.text:
        return bool({cue.id for cue in line.cues} - _SOFT)
    inside = re.sub(r"^\s*[A-Z][\w'’-]+, ", "", _FROM.sub("", copy.text))  # who is called
    if re.search(r", please [a-z]", inside) and not re.search(r"\byou\b|, please", line.ways[0], re.IGNORECASE):
        return True  # in the middle of a list
    return bool(copy.text) and not POLITE.search(copy.text) and not states(copy.text)


def _copied(line: Line, findings: Findings, mended: Callable[[Line], str]) -> Line:
    words = line.ways[0]
    if line.flagged:
        only_shuts = bool(line.cues) and {cue.id for cue in line.cues} <= CLOSING and not facts(words)
        shut = only_shuts and findings.keeping(line.span) < KEPT
        words = "" if shut or hardens(line, findings) or FIRM.fullmatch(words) else plainly(words, mended(line))
    return Line(line.span, [words], line.cues)


def _staccato(findings: Findings) -> bool:
    """Whether words stand as sentences ("Read. The. Brief."): no rule makes a request of them."""
    lone = [s for s in findings.sentences if len(s.span.of(findings.text).split()) == 1]
    return len(lone) >= 2


def _give_reason(plain: str, pairs: Sequence[tuple[Line, Line]], words: Mapping[str, str], decided: bool) -> bool:
    """Whether a blank for the reason could be set: in the sentence of the only request, else after the last one."""
    asked = [
        copy for line, copy in pairs if line.flagged and POLITE.search(copy.text) and not _NOTICE.search(copy.text)
    ]
    left = [copy for line, copy in pairs if line.flagged and copy.text]
    theirs = (copy for copy in reversed(left) if not OWN_PART.match(copy.text) or POLITE.search(copy.text))
    last = next(theirs, left[-1])
    if len(left) == 1 and _STAYS.search(last.text) and (joined := _joined(last.text, words["joined"], _CHOICE)):
        last.ways[0] = joined
    elif not asked or _ASKED.search(plain):
        if not decided or not states(last.text):
            return False
        last.ways[0] = followed(last.text, words["decided"])
    elif asked == [last] and left[0] is not last and (joined := _decided(left[0].text, words["joined"])):
        left[0].ways[0] = joined
    elif asked == [last] and (joined := _joined(last.text, words["joined"])):
        asked[0].ways[0] = joined
    else:
        last.ways[0] = followed(last.text, words["asked"])
    return True


def _decided(text: str, reason: str) -> str:
    """A decision that is told before the only request, with its reason; "" where it is none."""
    return _joined(text, reason, _CHOICE) if DECISION.search(text) and not POLITE.search(text) else ""


def _joined(text: str, reason: str, beside: re.Pattern[str] = _BESIDE) -> str:
    """A request of one clause with its reason in the same sentence, "" where it has several, by the words that begin one `beside` it."""
    found = re.fullmatch(r"(?P<order>[^.!?\n;:,–—]+)(?P<end>[.!]*)", text.rstrip())
    if not found or found["order"].endswith("please") or beside.search(text):
        return ""
    return f"{found['order']}, {reason}{'.' if found['end'] else ''}"
