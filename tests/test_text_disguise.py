"""Disguised words are seen through, and offsets lead back to what was sent."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tonecheck import rulebook
from tonecheck.text import Revealed, parse, reveal
from tonecheck.types import Message, Span

BOOK = rulebook.load()
PIECES = st.sampled_from(
    ["f**k", "sh1t", "f u c k", "іdіоt", "🙄", "fuuuuck", " ", "\n", "plan", ".", "ß", "a$$hole", "*", "-"]
)
TEXTS = st.text() | st.lists(PIECES).map("".join) | st.lists(PIECES).map(" ".join)


def revealed(text: str) -> Revealed:
    return reveal(text, BOOK.lexicon, BOOK.lookalikes)


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("what the f**k", "what the fuck"),
        ("f*cking late", "fucking late"),
        ("this is s**t", "this is shit"),
        ("sh1t work", "shit work"),
        ("you 1d10t.", "you idiot."),
        ("f u c k this", "fuck this"),
        ("f.u.c.k this", "fuck this"),
        ("fuuuuck off", "fuck off"),
        ("b*llsh*t!", "bullshit!"),
        ("(ｉｄｉｏｔ)", "(idiot)"),
        ("an іdіоt plan", "an idiot plan"),
        ("read the rероrt", "read the report"),
    ],
)
def test_disguises_are_taken_off(sent: str, read: str) -> None:
    assert revealed(sent).text == read


@pytest.mark.parametrize(
    "text",
    [
        "3 of 5",
        "v2.1, e.g. on bench 4",
        "*important* note",
        "ticket #1 and ****",
        "Zoë met Müller at 10",
        "Это плохо",
        "soooo good",
        "I a m here",
        "",
    ],
)
def test_what_hides_nothing_stays_as_it_is(text: str) -> None:
    assert revealed(text) == Revealed(text)


def test_an_emoji_is_read_out_by_its_name() -> None:
    found = revealed("nice🙄work")
    assert found.text == "nice face with rolling eyes work"
    assert found.original(Span(5, 9)) == Span(4, 5)


def test_stars_stand_for_the_first_word_of_the_lexicon_that_fits() -> None:
    assert reveal("f**k", {"fork": "mild", "fuck": "strong"}, {}).text == "fork"
    assert reveal("f**k", {"fuck": "strong", "fork": "mild"}, {}).text == "fuck"


def test_a_span_that_touches_a_disguise_takes_all_of_it() -> None:
    sent = "oh f u c k this"
    found = revealed(sent)
    assert found.text == "oh fuck this"
    assert found.original(Span(4, 6)).of(sent) == "f u c k"
    assert found.original(Span(8, 12)).of(sent) == "this"
    assert found.original(Span(0, 12)) == Span(0, len(sent))


@settings(max_examples=100, deadline=None)
@given(TEXTS, st.data())
def test_any_span_of_the_revealed_text_slices_the_original(text: str, data: st.DataObject) -> None:
    found = revealed(text)
    start = data.draw(st.integers(0, len(found.text)))
    end = data.draw(st.integers(start, len(found.text)))
    original = found.original(Span(start, end))
    assert 0 <= original.start <= original.end <= len(text)
    assert (original.start < original.end) or start == end


@settings(max_examples=100, deadline=None)
@given(TEXTS)
def test_what_is_outside_the_cuts_is_word_for_word_the_original(text: str) -> None:
    found = revealed(text)
    last = original_last = 0
    for start, end, original_start, original_end in (*found.cuts, (len(found.text), 0, len(text), 0)):
        assert found.text[last:start] == text[original_last:original_start]
        last, original_last = end, original_end


@settings(max_examples=100, deadline=None)
@given(st.text(st.characters(codec=None), max_size=60))
def test_a_document_can_be_made_of_anything(text: str) -> None:
    document = parse(Message(text, language="en"), BOOK.lexicon, BOOK.lookalikes)
    document.text.encode("utf-8")
    assert document.original(Span(0, len(document.text))) == Span(0, len(text))


@pytest.mark.parametrize("text", ["", " ", "12:30", "https://example.com/idiot", "ana@example.com", "🙄", "?!"])
def test_a_text_without_words_is_not_readable(text: str) -> None:
    document = parse(Message(text), BOOK.lexicon, BOOK.lookalikes)
    assert not document.readable
    assert document.sentences == ()


def test_control_characters_are_read_one_for_one() -> None:
    document = parse(Message("a\x00b \ud800 c", language="en"), BOOK.lexicon, BOOK.lookalikes)
    assert document.text == "a\ufffdb \ufffd c"
