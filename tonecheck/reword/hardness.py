"""What makes an order harder and carries nothing: it closes the discussion, hammers, or says how the manager will watch."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tonecheck.reword.facts import facts
from tonecheck.reword.findings import CLOSING, ORDERS, Findings
from tonecheck.reword.lines import Line
from tonecheck.reword.requests import POLITE
from tonecheck.reword.rules import load

HARDENS = 0.36
"""Mean probability that people keep its words below which a line that closes or hammers goes."""
DOUBTED = 0.4
"""The same below which a line that stays is one too many: of 19 drafts with such a line readers would send 16 %, of 60 others 45 %."""
OWN_PART = re.compile(r"\W*I(?:['’]\w+)? ", re.IGNORECASE)
"""What the manager will do themselves: the reason stands before it."""
_WATCHES = re.compile(
    r"\W*(?:and )?I(?:['’]ll| will|['’]m|['’]ve| can| look| check| read| receive| listen| see| come| open| watch| verify)\b",
    re.IGNORECASE,
)
"""How the manager will watch."""
HARD_CUES = CLOSING | {"outcome-only"}
BARE = 1
"""Most lines that order about as they did where only a door was opened: of eight texts with two readers would send one."""
_BLANK = re.compile(r"\[[^\]\n]*\?\]")
FEW = 5
"""Words up to which a line in which nothing was found may be left out so."""
REPEATED = 2
"""Words of a line that only repeats."""
FIRM = re.compile(
    r"\W*(?:I(?:['’]ll| will) (?:be )?(?:check|watch|count|look|listen)(?:ing)?(?: (?:it|this|them|on (?:it|this|that)|each (?:one|of them)|personally))?|(?:no excuses,? |just )(?:just )?(?:make it happen|get it done|do it|see to it)|no (?:exceptions?|excuses|discussions?|arguments?|buts|ifs)|ever|final|simple(?: as that)?|period|full stop|end of(?: story)?|told you once|"
    r"that['’]s (?:it|final|an order|all you need to know|(?:the way|how) (?:we|I)(?:['’]re| are)? (?:do(?:ing)?|want) it(?: now| here)?)|every (?:single )?(?:one|time|hour|day|mail)|it stops|"
    r"sort it(?: out)?|(?:please )?treat (?:this |it )?as final|just do it|(?:the )?[\w' ’]{2,20} (?:has|have) no say in (?:this|it|that)|"
    r"(?:[\w ’']{4,60} and )?this is how it(?:['’]s| is| will be) (?:going to be )?done)\W*",
    re.IGNORECASE,
)
"""What only makes an order harder: as a sentence it goes."""
SHUT = re.compile(
    r"\b(?:no (?:debates?|discussions?|arguments?|arguing|negotiation|exceptions|excuses|comments|buts)|(?:it['’]s|that['’]s|(?:matter|question|topic|subject|point|discussion|thread) is|stays) (?:closed|final|that|settled)|(?:not|n['’]t|nt) (?:up|open) for|"
    r"(?:won['’]?t|not|n['’]t) (?:going to |having |be |want to |here to )?(?:argu|discuss|explain|debat|negotiat|tak(?:e|ing) (?:calls|questions))\w*|the \w+ argument again|that['’]s it|"
    r"end of (?:it|story|discussion)|nothing to discuss|no more to say|I (?:decide|pick|choose)|my (?:decision|call)|what I say|I(?:['’]ve| have) (?:decided|picked|made up)|because I (?:say|said)|"
    r"(?:do not|don['’]?t) (?:come (?:back )?to me|ask (?:me|why)|send it back|argue|question|reply|discuss|bring it up)|whether you|like it or not|I know you think|not a question|that clear|understood|no say|how it will be done|won['’]t go over|until I (?:say|tell)|as final|the way we['’]re doing)\b",
    re.IGNORECASE,
)
"""What closes a discussion, whatever was found in it: no door is open beside it."""
HARD = re.compile(
    r"\bI['’]d watch your\b|\bis the answer\b|\bwhy I should|\byou['’]ll be the one\b|\b(?:I (?:do not|don['’]?t) (?:care|mind|need|want|accept)|(?:do not|don['’]?t) (?:care|come in|cry)|I['’]m (?:telling|watching)|I(?:['’]ll| will) (?:answer for you|be (?:watching|checking|looking|going through))|"
    r"it is what it is|the (?P<thing>\w+) (?:is|are) the (?P=thing)|(?:for|need|not interested in) (?:any )?reasons?|for once|stop \w+ing (?:me|my|us)|decide nothing|you (?:don['’]t|do not) decide|when I say|that will do|with me while you|in your (?:whole )?life|(?:do not|don['’]?t) need to know|of no interest|sort it|in the place I chose|where I can see|I listen in|my way|leave nothing out|the \w+ isn['’]t|out of my sight|stop (?:asking|emailing|e-mailing|messaging|calling|hovering|bothering)|"
    r"you execute|the answer(?:['’]s| is) no|I (?:say|said) (?:it|so)|(?:i|I) catch|who decides|so it['’]?s (?:done )?my way|cancel them|raised|paid (?:for|to)|what do (?:we|I) pay)\b|(?-i:\bEVERYONE\b)",
    re.IGNORECASE,
)
"""What stays hard beside any reason."""


def hardens(line: Line, findings: Findings) -> bool:
    """Whether a line only makes an order harder: it repeats a word of it ("Eleven."), or closes the discussion or hammers, tells
    nothing, and people would leave it out."""
    words = re.findall(r"\w+", line.ways[0].lower())
    rest = (findings.text[: line.span.start] + findings.text[line.span.end :]).lower()
    if 0 < len(words) <= REPEATED and all(re.search(rf"\b{re.escape(word)}\b", rest) for word in words):
        return True
    ids = {cue.id for cue in line.cues}
    told = {fact.kind for fact in facts(line.ways[0])} - {"name"}
    if told or not ids <= HARD_CUES | {"command"} or findings.keeping(line.span) >= HARDENS:
        return False
    return bool(ids & HARD_CUES) or (not ids and len(words) <= FEW)


def _bosses(line: Line, findings: Findings) -> bool:
    return any(s.style["boss"] >= ORDERS for s in findings.sentences if s.span.overlaps(line.span))


def hard(lines: Sequence[Line], text: str, findings: Findings) -> bool:
    """Whether a draft keeps what is hard beside any reason: words that close or hammer, a line that closes, or one that says how the
    manager will watch."""
    plain = text.replace(load().reasons["open"], "")
    if SHUT.search(plain) or HARD.search(plain):
        return True
    blank = _BLANK.search(plain)
    if blank and not POLITE.search(plain):  # of nine texts with a reason and no request readers would send one
        return True
    stay = [line for line in lines if line.flagged and line.ways[0].strip(" .!") in plain]
    if findings.harmful and not POLITE.search(plain) and not any(_bosses(line, findings) for line in stay):
        return True  # nothing is asked
    if not blank and sum(_bosses(line, findings) for line in stay) > BARE:
        return True
    return any(
        {cue.id for cue in line.cues} & HARD_CUES
        or (not findings.harmful and findings.keeping(line.span) < DOUBTED and _bosses(line, findings))
        or _WATCHES.match(line.ways[0])
        for line in stay
    )
