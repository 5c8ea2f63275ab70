"""Last touches on a light draft: how it begins, and one "please" where it asks."""

from __future__ import annotations

import pytest

from tonecheck.reword import asked
from tonecheck.reword.polish import polished

POLISHED = [
    ("Pricing goes through me. Because I say so.", "Pricing goes through me, please.", "Pricing goes through me."),
    ("Send it by 5, you lazy lot.", "Send it by 5, please.", "Send it by 5, please."),
    ("I need it by 5, got that?", "I need it by 5, please.", "I need it by 5, please."),
    (
        "I expect nothing of you, but the till report I'd like by 7.",
        "but the till report I'd like by 7.",
        "The till report I'd like by 7.",
    ),
    ("lol but where is it", "but where is it", "where is it"),
    ("But where is it, genius?", "But where is it?", "But where is it?"),
    (
        "Empty your locker at 4 please, with Colette there. Now.",
        "Please empty your locker at 4 please, with Colette there.",
        "Please empty your locker at 4, with Colette there.",
    ),
    (
        "Copy it out. Pin it up, will you ever learn?",
        "Copy it out, please. Please pin it up.",
        "Copy it out. Please pin it up.",
    ),
]


@pytest.mark.parametrize(("message", "draft", "wanted"), POLISHED)
def test_a_draft_reads_like_written_in_one_piece(message: str, draft: str, wanted: str) -> None:
    assert polished(message, draft) == wanted


def test_what_was_shouted_is_said() -> None:
    message = "The report is missing AGAIN. Send the PDF to QA."
    assert polished(message, message) == message
    assert polished(message, message, ["AGAIN"]) == "The report is missing again. Send the PDF to QA."


@pytest.mark.parametrize(
    "text", ["Please and finish it.", "Could you the thermostat.", "Then please corrected copies."]
)
def test_a_please_or_a_question_before_what_is_no_verb_fails(text: str) -> None:
    assert asked.pasted("Finish it.", text)


@pytest.mark.parametrize("text", ["Please finish it.", "Could you all come at 5?", "Then please feed the cat."])
def test_one_before_a_verb_passes(text: str) -> None:
    assert asked.pasted("Finish it.", text) is None
