"""A text with some words swapped, which knows its way back."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from tonecheck.types import Span

Edit = tuple[int, int, str]
"""Start, end (code points of the text as received) and what stands there instead."""
_ARTICLE = re.compile(r"\b(an?)\s+$", re.IGNORECASE)
# Sound, not spelling, decides between "a" and "an"; these are the vowels that sound like "you" or "one".
_LIKE_A_CONSONANT = re.compile(r"(?:eu|ew|u(?:gan|kr|nit|ru|s)|yo|one)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Change:
    """One swap: `span` is in the original text."""

    span: Span
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Variant:
    """A text after its swaps; `group` says whom the new words stand for (an origin and a sex, a faith …)."""

    text: str
    changes: tuple[Change, ...]
    group: str

    def undone(self) -> str:
        """The original text."""
        out, at, shift = [], 0, 0
        for change in self.changes:
            start = change.span.start + shift
            out += [self.text[at:start], change.before]
            at = start + len(change.after)
            shift += len(change.after) - len(change.before)
        return "".join([*out, self.text[at:]])


def apply(text: str, edits: Iterable[Edit], group: str) -> Variant | None:
    """`text` with the edits made, an article before a changed word put right; None where nothing changes.

    Of edits that overlap the first one counts.
    """
    changes: list[Change] = []
    for start, end, after in sorted(edits):
        if changes and start < changes[-1].span.end:
            continue
        start, after = _with_article(text, start, after, changes[-1].span.end if changes else 0)
        if text[start:end] != after:
            changes.append(Change(Span(start, end), text[start:end], after))
    if not changes:
        return None
    out, at = [], 0
    for change in changes:
        out += [text[at : change.span.start], change.after]
        at = change.span.end
    return Variant("".join([*out, text[at:]]), tuple(changes), group)


def _with_article(text: str, start: int, after: str, least: int) -> tuple[int, str]:
    found = _ARTICLE.search(text, least, start)
    if not found or text[start : start + 1].islower() != after[:1].islower():
        return start, after
    vowel = after[:1].lower() in "aeiouáéíóúöüøå" and not _LIKE_A_CONSONANT.match(after)
    wanted = found[1][0] + ("n" if vowel else "")
    if found[1].isupper() and len(found[1]) > 1:
        wanted = wanted.upper()
    if wanted == found[1]:
        return start, after
    return found.start(), wanted + text[found.end(1) : start] + after
