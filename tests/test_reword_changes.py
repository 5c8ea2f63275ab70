"""Changes lead from the message to its rewording exactly, and say how much is the manager's own."""

from __future__ import annotations

import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from tonecheck.reword import changes, grammar
from tonecheck.types import Cue, Span

TEXTS = st.text(max_size=120) | st.lists(
    st.sampled_from(["You", "never", "send", "it", ".", "\n\n", "Dev", ",", "🙄", "[when?]", "don't", "Zoë", "  "])
).map(" ".join)


@settings(max_examples=300, deadline=None)
@given(TEXTS, TEXTS)
def test_changes_lead_to_the_text_exactly(before: str, after: str) -> None:
    made = changes.changes(before, after, ())
    assert changes.apply(before, made) == after
    for change in made:
        assert change.before == change.span.of(before)
        assert change.before != change.after
    assert all(one.span.end <= two.span.start for one, two in itertools.pairwise(made))


def test_a_change_names_the_finding_that_it_answers() -> None:
    text = "You never send the minutes."
    cue = Cue("overgeneralisation", {"impact": "harmful"}, Span(4, 9), "never", 0.9, "why it hurts", "")
    (change,) = changes.changes(text, "You didn't send the minutes.", (cue,))
    assert (change.before, change.after, change.cue, change.why) == (
        "never",
        "didn't",
        "overgeneralisation",
        "why it hurts",
    )


def test_own_words_are_those_of_the_manager_in_their_order() -> None:
    assert changes.own_words("Send it by noon.", "Please send it by noon.") == 0.8
    assert changes.own_words("Send it.", "Send it [why?].") == 1.0
    assert changes.own_words("Send it.", "") == 0.0


def test_blanks_are_what_the_manager_must_fill_in() -> None:
    assert changes.blanks("There are mistakes in [which part?]. See [1].") == ("which part?",)
    assert changes.blanks("In [which part?]", "As asked: [which part?]") == ()


def test_grammar_reports_only_what_is_new() -> None:
    assert grammar.problems("He go home.", "He go home.") == []
    assert grammar.problems("The list is late.", "The the list is late.")
    assert grammar.problems("It is late because of you.", "It is late because.")
    assert grammar.problems("It is late because of you.", "It is late because [of what?].") == []
    assert grammar.problems("An idiotic draft came in.", "An draft came in.")
