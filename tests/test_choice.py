"""Which drafts are shown, in which order: what passes the proof, the best rated first, a second only if it is worth reading."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

import pytest

import tonecheck
from tonecheck.reword.choice import Choice
from tonecheck.reword.findings import Draft, Findings, Rescore
from tonecheck.reword.rating import Rating

MESSAGE = "You useless clown, Dev. The count on aisle 4 is 312 short. Fix it by Friday."
BEST = "Dev, the count on aisle 4 is 312 short. Please fix it by Friday."
OTHER = "The count on aisle 4 is 312 short. Please fix it by Friday, Dev."
CLOSING = "What got in the way?"


class Proposes:
    """Gives its drafts and counts who asked."""

    def __init__(self, *drafts: Draft) -> None:
        self.drafts, self.asked = drafts, 0

    def propose(self, findings: Findings, rescore: Rescore) -> Iterator[Draft]:
        self.asked += 1
        yield from self.drafts


def light(text: str, closes: float = 0.0) -> Draft:
    return Draft(text, "minimal", "edit", closing=CLOSING, closes=closes)


@pytest.fixture(scope="module")
def findings(checker: tonecheck.Checker) -> Findings:
    ((_, found),) = checker.begin([MESSAGE])
    assert found is not None
    return found


def choice(checker: tonecheck.Checker, findings: Findings, rates: Mapping[str, float]) -> Choice:
    class Rates:
        least = 0.2

        def __call__(self, after: Findings) -> float:
            return rates.get(after.text, 0.3)

    def rescore(texts: Sequence[str]) -> list[Findings]:
        return [found for _, found in checker.begin(texts) if found]

    return Choice(findings, rescore, cast(Rating, Rates()))


def shown(one: Choice, *generators: Any) -> list[tuple[str, str]]:
    for generator in generators:
        if not one.enough:
            one.take(generator)
    return [(rewording.kind, rewording.text) for rewording in one.shown(3)]


def test_the_best_rated_comes_first(checker: tonecheck.Checker, findings: Findings) -> None:
    one = choice(checker, findings, {BEST: 0.49, OTHER: 0.46})
    assert shown(one, Proposes(light(OTHER)), Proposes(Draft(BEST, "minimal", "edit"))) == [
        ("minimal", BEST),
        ("minimal", OTHER),
    ]


def test_a_second_one_of_a_kind_must_be_worth_reading(checker: tonecheck.Checker, findings: Findings) -> None:
    one = choice(checker, findings, {BEST: 0.49, OTHER: 0.3})
    assert shown(one, Proposes(light(OTHER), light(BEST))) == [("minimal", BEST)]


def test_where_one_is_good_nobody_else_is_asked(checker: tonecheck.Checker, findings: Findings) -> None:
    rules = Proposes(Draft(OTHER, "minimal", "edit"))
    assert shown(choice(checker, findings, {BEST: 0.8}), Proposes(light(BEST)), rules) == [("minimal", BEST)]
    assert rules.asked == 0


def test_what_is_rated_below_the_limit_is_not_shown(checker: tonecheck.Checker, findings: Findings) -> None:
    one = choice(checker, findings, {BEST: 0.1})
    assert shown(one, Proposes(light(BEST))) == []
    assert one.rejected[0].reasons == ("a reader would hardly send it (0.10)",)


def test_the_best_one_is_shown_with_a_leaders_close(checker: tonecheck.Checker, findings: Findings) -> None:
    led = f"{BEST} {CLOSING}"
    one = choice(checker, findings, {BEST: 0.6, led: 0.5})
    assert shown(one, Proposes(light(BEST, closes=0.9))) == [("minimal", BEST), ("leader", led)]
    assert shown(choice(checker, findings, {BEST: 0.6}), Proposes(light(BEST))) == [("minimal", BEST)]


def test_without_a_rating_the_order_is_the_generators(checker: tonecheck.Checker, findings: Findings) -> None:
    one = choice(checker, findings, {})
    one.rating = None
    assert shown(one, Proposes(light(OTHER), light(BEST))) == [("minimal", OTHER), ("minimal", BEST)]


def test_what_a_language_model_wrote_is_not_rated(checker: tonecheck.Checker, findings: Findings) -> None:
    one = choice(checker, findings, {OTHER: 0.0})
    assert shown(one, Proposes(Draft(OTHER, "minimal", "llm:test"))) == [("minimal", OTHER)]
