"""Ordinary harsh messages, as most are: what the rules alone must offer for them, with the model that ships."""

from __future__ import annotations

import pytest

import tonecheck
from tonecheck.reword import facts

MENDED = {
    "You are so careless. The report you sent on Tuesday has 12 errors in section 3.": "The report you sent on Tuesday has 12 errors in section 3.",
    "Stop wasting my time with these questions and get the contract signed by Friday.": "Please get the contract signed by Friday.",
    "HOW MANY TIMES DO I HAVE TO TELL YOU TO LOCK THE STORE ROOM?": "Please lock the store room.",
    "It's your fault we lost the Henderson account. You didn't send the quote until the 9th.": "We lost the Henderson account. You didn't send the quote until the 9th.",
    "I want the numbers on my desk at 8 tomorrow. No excuses.": "I'd like the numbers on my desk at 8 tomorrow. If something gets in the way, tell me.",
    "You're useless at this, Priya. Three of the five samples were mislabelled.": "Priya, three of the five samples were mislabelled.",
    "You lazy idiot, the filters haven't been changed since August.": "The filters haven't been changed since August.",
    "No bread order went in for Saturday, Kyle. Do I have to do everything myself? Call the bakery.": "No bread order went in for Saturday, Kyle. Please call the bakery.",
    "Sister Amaka, bed 9's ten o'clock dose was given and not signed for. You are a danger to patients. One more and I will report you to Matron.": "Sister Amaka, bed 9's ten o'clock dose was given and not signed for. If it happens again I'll have to report it to Matron.",
    "Great job. Revert it and don't leave till it's green. Hope you had no plans, champ.": "Please revert it and don't leave till it's green.",
    "Congratulations on the Leeds run, lads, only ninety minutes late this time.": "Ninety minutes late on the Leeds run, lads.",
}


@pytest.mark.parametrize("text", MENDED)
def test_an_ordinary_harsh_message_is_mended(edits: tonecheck.Checker, text: str) -> None:
    result = edits.check(text)
    assert [r.text for r in result.rewordings if r.kind == "minimal"] == [MENDED[text]]
    assert facts.lost(text, MENDED[text], ()) == []


@pytest.mark.parametrize(
    "order",
    [
        "No return goes away any more without my signature on each page.",
        "No imports without me standing next to you, thanks.",
    ],
)
def test_control_stays_control_with_a_please_and_gets_no_rewording(edits: tonecheck.Checker, order: str) -> None:
    result = edits.check(order)
    assert result.style is not None
    assert result.style.label == "boss"
    assert result.rewordings == ()


def test_a_warm_letter_loses_its_one_sting_and_nothing_else(edits: tonecheck.Checker) -> None:
    letter = "Samira, eleven protective orders, all granted, amazing. How do we get you home before nine? I'll get 100 hours credited."
    sting = " I get that these women are your people and it's hard to say no to your own, nobody could."
    offered = edits.check(letter + sting).rewordings
    assert [(r.kind, r.text) for r in offered] == [("minimal", letter)]


def test_a_please_before_an_ultimatum_is_no_rewording(edits: tonecheck.Checker) -> None:
    result = edits.check("Three times he asked for tap water. Learn the section or hand in your apron.")
    assert not any("hand in your apron" in r.text for r in result.rewordings)
    result = edits.check("Four calls over an hour last week. Get it under 20 minutes or get off the desk, Tama.")
    assert not any("get off the desk" in r.text for r in result.rewordings)


CLIPPED = {
    "Fire exit in the back is blocked by your skids, Ron. Move them. Today.": "Fire exit in the back is blocked by your skids, Ron. Please move them today.",
}


@pytest.mark.parametrize("text", CLIPPED)
def test_clipped_orders_and_closing_words_are_mended(edits: tonecheck.Checker, text: str) -> None:
    assert [r.text for r in edits.check(text).rewordings if r.kind == "minimal"] == [CLIPPED[text]]


def test_a_please_alone_is_not_shown_where_a_reason_is_missing(edits: tonecheck.Checker) -> None:
    result = edits.check("Aisle 6 labels. Now.")
    assert not result.rewordings
    assert ("Aisle 6 labels now, please.", ("an order without a reason",)) in [
        (r.text, r.reasons) for r in result.rejected
    ]


@pytest.mark.parametrize(
    ("before", "after", "made_up"),
    [
        ("The list is late.", "The list is late. You are a wonderful colleague.", ["You are a wonderful colleague."]),
        ("The list is late.", "The list is late. I will train the team myself.", ["I will train the team myself."]),
        ("The list is late.", "The list is late. What got in the way?", []),
        ("The list is late.", "The list is late. [What did it cause the client?]", []),
        ("The list is late, you slug.", "The list is late.", []),
    ],
)
def test_a_new_sentence_may_ask_and_not_tell(before: str, after: str, made_up: list[str]) -> None:
    assert facts.made_up(before, after) == made_up


def test_a_clock_time_is_a_time_and_a_count_a_number() -> None:
    kinds = {fact.text: fact.kind for fact in facts.facts("Six boxes were missing when he left at six.")}
    assert kinds == {"Six": "number", "six": "time"}
