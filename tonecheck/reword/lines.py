"""A message as lines, each with its ways to be said, and the message put together again."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from tonecheck.reword import rules, syntax
from tonecheck.text.wrapping import wrapping
from tonecheck.types import Cue, SentenceScores, Span

GREETING = re.compile(
    r"^\s*(?:hi|hello|hey|dear|good (?:morning|afternoon|evening)|morning|all|team)\b[^.!?\n]{0,40}[,:!]?\s*$",
    re.IGNORECASE,
)
HELLO = re.compile(
    r"\W*(?:hi|hello|hey|good (?:morning|afternoon|evening)|morning|afternoon|evening|thanks|thank you|cheers|regards)(?:,? [\w'’-]+)?\W*",
    re.IGNORECASE,
)
"""A greeting or thanks as a sentence of its own."""
_CALLS = frozenset(
    "oh ah aha well so wow look right honestly ok okay now no yes yeah please seriously sorry great".split()
)
"""What stands before a comma at the beginning and is nobody's name."""
_WHEN = re.compile(
    r"(?:Right )?Now|Today|Tonight|Tomorrow|Immediately|Again|ASAP|Thanks|Please|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:This|Next|Last|Every) \w+",
    re.IGNORECASE,
)
_TITLED = r"(?:Mr|Mrs|Ms|Miss|Dr|Prof|Professor|Sister|Nurse|Chef)\.? [A-Z][a-zà-ÿ'’-]+"
# A question about a choice that stood in the sentence before it.
_WHICH = re.compile(r"(?:so |and )?which (?:one|is it|of the two)(?: is it)?\?", re.IGNORECASE)
_OPENS = re.compile(r"(?:\bIf (?:you|something) [^.!?\n]*, |^)tell me\b[^.!?\n]*[.!]?", re.IGNORECASE)
# What says when or how an order is to be done, as a sentence of its own: "Move them. Today."
_CLIPPED = re.compile(
    r"(?:(?:right |starting |from )?now|today|tonight|tomorrow(?: morning)?|immediately|at once|(?:straight|right) away|asap|as soon as possible|again|properly|in writing|in person|in full|"
    r"this (?:week|morning|afternoon|evening)|first thing(?: tomorrow)?|through me|every (?:single )?(?!one\b)\w+|both(?: of them)?|all (?:of (?:it|them)|\w+)|"
    r"(?:by|before|until|no later than) [^,.;!?]{2,24})[.!]*",
    re.IGNORECASE,
)


def grouped(text: str, sentences: Sequence[SentenceScores]) -> Iterator[list[SentenceScores]]:
    """Sentences that are mended together: one, or one with the clipped ones after it ("Move them. Today.")."""
    group: list[SentenceScores] = []
    for sentence in sentences:
        if group and (_CLIPPED.fullmatch(sentence.span.of(text).strip()) and _same_line(text, group[-1], sentence)):
            group.append(sentence)
            continue
        if group:
            yield group
        group = [sentence]
    if group:
        yield group


def _same_line(text: str, one: SentenceScores, other: SentenceScores) -> bool:
    between = text[one.span.end : other.span.start]
    return "\n" not in between and one.span.of(text).rstrip()[-1:] in ".!"


def unclipped(text: str) -> str:
    """ "Move them. Today." → "Move them today."; before a name that is called at the end."""
    pieces = re.split(r"(?<=[.!])\s+", text.strip())
    while len(pieces) > 1 and _CLIPPED.fullmatch(pieces[1]):
        first, tail = pieces[0].rstrip(".! "), pieces.pop(1).rstrip(".! ")
        tail = tail if tail.isupper() else tail[:1].lower() + tail[1:]
        name = re.search(r", [A-Z][\w'’-]+$", first)
        several = re.search(
            r",|\b(?:and|which|who|if|when|before|after|until|because|so)\b", first[: name.start()] if name else first
        )
        tail = f", {tail}" if several or re.match(r"(?:all|both) of\b|every\b", tail) else f" {tail}"
        pieces[0] = f"{first[: name.start()]}{tail}{name[0]}." if name else f"{first}{tail}."
    return " ".join(pieces)


@dataclass(slots=True)
class Line:
    """One sentence and its ways: `ways[0]` is the sentence itself; `at` is the one in use, `hot` whether it stings by itself."""

    span: Span
    ways: list[str]
    cues: list[Cue]
    at: int = 0
    flagged: bool = field(default=False)
    hot: bool = False

    @property
    def text(self) -> str:
        return self.ways[self.at]


_AT_END = re.compile(r"(?<![\w'’])(?P<before>[a-z][\w'’-]*|\d[\d.:]*) (?P<name>[A-Z][a-zà-ÿ]+)[.!?]*\s*$")
_TO_YOU = re.compile(r"\b(?:you|your|yours|yourself|ur|u)(?:['’](?:re|ve|ll|d))?\b", re.IGNORECASE)
_SPOKEN_OF = re.compile(
    r"(?:by|to|with|for|from|of|about|and|or|ask|asks|asked|tell|told|call|called|ring|rang|see|saw|at|like|than|as|is|was|are|not|but|named|give|gave|let|help|helped|cover|covered|meet|met|"
    r"email|emailed|text|texted|phone|phoned|find|found|send|sent|mr|mrs|ms|dr|st|in|on|via|through|under|over|behind|near|the|a|an|my|our|his|her|their|only|even|just|"
    r"\w*(?:er|or|ist|man|woman|boy|girl|league|friend|client|boss|sister|aunt|wife|husband|son|nurse|patient|tenant|guest|lady|kid|intern|chef)|\w+['’]s)",
    re.IGNORECASE,
)
"""What before a name says that it is spoken of, not to."""


