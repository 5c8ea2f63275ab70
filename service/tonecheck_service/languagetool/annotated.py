"""Text with markup between: what is read is the plain text, what a client counts are offsets in the whole."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from tonecheck.types import Span
from tonecheck_service.problems import Problem

_LONE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Part:
    """A run of the whole text, and what it reads as: itself if it is text, `interpretAs` or nothing if it is markup."""

    raw: str
    plain: str
    markup: bool


class AnnotatedText:
    """The parts, put together. Offsets are code points.

    Args:
        parts: in order; together their `raw` is what the client counts in.
    """

    def __init__(self, parts: Iterable[Part]) -> None:
        self._parts = [part for part in parts if part.raw or part.plain]
        self.raw = "".join(part.raw for part in self._parts)
        self.plain = "".join(part.plain for part in self._parts)
        self._starts: list[tuple[int, int]] = []
        plain = raw = 0
        for part in self._parts:
            self._starts.append((plain, raw))
            plain, raw = plain + len(part.plain), raw + len(part.raw)

    def whole(self, span: Span) -> Span:
        """A span of the plain text as one of the whole text; markup in it is taken in, markup around it is not."""
        if span.end <= span.start:
            start = self._place(span.start, last=False)
            return Span(start, start)
        return Span(self._place(span.start, last=False), self._place(span.end - 1, last=True))

    def unbroken(self, span: Span) -> bool:
        """Whether a span of the plain text has no markup in it, so that other words can stand in its place."""
        whole = self.whole(span)
        return self.raw[whole.start : whole.end] == span.of(self.plain)

    def _place(self, offset: int, *, last: bool) -> int:
        """Where a character of the plain text starts (or, if it is the last one, ends) in the whole text."""
        if not self._parts:
            return 0
        index = max(0, bisect_right(self._starts, offset, key=lambda start: start[0]) - 1)
        part, (plain, raw) = self._parts[index], self._starts[index]
        if part.markup:
            return raw + len(part.raw) if last else raw
        return raw + min(offset - plain, len(part.raw)) + last


def of_text(text: str) -> AnnotatedText:
    """A text without markup."""
    sound = _sound(text)
    return AnnotatedText([Part(sound, sound, markup=False)])


def of_data(data: str) -> AnnotatedText:
    """The parameter `data`: JSON with `text` or with `annotation`, a list of text and markup.

    Raises:
        Problem: it can't be read; in LanguageTool's words, but without the text that these repeat.
    """
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        raise Problem("bad-request", "Could not parse JSON from 'data' parameter") from None
    given = found if isinstance(found, dict) else {}
    text, parts = given.get("text"), given.get("annotation")
    if text is not None and parts is not None:
        raise Problem("bad-request", "'data' key in JSON requires either 'text' or 'annotation' key, not both")
    if isinstance(text, str):
        return of_text(text)
    if isinstance(parts, list):
        return AnnotatedText([_part(part) for part in parts])
    raise Problem("bad-request", "'data' key in JSON requires 'text' or 'annotation' key")


def _part(found: Any) -> Part:
    given = found if isinstance(found, dict) else {}
    text, markup, meant = given.get("text"), given.get("markup"), given.get("interpretAs")
    if text is not None and markup is not None:
        wrong = "Only either 'text' or 'markup' are supported in an object in 'annotation' list, not both"
    elif text is not None and meant is not None:
        wrong = "'text' cannot be used with 'interpretAs' (only 'markup' can)"
    elif isinstance(text, str):
        return Part(_sound(text), _sound(text), markup=False)
    elif isinstance(markup, str) and isinstance(meant, str | None):
        return Part(_sound(markup), _sound(meant or ""), markup=True)
    else:
        wrong = "Only 'text' and 'markup' are supported in 'annotation' list"
    raise Problem("bad-request", wrong)


def _sound(text: str) -> str:
    """Half a surrogate pair, which JavaScript can send, is no character; the replacement is as long in UTF-16."""
    return _LONE.sub("\ufffd", text)
