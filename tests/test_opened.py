"""Orders that no rule turns, what makes them hard, and what a cut breaks."""

from __future__ import annotations

import pytest

import tonecheck
from tonecheck.reword import asked, facts, grounds, halves, hardness, polish

DOOR = "If you see a problem with that, tell me."
KEPT = {
    "Pallets to door 6. Not 5.": f"Pallets to door 6, please. Not 5. The reason: [what is the reason?]. {DOOR}",
    "You will not change the dose table without my initials.": "Please don't change the dose table without my initials, because [what is the reason?].",
    "No phones on the line. Mine is the only one allowed.": f"No phones on the line, please. Mine is the only one allowed. The reason: [what is the reason?]. {DOOR}",
}
LEFT_OUT = {
    "I want eleven new memberships by Sunday. Eleven.": "I'd like eleven new memberships by Sunday, because [what is the reason?].",
    "Take the note out of the audit file tonight. I decide what is material here.": "Please take the note out of the audit file tonight, because [what is the reason?].",
}


@pytest.mark.parametrize("text", KEPT | LEFT_OUT)
def test_an_order_keeps_its_words_and_loses_what_hammers(checker: tonecheck.Checker, text: str) -> None:
    offered = checker.check(text).rewordings
    assert [(r.kind, r.text) for r in offered] == [("leader", (KEPT | LEFT_OUT)[text])]


@pytest.mark.parametrize(
    "text",
    [
        "Tomasz, stop work on gripper v2. You are on the conveyor from today. It is decided with Berlin and I will not open it again.",
        "Make sure the fly floor is clear at 18:55. I'll be at the side watching.",
        "I don't care how you do it Sipho just get me 40 units out the door by friday",
    ],
)
def test_no_door_is_left_open_beside_what_shuts_it(checker: tonecheck.Checker, text: str) -> None:
    assert not any(DOOR in r.text for r in checker.check(text).rewordings)


@pytest.mark.parametrize(
    "text",
    [
        "Merge nothing to release/4.2 until I've looked at it myself. That includes the typo fixes.",
        "All overtime must from now on be approved in writing by the duty manager before it is worked. Unapproved overtime will not be processed.",
    ],
)
def test_a_reason_without_a_request_and_an_open_door_is_not_shown(checker: tonecheck.Checker, text: str) -> None:
    """Of nine such texts readers would send one."""
    assert not any(DOOR in r.text for r in checker.check(text).rewordings)


def test_a_name_that_went_with_a_sting_is_called_at_the_beginning(checker: tonecheck.Checker) -> None:
    text = "Third week that the choir room was left unlocked. I've stuck up for you with the Head twice now, Gwen, and this is the thanks I get. Keys back to the office by 4.30 every day please."
    (offered,) = checker.check(text).rewordings
    assert (
        offered.text
        == "Gwen, third week that the choir room was left unlocked. Keys back to the office by 4.30 every day please."
    )


def test_a_formal_consequence_is_no_sting_to_drop(checker: tonecheck.Checker) -> None:
    result = checker.check(
        "Fill in the sheet for truck 4 today. Next time I find it empty I talk with HR and not with you."
    )
    assert not any("HR" not in r.text for r in result.rewordings)
    assert any("lost: consequence HR" in r.reasons for r in result.rejected)


@pytest.mark.parametrize(
    ("before", "after", "lost"),
    [
        ("One more time and I write to the company.", "", ["consequence write to the company"]),
        ("Do it again and it's a written warning.", "It's a written warning if it happens again.", []),
        ("Next time you go home without pay.", "", ["consequence you go home", "consequence without pay"]),
        ("One more and it comes off your wages.", "If it happens again, it comes off your wages.", []),
        ("Nobody goes home before six.", "", []),
        ("We write to clients on Monday.", "", []),
    ],
)
def test_formal_consequences(before: str, after: str, lost: list[str]) -> None:
    assert facts.follows(before, after) == lost


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Mixing up the two samples is the kind of thing that ends careers.", "Mixing up the two samples is."),
        ("Stop copying the director on every little thing.", "Stop copying the director on."),
        ("If it comes back once more, your wages pay for it.", "It comes back once more."),
        ("Measure twice, it's not rocket science.", "Please measure twice, it's."),
        ("If the gate is open one more morning you're finished.", "If the gate is open one more morning."),
        ("The question of who goes to Porto is closed.", "The question of who goes to Porto."),
        ("You'll be the one explaining the £260 refund.", "The £260 refund."),
        ("unit 7 where are you.", "unit 7."),
        ("How the hours are arranged is up to you.", "How the hours are arranged."),
        ("Look at Ravi's dashboard, then at yours. Yours needs a filter.", "Yours needs a filter."),
        ("Check every knot, or I'll take you off the wall.", "Please check every knot. I'll take you off the wall."),
        ("What is clean and what is not, I decide.", "What is clean and what is not."),
        ("Either you're with us or you're not.", "Either you're with us; otherwise [what follows?]."),
        ("Have a clean copy to me by 5:00 p.m.", "Could you have a clean copy to me by 5:00 p?m."),
    ],
)
def test_half_a_sentence_is_none(before: str, after: str) -> None:
    assert halves.broken(before, after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("The list is what it is.", "The list is what it is."),
        ("Send it by tomorrow 11 am, fool.", "Please send it by tomorrow 11 am."),
        ("You fool, either ring her or write to her.", "Either ring her or write to her."),
        ("Pallets to door 6. You clown.", "Pallets to door 6."),
        ("If it rains, you idiot, cover the sand.", "If it rains, please cover the sand."),
        ("Yours is 11.20 now, dimwit.", "Yours is 11.20 now."),
        ("Pay it or I'll have to call the bank, you fool.", "Please pay it or I'll have to call the bank."),
    ],
)
def test_what_was_no_more_than_that_is_whole(before: str, after: str) -> None:
    assert halves.broken(before, after) is None


