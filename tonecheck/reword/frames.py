"""Where no edit is enough: the manager's own clean sentences and requests stay, and visible blanks stand for the rest.

A blank asks for what a good message would say there (what was seen, what follows, the reason), and names the facts that stood among
the words that go, so that none of them is lost. It says nothing in the manager's place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from tonecheck.reword import syntax
from tonecheck.reword.facts import Fact, facts, missing
from tonecheck.reword.findings import Findings, Rescore
from tonecheck.reword.lines import Line, assembled, before_signature, called, with_name
from tonecheck.reword.rules import first_names
from tonecheck.types import Cue, Span

HARM, BOSS = 0.3, 0.35
"""Probability from which a sentence doesn't stay as it is."""
SURE = 0.5
"""Score of a cue of harm from which its words don't stay."""
TOPICS = 3
"""Facts that one blank names at most: a blank that is a list helps nobody."""
ENOUGH = 10
"""Own words from which a message says enough without a blank for what was seen."""
PLAIN = 12
"""Own words up to which a message without any request gets a blank for one."""
OWN = 3
"""Own words that a frame has at least, or two blanks: else it isn't the manager's message any more."""
LONG = 78
"""Characters of a blank at most; its brackets come on top."""
_ORDERS = frozenset(("command", "micromanaging", "outcome-only", "expectation"))
_ASKS = re.compile(
    r"\?(?!\])|\b(?:please|pls|could you|can you|I['’]d (?:like|ask)|need to|let me know|tell me)\b", re.IGNORECASE
)
_LEADING = re.compile(
    r"^(?:the|a|an|my|your|our|his|her|their|this|that|these|those|all|just|only|even|same)\s+", re.IGNORECASE
)
_BLANK = re.compile(r"\[[^\[\]\n]*\?\]")

Told = Callable[[Line], str]
"""What a line tells and asks beside its sting, as sentences; "" where it is nothing."""


def framed(
    before: Findings,
    after: Findings | None,
    lines: Sequence[Line],
    told: Told,
    blanks: Mapping[str, str],
    rescore: Rescore,
) -> str:
    """The message with its bad lines mended or framed; "" where it can't be done.

    Args:
        before: the message; after: what was found in the lines as they stand now, None where they weren't checked;
        lines: all of the message's; told: see `Told`; blanks: the `frames` of `rewording.toml`.
    """
    worst = [line for line in lines if line.text and not _calm(line, before) and _bad(line, before, after)]
    kept = [Line(line.span, [line.text], line.cues) for line in lines]
    copies = [(line, copy) for line, copy in zip(lines, kept, strict=True) if line in worst]
    for (_, copy), way in zip(copies, _clean_ways([line for line, _ in copies], before, rescore), strict=True):
        copy.ways[0] = way
    _give_reason(copies, before, blanks)
    gone = [(line, copy) for line, copy in copies if not copy.text]
    for line, copy in gone:
        copy.ways[0] = told(line)
    _stand_in(gone, before, kept, blanks)
    text = assembled(before.text, kept)
    for name in dict.fromkeys([called(line.ways[0]) for line in lines] + [_spoken_to(before.text)]):
        text = _named(text, name)
    orders = any(cue.id in _ORDERS for line, copy in copies if copy.text for cue in line.cues)
    text = text if orders else _with_need(text, blanks)
    return text if _whole(text) else ""


def _calm(line: Line, before: Findings) -> bool:
    """Whether the manager's sentence was fine: then it stays, whatever the model makes of it in its new company."""
    inside = [s for s in before.sentences if s.span.overlaps(line.span)]
    worst = max((max(s.impact["harmful"], s.style["boss"]) for s in inside), default=0.0)
    return not before.accusing(line.span) and worst < 0.2


