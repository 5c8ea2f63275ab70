"""Orders without a verb that say how things are to be."""

from __future__ import annotations

import pytest

from tonecheck.reword.requests import request

HAD = {
    "Bins out Tuesday night.": "Please have bins out Tuesday night.",
    "Corrected version to Ingrid by six.": "Please get the corrected version to Ingrid by six.",
    "Fryers 1 and 2: drained, boiled out, back on by four.": "Please have fryers 1 and 2 drained, boiled out, back on by four.",
    "Row H struck, swept and renumbered before the house opens.": "Please have row H struck, swept and renumbered before the house opens.",
    "Second altos: scores down by Saturday.": "Second altos: please have scores down by Saturday.",
    "Yusra, fryers drained by four.": "Yusra, please have fryers drained by four.",
    "Van keys back on the hook by 5, tank above half.": "Please have van keys back on the hook by 5, tank above half.",
    "60 posts in by Wednesday.": "Please have 60 posts in by Wednesday.",
}
OTHER = [
    "The van broke down on the way.",
    "Wednesday off then.",
    "Leave refused.",
    "Translate pages 40 to 65 for tomorrow.",
    "Nurse in charge to bleep me before any discharge.",
    "Rails in the dock tonight, and nobody says a word about it.",
]


@pytest.mark.parametrize("order", HAD)
def test_the_state_that_is_wanted_is_asked_for(order: str) -> None:
    assert request(order, 0, [order]) == HAD[order]


def test_it_can_be_a_question() -> None:
    order = "Amended log to me by 1400."
    assert request(order, 1, [order]) == "Could you get the amended log to me by 1400?"


@pytest.mark.parametrize("sentence", OTHER)
def test_what_tells_no_state_is_something_else(sentence: str) -> None:
    assert " have " not in request(sentence, 0, [sentence])
