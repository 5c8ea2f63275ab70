"""Greeting and signature of a message: they say who writes to whom, not how, so the model doesn't read them.

A greeting to many ("Dear all", "Hi team") stays: a rebuke before others is another thing than one in private (hard case 12).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

_NAME = r"(?:(?:mr|mrs|ms|mx|dr|prof|professor|sir|fr|sr|miss)\.? )?[A-Z][\w'’.-]*(?: [A-Z][\w'’.-]*){0,2}"
_NOT_MANY = r"(?!(?i:all|both|everyone|everybody|team|folks|guys|ladies|gents|colleagues|friends|people|channel|lads|girls|boys|crew)\b)"
_GREETING = re.compile(
    rf"\s*(?i:hi|hello|hey|dear|hiya|good (?:morning|afternoon|evening)|morning|afternoon|evening)(?: (?i:there)| {_NOT_MANY}{_NAME})?"
    r"(?:[ \t]*[,:!–—-][ \t]*\n?\s*|[ \t]*\n\s*|\. )"
)
_CLOSING = (
    r"(?i:(?:with )?(?:best|kind|warm|kindest|warmest|many|my best|all the best|all my best)(?: (?:regards|wishes|thanks))?|regards|"
    r"cheers|thanks(?: again| in advance| so much)?|thank you(?: again| in advance)?|sincerely|yours(?: (?:sincerely|faithfully|truly))?|rgds|br|thx|ta|"
    r"take care|see you(?: then| there)?|respectfully)"
)
_SIGNED = r"[A-Z][\w'’.-]*(?:[ \t]+[A-Z][\w'’.-]*){0,3}\.?"
_IN_LINE = rf"(?<=[.!?])[ \t]+{_CLOSING}[ \t]*,[ \t]*{_SIGNED}"
_SIGNATURE = re.compile(
    rf"(?:\s*\n[ \t]*{_CLOSING}[ \t]*[,.!]?[ \t]*(?:(?:\n\s*|[ \t]+)(?:[-–—][ \t]?)?{_SIGNED})?(?:\n[^\n]{{1,60}}){{0,2}}"
    rf"|{_IN_LINE}"
    r"|\s*\n--[ \t]*\n(?:[^\n]{1,80}\n?){1,6}"
    rf"|\s*\n\s*[-–—]{{1,2}}[ \t]*\n?[ \t]*{_SIGNED}(?:\n[^\n]{{1,60}}){{0,3}})\s*$"
)
# All that a signature without a line of its own can be, and much quicker to look for.
_SIGNED_IN_LINE = re.compile(rf"{_IN_LINE}\s*$")
_WORD = re.compile(r"[^\W\d_]{2,}")
LATE = 220
"""A signature is sought in so many characters at the end of a text."""
LEAST = 2
"""Words that must be left to read; a message that is all greeting is read as it is."""


def wrapping(text: str) -> Iterator[tuple[int, int, str]]:
    """What is not read: start, end and "" for the greeting and for the signature, where there are such."""
    start = found.end() if (found := _GREETING.match(text)) else 0
    tail = max(start, len(text) - LATE)
    signed = (_SIGNATURE if "\n" in text[tail:] else _SIGNED_IN_LINE).search(text, tail)
    end = signed.start() if signed else len(text)
    if (not start and not signed) or not _enough(text, start, end):
        return
    if start:
        yield 0, start, ""
    if signed and end < len(text):
        yield end, len(text), ""


def _enough(text: str, start: int, end: int) -> bool:
    return len(list(islice(_WORD.finditer(text, start, end), LEAST))) == LEAST
