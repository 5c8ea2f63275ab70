"""From annotated messages to tensors: the labels of messages, sentences and tokens."""

from __future__ import annotations

import difflib
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import Tensor

from tonecheck import text as texts
from tonecheck.encoder.windows import Window, windows
from tonecheck.learn.corpus.format import Sample
from tonecheck.rulebook import Rulebook
from tonecheck.types import IMPACT, STYLE, Message, Span

IGNORE = -100
_WORD = re.compile(r"\w+(?:['’]\w+)*|[^\w\s]")
# Cues that may stand in a message of any style: a fact and a plain request show no way of leading (hard cases 2, 15).
_PLAIN = frozenset(("observation", "consequence", "expectation"))
# One shaming phrase in a leader-like message sets impact only (hard case 13).
_STYLE_UNSURE = frozenset(("shaming",))


@dataclass(frozen=True, slots=True)
class Example:
    """One window with its labels: `sentences` is (S, 2) of impact and style, `cues` (T, C) of 0 and 1, `kept` (T,): the share
    of the message's rewordings that keep the token's word, IGNORE where nobody knows. `lesson` is a teacher's opinion
    (`distilling.Lesson`), if there is one. Unlabelled text has IGNORE everywhere and a lesson."""

    sample: Sample | None
    window: Window
    impact: int
    style: int
    sentences: NDArray[np.int64]
    cues: NDArray[np.float32]
    kept: NDArray[np.float32]
    lesson: Any = None


Rewordings = Mapping[str, Sequence[str]]
"""Texts of the dignified rewordings of a sample, by its id."""


def examples(
    samples: Sequence[Sample],
    tokenizer: Tokenizer,
    book: Rulebook,
    max_tokens: int,
    rewordings: Rewordings | None = None,
) -> list[Example]:
    """One example for each message (its first window: messages of the corpus fit in one)."""
    return [_example(sample, tokenizer, book, max_tokens, rewordings or {}) for sample in samples]


def unlabelled(text: str, tokenizer: Tokenizer, book: Rulebook, max_tokens: int) -> Example:
    """An example of a text that nobody has labelled, for a teacher's lesson."""
    return _bare(text, IGNORE, IGNORE, tokenizer, book, max_tokens)


def labelled(
    text: str,
    impact: str | None,
    style: str | None,
    tokenizer: Tokenizer,
    book: Rulebook,
    max_tokens: int,
    rewordings: Sequence[str] = (),
) -> Example:
    """An example of a text with labels, None where nobody knows; of its cues nothing is known.

    Dignified rewordings tell which words stay, and where all of them leave all sentences but one as they are, that this one
    made the message harmful or boss-like.
    """
    places = (IMPACT.index(impact) if impact else IGNORE, STYLE.index(style) if style else IGNORE)
    return _bare(text, *places, tokenizer, book, max_tokens, rewordings)


def _bare(
    text: str,
    impact: int,
    style: int,
    tokenizer: Tokenizer,
    book: Rulebook,
    max_tokens: int,
    rewordings: Sequence[str] = (),
) -> Example:
    document = texts.parse(Message(text, language="en"), book.lexicon, book.lookalikes, book.names)
    window = windows(tokenizer, document.text, document.sentences, max_tokens)[0]
    count, length = max(1, len(window.sentences)), len(window.ids)
    sentences = np.full((count, 2), IGNORE, np.int64)
    if len(document.sentences) == 1:
        sentences[0] = impact, style
    elif rewordings:
        told = [document.original(document.sentences[index]).of(text).strip() for index in window.sentences]
        changed = [row for row, sentence in enumerate(told) if not all(sentence in other for other in rewordings)]
        if len(changed) == 1:
            # 0 is the harmful, the boss's end of an axis.
            sentences[changed[0]] = [label if label == 0 else IGNORE for label in (impact, style)]
    kept = np.full(length, IGNORE, np.float32)
    if rewordings:
        kept = _kept(text, [document.original(span) for span in window.token_spans], rewordings)
    return Example(None, window, impact, style, sentences, np.full((length, len(book.rules)), np.nan, np.float32), kept)


def rewordings(samples: Sequence[Sample]) -> dict[str, list[str]]:
    """The rewordings that the corpus has, by the id of the sample they reword."""
    named = {(sample.scenario.id, sample.name): sample.id for sample in samples if sample.name}
    found: dict[str, list[str]] = {}
    for sample in samples:
        for name in sample.rewords:
            if source := named.get((sample.scenario.id, name)):
                found.setdefault(source, []).append(sample.text)
    return found


