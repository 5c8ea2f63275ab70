"""What words alone say, given to the model's calibration beside what the model sees."""

from __future__ import annotations

from collections.abc import Sequence

from tonecheck.cues import lexical
from tonecheck.encoder import Text
from tonecheck.rulebook import Rulebook
from tonecheck.text import Document
from tonecheck.types import AXES


def text_of(document: Document, book: Rulebook, hits: Sequence[lexical.Hit] | None = None) -> Text:
    """The encoder's input for a document, with those of its hits (by default sought here) that need no second witness."""
    hits = lexical.hits(document, book) if hits is None else hits
    evidence = [
        (hit.span, axis, hit.pattern.score)
        for hit in hits
        for axis, label in book.rules[hit.pattern.cue].pushes.items()
        if label == AXES[axis][0] and not hit.pattern.needs_harm
    ]
    return Text(document.text, document.sentences, evidence)