def _bad(line: Line, before: Findings, after: Findings | None) -> bool:
    """Whether a line still harms or bosses where it stands now."""
    found = after or before
    start = found.text.find(line.text)
    span = Span(start, start + len(line.text)) if start >= 0 else line.span
    inside = [s for s in found.sentences if s.span.overlaps(span)]
    harm = max((s.impact["harmful"] for s in inside), default=0.0)
    boss = max((s.style["boss"] for s in inside), default=0.0) if before.boss else 0.0
    return harm >= HARM or boss >= BOSS or any("harmful" in cue.pushes.values() for cue in found.accusing(span))


def _clean_ways(lines: Sequence[Line], before: Findings, rescore: Rescore) -> list[str]:
    """For each line its least changed way that harms nobody by itself, "" where there is none. One that only orders about is
    clean here: a reason will be asked for."""
    tried = [way for line in lines for way in (line.ways if _only_boss(line, before) else line.ways[1:]) if way]
    found = {found.text: found for found in rescore(list(dict.fromkeys(tried)))} if tried else {}
    stings = [cue.text for cue in before.cues if "harmful" in cue.pushes.values() and cue.score >= SURE]

    def clean(way: str) -> bool:
        seen = found.get(way)
        return (
            seen is not None
            and not any(words in way for words in stings)
            and not (seen.impact.scores["harmful"] > HARM or any("harmful" in cue.pushes.values() for cue in seen.cues))
        )

    return [next((way for way in (*line.ways[1:], line.ways[0]) if way and clean(way)), "") for line in lines]


def _only_boss(line: Line, before: Findings) -> bool:
    hot = max((s.impact["harmful"] for s in before.sentences if s.span.overlaps(line.span)), default=0.0)
    return not _harm(line, before) and hot < 0.5


def _harm(line: Line, before: Findings) -> list[Cue]:
    return [cue for cue in before.accusing(line.span) if "harmful" in cue.pushes.values()]


def _give_reason(copies: Sequence[tuple[Line, Line]], before: Findings, blanks: Mapping[str, str]) -> None:
    """The most bossy of the orders asks for its reason, unless the message gives one."""
    if not before.boss or any(cue.id == "purpose" for cue in before.cues):
        return
    orders = [
        (max((s.style["boss"] for s in before.sentences if s.span.overlaps(line.span)), default=0.0), copy)
        for line, copy in copies
        if copy.text and any(cue.id in _ORDERS for cue in before.cues if cue.span.overlaps(line.span))
    ]
    if orders:
        copy = max(orders, key=lambda pair: pair[0])[1]
        copy.ways[0] = _reasoned(copy.text, blanks)


def _reasoned(text: str, blanks: Mapping[str, str]) -> str:
    """With a blank for the reason, in the sentence or after it."""
    body = text.rstrip()
    points = re.search(r"[.!…]*$", body)
    closing = points[0] if points else ""
    if body.endswith(("?", "]")) or re.search(r"\bbecause\b|\n|[:;]", body):
        return f"{body} {blanks['why']}"
    return f"{body[: len(body) - len(closing)]}, {blanks['reason']}{'.' if closing else ''}"


def _stand_in(
    gone: Sequence[tuple[Line, Line]], before: Findings, kept: Sequence[Line], blanks: Mapping[str, str]
) -> None:
    """Blanks for the lines that go: one for all facts that stood in them, one for the consequence behind a threat, or one for what
    was seen where little else is told."""
    if not gone:
        return
    rest = assembled(before.text, list(kept))
    theirs = facts(rest)
    topics: dict[str, None] = {}
    first = gone[0][1]
    for line, copy in gone:
        names = (called(line.ways[0]), _spoken_to(before.text), "Sorry")
        inside = [fact for fact in facts(before.text) if fact.span.overlaps(line.span) and fact.text not in names]
        found = _topics(line.ways[0], line.span, missing(inside, theirs, rest, before.stings, before.passing))
        first = copy if found and not topics else first
        topics.update(dict.fromkeys(found))
    threats = [line for line, _ in gone if any(c.id == "threat" and c.score >= SURE for c in _harm(line, before))]
    little = len(_own(rest)) < ENOUGH and not _ASKS.search(rest)
    wanted = [blanks["about"].replace("{facts}", _listed(list(topics)))] if topics else [blanks["seen"]] * little
    wanted += [blanks["threat"]] * bool(threats)
    bullet = re.match(r"\s*(?:[-*•–]|\d+[.)])\s+", first.text or next(line for line, c in gone if c is first).ways[0])
    first.ways[0] = " ".join(part for part in (first.text, *wanted) if part)
    if bullet and wanted and not first.text.startswith(bullet[0]):
        first.ways[0] = bullet[0] + first.text