def _example(sample: Sample, tokenizer: Tokenizer, book: Rulebook, max_tokens: int, rewordings: Rewordings) -> Example:
    document = texts.parse(Message(sample.text, language="en"), book.lexicon, book.lookalikes, book.names)
    window = windows(tokenizer, document.text, document.sentences, max_tokens)[0]
    spans = [document.original(span) for span in window.token_spans]
    cue_ids = list(book.rules)
    cues = np.zeros((len(window.ids), len(cue_ids)), np.float32)
    for mark in sample.marks:
        column = cue_ids.index(mark.cue)
        for row, span in enumerate(spans, 1):
            if span.overlaps(Span(mark.start, mark.end)):
                cues[row, column] = 1.0
    chosen = [document.original(document.sentences[index]) for index in window.sentences] or [Span(0, len(sample.text))]
    labels = [sentence_labels(sample, span, len(document.sentences) == 1, book) for span in chosen]
    return Example(
        sample,
        window,
        IMPACT.index(sample.impact),
        STYLE.index(sample.style),
        np.array(labels, np.int64),
        cues,
        _kept_of(sample, spans, rewordings.get(sample.id, ())),
    )


def _kept_of(sample: Sample, spans: Sequence[Span], texts: Sequence[str]) -> NDArray[np.float32]:
    if not texts:
        fine = sample.impact != "harmful" and sample.style != "boss"
        return np.full(
            len(spans) + 2, 1.0 if fine else IGNORE, np.float32
        )  # a message that needs none keeps all its words
    return _kept(sample.text, spans, texts)


def _kept(message: str, spans: Sequence[Span], texts: Sequence[str]) -> NDArray[np.float32]:
    """(T,) of how many of the rewordings keep a token's word."""
    kept = np.zeros(len(spans) + 2, np.float32)
    for text in texts:
        words = [Span(*found.span()) for found in _WORD.finditer(message)]
        same = _common([word.of(message).lower() for word in words], [w.lower() for w in _WORD.findall(text)])
        alive = [word for word, stays in zip(words, same, strict=True) if stays]
        at = 0
        for row, span in enumerate(spans, 1):
            while at < len(alive) and alive[at].end <= span.start:
                at += 1
            kept[row] += (at < len(alive) and alive[at].overlaps(span)) / len(texts)
    return kept


def _common(ours: Sequence[str], theirs: Sequence[str]) -> list[bool]:
    """Which of our words stand in the longest common subsequence with theirs, as difflib finds it."""
    same = [False] * len(ours)
    for block in difflib.SequenceMatcher(None, ours, theirs, autojunk=False).get_matching_blocks():
        same[block.a : block.a + block.size] = [True] * block.size
    return same


def sentence_labels(sample: Sample, span: Span, alone: bool, book: Rulebook) -> tuple[int, int]:
    """Impact and style of one sentence, from the cues marked in it; IGNORE where they don't tell."""
    if alone:
        return IMPACT.index(sample.impact), STYLE.index(sample.style)
    rules = [book.rules[mark.cue] for mark in sample.marks if Span(mark.start, mark.end).overlaps(span)]
    unsure = "whole" in sample.tags
    impact, style = IMPACT.index("neutral"), STYLE.index("neutral")
    if any(rule.harms for rule in rules):
        impact = IMPACT.index("harmful") if sample.impact == "harmful" else IGNORE
    elif any(rule.leads for rule in rules):
        impact = IMPACT.index("constructive") if sample.impact != "neutral" else IMPACT.index("neutral")
    elif unsure:
        impact = IGNORE
    if any(rule.bosses and rule.id not in _STYLE_UNSURE for rule in rules):
        style = STYLE.index("boss")
    elif any(rule.leads and rule.id not in _PLAIN for rule in rules):
        style = STYLE.index("leader")
    elif unsure or any(rule.id in _STYLE_UNSURE for rule in rules):
        style = IGNORE
    return impact, style


