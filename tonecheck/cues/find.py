"""Join the model's cues with the rulebook's: one list, no duplicates, on whole words, each with its reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from tonecheck.cues import lexical, tokens
from tonecheck.encoder import ModelFiles, Reading
from tonecheck.rulebook import Rulebook
from tonecheck.text import Document
from tonecheck.types import Cue, Rule, Span

SEEN = 0.35
"""Least probability of harm (or of a boss) in a sentence for a cue of that kind to be believed there."""

WEAK = 0.25
"""Score of the strongest cue below which its words are no evidence: the whole sentence that decided is named then."""

SHOUTING = "shouting"

Found = tuple[str, Span, float]


def find(
    document: Document, reading: Reading, files: ModelFiles, book: Rulebook, hits: Sequence[lexical.Hit]
) -> list[Cue]:
    """Cues of one message in order of position; spans are of the message's text as received.

    A message that is harmful or boss-like has at least one cue of that kind: where none passes its threshold,
    the strongest one of the sentence that decided is named, with its low score.
    """
    found = [*_of_model(document, reading, files, book), *_of_patterns(document, reading, book, hits)]
    for axis, kind in (("impact", "harms"), ("style", "bosses")):
        decided = reading.axes[axis][0] >= files.thresholds.pole[axis]
        if decided and not any(getattr(book.rules[cue], kind) for cue, _, _ in found):
            found.extend(_strongest(document, reading, files, book, axis, kind))
    text = document.message.text
    merged = _merged((cue, document.original(span), score) for cue, span, score in found)
    merged = [item for item in merged if not _turned(item, merged, book)]
    return [_cue(book.rules[cue], text, span, score) for cue, span, score in merged]


def _of_model(document: Document, reading: Reading, files: ModelFiles, book: Rulebook) -> Iterator[Found]:
    for column, cue in enumerate(files.cues):
        threshold = files.thresholds.cue[cue]
        for span, score in tokens.spans(document.text, reading.token_spans, reading.cues[:, column], threshold):
            if _believed(book.rules[cue], document, reading, span) and _heard(cue, document, span):
                yield cue, span, score


def _of_patterns(document: Document, reading: Reading, book: Rulebook, hits: Sequence[lexical.Hit]) -> Iterator[Found]:
    for hit in hits:
        rule = book.rules[hit.pattern.cue]
        if not hit.pattern.needs_harm or _believed(rule, document, reading, hit.span):
            yield rule.id, hit.span, hit.pattern.score


def _believed(rule: Rule, document: Document, reading: Reading, span: Span) -> bool:
    """Whether the sentence, or the message as a whole, bears out a cue that accuses; others need no witness."""
    axes = [axis for axis, guilty in (("impact", rule.harms), ("style", rule.bosses)) if guilty]
    if not axes:
        return True
    touched = [index for index, sentence in enumerate(document.sentences) if sentence.overlaps(span)]
    return any(
        reading.axes[axis][0] >= SEEN or any(reading.sentences[axis][index][0] >= SEEN for index in touched)
        for axis in axes
    )


def _heard(cue: str, document: Document, span: Span) -> bool:
    """Whether what the network calls shouting is loud: it takes swearing for it ("Who the hell merged this?")."""
    if cue != SHOUTING:
        return True
    inside = document.original(span)
    return lexical.loud(document.message.text[inside.start : inside.end + 2])


def _strongest(
    document: Document, reading: Reading, files: ModelFiles, book: Rulebook, axis: str, kind: str
) -> Iterator[Found]:
    worst = document.sentences[int(reading.sentences[axis][:, 0].argmax())]
    inside = [index for index, span in enumerate(reading.token_spans) if worst.overlaps(span)]
    columns = [
        column
        for column, cue in enumerate(files.cues)
        if getattr(book.rules[cue], kind) and _heard(cue, document, worst)
    ]
    if not inside:
        return
    scores = reading.cues[inside][:, columns]
    column = columns[int(scores.max(axis=0).argmax())]
    score = float(scores.max())
    if score < WEAK and (sentence := tokens.whole_words(document.text, worst)):
        yield files.cues[column], sentence, score
        return
    pieces = tokens.spans(document.text, [reading.token_spans[i] for i in inside], reading.cues[inside, column], score)
    for span, _ in pieces[:1]:
        yield files.cues[column], span, score


def _merged(found: Iterable[Found]) -> list[Found]:
    """Overlapping findings of one cue become one: their union, with the higher score."""
    merged: list[Found] = []
    for cue, span, score in sorted(found, key=lambda item: (item[0], item[1])):
        if merged and merged[-1][0] == cue and merged[-1][1].overlaps(span):
            _, last, high = merged.pop()
            merged.append((cue, Span(last.start, max(last.end, span.end)), max(high, score)))
        else:
            merged.append((cue, span, score))
    return sorted(merged, key=lambda item: (item[1], item[0]))


def _turned(item: Found, all_found: Sequence[Found], book: Rulebook) -> bool:
    """Whether a good cue stands in the words of a surer sting: a question that is the sting is not listening."""
    cue, span, score = item
    return book.rules[cue].leads and any(
        book.rules[other].harms and at.overlaps(span) and sure >= score for other, at, sure in all_found
    )


def _cue(rule: Rule, text: str, span: Span, score: float) -> Cue:
    return Cue(rule.id, rule.pushes, span, span.of(text), score, rule.why, rule.advice)