@pytest.mark.parametrize(
    "after",
    [
        "Please code is 4418, text it to him.",
        "Please boxes 40 to 66 are damp.",
        "Please off the tools till I've spoken to you.",
        "Mr. Adeyemi should remove the board and please confirm to me.",
        "From Monday everyone on the slip please signs in.",
        "Please Luca.",
        "Please, I drove past.",
    ],
)
def test_a_please_that_fits_nothing(after: str) -> None:
    assert asked.pasted("", after)


@pytest.mark.parametrize(
    "after",
    [
        "Please, Dev, by Friday.",
        "Please check the boxes in bay 4 are damp-proof.",
        "Please ring the bell and record it.",
    ],
)
def test_a_please_that_fits(after: str) -> None:
    assert asked.pasted("", after) is None


def test_what_a_sentence_was_joined_to_goes_with_its_conjunction() -> None:
    message = "The trolley has been full since Tuesday. I know you prefer chatting but there are 60 books to shelve."
    draft = "The trolley has been full since Tuesday. But there are 60 books to shelve."
    assert polish.polished(message, draft) == draft.replace("But there", "There")


def test_one_please_is_enough_beside_a_short_one() -> None:
    message = "Idiot. Write the form before you go home pls"
    assert (
        polish.polished(message, "Please write the form before you go home pls")
        == "Please write the form before you go home"
    )


@pytest.mark.parametrize("text", ["The tanker refused us on the 8th.", "Ref's here at one, so be quick."])
def test_what_tells_a_reason(text: str) -> None:
    assert grounds.tells(text)


@pytest.mark.parametrize(
    "text",
    [
        "Thanks for all your help with this.",
        "I'll be in at seven to look.",
        "That includes the two typo fixes.",
        "Doors at six.",
    ],
)
def test_what_tells_none(text: str) -> None:
    assert not grounds.tells(text)


@pytest.mark.parametrize(
    "text", ["Sort it.", "No exceptions.", "That's how we do it.", "Treat as final.", "The chef has no say in this."]
)
def test_sentences_that_only_harden(text: str) -> None:
    assert hardness.FIRM.fullmatch(text)


@pytest.mark.parametrize(
    "text", ["The mall is closed on Sunday.", "Nobody leaves before the count is closed.", "The chef says so."]
)
def test_sentences_that_tell_harden_nothing(text: str) -> None:
    assert not hardness.FIRM.fullmatch(text)
    assert not hardness.SHUT.search(text)


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("I stood there while you looked for an adapter, after all I've done.", "Looked for an adapter."),
        ("How did the wrong card end up in the box for Saturday?", "The wrong card end up in the box for Saturday?"),
        ("Entire shift heard you arguing with control about who takes the call.", "With control about who takes the call."),
        ("Because of your attitude they have written to the director.", "Have written to the director."),
        ("Why is it I have to learn from the client that it moved?", "Jomar, learn from the client that it moved?"),
    ],
)  # fmt: skip
def test_a_verb_that_lost_who_does_it_is_half_a_sentence(text: str, cut: str) -> None:
    assert halves.broken(text, cut)
    assert not halves.broken(text, text)


def test_an_order_needs_nobody_who_does_it() -> None:
    assert halves.broken("You will send it by four and not a minute later.", "Send it by four.") is None


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Congratulations on the summary: it doesn't mention the plan. The partner reads it.", "It doesn't mention the plan. The partner reads it."),
        ("It's a letter, Gareth. The hospital thought it was funny. They want the text by 3.", "It's a letter, Gareth. They want the text by 3."),
    ],
)  # fmt: skip
def test_a_text_speaks_of_nothing_that_is_gone(text: str, left: str) -> None:
    assert halves.orphaned(text, left)
    assert halves.orphaned(text, text) is None


@pytest.mark.parametrize(
    ("text", "request_"),
    [
        ("It's a bit rich to email me about workload at 23:40.", "Please email me about workload at 23:40."),
        ("You send it and then you ask me what now.", "Please send it and then you ask me what now."),
    ],
)
def test_what_was_no_order_is_not_asked_for(text: str, request_: str) -> None:
    assert asked.pasted(text, request_)


def test_what_is_going_on_beside_an_order_is_its_reason() -> None:
    assert grounds.circumstance("EVERYBODY out of the server room, the gas is armed and the panel is in fault.")
    assert grounds.circumstance("repaint the bay lines today, rain is coming tmrw")
    assert not grounds.circumstance("The new grease trap is to be emptied Tuesdays.")
    assert not grounds.circumstance("My approval is final.")


def test_be_there_needs_a_where() -> None:
    assert halves.orphaned("The meeting is not optional. Be there, no phone.", "Please be there, no phone.")
    assert halves.orphaned("Be there at six.", "Please be there at six.") is None
