"""What words alone say, given to the model's calibration beside what the model sees."""

from __future__ import annotations

from tonecheck.cues import lexical
from tonecheck.encoder import Text
from tonecheck.rulebook import Rulebook
from tonecheck.text import Document
from tonecheck.types import AXES


def text_of(document: Document, book: Rulebook) -> Text:
    """The encoder's input for a document, with the hits of those patterns that need no second witness."""
    hits = lexical.find(document, [pattern for pattern in book.patterns if not pattern.needs_harm])
    evidence = [
        (hit.span, axis, hit.pattern.score)
        for hit in hits
        for axis, label in book.rules[hit.pattern.cue].pushes.items()
        if label == AXES[axis][0]
    ]
    return Text(document.text, document.sentences, evidence)
