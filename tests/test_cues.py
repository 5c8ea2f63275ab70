"""From tokens and patterns to spans on whole words."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tonecheck.cues import lexical, tokens
from tonecheck.rulebook import Pattern
from tonecheck.text import Document, Revealed, parse, split
from tonecheck.types import Message, Span

TEXT = "you never, ever listen to anybody"
WORDS = [Span(*found.span()) for found in re.finditer(r"\w+", TEXT)]


def pattern(
    kind: str, regex: str | None = None, words: frozenset[str] = frozenset(), unless: str | None = None
) -> Pattern:
    rule, excuse = (re.compile(source, re.IGNORECASE) if source else None for source in (regex, unless))
    return Pattern("p", "insult", kind, rule, words, excuse, 0.9, False, (), ())


def document(text: str) -> Document:
    return Document(Message(text), "en", Revealed(text), tuple(split(text)), True)


def hits(text: str, *patterns: Pattern) -> list[str]:
    return [hit.span.of(text) for hit in lexical.find(document(text), patterns)]


def marked(*probabilities: float, threshold: float = 0.6) -> list[tuple[str, float]]:
    found = tokens.spans(TEXT, WORDS, np.array(probabilities, np.float32), threshold)
    return [(span.of(TEXT), round(score, 2)) for span, score in found]


def test_tokens_over_the_threshold_become_a_span_with_the_highest_score() -> None:
    assert marked(0.0, 0.7, 0.9, 0.0, 0.0, 0.0) == [("never, ever", 0.9)]


def test_a_span_grows_over_neighbours_above_half_the_threshold() -> None:
    assert marked(0.3, 0.7, 0.35, 0.29, 0.0, 0.0) == [("you never, ever", 0.7)]


def test_tokens_that_only_pass_the_lower_threshold_are_nothing() -> None:
    assert marked(0.5, 0.5, 0.59, 0.0, 0.0, 0.5) == []


def test_a_gap_of_one_token_is_bridged_and_one_of_two_is_not() -> None:
    assert marked(0.9, 0.0, 0.8, 0.0, 0.0, 0.7) == [("you never, ever", 0.9), ("anybody", 0.7)]


def test_no_tokens_have_no_spans() -> None:
    assert tokens.spans("", [], np.zeros(0, np.float32), 0.5) == []


@pytest.mark.parametrize(
    ("piece", "expected"),
    [("eve", "never"), ("r, e", "never, ever"), (", ", None), (",", None), ("never,", "never"), (" to ", "to")],
)
def test_spans_grow_to_whole_words_and_lose_their_punctuation(piece: str, expected: str | None) -> None:
    start = TEXT.index(piece)
    span = tokens.whole_words(TEXT, Span(start, start + len(piece)))
    assert (span and span.of(TEXT)) == expected


@settings(max_examples=100, deadline=None)
@given(st.text(min_size=1) | st.text("ab .,'🙄_", min_size=1), st.data())
def test_whole_words_never_cut_one(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    span = tokens.whole_words(text, Span(start, data.draw(st.integers(start + 1, len(text)))))
    if span:
        assert 0 <= span.start < span.end <= len(text)
        for edge in (span.start, span.end):
            assert not (0 < edge < len(text) and text[edge - 1].isalnum() and text[edge].isalnum())


def test_every_kind_of_the_rulebook_has_its_function() -> None:
    assert set(lexical.KINDS) == {"regex", "words", "shouting", "elongation"}


def test_a_regex_hits_its_named_span_or_the_whole() -> None:
    assert hits("You always do.", pattern("regex", r"you (?P<span>always)")) == ["always"]
    assert hits("You always do.", pattern("regex", r"you always")) == ["You always"]
    assert hits("You do.", pattern("regex", r"you do|(?P<span>never)")) == ["You do"]


def test_words_hit_whole_words_in_any_case() -> None:
    assert hits("A muppet, MUPPET, muppetry; don’t.", pattern("words", words=frozenset(("muppet",)))) == [
        "muppet",
        "MUPPET",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("WHERE ARE the units?", ["WHERE ARE"]),
        ("GET IT OUT", ["GET IT OUT"]),
        ("the USA NHS forms", []),
        ("see README and HTTP", []),
        ("`DROP TABLE users`", []),
        ("now!!! ok", ["now!!!"]),
        ("really?! fine", []),
        ("what??? fine", []),
        ("what?!?", ["what?!?"]),
    ],
)
def test_shouting_is_capitals_in_a_row_or_piled_marks(text: str, expected: list[str]) -> None:
    assert hits(text, pattern("shouting")) == expected


@pytest.mark.parametrize(
    ("text", "expected"), [("sooooo late", ["sooooo"]), ("sooo good", []), ("1000000 kg", ["1000000"])]
)
def test_elongation_is_a_letter_four_times(text: str, expected: list[str]) -> None:
    assert hits(text, pattern("elongation")) == expected


@pytest.mark.parametrize("quoted", ['"you fool"', "“you fool”", "'you fool'", "`fool`", "\n> you fool\n"])
def test_quoted_words_are_not_the_senders(quoted: str) -> None:
    rule = pattern("words", words=frozenset(("fool",)))
    assert hits(f"They said {quoted} to me", rule) == []
    assert hits(f"They said {quoted} to me, fool", rule) == ["fool"]


def test_unless_excuses_its_own_sentence_only() -> None:
    rule = pattern("words", words=frozenset(("fool",)), unless=r"\bI\b")
    assert hits("I felt a fool. You fool.", rule) == ["fool"]
    assert [hit.span.start for hit in lexical.find(document("I felt a fool. You fool."), [rule])] == [19]


def test_unless_sees_the_emoji_that_was_sent() -> None:
    rule = pattern("words", words=frozenset(("fool",)), unless="😂")
    laughing = parse(Message("you fool 😂", language="en"), {}, {})
    assert "😂" not in laughing.text
    assert lexical.find(laughing, [rule]) == []


def test_hits_come_in_order_of_position() -> None:
    words = pattern("words", words=frozenset(("fool",)))
    assert hits("fool, you always do, fool", pattern("regex", "always"), words) == ["fool", "always", "fool"]