def _topics(line: str, at: Span, lost: Sequence[Fact]) -> list[str]:
    """The facts with the words that belong to them ("14 calls", "the wet market"), each once, in their order."""
    doc = syntax.parse(line)
    chunks = [Span(chunk.start_char, chunk.end_char) for chunk in doc.noun_chunks]
    found: list[Span] = []
    for fact in sorted(lost, key=lambda fact: fact.span):
        span = Span(fact.span.start - at.start, fact.span.end - at.start)
        around = next(
            (c for c in chunks if c.start <= span.start and span.end <= c.end and c.end - c.start <= 30), span
        )
        around = _widened(line, around) if fact.kind == "number" and around.of(line) == fact.text else around
        if found and around.start <= found[-1].end + 1:
            found[-1] = Span(found[-1].start, max(found[-1].end, around.end))
        else:
            found.append(around)
    cut = (_trimmed(span.of(line)) for span in found)
    return list(dict.fromkeys(topic for topic in cut if topic))


def _trimmed(topic: str) -> str:
    if "`" in topic or "/" in topic:  # code and links stay whole
        return topic.strip()
    return re.split(r"[;:?!]|,(?=\s)", _LEADING.sub("", topic.strip(" \"'“”.,;:!?")))[0].strip(" \"'“”")


def _widened(line: str, span: Span) -> Span:
    """A lone number with the word after it that tells what it counts ("five minutes", "three of them")."""
    after = re.match(r" (?:of (?:them|you|us)|[a-z]{3,}s)\b", line[span.end :])
    return Span(span.start, span.end + (after.end() if after else 0))


def _listed(topics: Sequence[str]) -> str:
    *more, last = topics[:TOPICS]
    text = f"{', '.join(more)} and {last}" if more else last
    return text if len(text) <= LONG - 34 else last[: LONG - 34]


def _spoken_to(text: str) -> str:
    """The one person whom a message without commas names and says "you" to ("every time you get a bad back Callum")."""
    if not re.search(r"\b(?:you|your|u|ur)\b", text, re.IGNORECASE):
        return ""
    names = [t for t in syntax.parse(text) if t.text[:1].isupper() and t.lower_ in first_names()]
    if len({token.text for token in names}) != 1:
        return ""
    told = any(t.dep_ in ("nsubj", "nsubjpass", "poss", "pobj", "dobj", "dative", "conj") for t in names)
    return (
        "" if told or (names[0].i + 1 < len(names[0].doc) and names[0].nbor(1).text in ("'s", "’s")) else names[0].text
    )


def _named(text: str, name: str) -> str:
    return (
        re.sub(rf"(?<={re.escape(name)}, \[)[A-Z]", lambda hit: hit[0].lower(), with_name(text, name)) if name else text
    )


def _own(text: str) -> list[str]:
    return re.findall(r"\w+", _BLANK.sub(" ", text))


def _with_need(text: str, blanks: Mapping[str, str]) -> str:
    """With a blank for what is wanted, where a short message asks for nothing."""
    own = _BLANK.sub(" ", text)
    if _ASKS.search(own) or len(_own(text)) > PLAIN or not _BLANK.search(text):
        return text
    return before_signature(text, blanks["need"])


def _whole(text: str) -> bool:
    return len(_own(text)) >= OWN or len(_BLANK.findall(text)) >= 2
