"""Messages that only sting, threats of dismissal, and what must never be offered, with the model that ships."""

from __future__ import annotations

import pytest

import tonecheck
from tonecheck.reword import asked, referring, sense
from tonecheck.reword.begged import spared
from tonecheck.reword.rules import load

FRAME = load().reasons["skeleton"]
NOTHING_SAID = ["You are a disgrace.", "What is wrong with you people?", "You've got the brains of a brick."]


@pytest.mark.parametrize("text", NOTHING_SAID)
def test_a_message_that_only_stings_gets_a_frame_to_fill_in(checker: tonecheck.Checker, text: str) -> None:
    offered = checker.check(text).rewordings
    assert [(r.kind, r.text, len(r.blanks)) for r in offered] == [("leader", FRAME, 3)]


@pytest.mark.parametrize(
    ("text", "frame"),
    [
        ("I'm disappointed in you. That's all I have to say.", "disappointed"),
        ("This is below standard and frankly I am tired of saying it.", "verdict"),
        ("Not good enough. Simple as that. I thought you were better.", "verdict"),
    ],
)
def test_what_the_manager_thinks_of_it_stays_in_the_frame(checker: tonecheck.Checker, text: str, frame: str) -> None:
    assert [r.text for r in checker.check(text).rewordings] == [load().reasons[frame]]


def test_whom_it_calls_is_called_in_the_frame(checker: tonecheck.Checker) -> None:
    offered = checker.check("Kevin, you're useless.").rewordings
    assert [r.text for r in offered] == [f"Kevin, {FRAME}"]


@pytest.mark.parametrize(
    "text",
    [
        "Which genius parked the forklift in front of the sprinkler valve?",
        "Even the new girl knows where the contract folder is.",
        "You're useless, the samples in rack 4 were mislabelled.",
        "The samples are late.",
    ],
)
def test_a_matter_of_work_is_no_empty_frame(checker: tonecheck.Checker, text: str) -> None:
    assert not any(FRAME in r.text for r in checker.check(text).rewordings)


DISMISSED = {
    "One more like that and you're finished here. The ramp was left open with the lorry on it.": "The ramp was left open with the lorry on it. If it happens again, your job here is at risk.",
    "Sign in late again and you can look for another job.": "If you sign in late again, your job here is at risk.",
}


@pytest.mark.parametrize("text", DISMISSED)
def test_a_threat_of_dismissal_stays_as_the_fact_that_it_is(checker: tonecheck.Checker, text: str) -> None:
    assert checker.check(text).rewordings[0].text == DISMISSED[text]


@pytest.mark.parametrize(
    "dare",
    ["Go over my head again and see what happens.", "Try me. Wear those trainers on the floor again."],
)
def test_what_dares_somebody_is_not_asked_for(checker: tonecheck.Checker, dare: str) -> None:
    assert not any("please" in r.text.lower() and "again" in r.text for r in checker.check(dare).rewordings)


def test_hammering_goes_and_the_order_stays(checker: tonecheck.Checker) -> None:
    offered = checker.check("Fill in the accident book and be quick about it.").rewordings
    assert offered[0].text == "Please fill in the accident book, because [what is the reason?]."


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Marek is a joke. The gate was open.", "Marek is not good enough. The gate was open."),
        ("Useless, the pair of you.", "The pair of you isn't good enough."),
    ],
)
def test_a_verdict_on_somebody_is_none_on_the_work(before: str, after: str) -> None:
    assert sense.judges(before, after)
    assert sense.judges("It's garbage.", "Your report isn't good enough.") is None
    assert sense.judges(after, after) is None


def test_he_needs_somebody() -> None:
    message = "Marek is a joke. He left the gate open again."
    assert referring.nobody(message, "He left the gate open again.") == "He left the gate open again."
    assert referring.nobody(message, message) is None
    assert referring.nobody("He left the gate open. Lock it.", "He left the gate open.") is None


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("You drive my route, you don't stop.", "Please drive my route, you don't stop."),
        ("It comes out of your bonus, and now get it.", "It comes out of now please get it."),
    ],
)
def test_a_please_in_the_middle_of_what_is_told_is_refused(before: str, after: str) -> None:
    assert asked.pasted(before, after)


def test_do_not_bother() -> None:
    assert spared("Don't bother sending me such drafts again.") == "Please don't send me such drafts."
    assert spared("Don't bother coming in.") == "Don't bother coming in."
    assert spared("Don't send it before noon.") == "Don't send it before noon."
