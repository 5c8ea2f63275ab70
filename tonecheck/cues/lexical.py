"""Cues that words alone decide: the rulebook's patterns over one text. A new kind is a function and its line in KINDS."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from tonecheck.rulebook import Pattern, Rulebook
from tonecheck.text import Document
from tonecheck.types import Span

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_CAPITALS = re.compile(r"(?<![\w`/.])[A-Z][A-Z'’]+(?:[ ,;:!?-]+[A-Z][A-Z'’]*)*[A-Z](?![\w`/])")
_PILED = re.compile(r"(?:[!?]\s?){2,}[!?]")
_STRETCHED = re.compile(r"\b\w*(\w)\1{3,}\w*\b")
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|(?<!\w)'[^']*'(?!\w)|`[^`]*`|^\s*>.*$", re.MULTILINE)
_PILED_OR_STRETCHED = re.compile(r"[!?]\s?[!?]|([^\W\d_])\1\1")
ACRONYM_LENGTH = 3
"""A run of two words in capitals is shouting only when one is longer than this; from SHOUTED_WORDS on it always is."""
SHOUTED_WORDS = 3


@dataclass(frozen=True, slots=True)
class Hit:
    """A pattern's finding: offsets into the text that was searched."""

    pattern: Pattern
    span: Span


def hits(document: Document, book: Rulebook) -> list[Hit]:
    """The hits of all patterns of the rulebook: for the encoder's evidence and for the cues, so they are sought once."""
    return find(document, book.patterns)


def find(document: Document, patterns: Sequence[Pattern]) -> list[Hit]:
    """All hits in order of position. Words inside quotation marks are not the sender's and never hit.

    A pattern's `unless` is looked for in the sentence as the model reads it and as it was sent (with its emoji).
    """
    text = document.text
    quoted = [Span(*found.span()) for found in _QUOTED.finditer(text)]
    hits = [
        Hit(pattern, span)
        for pattern in patterns
        for span in KINDS[pattern.kind](text, pattern)
        if span.start < span.end
        and not any(q.start <= span.start and span.end <= q.end for q in quoted)
        and not (pattern.unless and _excused(pattern.unless, document, span))
    ]
    return sorted(hits, key=lambda hit: hit.span)


def _excused(unless: re.Pattern[str], document: Document, span: Span) -> bool:
    sentence = next((s for s in document.sentences if s.overlaps(span)), span)
    sent = document.original(sentence).of(document.message.text)
    return bool(unless.search(sentence.of(document.text)) or unless.search(sent))


def _regex(text: str, pattern: Pattern) -> Iterator[Span]:
    assert pattern.regex is not None
    named = "span" in pattern.regex.groupindex
    for found in pattern.regex.finditer(text):
        yield Span(*found.span("span" if named and found["span"] else 0))


def _words(text: str, pattern: Pattern) -> Iterator[Span]:
    for found in _WORD.finditer(text):
        if found[0].lower() in pattern.words:
            yield Span(*found.span())


def _shouting(text: str, pattern: Pattern) -> Iterator[Span]:
    for found in _CAPITALS.finditer(text):
        words = [word for word in _WORD.findall(found[0]) if len(word) > 1]
        long = [word for word in words if len(word) > ACRONYM_LENGTH]
        if len(words) >= SHOUTED_WORDS or (len(words) >= 2 and long):
            yield Span(*found.span())
    for found in _PILED.finditer(text):
        if "!" in found[0]:
            yield _with_word_before(text, Span(*found.span()))


def loud(text: str) -> bool:
    """Whether anything in a text can be shouted: capitals, piled marks, a stretched word. All 187 marks of the corpus are."""
    capitals = any(one.isupper() and other.isupper() for one, other in pairwise(text))
    return capitals or _PILED_OR_STRETCHED.search(text) is not None


def _with_word_before(text: str, span: Span) -> Span:
    before = list(_WORD.finditer(text, max(0, span.start - 30), span.start))
    return Span(before[-1].start(), span.end) if before else span


def _elongation(text: str, pattern: Pattern) -> Iterator[Span]:
    for found in _STRETCHED.finditer(text):
        yield Span(*found.span())


KINDS: dict[str, Callable[[str, Pattern], Iterator[Span]]] = {
    "regex": _regex,
    "words": _words,
    "shouting": _shouting,
    "elongation": _elongation,
}
