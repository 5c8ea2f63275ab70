"""Take shortcuts away from the training data, without touching what is measured on.

Blanks such as `[which report?]` stand in rewordings only, so they would betray a constructive message, and the model
must later judge rewordings fairly. Half of them are dropped, and as many are put into messages that never have them.
Lone sentences cut out of longer messages teach that little context is no sign of anything, and slips of the fingers that
a misspelt word is none either. A bad line of the same situation put into a good message teaches that one line is enough, and
a plain line put into any message that not every further line is bad.
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
    chosen = [sample for sample in samples if len(split(sample.text)) > 1 and rng.random() < share]
    lines = [_lone(sample, book) for sample in chosen]
    return [rng.choice(found) for found in lines if found]


def _touch(mark: Mark, span: Span) -> bool:
    return mark.start < span.end and span.start < mark.end


def splices(samples: Sequence[Sample], book: Rulebook, share: float, seed: int) -> list[Sample]:
    """For so large a share of the scenarios' harmless messages: the message with a harmful sentence of the same scenario in it,
    at a place of its own; and for half as many messages of any kind: with a neutral sentence of the same scenario.

    The guest brings its marks. A harmful one makes the message harmful, and boss-like if it is (hard cases 4 and 13).
    """
    rng = random.Random(seed)
    groups: dict[str, list[Sample]] = {}
    for sample in samples:
        groups.setdefault(sample.scenario.id, []).append(sample)
    out = []
    for group in groups.values():
        lines = [(sample, line) for sample in group for line in _lone(sample, book)]
        for sample in group:
            others = [line for source, line in lines if source is not sample]
            bad = [line for line in others if line.impact == "harmful" and line.style != "leader"]
            plain = [line for line in others if line.impact == line.style == "neutral"]
            if sample.impact != "harmful" and bad and rng.random() < share:
                out.append(_joined(sample, rng.choice(bad), rng))
            elif plain and rng.random() < share / 2:
                out.append(_joined(sample, rng.choice(plain), rng))
    return [sample for sample in out if sample is not None]


def _lone(sample: Sample, book: Rulebook) -> list[Sample]:
    """The sentences of a sample that can stand elsewhere: at least four words, and labels that their marks tell."""
    found = []
    sentences = split(sample.text)
    for span in sentences:
        impact, style = sentence_labels(sample, span, len(sentences) == 1, book)
        whole = all(
            (mark.start >= span.start and mark.end <= span.end) or not _touch(mark, span) for mark in sample.marks
        )
        text = sample.text[span.start : span.end]
        if IGNORE in (impact, style) or not whole or len(text.split()) < 4 or "\n" in text:
            continue
        inside = [mark for mark in sample.marks if mark.start >= span.start and mark.end <= span.end]
        marks = tuple(Mark(mark.cue, mark.start - span.start, mark.end - span.start) for mark in inside)
        found.append(replace(sample, text=text, marks=marks, impact=IMPACT[impact], style=STYLE[style]))
    return found


def _joined(sample: Sample, guest: Sample, rng: random.Random) -> Sample | None:
    """The sample with the guest's sentence before, between or behind its own; None where a mark is in the way or the guest's
    words are there already."""
    sentences = split(sample.text)
    if guest.text in sample.text or not sentences:
        return None
    before = rng.random() < 0.2
    at = sentences[0].start if before else rng.choice(sentences).end
    if any(mark.start < at < mark.end for mark in sample.marks):
        return None
    text = f"{guest.text} " if before else f" {guest.text}"
    shift = 0 if before else 1
    marks = tuple(Mark(mark.cue, mark.start + at + shift, mark.end + at + shift) for mark in guest.marks)
    return replace(
        sample,
        text=sample.text[:at] + text + sample.text[at:],
        marks=(*_moved(sample.marks, at, len(text)), *marks),
        impact="harmful" if guest.impact == "harmful" else sample.impact,
        style="boss" if guest.style == "boss" else sample.style,
    )


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