@dataclass(frozen=True, slots=True)
class Batch:
    """B examples padded to T tokens and S sentences; see `ToneNetwork.forward` and `Example`. `taught` (B,) tells which have
    lessons; those are NaN where there is padding. `scenario` (B,) numbers the scenarios, -1 where there is none."""

    input_ids: Tensor
    token_type_ids: Tensor
    attention_mask: Tensor
    sentence_weights: Tensor
    impact: Tensor
    style: Tensor
    sentences: Tensor
    cues: Tensor
    kept: Tensor
    taught: Tensor
    lesson_message: Tensor
    lesson_sentences: Tensor
    lesson_tokens: Tensor
    scenario: Tensor

    def to(self, device: torch.device) -> Batch:
        return Batch(*(getattr(self, name).to(device) for name in self.__dataclass_fields__))


def collate(chosen: Sequence[Example]) -> Batch:
    """Pad examples to the longest of them."""
    tokens = max(len(example.window.ids) for example in chosen)
    sentences = max(len(example.sentences) for example in chosen)
    size, cues = len(chosen), chosen[0].cues.shape[1]
    ids, types, mask = (np.zeros((size, tokens), np.int64) for _ in range(3))
    weights = np.zeros((size, sentences, tokens), np.float32)
    labels = np.full((size, sentences, 2), IGNORE, np.int64)
    targets = np.zeros((size, tokens, cues), np.float32)
    kept = np.full((size, tokens), IGNORE, np.float32)
    lessons = [
        np.full(shape, np.nan, np.float32) for shape in ((size, 6), (size, sentences, 6), (size, tokens, cues + 1))
    ]
    for row, example in enumerate(chosen):
        length = len(example.window.ids)
        if example.lesson is not None:
            lessons[0][row] = example.lesson.message
            lessons[1][row, : len(example.sentences)] = example.lesson.sentences
            lessons[2][row, :length] = example.lesson.tokens
        ids[row, :length], types[row, :length], mask[row, :length] = example.window.ids, example.window.types, 1
        weights[row, : len(example.sentences), :length] = example.window.weights()
        labels[row, : len(example.sentences)] = example.sentences
        targets[row, :length] = example.cues
        kept[row, :length] = example.kept
    return Batch(
        input_ids=torch.from_numpy(ids),
        token_type_ids=torch.from_numpy(types),
        attention_mask=torch.from_numpy(mask),
        sentence_weights=torch.from_numpy(weights),
        impact=torch.tensor([example.impact for example in chosen]),
        style=torch.tensor([example.style for example in chosen]),
        sentences=torch.from_numpy(labels),
        cues=torch.from_numpy(targets),
        kept=torch.from_numpy(kept),
        taught=torch.tensor([example.lesson is not None for example in chosen]),
        lesson_message=torch.from_numpy(lessons[0]),
        lesson_sentences=torch.from_numpy(lessons[1]),
        lesson_tokens=torch.from_numpy(lessons[2]),
        scenario=torch.tensor(
            _numbered([example.sample.scenario.id if example.sample else None for example in chosen])
        ),
    )


def _numbered(names: Sequence[str | None]) -> list[int]:
    known = {name: number for number, name in enumerate(dict.fromkeys(names))}
    return [-1 if name is None else known[name] for name in names]


def batches(chosen: Sequence[Example], size: int, rng: random.Random | None, together: bool = False) -> Iterator[Batch]:
    """Batches of examples of like length (little padding); shuffled where an `rng` is given. `together` keeps the messages
    of a scenario side by side instead, for a loss that compares them."""
    order = list(range(len(chosen)))
    if rng is None:
        for at in range(0, len(order), size):
            yield collate([chosen[i] for i in order[at : at + size]])
        return
    for group in _scenarios(chosen, size, rng) if together else _alike(chosen, order, size, rng):
        yield collate([chosen[i] for i in group])


def _alike(chosen: Sequence[Example], order: list[int], size: int, rng: random.Random) -> list[list[int]]:
    rng.shuffle(order)
    pools = [order[at : at + size * 20] for at in range(0, len(order), size * 20)]
    groups: list[list[int]] = []
    for pool in pools:
        pool.sort(key=lambda i: len(chosen[i].window.ids))
        groups += [pool[at : at + size] for at in range(0, len(pool), size)]
    rng.shuffle(groups)
    return groups


def _scenarios(chosen: Sequence[Example], size: int, rng: random.Random) -> list[list[int]]:
    places: dict[object, list[int]] = {}
    for index, example in enumerate(chosen):
        places.setdefault(example.sample.scenario.id if example.sample else index, []).append(index)
    members = list(places.values())
    rng.shuffle(members)
    flat = [index for member in members for index in member]
    return [flat[at : at + size] for at in range(0, len(flat), size)]
