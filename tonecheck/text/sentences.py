"""Sentences of a message, as spans of the original: mail and chat break lines where prose has full stops."""

from __future__ import annotations

import re

from sentencex import get_sentence_boundaries

from tonecheck.types import Span

_LINE = re.compile(r"[^\n\r\u2028\u2029\x0b\x0c]+")
_LINE_END = re.compile(r"[\n\r\u2028\u2029\x0b\x0c]")
_READABLE = re.compile(r"\w")
# The splitter ends a sentence after these when a capital follows ("Thanks, Dr. | Osei").
_TITLE = re.compile(r"\b(?:Dr|Mr|Mrs|Ms|Prof|St|Sr|Jr|Rev|Capt|Sgt|approx|incl|excl|No)\.$")
_LONGEST_TITLE = len("approx.")


def split(text: str) -> list[Span]:
    """Spans of the sentences in order, without surrounding white space; a line break always ends one.

    Runs without a letter or digit (a row of dashes, an emoji, stray quotes) belong to the sentence before them.
    """
    spans: list[Span] = []
    for line in _LINE.finditer(text):
        for start, end in _boundaries(line[0]):
            _append(spans, text, line.start() + start, line.start() + end)
    return spans


def _boundaries(line: str) -> list[tuple[int, int]]:
    if not line.strip():
        return []
    return [(found["start_index"], found["end_index"]) for found in get_sentence_boundaries("en", line)]


def _append(spans: list[Span], text: str, start: int, end: int) -> None:
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    end -= len(piece) - len(piece.rstrip())
    if start >= end:
        return
    if spans and (not _READABLE.search(text, start, end) or _goes_on(text, spans[-1], start)):
        spans[-1] = Span(spans[-1].start, end)
    else:
        spans.append(Span(start, end))


def _goes_on(text: str, last: Span, start: int) -> bool:
    same_line = not _LINE_END.search(text, last.end, start)
    return same_line and bool(_TITLE.search(text, max(last.start, last.end - _LONGEST_TITLE), last.end))
