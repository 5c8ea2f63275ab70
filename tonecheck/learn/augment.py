"""Take shortcuts away from the training data, without touching what is measured on.

Blanks such as `[which report?]` stand in rewordings only, so they would betray a constructive message, and the model
must later judge rewordings fairly. Half of them are dropped, and as many are put into messages that never have them.
Lone sentences cut out of longer messages teach that little context is no sign of anything, and slips of the fingers that
a misspelt word is none either.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import replace

from tonecheck.learn.corpus.format import Mark, Sample
from tonecheck.learn.data import IGNORE, sentence_labels
from tonecheck.rulebook import Rulebook
from tonecheck.text import split
from tonecheck.types import IMPACT, STYLE, Span

_BLANK = re.compile(r",?\s*\[[^\]\n]{3,60}\](?=[\s.,;:!?)]|$)")


def even_blanks(samples: Sequence[Sample], seed: int) -> list[Sample]:
    """The samples in order, with blanks spread evenly over the labels; marks move with their words."""
    rng = random.Random(seed)
    blanks = [found[0].lstrip(", ") for sample in samples for found in _BLANK.finditer(sample.text)]
    with_blank = sum(bool(_BLANK.search(sample.text)) for sample in samples)
    share = 0.5 * with_blank / max(1, len(samples) - with_blank)
    out = []
    for sample in samples:
        if _BLANK.search(sample.text):
            out.append(_without(sample) if rng.random() < 0.5 else sample)
        elif blanks and rng.random() < share:
            out.append(_with(sample, rng.choice(blanks)))
        else:
            out.append(sample)
    return out


def _without(sample: Sample) -> Sample:
    """The sample without its first blank, unless that would cut a mark or leave nothing worth reading."""
    found = _BLANK.search(sample.text)
    assert found is not None
    start, end = found.span()
    rest = sample.text[:start] + sample.text[end:]
    if len(rest.split()) < 3 or any(mark.start < end and start < mark.end for mark in sample.marks):
        return sample
    return replace(sample, text=rest, marks=_moved(sample.marks, start, start - end))


def _with(sample: Sample, blank: str) -> Sample:
    """The sample with a blank after its first sentence."""
    at = split(sample.text)[0].end
    if any(mark.start < at < mark.end for mark in sample.marks):
        return sample
    text = f"{sample.text[:at]} {blank}{sample.text[at:]}"
    return replace(sample, text=text, marks=_moved(sample.marks, at, len(blank) + 1))


def _moved(marks: Sequence[Mark], at: int, by: int) -> tuple[Mark, ...]:
    return tuple(Mark(mark.cue, mark.start + by, mark.end + by) if mark.start >= at else mark for mark in marks)


def fragments(samples: Sequence[Sample], book: Rulebook, share: float, seed: int) -> list[Sample]:
    """Lone sentences from so large a share of the samples (of those with several sentences), with labels of their own.

    Only sentences whose marks tell both labels, of at least four words; a sentence without marks is neutral.
    """
    rng = random.Random(seed)
    out = []
    for sample in samples:
        sentences = split(sample.text)
        if len(sentences) < 2 or rng.random() >= share:
            continue
        span = rng.choice(sentences)
        impact, style = sentence_labels(sample, span, False, book)
        whole = all(
            (mark.start >= span.start and mark.end <= span.end) or not _touch(mark, span) for mark in sample.marks
        )
        text = sample.text[span.start : span.end]
        if IGNORE in (impact, style) or not whole or len(text.split()) < 4:
            continue
        marks = tuple(
            Mark(mark.cue, mark.start - span.start, mark.end - span.start)
            for mark in sample.marks
            if mark.start >= span.start and mark.end <= span.end
        )
        out.append(replace(sample, text=text, marks=marks, impact=IMPACT[impact], style=STYLE[style]))
    return out


def _touch(mark: Mark, span: Span) -> bool:
    return mark.start < span.end and span.start < mark.end


def slips(samples: Sequence[Sample], share: float, seed: int) -> list[Sample]:
    """The samples in order, so large a share of them with one to three pairs of neighbouring letters swapped."""
    rng = random.Random(seed)
    return [_slipped(sample, rng) if rng.random() < share else sample for sample in samples]


def _slipped(sample: Sample, rng: random.Random) -> Sample:
    letters = list(sample.text)
    places = [i for i in range(1, len(letters) - 1) if all(c.isalpha() and c.islower() for c in letters[i : i + 2])]
    for at in rng.sample(places, min(len(places), rng.randint(1, 3))):
        letters[at], letters[at + 1] = letters[at + 1], letters[at]
    return replace(sample, text="".join(letters))
