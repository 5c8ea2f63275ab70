"""Sentences, language and disguises of a text, always in offsets of the text as received."""

from tonecheck.text.disguise import Revealed, reveal
from tonecheck.text.document import Document, parse
from tonecheck.text.language import detect
from tonecheck.text.language import name as language_name
from tonecheck.text.sentences import split

__all__ = ["Document", "Revealed", "detect", "language_name", "parse", "reveal", "split"]
