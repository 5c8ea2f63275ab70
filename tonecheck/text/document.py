"""A message made ready to be judged: readable characters, disguises taken off, language known, sentences found."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from tonecheck.text.disguise import Revealed, reveal
from tonecheck.text.language import detect
from tonecheck.text.people import alike
from tonecheck.text.sentences import split
from tonecheck.text.wrapping import wrapping
from tonecheck.types import Message, Span

_UNREADABLE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_LINK = re.compile(r"\b(?:https?://|www\.)\S+|(?<!\S)[^\s@]+@\S+\.\w+\b")
_WORD = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Document:
    """`revealed.text` is what the model reads; `sentences` are spans of it, `original` leads back."""

    message: Message
    language: str
    revealed: Revealed
    sentences: tuple[Span, ...]
    readable: bool

    @property
    def text(self) -> str:
        return self.revealed.text

    def original(self, span: Span) -> Span:
        """The span of the message's text as received."""
        return self.revealed.original(span)


def parse(
    message: Message, lexicon: Mapping[str, str], lookalikes: Mapping[str, str], names: Mapping[str, str] | None = None
) -> Document:
    """A message's text, made ready. Control characters and lone surrogates are read as U+FFFD, one for one.

    With `names` (see `people.alike`), people are read alike, whoever they are, and greeting and signature are not read.
    """
    clean = _UNREADABLE.sub("\ufffd", message.text)
    revealed = reveal(clean, lexicon, lookalikes, [*wrapping(clean), *alike(clean, names)] if names else ())
    readable = _has_words(clean)
    language = message.language or (detect(clean) if readable else "en")
    sentences = tuple(split(revealed.text)) if readable else ()
    return Document(message, language, revealed, sentences, readable)


def _has_words(text: str) -> bool:
    """Whether there is a letter outside of links and addresses."""
    linked = "@" in text or "://" in text or "www." in text
    return bool(_WORD.search(_LINK.sub(" ", text) if linked else text))
