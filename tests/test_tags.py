"""Rewordings as tags: what people wrote comes back, and what isn't tagged stays to the last character."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tonecheck.reword import tags
from tonecheck.reword.tags import Tags, align, realise, words

ROOT = Path(__file__).parent.parent

MENDED = {
    "Fix it, you clown.": "Please fix it.",
    "You're useless, Priya. Three of five are wrong.": "Priya, three of five are wrong.",
    "Three late.\n\nTypical you.\nCall me.\n\nJo": "Three late.\n\nPlease call me.\n\nJo",
    "CALL the client NOW": "Can you call the client now?",
    "the report was late again, are you blind": "the report was late again",
    "Half of it fell off. Repack it before 4.": "Half of it fell off. Could you repack it before 4?",
    "You were meant to be doing the floor.": "You were meant to do the floor.",
    "I told you: bay 3 first.  Then 4.": "Bay 3 first.  Then 4.",
}


@pytest.mark.parametrize("text", MENDED)
def test_what_somebody_wrote_comes_back(text: str) -> None:
    assert realise(text, align(text, MENDED[text])) == MENDED[text]


def test_no_tags_no_change() -> None:
    for text in ("", " \n", "a  b\t\nC ,d ...", "Hi Sam,\r\n\r\n  - one\n  - two  \nJo\n"):
        count = len(words(text))
        assert realise(text, Tags((False,) * count, ("",) * count, ("",) * (count + 1))) == text


def test_nearly_everything_that_people_wrote_can_be_said_by_tags() -> None:
    rows = [json.loads(line) for line in (ROOT / "corpora/rewordings/mails.jsonl").read_text().splitlines()]
    same = [realise(row["text"], align(row["text"], row["minimal"])) == row["minimal"] for row in rows]
    assert sum(same) / len(same) > 0.9


def test_lines_in_which_nothing_changes_stay_as_they_are() -> None:
    text = "Hi  team ,\n\n* one:  two,,\n* you fools\n  indented   line .\n"
    changed = realise(text, align(text, text.replace("you fools", "you")))
    assert changed == text.replace("you fools", "you")


def test_a_word_takes_another_form() -> None:
    assert tags.inflected("doing", "VB") == "do"
    assert tags.inflected("went", "VBG") == "going"
    assert tags.inflected("FIX", "lower") == "fix"
    assert tags.inflected("zzgrmpf", "VBD") == "zzgrmpf" or tags.inflected("zzgrmpf", "VBD")
