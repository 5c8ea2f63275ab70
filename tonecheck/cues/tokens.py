"""From each token's probability of a cue to spans on whole words."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tonecheck.types import Span

GROW = 0.5
"""A span begins at a token over the cue's threshold and grows over neighbours above this share of it
(hysteresis thresholding, Canny 1986); tokens between two parts may be one word apart."""
_EDGE = " \t\r\n.,;:!?()[]\"“”'’-–—*_>•"


def spans(
    text: str, tokens: Sequence[Span], probabilities: NDArray[np.float32], threshold: float
) -> list[tuple[Span, float]]:
    """Spans of `text` where one cue's (T,) token probabilities pass `threshold`, each with its highest one."""
    if not (probabilities >= threshold).any():
        return []  # nearly every cue of nearly every message
    low = probabilities >= threshold * GROW
    found: list[tuple[Span, float]] = []
    start = 0
    while start < len(tokens):
        if not low[start]:
            start += 1
            continue
        end = start
        while end + 1 < len(tokens) and (low[end + 1] or (end + 2 < len(tokens) and low[end + 2])):
            end += 1
        while not low[end]:
            end -= 1
        score = float(probabilities[start : end + 1].max())
        if score >= threshold and (span := whole_words(text, Span(tokens[start].start, tokens[end].end))):
            found.append((span, score))
        start = end + 1
    return found


def whole_words(text: str, span: Span) -> Span | None:
    """`span` grown to whole words and without punctuation at its edges; None if nothing is left."""
    start, end = span.start, span.end
    while start > 0 and text[start - 1].isalnum() and text[start].isalnum():
        start -= 1
    while end < len(text) and text[end].isalnum() and text[end - 1].isalnum():
        end += 1
    while start < end and text[start] in _EDGE:
        start += 1
    while end > start and text[end - 1] in _EDGE:
        end -= 1
    return Span(start, end) if start < end else None
