"""Windows hold every token once, end where sentences end, and never exceed the model's room."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from tonecheck.encoder.windows import Window, frame, windows
from tonecheck.learn.network import base_folder
from tonecheck.text import split
from tonecheck.types import Span

SIZES = st.integers(4, 24)
WORDS = st.lists(
    st.sampled_from(
        ["The", "pallets", "arrived.", "WHY?", "unsupervisedly", "🙄", "\n", "Zoë", "한국", "don't", "x" * 120]
    )
)
TEXTS = st.text(max_size=200) | WORDS.map(" ".join)


def load() -> Tokenizer:
    tokenizer = Tokenizer.from_file(str(base_folder() / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


TOKENIZER = load()
CLS, SEP = frame(TOKENIZER)


def cut(text: str, max_tokens: int = 512) -> list[Window]:
    return windows(TOKENIZER, text, split(text), max_tokens)


def token_types(text: str) -> dict[str, int]:
    (window,) = cut(text)
    return {span.of(text): kind for span, kind in zip(window.token_spans, window.types[1:-1], strict=True)}


def test_the_special_tokens_are_those_of_the_tokenizer() -> None:
    assert [TOKENIZER.token_to_id(token) for token in ("[CLS]", "[SEP]")] == [CLS, SEP] == [101, 102]


@settings(max_examples=100, deadline=None)
@given(TEXTS, SIZES)
def test_windows_hold_every_token_once_and_in_order(text: str, size: int) -> None:
    encoding = TOKENIZER.encode(text, add_special_tokens=False)
    found = cut(text, size)
    assert [token for window in found for token in window.ids[1:-1]] == encoding.ids
    assert [(s.start, s.end) for window in found for s in window.token_spans] == encoding.offsets


@settings(max_examples=100, deadline=None)
@given(TEXTS, SIZES)
def test_windows_keep_to_their_room_and_shape(text: str, size: int) -> None:
    for window in cut(text, size):
        assert len(window.ids) <= size
        assert (window.ids[0], window.ids[-1]) == (CLS, SEP)
        assert len(window.ids) == len(window.types) == len(window.token_spans) + 2 == len(window.sentence_of) + 2


@settings(max_examples=100, deadline=None)
@given(TEXTS, SIZES)
def test_a_window_ends_with_a_sentence_unless_that_is_longer_than_a_window(text: str, size: int) -> None:
    for window, following in pairwise(cut(text, size)):
        if window.sentence_of[-1] == following.sentence_of[0]:
            assert set(window.sentence_of) == {window.sentence_of[-1]}


@settings(max_examples=100, deadline=None)
@given(TEXTS, SIZES)
def test_token_spans_slice_the_text_inside_their_sentence(text: str, size: int) -> None:
    sentences = split(text)
    for window in cut(text, size):
        for span, owner in zip(window.token_spans, window.sentence_of, strict=True):
            assert 0 <= span.start < span.end <= len(text)
            assert owner == -1 or sentences[owner].start <= span.start < sentences[owner].end


@settings(max_examples=100, deadline=None)
@given(WORDS.map(" ".join), st.integers(4, 512))
def test_weights_are_the_mean_over_each_sentence(text: str, size: int) -> None:
    for window in cut(text, size):
        weights = window.weights()
        assert weights.shape == (max(1, len(window.sentences)), len(window.ids))
        assert weights.dtype == np.float32
        assert weights.sum(axis=1) == pytest.approx(np.ones(len(weights)), abs=1e-5)
        assert (weights[:, [0, -1]] == 0).all() or not window.sentences


def test_a_long_sentence_is_cut_at_a_word() -> None:
    text = "unsupervisedly " * 20
    starts = [window.token_spans[0].start for window in cut(text, 12)]
    assert len(starts) > 1
    assert all(start % len("unsupervisedly ") == 0 for start in starts)


def test_a_word_longer_than_a_window_is_cut_all_the_same() -> None:
    text = "qxzjv" * 15
    found = cut(text, 6)
    assert len(found) > 1
    assert "".join(span.of(text) for window in found for span in window.token_spans) == text


def test_whole_sentences_share_a_window_as_long_as_they_fit() -> None:
    text = "One two three. Four five six. Seven eight nine."
    found = cut(text, 10)
    assert [window.sentences for window in found] == [[0, 1], [2]]
    assert found[1].token_spans[0] == Span(30, 35)


def test_words_in_capitals_are_marked() -> None:
    assert token_types("WHERE is it, Dev? DON'T") == {
        "WHERE": 1, "is": 0, "it": 0, ",": 0, "Dev": 0, "?": 0, "DON": 1, "'": 1, "T": 1,
    }  # fmt: skip
    assert set(token_types("I said A1 and v2.").values()) == {0}


def test_an_empty_text_has_one_empty_window() -> None:
    (window,) = cut("")
    assert window.ids == (CLS, SEP)
    assert window.weights().tolist() == [[0.5, 0.5]]
