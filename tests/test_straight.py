"""What a sentence that stings stands for, what an "it" speaks of, and messages said straight."""

from __future__ import annotations

import pytest

import tonecheck
from tonecheck.reword import halves, referring, sense
from tonecheck.reword.begged import begged, stands_for
from tonecheck.reword.facts import facts, missing
from tonecheck.reword.requests import request
from tonecheck.reword.straight import asked_what

STANDS_FOR = {
    "Would it kill you to answer the phone at the front desk?": "Please answer the phone at the front desk.",
    "Is it really so hard to label the samples?": "Please label the samples.",
    "Is it too much to ask that you log your hours by Friday?": "Please log your hours by Friday.",
    "Can't you just follow the checklist for once?": "Please follow the checklist.",
    "Have you ever considered cleaning the fryer, Tom?": "Please clean the fryer, Tom.",
    "Ravi, how many times do I have to tell you to close the gate?": "Ravi, please close the gate.",
    "I shouldn't need to keep telling people not to park in the fire lane!": "Please don't park in the fire lane.",
    "Try reading the contract next time before you sign it.": "Please read the contract next time before you sign it.",
    "Don't bother sending me another draft until the figures are right.": "Please send me another draft once the figures are right.",
    "You didn't even bother to test the login page.": "You didn't test the login page.",
    "Apparently you couldn't be bothered to call Mrs Lopez back.": "You didn't call Mrs Lopez back.",
    "Obviously nobody bothered to proofread the Nordbank proposal.": "Nobody proofread the Nordbank proposal.",
}
PLAIN = [
    "How hard is the bed?",
    "Can you follow the checklist on Friday?",
    "She tried reading it twice.",
    "I told you to close the gate at six.",
    "Is it so hard for the new ones?",
    "Don't bother with the appendix.",
    "Nobody thought of the rain.",
]


@pytest.mark.parametrize("sting", STANDS_FOR)
def test_a_sting_is_said_as_what_it_stands_for(sting: str) -> None:
    assert begged(sting) == STANDS_FOR[sting]
    assert stands_for(STANDS_FOR[sting], f"The audit is on Friday. {sting}")


@pytest.mark.parametrize("sentence", PLAIN)
def test_what_stands_for_itself_comes_back(sentence: str) -> None:
    assert begged(sentence) == sentence


@pytest.mark.parametrize(
    ("message", "cut", "whole"),
    [
        ("You didn't read the brief. Read it again.", "Please read it again.", "Please read the brief again."),
        ("Your desk is a pigsty. Clean it by noon.", "Please clean it by noon.", "Please clean your desk by noon."),
        (
            "You left the gates open again, moron. Close them now.",
            "Please close them now.",
            "Please close the gates now.",
        ),
        (
            "If you had listened, the order would be here. It arrives on the 9th now.",
            "It arrives on the 9th now.",
            "The order arrives on the 9th now.",
        ),
    ],
)
def test_a_name_takes_the_place_of_the_pronoun_that_lost_it(message: str, cut: str, whole: str) -> None:
    assert referring.resolved(message, cut) == whole
    assert referring.resolved(message, message) == message


@pytest.mark.parametrize(
    ("message", "kept"),
    [
        ("Do you even proofread? Fix it by Friday.", "Please fix it by Friday."),
        ("The report is late. You idiot. Send it now.", "The report is late. Please send it now."),
        ("The road floods there. It rained all night.", "It rained all night."),
    ],
)
def test_a_pronoun_that_lost_nothing_stays(message: str, kept: str) -> None:
    assert referring.resolved(message, kept) == kept
    assert referring.unresolved(message, kept) is None


def test_what_was_heard_is_no_thing_and_leaves_no_text() -> None:
    message = "I'm sure there was a reason for sending them our draft. I'd love to hear it."
    assert referring.resolved(message, "I'd love to hear it.") == "I'd love to hear it."
    assert referring.unresolved(message, "I'd love to hear it.") == "I'd love to hear it."


@pytest.mark.parametrize(
    ("message", "half"),
    [
        ("Maybe if you looked up the shelves would be full.", "The shelves would be full."),
        ("We all know whose fault the delay is, Mark.", "The delay is, Mark."),
        ("Is it so hard to label the samples?", "To label the samples?"),
        ("Is it so hard to label the samples?", "Label the samples?"),
        ("You didn't even bother to test the login page.", "You didn't to test the login page."),
        ("The order went out wrong and you blamed the driver.", "The order went out wrong and the driver."),
        ("Your so-called analysis ignores the Q3 data.", "Analysis ignores the Q3 data."),
    ],
)
def test_a_cut_through_what_belongs_together_is_seen(message: str, half: str) -> None:
    assert halves.broken(message, half)
    assert halves.broken(message, message) is None


def test_a_condition_with_its_main_clause_is_whole() -> None:
    message = "If it happens again tonight I'm putting someone else on props, end of discussion."
    kept = "If it happens again tonight I'm putting someone else on props."
    assert halves.broken(message, kept) is None


def test_the_not_of_another_sentence_turns_nothing() -> None:
    assert sense.turned("You didn't read the brief. Read it again.", "Please read the brief again.") is None
    assert sense.turned("You do not reverse alone.", "Please reverse alone.") == "not ... reverse"


def test_how_often_somebody_was_told_is_no_fact_to_keep() -> None:
    told = facts("I've explained reserves to you three times now, and 12,000 was set.")
    assert [fact.text for fact in missing(told, [], "", [])] == ["12,000"]
    wrong = facts("The pump failed three times on Monday.")
    assert "three" in [fact.text for fact in missing(wrong, [], "", [])]


@pytest.mark.parametrize(
    ("order", "asked"),
    [
        ("I need you in the office tomorrow at 8.", "I'd like you in the office tomorrow at 8."),
        ("You cc me on every mail.", "Please cc me on every mail."),
        ("The release moves to the 14th.", "The release moves to the 14th."),
    ],
)
def test_orders_of_place_and_new_verbs_are_asked_and_announcements_are_not(order: str, asked: str) -> None:
    assert request(order, 0, [order.rstrip(".")]) == asked


def test_a_bare_verdict_asks_what_it_rests_on() -> None:
    assert asked_what("This is unacceptable.") == "This is unacceptable: [what is wrong?]."
    assert asked_what("Slide 9 is unacceptable. The axis is missing.").endswith("missing.")


@pytest.mark.parametrize(
    ("message", "said"),
    [
        (
            "I shouldn't have to remind you to lock the storeroom. It was open again last night at 11.",
            "Please lock the storeroom. It was open again last night at 11.",
        ),
        ("This is unacceptable. I expected better from someone with your experience.", "This is unacceptable: [what"),
        ("Use your brain. The pallets go to dock 4, not dock 6.", "The pallets go to dock 4, not dock 6."),
    ],
)
def test_a_message_is_said_straight(checker: tonecheck.Checker, message: str, said: str) -> None:
    offered = checker.check(message).rewordings
    assert any(rewording.text.startswith(said) for rewording in offered), [r.text for r in offered]
