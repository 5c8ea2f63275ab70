"""English until shown otherwise."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tonecheck import rulebook
from tonecheck.text import detect, language_name, parse
from tonecheck.types import Message


@pytest.mark.parametrize(
    "text",
    [
        "",
        "123 / 456",
        "ok",
        "lgtm",
        "pls fix asap mate",
        "Great work on the tender, Marisol.",
        "abeg do am sharp sharp",
        "Kanjeevaram order late again, Priyanka",
        "https://example.de/das-ist-nicht-gut",
    ],
)
def test_english_and_what_can_not_be_told_is_english(text: str) -> None:
    assert detect(text) == "en"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Das ist schlecht gemacht, bitte noch einmal von vorne.", "de"),
        ("C'est nul, refais tout ce travail avant demain.", "fr"),
        ("Esto está muy mal hecho, Juan, repítelo.", "es"),
        ("これはだめです。やり直してください。", "ja"),
        ("Это плохо, переделай отчёт.", "ru"),
        ("مرحبا كيف الحال", "ar"),
    ],
)
def test_another_language_is_recognised(text: str, code: str) -> None:
    assert detect(text) == code


def test_a_foreign_name_or_quote_leaves_english_english() -> None:
    assert detect("The sign says 'Zutritt verboten', can you put up an English one for the visitors, Jürgen?") == "en"


def test_a_language_given_by_the_sender_is_taken() -> None:
    book = rulebook.load()
    assert parse(Message("Das ist schlecht gemacht.", language="en"), book.lexicon, book.lookalikes).language == "en"


@pytest.mark.parametrize(("code", "name"), [("de", "German"), ("nb", "Norwegian"), ("xx", "xx")])
def test_names_of_languages(code: str, name: str) -> None:
    assert language_name(code) == name


@pytest.mark.parametrize("text", ["x" * 100_000, "a*" * 50_000, "a.b." * 25_000, "@a" * 50_000, "http://" * 15_000])
def test_one_endless_word_takes_no_time_to_speak_of(text: str) -> None:
    book = rulebook.load()
    started = time.perf_counter()
    document = parse(Message(text), book.lexicon, book.lookalikes)
    assert time.perf_counter() - started < 10
    assert document.message.text == text


@settings(max_examples=100, deadline=None)
@given(st.text())
def test_every_text_has_a_language(text: str) -> None:
    assert detect(text).isalpha()
