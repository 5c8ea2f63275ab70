"""See through disguised rude words: leetspeak, stars, spacing, stretched letters, letters of other alphabets.

Only a run that turns into a word of the lexicon is changed (and letters of a foreign alphabet inside a Latin
word), so `3 of 5`, `v2.1` or `e.g.` stay as they are. Emoji are read out by their names, since the model's
vocabulary has none and a rolling eye can be the whole sting. Offsets lead back to the text as received.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import islice

from tonecheck.types import Span

_BETWEEN = r"\s,;:?\"“”()<>\[\]{}"
_TOKEN = re.compile(rf"[^{_BETWEEN}]+")
_SPACED = re.compile(r"(?<![\w'’])\w(?:([ .\-_*·])\w)(?:\1\w){1,14}(?!\w)")
_STRETCHED = re.compile(r"(\w)\1{2,}")
_EMOJI = re.compile("([\u2600-\u27bf\U0001f300-\U0001f3fa\U0001f400-\U0001faff])\\1*")
MOST_EMOJI = 500
"""Runs of one emoji that are read out in a text; a wall of them would grow it twentyfold."""
_STAR = frozenset("*#_-.•@$%&!")
_QUIET = ".'’!/–—…-"
"""Marks that hide nothing, where no table reads them as letters."""
_EDGE = ".,!?'’\"-*_"


@dataclass(frozen=True, slots=True)
class Revealed:
    """A text with its disguises taken off. `cuts` are `(start, end, original start, original end)` of what changed."""

    text: str
    cuts: tuple[tuple[int, int, int, int], ...] = ()

    def original(self, span: Span) -> Span:
        """The span of the text as received; a span that touches a disguised word takes all of it."""
        if not self.cuts:
            return span
        return Span(self._original(span.start, at_end=False), self._original(span.end, at_end=True))

    def _original(self, offset: int, at_end: bool) -> int:
        at = bisect_right(self.cuts, (offset - at_end, len(self.text) + 1, 0, 0)) - 1
        if at < 0:
            return offset
        _, end, original_start, original_end = self.cuts[at]
        if offset >= end:
            return original_end + offset - end
        return original_end if at_end else original_start


def reveal(
    text: str,
    lexicon: Mapping[str, str],
    lookalikes: Mapping[str, str],
    others: Iterable[tuple[int, int, str]] = (),
) -> Revealed:
    """`text` with words of `lexicon` (lower case) spelled out where they were disguised.

    Args:
        lexicon: word to its severity, the likelier word first: it is the one that `f**k` stands for.
        lookalikes: character to the ASCII letter that it stands for.
        others: further runs to be read as something else; where they overlap, the earlier and longer one counts.
    """
    changes: list[tuple[int, int, str]] = []
    for start, end, plain in sorted(
        [*_candidates(text, lexicon, lookalikes), *others], key=lambda found: (found[0], -found[1])
    ):
        if not changes or start >= changes[-1][1]:
            changes.append((start, end, plain))
    return _apply(text, changes) if changes else Revealed(text)


def _apply(text: str, changes: list[tuple[int, int, str]]) -> Revealed:
    out: list[str] = []
    cuts: list[tuple[int, int, int, int]] = []
    length = last = 0
    for start, end, plain in changes:
        out += (text[last:start], plain)
        length += start - last
        cuts.append((length, length + len(plain), start, end))
        length += len(plain)
        last = end
    out.append(text[last:])
    return Revealed("".join(out), tuple(cuts))


def _candidates(text: str, lexicon: Mapping[str, str], lookalikes: Mapping[str, str]) -> Iterator[tuple[int, int, str]]:
    for found in islice(_EMOJI.finditer(text), 0 if text.isascii() else MOST_EMOJI):
        yield found.start(), found.end(), f" {unicodedata.name(found[1], 'symbol').lower()} "
    for found in _SPACED.finditer(text):
        letters = re.sub(re.escape(found[1]), "", found[0])
        plain = _unlike(letters, lookalikes).lower()
        if plain in lexicon:
            yield found.start(), found.end(), plain
    stretched = _STRETCHED.search(text)
    quiet = "".join(mark for mark in _QUIET if mark not in lookalikes)
    for found in (_TOKEN if stretched else _not_plain(quiet)).finditer(text):
        token = found[0]
        if token.isascii() and token.isalpha() and not _STRETCHED.search(token):
            continue
        start = found.start() + len(token) - len(token.lstrip(_EDGE))
        for end in sorted({found.end(), found.start() + len(token.rstrip(_EDGE))}):
            plain_word = _spelled_out(text[start:end], lexicon, lookalikes)
            if plain_word is not None and plain_word != text[start:end]:
                yield start, end, plain_word


@cache
def _not_plain(quiet: str) -> re.Pattern[str]:
    """Tokens with more than ASCII letters and quiet marks: nearly all words have nothing that could be taken off."""
    return re.compile(rf"(?<![^{_BETWEEN}])(?![A-Za-z{re.escape(quiet)}]+(?![^{_BETWEEN}]))[^{_BETWEEN}]+")


def _spelled_out(token: str, lexicon: Mapping[str, str], lookalikes: Mapping[str, str]) -> str | None:
    if len(token) < 3:
        return None
    plain = _unlike(token, lookalikes)
    if not token.isascii() and plain.isascii() and plain.isalpha() and _mixes_alphabets(token):
        return plain
    lowered = plain.lower()
    if lowered != token.lower() and lowered in lexicon:
        return lowered
    for collapsed in (_STRETCHED.sub(r"\1", lowered), _STRETCHED.sub(r"\1\1", lowered)):
        if collapsed != lowered and collapsed in lexicon:
            return collapsed
    return _starred(token.lower(), lexicon)


def _starred(token: str, lexicon: Mapping[str, str]) -> str | None:
    """The first word that fits `f**k`: its first letter shown, as many letters as shown and hidden together."""
    hidden = sum(character in _STAR for character in token)
    if not token[0].isalpha() or not 0 < hidden < len(token) or not any(c in "*#" for c in token):
        return None
    shape = re.compile("".join("[a-z]" if c in _STAR else re.escape(c) for c in token))
    return next((word for word in lexicon if len(word) == len(token) and shape.fullmatch(word)), None)


def _unlike(token: str, lookalikes: Mapping[str, str]) -> str:
    return "".join(_unlike_character(character, lookalikes) for character in token)


def _unlike_character(character: str, lookalikes: Mapping[str, str]) -> str:
    if character.isascii() and character.isalpha():
        return character
    if character in lookalikes:
        return lookalikes[character]
    wide = unicodedata.normalize("NFKC", character)
    return wide if len(wide) == 1 and wide.isascii() else character


def _mixes_alphabets(token: str) -> bool:
    latin = any(character.isascii() and character.isalpha() for character in token)
    wide = any(unicodedata.east_asian_width(character) == "F" for character in token)
    return latin or wide
