"""Tokens of a text in windows that end at sentence ends: nothing is ever cut off silently."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from tonecheck.types import Span

_FRAMES = (("<s>", "</s>"), ("[CLS]", "[SEP]"))
_CAPITALS = re.compile(r"(?<!\w)[A-Z][A-Z'’]+(?!\w)")


@dataclass(frozen=True, slots=True)
class Window:
    """One input of the model: T tokens, of which `token_spans[i]` belongs to `ids[i + 1]`; S whole sentences.

    `types` is 1 for tokens of a word in capitals: the vocabulary is uncased, and shouting must be seen.
    `sentence_of` gives the sentence (index into the text's sentences) of each token between [CLS] and [SEP].
    """

    ids: tuple[int, ...]
    types: tuple[int, ...]
    token_spans: tuple[Span, ...]
    sentence_of: tuple[int, ...]

    @property
    def sentences(self) -> list[int]:
        return sorted({index for index in self.sentence_of if index >= 0})

    def weights(self) -> NDArray[np.float32]:
        """(S, T) mean-pooling weights of each sentence over the tokens, rows adding up to 1."""
        rows = self.sentences or [-1]
        member = np.array([-1, *self.sentence_of, -1])
        weights = np.stack([(member == row) for row in rows]).astype(np.float32)
        return np.asarray(weights / np.maximum(weights.sum(axis=1, keepdims=True), 1.0), np.float32)


def windows(tokenizer: Tokenizer, text: str, sentences: Sequence[Span], max_tokens: int) -> list[Window]:
    """Windows of at most `max_tokens` tokens, [CLS] and [SEP] included, that together hold every token once.

    A window ends where a sentence ends; only a sentence longer than a whole window is cut, at a word.
    """
    encoding = tokenizer.encode(text, add_special_tokens=False)
    spans = [Span(start, end) for start, end in encoding.offsets]
    owner = _owners(spans, sentences)
    capitals = _in_capitals(text, spans)
    first, last = frame(tokenizer)
    return [
        Window(
            ids=(first, *encoding.ids[start:end], last),
            types=(0, *capitals[start:end], 0),
            token_spans=tuple(spans[start:end]),
            sentence_of=tuple(owner[start:end]),
        )
        for start, end in _cuts(owner, encoding.word_ids, max_tokens - 2)
    ]


def frame(tokenizer: Tokenizer) -> tuple[int, int]:
    """Ids of the tokens that open and close an input, by the two customs there are (RoBERTa's and BERT's; MPNet's vocabulary has both)."""
    for first, last in _FRAMES:
        ids = tokenizer.token_to_id(first), tokenizer.token_to_id(last)
        if ids[0] is not None and ids[1] is not None:
            return ids[0], ids[1]
    raise ValueError("the tokenizer has neither <s> and </s> nor [CLS] and [SEP]")


def _owners(spans: Sequence[Span], sentences: Sequence[Span]) -> list[int]:
    owner, at = [], 0
    for span in spans:
        while at < len(sentences) and span.start >= sentences[at].end:
            at += 1
        inside = at < len(sentences) and span.start >= sentences[at].start
        owner.append(at if inside else -1)
    return owner


def _in_capitals(text: str, spans: Sequence[Span]) -> list[int]:
    runs = [found.span() for found in _CAPITALS.finditer(text)]
    marks, at = [], 0
    for span in spans:
        while at < len(runs) and runs[at][1] <= span.start:
            at += 1
        marks.append(int(at < len(runs) and runs[at][0] <= span.start))
    return marks


def _cuts(owner: Sequence[int], words: Sequence[int | None], room: int) -> list[tuple[int, int]]:
    cuts, start = [], 0
    while len(owner) - start > room:
        end = start + room
        sentence_end = next((i for i in range(end, start, -1) if owner[i] != owner[i - 1]), None)
        word_end = next((i for i in range(end, start, -1) if words[i] != words[i - 1]), end)
        cuts.append((start, sentence_end or word_end))
        start = cuts[-1][1]
    cuts.append((start, len(owner)))
    return cuts
