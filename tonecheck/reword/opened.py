"""An order that no rule turns: said as it was, with a blank for its reason where none is told and a door left open.

What is asked for stays to the last word; only what closes the discussion goes, since the door that is opened would belie it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from tonecheck.reword import edits, syntax
from tonecheck.reword.asking import at_end
from tonecheck.reword.facts import facts
from tonecheck.reword.findings import CLOSING, ORDERS, Findings
from tonecheck.reword.lines import GREETING, Line, assembled
from tonecheck.reword.requests import POLITE
from tonecheck.reword.sparing import plainly, sparingly
from tonecheck.types import Span

FAR = 2
"""Sentences that may stand between an order and its reason; behind more it is lost, so it follows the order at once."""
_TELLING = 4
"""Words from which a sentence may tell a reason."""
_NOTHING_TOLD = re.compile(
    r"\b(?:thanks|thank you|thx|cheers|regards|hope (?:you|this)|have a (?:\w+ )?(?:day|weekend|evening|one)|see you)\b|\?\s*$|^\W*(?:I['’]ll|I will|you|let me)\b",
    re.IGNORECASE,
)
_GOES_ON = re.compile(
    r"\W*(?:(?:that|this) (?:includes?|goes for|means|applies)|(?:the )?same (?:goes|for))\b", re.IGNORECASE
)
"""What belongs to the order before it."""
SHUT = re.compile(
    r"\b(?:no (?:debates?|discussions?|arguments?|arguing|negotiation|exceptions|excuses|comments|buts)|(?:is|are|it['’]s|that['’]s|stays?) (?:closed|final|that|settled)|(?:not|n['’]t|nt) (?:up|open) for|"
    r"(?:won['’]?t|not|n['’]t) (?:going to |having |be |want to |here to )?(?:argu|discuss|explain|debat|negotiat|tak(?:e|ing) (?:calls|questions))\w*|the \w+ argument again|that['’]s it|"
    r"end of (?:it|story|discussion)|nothing to discuss|no more to say|I decide|my (?:decision|call)|what I say|I(?:['’]ve| have) (?:decided|picked|made up)|because I (?:say|said)|"
    r"(?:do not|don['’]?t) (?:come (?:back )?to me|ask (?:me|why)|send it back|argue|question|reply|discuss|bring it up)|whether you|like it or not|I know you think|not a question|that clear|understood)\b",
    re.IGNORECASE,
)
"""What closes a discussion, whatever was found in it: no door is open beside it."""
HARD = re.compile(
    r"\b(?:I (?:do not|don['’]?t) (?:care|mind|need|want|accept)|(?:do not|don['’]?t) (?:care|come in|cry)|I['’]m (?:telling|watching)|I(?:['’]ll| will) (?:answer for you|be (?:watching|checking|looking|going through))|"
    r"it is what it is|the (?P<thing>\w+) (?:is|are) the (?P=thing)|(?:for|need|not interested in) (?:any )?reasons?|for once|in your (?:whole )?life|out of my sight|stop (?:asking|emailing|e-mailing|messaging|calling|hovering|bothering)|"
    r"you execute|the answer(?:['’]s| is) no|I (?:say|said) (?:it|so)|(?:i|I) catch|who decides|so it['’]?s (?:done )?my way|cancel them|raised|paid (?:for|to)|what do (?:we|I) pay)\b|\bEVERYONE\b",
    re.IGNORECASE,
)
"""What stays hard beside any reason."""


def opened(
    findings: Findings,
    lines: Sequence[Line],
    mended: Callable[[Line], str],
    words: Mapping[str, str],
    given: Callable[[str], bool],
) -> Iterator[str]:
    """The message with its orders as they are or with a plain "please", a blank for their reason unless it is told, and a door left open.

    Args:
        lines, mended, words: as for `reasons.reasoned`; given: whether a text gives a reason by its words.
    """
    pairs = [(line, Line(line.span, [_kept(line, findings, mended)], line.cues)) for line in lines]
    sparingly(pairs)
    left = [index for index, (line, copy) in enumerate(pairs) if line.flagged and copy.text]
    plain = assembled(findings.text, [copy for _, copy in pairs])
    if not any(_orders(pairs[index][0], findings) for index in left) or SHUT.search(plain) or HARD.search(plain):
        return
    told = given(plain) or any(not line.flagged and (tells(line.ways[0]) or _named(line.ways[0])) for line in lines)
    if told and any(line.ways[0] != copy.text for line, copy in pairs):
        yield plain
    add = ([] if told else [_reason(pairs[left[-1]][1].text, words)]) + [words["open"]]
    last = place(pairs, left[-1])
    last.ways[0] = followed(last.text, " ".join(add))
    yield assembled(findings.text, [copy for _, copy in pairs])


def _kept(line: Line, findings: Findings, mended: Callable[[Line], str]) -> str:
    """A line as it stays: with a please where that is all a request needs, without what closes the discussion."""
    words = line.ways[0]
    if not line.flagged:
        return words
    ids = {cue.id for cue in line.cues}
    new = plainly(words, mended(line))
    if not new or (ids and ids <= CLOSING and not facts(words)):
        return ""
    if new == at_end(words) or _only_asked(words, new):
        return new
    return _unclosed(line, findings) if ids & CLOSING else words


def _only_asked(words: str, new: str) -> bool:
    """Whether a request is the line with a "please" before its order and nothing else."""
    head, found, rest = new.partition(next(iter(re.findall(r"\bplease ", new, re.IGNORECASE)), "\0"))
    called = re.fullmatch(r"\s*(?:[-*•] )?(?:[A-Z][\w'’-]+, )?(?:(?:and|then|so|now|also) )*", head, re.IGNORECASE)
    return bool(found and called) and f"{head}{rest}".lower() == words.lower()


def _orders(line: Line, findings: Findings) -> bool:
    """Whether a line orders about, so that there is something to give a reason for."""
    inside = [sentence for sentence in findings.sentences if sentence.span.overlaps(line.span)]
    bossy = max((sentence.style["boss"] for sentence in inside), default=0.0) >= ORDERS
    return bossy or any(cue.id in ("command", "expectation") for cue in line.cues)


def _unclosed(line: Line, findings: Findings) -> str:
    """A line without the clause that closes the discussion, as it is where none can go."""
    words, start = line.ways[0], line.span.start
    inside = Span(0, len(words))
    spans = [
        Span(max(0, cue.span.start - start), min(len(words), cue.span.end - start))
        for cue in line.cues
        if cue.id in CLOSING
    ]
    keeping = [
        (Span(span.start - start, span.end - start), value)
        for span, value in findings.kept
        if inside.overlaps(Span(max(0, span.start - start), max(0, span.end - start)))
    ]
    return next(iter(edits.without(words, spans, keeping)), words)


def _reason(order: str, words: Mapping[str, str]) -> str:
    return words["asked" if POLITE.search(order) else "bare"]


def place(pairs: Sequence[tuple[Line, Line]], last: int) -> Line:
    """Where a reason and an open door stand: behind what is told beside the order, before thanks and a signature."""
    rest = [(index, pairs[index][1].text) for index in range(last + 1, len(pairs))]
    behind = [index for index, words in rest if tells(words) or _GOES_ON.match(words)]
    return pairs[behind[-1] if 0 < len(behind) <= FAR else last][1]


def tells(sentence: str) -> bool:
    """Whether a sentence tells something that may be the reason for an order: no thanks, no greeting, no promise of the manager's."""
    short = len(sentence.split()) < _TELLING
    if short or any(kind.search(sentence) for kind in (GREETING, _NOTHING_TOLD, _GOES_ON)):
        return False
    return states(sentence)


def _named(sentence: str) -> bool:
    """Whether a fragment names the reason ("Year end.", "Client demo.")."""
    return re.fullmatch(r"[A-Z][a-z]+ [a-z]+(?: [a-z]+)?[.!]", sentence) is not None and not _NOTHING_TOLD.search(
        sentence
    )


def states(sentence: str) -> bool:
    """Whether a sentence has a verb that somebody does: behind a list of things "this" is nothing."""
    return any(
        token.dep_ == "ROOT"
        and token.tag_ in ("VBZ", "VBP", "VBD", "MD", "VB", "VBN")
        and any(child.dep_ in ("nsubj", "nsubjpass", "expl") for child in token.children)
        for token in syntax.parse(sentence)
    )


def followed(text: str, words: str) -> str:
    """A line with a sentence after it."""
    body = text.rstrip()
    if not body:
        return words
    return f"{body}{'' if body[-1:] in '.!?…' or body.endswith(':)') else '.'} {words}"
