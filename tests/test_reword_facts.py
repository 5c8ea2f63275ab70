"""What counts as a fact, and that none is lost or invented unseen."""

from __future__ import annotations

import pytest

from tonecheck.reword import asked, facts, sense
from tonecheck.reword.lines import called
from tonecheck.types import Cue, Span

MESSAGE = (
    "Dev, 312 units are missing in aisle 4. Please recount by Friday 17:30 and copy Marta, see https://a.example/x."
)


def cue(name: str, text: str, inside: str) -> Cue:
    start = inside.index(text)
    return Cue(name, {}, Span(start, start + len(text)), text, 0.9, "", "")


def test_nothing_is_lost_in_the_same_message() -> None:
    assert facts.lost(MESSAGE, MESSAGE, ()) == []
    assert facts.invented(MESSAGE, MESSAGE) == []


@pytest.mark.parametrize(
    ("gone", "there", "named"),
    [
        ("312 ", "", "number 312"),
        ("312", "213", "number 312"),
        ("aisle 4", "aisle", "number 4"),
        ("by Friday 17:30", "by Friday", "number 17:30"),
        ("Friday", "Monday", "time Friday"),
        ("Marta", "him", "name Marta"),
        ("https://a.example/x", "the page", "link https://a.example/x."),
    ],
)
def test_a_lost_fact_is_named(gone: str, there: str, named: str) -> None:
    assert named in facts.lost(MESSAGE, MESSAGE.replace(gone, there), ())


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Three people waited.", "3 people waited."),
        ("It failed twice.", "It failed 2 times."),
        ("Second time.", "That's the second time."),
        ("12,000 kits.", "12000 kits."),
        ("OMAR, THE LIST IS LATE AND NOBODY TOLD ME.", "Omar, the list is late."),
    ],
)
def test_the_same_fact_in_other_words_is_kept(before: str, after: str) -> None:
    assert facts.lost(before, after, ()) == []


def test_what_only_the_rewording_says_is_invented() -> None:
    assert facts.invented("The list is late.", "The list was due on Tuesday.") == ["time Tuesday"]
    assert facts.invented("The list is late.", "The list is 3 days late.") == ["number 3"]
    assert facts.invented("The list is late.", "The list is late [since 3 days?].") == [], "a blank asks"


def test_names_and_numbers_of_a_comparison_go_with_it() -> None:
    text = "The list is late. Even Sara did it in 2 days."
    assert facts.lost(text, "The list is late.", (cue("shaming", "Even Sara did it in 2 days", text),)) == []
    assert facts.lost(text, "The list is late.", ()) == ["number 2", "name Sara"]


def test_an_observation_and_a_request_must_live_on() -> None:
    text = "The backup step was skipped, you donkey. Send the log to Omar."
    cues = (cue("observation", "The backup step was skipped", text), cue("command", "Send the log to Omar", text))
    assert facts.untold(text, "The backup step was skipped. Please send the log to Omar.", cues, ()) == []
    assert facts.untold(text, "Please send the log to Omar.", cues, ()) == ['observation "The backup step was skipped"']
    assert facts.untold(text, "The backup step was skipped.", cues, ()) == ['command "Send the log to Omar"']


def test_negations_count_alike() -> None:
    assert facts.negations("You never send it.") == facts.negations("You didn't send it [not even once?].") == 1


@pytest.mark.parametrize(
    "words", ["Just a thought.", "I have to say it as it is.", "Honest question, Becky?", "No offence, Tom."]
)
def test_a_remark_says_nothing_by_itself(words: str) -> None:
    assert sense.remark(words)


@pytest.mark.parametrize(
    "words", ["Just a thought: the lid was open.", "I have to say it again.", "To be honest I was late too."]
)
def test_a_remark_with_something_in_it_is_none(words: str) -> None:
    assert not sense.remark(words)


def test_a_reason_is_asked_for_what_is_asked() -> None:
    assert sense.baseless("Keys to the van, Keiran, because [what is the reason?].")
    assert sense.baseless("Please bring the keys, Keiran, because [what is the reason?].") is None
    assert sense.baseless("I'd ask for no onions, because [what is the reason?].") is None


def test_what_stands_twice_was_said_twice_before() -> None:
    assert sense.repeated("useless. absolutely useless.", "[what?] is not ready yet. [what?] is not ready yet.")
    assert sense.repeated("It is late. It is late.", "It is late. It is late.") is None


def test_a_please_fits_what_it_asks_for() -> None:
    assert asked.pasted("", "From now on I talk, please work.")
    assert asked.pasted("", "I said it, and please bring the keys.") is None
    for words in (
        "Please a cache like this.",
        "Please touching.",
        "Bring it. Please.",
        "Sweep it and please the floor.",
        "I'd like Kabelo, to glove on.",
        "I'd like the file goes back to credit.",
        "Please make the courier happen.",
    ):
        assert asked.pasted("", words), words
    for words in ("Please sweep it.", "Numbers by 5, please.", "Please, Dev, by Friday.", "Please never touch it."):
        assert asked.pasted("", words) is None, words
    assert asked.pasted("You just cost us the order.", "Please cost us the order.")
    assert asked.pasted("Please the customer first.", "Please the customer first.") is None


def test_a_prohibition_is_not_asked_for() -> None:
    assert sense.turned("Do not, and I mean do not, change the colours.", "Please change the colours.")
    message = "Send it by noon. No excuses regarding staffing will be entertained."
    assert sense.turned(message, "Please send it by noon. I'm asking because [what is the reason?].") is None


def test_a_verdict_on_what_somebody_got_is_none_on_them() -> None:
    assert sense.judges("Your email to the Dean was a joke.", "Your email to the Dean was not good enough.") is None
    assert sense.judges("Marek is a joke.", "Marek is not good enough.")


def test_whom_a_sentence_calls_at_its_end() -> None:
    assert called("I've no words for you Aoife.") == "Aoife"
    assert called("Your slides are late, Fintan.") == "Fintan"
    for text in ("Your client Fiona.", "You should ask Jade.", "The rota was made by you and Tom.", "It was Aoife."):
        assert called(text) == "", text
