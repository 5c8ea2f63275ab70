"""Messages that are only too loud, with the model that ships: the same words without shouting and swearing."""

from __future__ import annotations

import pytest

import tonecheck
from tonecheck.reword.calming import calm

LOUD = {
    "WHERE IS THE DELIVERY FOR BAY 4??? CUSTOMER HAS BEEN STANDING HERE SINCE NINE": "Where is the delivery for bay 4? Customer has been standing here since nine",
    "Get that bloody van moved off the ambulance bay now": "Please get that van moved off the ambulance bay now",
    "Where the f*** are the keys to unit 7?": "Where are the keys to unit 7?",
    "WHY IS THE GATE OPEN AGAIN? CLOSE IT.": "Why is the gate open again? Please close it.",
    "Send me the report NOW!!!": "Please send me the report now.",
    "Why is there a sodding skip in the ambulance bay!!! Get onto the contractor, it has to be gone by noon": "Why is there a skip in the ambulance bay? Please get onto the contractor, it has to be gone by noon",
}


@pytest.mark.parametrize("text", LOUD)
def test_a_loud_message_is_said_quietly(checker: tonecheck.Checker, text: str) -> None:
    assert checker.check(text).rewordings[0].text == LOUD[text]


def test_what_else_harms_goes_as_well(checker: tonecheck.Checker) -> None:
    text = "the soup is SALT WATER. did you taste it with your arse? throw it, start again, lunch is 12.30"
    offered = checker.check(text).rewordings
    assert [r.text for r in offered] == ["the soup is salt water. please throw it, start again, lunch is 12.30"]


def test_an_insult_does_not_stay_beside_a_quiet_voice(checker: tonecheck.Checker) -> None:
    offered = checker.check("Are you blind?! CLOSE THE VALVE, you clown!").rewordings
    assert not any("blind" in r.text or "clown" in r.text for r in offered)


@pytest.mark.parametrize(
    ("loud", "quiet"),
    [
        ("Why is there a skip in the bay!!!", "Why is there a skip in the bay?"),
        ("What a mess this is!!!", "What a mess this is."),
        ("When you are back ring me!!!", "When you are back ring me."),
        ("table 12 is a NUT ALLERGY", "table 12 is a nut allergy"),
    ],
)
def test_marks_and_short_words_are_calmed(loud: str, quiet: str) -> None:
    assert calm(loud, ()) == quiet


@pytest.mark.parametrize(
    "text", ["WE PASSED!!!!! Outstanding in all five!!! Cake in the staff room at 3", "Damn, Kofi, that header photo."]
)
def test_joy_stays_loud(checker: tonecheck.Checker, text: str) -> None:
    assert checker.check(text).rewordings == ()
