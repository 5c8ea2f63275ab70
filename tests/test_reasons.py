"""Orders without a reason, with the model that ships: the request, a blank for the reason, and a door left open."""

from __future__ import annotations

import pytest

import tonecheck

REASON = "what is the reason?"
MENDED = {
    "Clear your desk every evening. No cups no paper no personal items": "Please clear your desk every evening. No cups no paper no personal items. I'm asking because [what is the reason?]. If you see a problem with that, tell me.",
    "Nobody leaves tonight before the count is closed.": "I'd like everyone to stay tonight until the count is closed, because [what is the reason?].",
    "Henceforth no one orders parts without my signature.": "Henceforth I'd ask that no one orders parts without my signature, because [what is the reason?]. If you see a problem with that, tell me.",
    "From now on, send me every mail to Siemens.": "From now on, please send me every mail to Siemens. I'm asking because [what is the reason?].",
    "All leave in December is cancelled. Inform your teams.": "All leave in December is cancelled, because [what is the reason?]. Please inform your teams.",
    "Swap the order of slides 4 and 5. And use the template, not your own.": "Please swap the order of slides 4 and 5. And please use the template, not your own. I'm asking because [what is the reason?].",
    "Drop the refactor. Ship the patch.": "Please drop the refactor and ship the patch, because [what is the reason?].",
    "You lazy idiot. Clear your desk every evening.": "Please clear your desk every evening, because [what is the reason?].",
    "This is unacceptable. I said Tuesday. It is Wednesday. Get it done.": "I said Tuesday. It is Wednesday. Please get it done, because [what is the reason?].",
}


@pytest.mark.parametrize("text", MENDED)
def test_an_order_asks_the_manager_for_its_reason(checker: tonecheck.Checker, text: str) -> None:
    offered = checker.check(text).rewordings
    blanks = (REASON,) if REASON in MENDED[text] else ()
    assert [(r.kind, r.text, r.blanks) for r in offered] == [("leader", MENDED[text], blanks)]


def test_an_order_with_a_fact_has_its_reason(checker: tonecheck.Checker) -> None:
    text = "Rework the estimate. You've priced copper at last year's rate and we'd lose four grand on the job. On my desk before you go home."
    (offered,) = checker.check(text).rewordings
    assert offered.blanks == ()
    assert offered.text == f"Please {text[0].lower()}{text[1:]} If you see a problem with that, tell me."


def test_what_is_going_on_is_a_reason(checker: tonecheck.Checker) -> None:
    offered = checker.check("Work faster. There's a queue.").rewordings
    assert [r.text for r in offered] == ["Please work faster. There's a queue."]


@pytest.mark.parametrize(
    "text",
    [
        "Read. The. Brief.",
        "Not now.",
        "Because I said so.",
        "I'm the director, you are the assistant director. If I want the light blue, the light is blue.",
        "You lazy idiot, clear your desk every evening.",
    ],
)
def test_no_reason_mends_what_harms_shuts_the_door_or_says_nothing(checker: tonecheck.Checker, text: str) -> None:
    assert not any(REASON in r.blanks for r in checker.check(text).rewordings)


def test_a_blank_comes_only_where_nothing_else_passes(checker: tonecheck.Checker) -> None:
    offered = checker.check("You never listen. Have the slides on my desk by five.").rewordings
    assert offered
    assert not any(r.blanks for r in offered)