def called(text: str) -> str:
    """The name that a sentence calls ("Don't bother, Tomasz, I know."), if it calls one."""
    for found in re.finditer(r"(?:^|[,;]\s)([A-Z][a-zà-ÿ'’-]+|" + _TITLED + r")(?=,\s|[.!?]*\s*$)", text):
        rest = text[found.end() :]
        last = not rest.strip(" .!?")  # ", Fintan." calls somebody, "Ja, ..." may not
        inside = last or not re.match(r",\s+(?:and |or )?[A-Z]", rest)  # "Ghent, Bruges and Lille" calls nobody
        strange = found.start() and inside and not syntax.known(found[1].lower())
        if found[1].lower() in rules.first_names() or strange or re.fullmatch(_TITLED, found[1]):
            return found[1]
    last_word = _AT_END.search(text)
    if last_word and _TO_YOU.search(text) and not _SPOKEN_OF.fullmatch(last_word["before"]):
        name = str(last_word["name"])
        return name if name.lower() in rules.first_names() - rules.load().words["no_names"] else ""
    return ""


def with_name(text: str, name: str) -> str:
    """The text with the name called at its beginning, after a greeting's line if there is one."""
    if not name or name.lower() in text.lower() or text.lstrip()[:1] in "@#" or not text.strip():
        return text
    start = len(text) - len(text.lstrip())
    word = re.match(r"\S+", text[start:])
    keep = word is None or not word[0][1:].islower() or re.match(r"I\b", word[0]) or _proper(text)
    rest = text[start:] if keep else text[start].lower() + text[start + 1 :]
    return f"{text[:start]}{name}, {rest}"


def _proper(text: str) -> bool:
    """Whether a text begins with a name: a proper noun that is no word of the language in small letters ("Spray book's empty.")."""
    first = syntax.parse(text)[0]
    named = bool(first.ent_type_) or first.lower_ in rules.first_names() or not syntax.known(first.lower_)
    return first.pos_ == "PROPN" and named


def addressed(text: str) -> str:
    """The name with which a message begins, if it does."""
    found = re.match(r"\s*((?:(?:Hi|Hello|Hey|Dear) )?([A-Z][\w'’-]+)),\s", text)
    if found is None or (found[2].lower() in _CALLS and found[1] == found[2]):
        return ""
    return f"{found[1]}, "


def assembled(text: str, lines: Sequence[Line]) -> str:
    """The message with each line in its present way; what stands between and around them stays to the last character.

    A sentence that goes takes the blank before it along. At the start of a paragraph the next one takes its place; alone in
    its paragraph, the break before it stays and the one after it goes. What opens the discussion does so once.
    """
    out: list[str] = []
    saved: str | None = None
    at = 0
    opened = gone = False
    for line in lines:
        gap = text[at : line.span.start] if saved is None else saved
        saved = None
        at = line.span.end
        again = opened and _OPENS.fullmatch(line.text.strip()) is not None and line.text != line.span.of(text)
        opened = opened or _OPENS.search(line.text) is not None
        again = again or (gone and _WHICH.fullmatch(line.text.strip()) is not None)
        gone = not line.text
        if line.text and not again:
            out.append(gap + line.text)
        elif not out or "\n" in gap:
            saved = gap
    if saved is not None and not out:
        out.append(saved.rstrip())
    out.append(text[at:])
    whole = "".join(out)
    if not text.lstrip().startswith("As a result"):  # of nothing that is told before
        whole = re.sub(r"^(\s*)As a result (\w)", lambda found: found[1] + found[2].upper(), whole)
    return whole if whole.strip() else ""


def says_something(text: str) -> bool:
    words = re.findall(r"\w+", re.sub(r"\[[^\]]*\]", " ", text))
    return len(words) >= 2


def before_signature(text: str, question: str) -> str:
    """A sentence added after the last one that is no signature."""
    starts = [start for start, end, _ in wrapping(text) if end == len(text)]
    body = text[: starts[0]] if starts else text
    tail = text[len(body) :]
    closing = body[len(body.rstrip()) :]
    body = body.rstrip()
    # A name alone after the last full stop is a signature as well.
    last = re.search(r"(?<=[.!?])\s+(?:[A-Z][\w.'’-]*\s?){1,3}$", body) if not starts else None
    if last and not _WHEN.fullmatch(last[0].strip(" .!?")):
        body, tail = body[: last.start()], body[last.start() :] + closing + tail
        closing = ""
    if body and body[-1] not in ".!?…])":
        body += "."
    return f"{body} {question}{closing}{tail}"
