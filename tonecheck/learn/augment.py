"""Take shortcuts away from the training data, without touching what is measured on.

Blanks such as `[which report?]` stand in rewordings only, so they would betray a constructive message, and the model
must later judge rewordings fairly. Half of them are dropped, and as many are put into messages that never have them.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import replace

from tonecheck.learn.corpus.format import Mark, Sample
from tonecheck.text import split

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
