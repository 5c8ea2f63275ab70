"""Sentences as spans of the text as received."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tonecheck.text import split

PROSE = st.lists(
    st.sampled_from(["No.", "Dr.", "Well done!", "ok", "\n", " ", "\r\n", "---", "🎉", "e.g.", "“Why?”", "\u2028"])
)


def sentences(text: str) -> list[str]:
    return [span.of(text) for span in split(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The count is short. Recount aisle 4.", ["The count is short.", "Recount aisle 4."]),
        ("Why? Because!  Fine.", ["Why?", "Because!", "Fine."]),
        ("first line\nsecond line", ["first line", "second line"]),
        ("a line\r\nanother", ["a line", "another"]),
        ("one\u2028two\x0bthree\x0cfour", ["one", "two", "three", "four"]),
        ("- the report\n- the chart", ["- the report", "- the chart"]),
        ("  padded.  \n\n  ", ["padded."]),
    ],
)
def test_a_sentence_ends_at_its_stop_or_its_line(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@pytest.mark.parametrize("title", ["Dr.", "Mrs.", "Prof.", "Capt.", "approx."])
def test_a_title_does_not_end_a_sentence(title: str) -> None:
    assert sentences(f"Ask {title} Osei today. Then call me.") == [f"Ask {title} Osei today.", "Then call me."]


def test_a_title_at_the_end_of_a_line_does() -> None:
    assert sentences("Thanks, Dr.\nOsei will call.") == ["Thanks, Dr.", "Osei will call."]


def test_a_word_that_only_ends_like_a_title_is_none() -> None:
    assert sentences("Fix the gizmoSt. Osei will help.") == ["Fix the gizmoSt.", "Osei will help."]


@pytest.mark.parametrize("trail", ["\n-----", "\n😂", "\n***\n***"])
def test_a_run_without_a_letter_belongs_to_the_sentence_before(trail: str) -> None:
    assert sentences(f"Redo it.{trail}\nBy noon.") == [f"Redo it.{trail}", "By noon."]


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\t \r\n"])
def test_nothing_has_no_sentences(text: str) -> None:
    assert split(text) == []


def test_a_run_of_titles_takes_no_time_to_speak_of() -> None:
    started = time.perf_counter()
    assert len(split("No. " * 20_000)) == 1
    assert time.perf_counter() - started < 10


@settings(max_examples=100, deadline=None)
@given(st.text() | PROSE.map(" ".join) | PROSE.map("".join))
def test_spans_are_ordered_disjoint_trimmed_and_inside(text: str) -> None:
    end = 0
    for span in split(text):
        assert end <= span.start < span.end <= len(text)
        assert span.of(text) == span.of(text).strip()
        end = span.end


@settings(max_examples=100, deadline=None)
@given(st.text() | PROSE.map(" ".join))
def test_only_white_space_is_left_outside(text: str) -> None:
    inside = {offset for span in split(text) for offset in range(span.start, span.end)}
    assert all(character.isspace() for offset, character in enumerate(text) if offset not in inside)
