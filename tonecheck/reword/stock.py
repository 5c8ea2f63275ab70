"""Stock stings, by the rules' own words, and what is quoted: neither needs the parse, so a check that rewords nothing loads none."""

from __future__ import annotations

import re

from tonecheck.reword.rules import Rewordings
from tonecheck.types import Span

_QUOTES = re.compile(r"[\"“«][^\"”»]*[\"”»]|`[^`]*`|(?<!\w)['‘][^'’]{4,}['’](?!\w)")


def quoted(text: str) -> list[Span]:
    """Spans in quotation marks or code: somebody else's words."""
    return [Span(*found.span()) for found in _QUOTES.finditer(text)]


def sting(sentence: str, rules: Rewordings) -> str:
    """The stock sting in a sentence outside of quotation marks, "" where there is none."""
    for phrase in rules.phrases:
        found = phrase.regex.search(sentence) if phrase.sting else None
        if found and not any(span.start <= found.start() < span.end for span in quoted(sentence)):
            return found[0].strip(" ,;")
    return ""
