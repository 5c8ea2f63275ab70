"""What is asked: the passage, the findings and facts, the examples; and what the answer is screened for."""

from __future__ import annotations

import re

import pytest

from tests.llm.stage import (
    MESSAGE,
    Server,
    answers,
    found,
    rescore,
    suggested,
)
from tonecheck.learn.corpus.splits import split_of
from tonecheck.reword import suggest
from tonecheck.reword.llm import examples, polarity, prompt, screen
from tonecheck.reword.llm.generator import LONGEST, LLMGenerator
from tonecheck.rulebook import Rulebook

MAIL = (
    "Hi Dev,\n\n  thanks for the sheet.\tIt is in  the tray.\n\n> quoted: 7 cages\n\nYou are useless. The count is 312 short. You idiot.\n\n"
    "Code: `x = 1`\r\n\nBest,\nRosa\n"
)


def test_only_the_passage_that_stings_passes_through_the_model(server: Server) -> None:
    server.does(answers("The count is 312 short.", "The count is 312 short. What happened?"))
    shown, reasons, _ = suggested(server.settings(), MAIL)
    bad = "You are useless. The count is 312 short. You idiot."
    texts = [r.text for r in shown if r.source == "llm:test"]
    assert texts == [
        MAIL.replace(bad, new) for new in ("The count is 312 short.", "The count is 312 short. What happened?")
    ], reasons
    asked = server.seen()[0]["body"]["messages"][-1]["content"]
    assert re.search(rf"<message (\w+)>\n{re.escape(bad)}\n</message \1>", asked)
    assert "<before " in asked
    assert "<after " in asked


def test_where_no_sentence_stings_the_whole_text_is_the_passage() -> None:
    findings = found("  The count is short. It is in the tray.\n")
    assert prompt.passage(findings).words == "The count is short. It is in the tray."


def test_a_passage_too_long_for_a_model_is_left_to_the_edits(server: Server) -> None:
    server.does(answers())
    text = "You useless idiot. " * (LONGEST // 15)
    assert list(LLMGenerator(server.settings()).propose(found(text), rescore)) == []
    assert server.seen() == []


def test_a_message_that_is_fine_is_sent_to_nobody(server: Server) -> None:
    server.does(answers())
    assert suggest(found("The count is in the tray."), (LLMGenerator(server.settings()),), rescore) == ((), ())
    assert server.seen() == []


def test_findings_and_facts_stand_in_the_prompt() -> None:
    asked = prompt.Chat(found(MESSAGE), prompt.passage(found(MESSAGE))).messages[-1]["content"]
    assert '- insult: "useless". advice on insult' in asked
    kept = re.search(r"- keep as they are: (.*)", asked)
    assert kept
    assert {"312", "4", "Friday", "Dev"} <= set(kept[1].split(", "))


# Examples


def test_examples_come_from_training_scenarios_only(book: Rulebook) -> None:
    pairs = examples.load()
    assert 30 <= len(pairs) <= 60
    assert {split_of(pair.scenario) for pair in pairs} == {"train"}
    accusing = {rule.id for rule in book.rules.values() if not rule.leads}
    assert frozenset().union(*(pair.cues for pair in pairs)) == accusing


def test_the_nearest_examples_share_cues_and_words() -> None:
    findings = found("You idiot, the redline with the cap is blown.")
    nearest = examples.nearest(findings, examples.load())
    assert len(nearest) == examples.SHOWN
    assert all("insult" in pair.cues for pair in nearest[:2])


def test_the_prompt_holds_the_examples() -> None:
    chat = prompt.Chat(found(MESSAGE), prompt.passage(found(MESSAGE)))
    for pair in examples.nearest(found(MESSAGE), examples.load()):
        assert f"Message: {pair.before}\n{pair.kind}: {pair.after}" in chat.messages[0]["content"]


def test_a_blank_may_be_warm_and_what_the_manager_said_may_stay() -> None:
    before = found("You idiot. I can help you with that on Monday.")
    assert screen.added(before, found("I can help you with that on Monday.")) == []
    assert screen.added(found(MESSAGE), found("I can help you with that.")) != []


@pytest.mark.parametrize(
    ("before", "after", "fine"),
    [
        ("Don't ship the build, you idiot.", "Please ship the build.", False),
        ("Don't ship the build, you idiot.", "Please don't ship the build.", True),
        ("Stop pushing to main.", "Please don't push to main.", True),
        ("Send me the list today.", "Could you send me the list today?", True),
        ("Send me the list today.", "Could you delete the list today?", False),
        ("Rewrite chapter 4.", "Chapter 4 needs a rewrite.", True),
        ("You never tested the feeder.", "You did not test the feeder.", True),
    ],
)
def test_requests_keep_their_direction(before: str, after: str, fine: bool) -> None:
    assert (polarity.turned(before, after) == []) == fine
