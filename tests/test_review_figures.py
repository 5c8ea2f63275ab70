"""What the trainer's page counts and hides: small groups, agreement, dates, masks, columns."""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import chain, combinations, pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from tonecheck.review import dates
from tonecheck.review.agreement import kappa
from tonecheck.review.columns import plan
from tonecheck.review.groups import gives_away, together
from tonecheck.review.masking import Masks, is_person
from tonecheck.review.options import LEAST, Options
from tonecheck.review.shown import shown
from tonecheck.review.survey import survey
from tonecheck.review.tally import tally
from tonecheck.types import InputError, Span

SIZES = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(1, 30), min_size=1)
PAIRS = st.dictionaries(
    st.tuples(st.sampled_from("abcd"), st.sampled_from("wxyz")), st.integers(1, 20), min_size=2, max_size=9
)


@given(SIZES)
def test_no_shown_group_is_small_and_none_can_be_had_by_subtraction(sizes: dict[str, int]) -> None:
    hidden = together(sizes)
    shown = [sizes[name] for name in sizes if name not in hidden]
    assert all(size >= LEAST for size in shown)
    assert {name for name, size in sizes.items() if size < LEAST} <= hidden
    if hidden and shown:
        assert len(hidden) > 1
        rest = sum(sizes.values()) - sum(shown)
        assert rest == sum(sizes[name] for name in hidden) >= LEAST


@given(SIZES)
def test_no_more_is_hidden_than_must_be(sizes: dict[str, int]) -> None:
    small = {name for name, size in sizes.items() if size < LEAST}
    hidden = together(sizes)
    if not small:
        assert not hidden
    elif len(small) > 1 and sum(sizes[name] for name in small) >= LEAST:
        assert hidden == small
    elif len(hidden) > 2:
        largest = max(hidden - small, key=lambda name: sizes[name], default=None)
        fewer = hidden - {largest}
        assert len(fewer) < 2 or sum(sizes[name] for name in fewer) < LEAST


def _some(names: list[str]) -> chain[tuple[str, ...]]:
    return chain.from_iterable(combinations(names, size) for size in range(len(names) + 1))


@settings(max_examples=60)
@given(PAIRS)
def test_two_columns_together_isolate_no_few(pairs: dict[tuple[str, str], int]) -> None:
    ones, others = (sorted({pair[place] for pair in pairs}) for place in (0, 1))
    crossing = [
        sum(n for (a, b), n in pairs.items() if (a in left) != (b in right))
        for left in _some(ones)
        for right in _some(others)
    ]
    assert gives_away(pairs) == any(0 < n < LEAST for n in crossing)


def test_a_department_that_is_nearly_one_team_is_noticed() -> None:
    assert gives_away({("depot", "night"): 40, ("depot", "day"): 3, ("office", "day"): 30})
    assert not gives_away({("depot", "night"): 40, ("depot", "day"): 30, ("office", "day"): 30})


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=2))
def test_kappa_is_sklearns(pairs: list[tuple[str, str]]) -> None:
    ours = kappa(Counter(pairs))
    if len({label for pair in pairs for label in pair}) == 1:
        assert ours is None
    else:
        assert ours == pytest.approx(float(cohen_kappa_score(*zip(*pairs, strict=True))))


@pytest.mark.parametrize(
    ("values", "shape", "first"),
    [
        (["2025-03-31", "2025-04-01T09:30:00Z"], "iso", date(2025, 3, 31)),
        (["2025/03/31 09:30"], "iso", date(2025, 3, 31)),
        (["03/04/2025", "25/04/2025"], "dmy", date(2025, 4, 3)),
        (["03/04/2025", "04/25/2025"], "mdy", date(2025, 3, 4)),
        (["3.4.25", "28.2.2025"], "dmy", date(2025, 2, 28)),
        (["2025-03", "2025-11"], "month", date(2025, 3, 1)),
        (["2025-W10"], "week", date(2025, 3, 3)),
        (["20250331"], "compact", date(2025, 3, 31)),
        (["31 March 2025", "Mon, 3 Mar 2025 10:00:00 +0000"], "words", date(2025, 3, 3)),
        (["March 31, 2025", "Apr 2 2025"], "american words", date(2025, 3, 31)),
        (["Mar 2025"], "month in words", date(2025, 3, 1)),
    ],
)
def test_dates_are_read_as_their_column_has_them(values: list[str], shape: str, first: date) -> None:
    column = survey(_rows({"when": values})).columns["when"]
    assert column.shape() == shape
    assert column.dates[shape][:2] == (len(values), first)


@pytest.mark.parametrize("value", ["2025-13-01", "31/02/2025", "12 apples", "1234", "20251399", "May", ""])
def test_what_is_no_date_is_none(value: str) -> None:
    assert all(dates.parse(value, shape) is None for shape in dates.SHAPES)


@given(st.lists(st.integers(1, 12), min_size=1), st.integers(1, 6))
def test_periods_are_joined_in_order_until_none_is_small(counts: list[int], least: int) -> None:
    runs = dates.neighbours(counts, least)
    assert [place for run in runs for place in run] == list(range(len(counts)))
    assert len(runs) == 1 or all(sum(counts[place] for place in run) >= least for run in runs)


def test_periods_follow_the_span() -> None:
    assert dates.period(date(2025, 1, 6), date(2025, 3, 1)) == "week"
    assert dates.period(date(2025, 1, 6), date(2026, 3, 1)) == "month"
    assert dates.period(date(2015, 1, 6), date(2026, 3, 1)) == "year"
    assert dates.period(date(2025, 1, 1), date(2025, 2, 1), "month") == "month"
    assert dates.after(date(2025, 12, 1), "month") == date(2026, 1, 1)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Maria Kowalska never listens, Maria!", "[name 1] never listens, [name 1]!"),
        ("ethan, ask Priya. Priya knows.", "[name 1], ask [name 2]. [name 2] knows."),
        ("Write to maria.k@example.org today.", "Write to [mail address] today."),
        ("Call +44 20 7946 0958 or (555) 123-4567.", "Call [number] or [number]."),
        ("The 312 units of 2025-03-31 cost 1,200,000 in 2024-2025.", None),
        ("In April we ship to Paris on pages 3-7.", None),
        ("Mr Okonkwo's draft is late.", "Mr [name 1]'s draft is late."),
    ],
)
def test_people_are_masked_and_figures_are_not(text: str, shown: str | None) -> None:
    assert Masks()(text).text == (text if shown is None else shown)
    assert Masks(shown=True)(text).text == text


def test_the_same_person_has_the_same_mask_in_the_rewording() -> None:
    masks = Masks()
    masks("Hi Rosa, tell Maria Kowalska that it is late.")
    assert masks("Hi Maria, how does Rosa see it?").text == "Hi [name 2], how does [name 1] see it?"


def test_spans_move_with_the_masks() -> None:
    text = "Maria Kowalska, you never listen, says maria.k@example.org."
    masked = Masks()(text)
    for words in ("you never", "listen", "says", "."):
        start = text.rindex(words)
        assert masked.span(start, start + len(words)).of(masked.text) == words
    assert masked.span(3, text.index(" you")).of(masked.text) == "[name 1],"
    assert masked.span(0, len(text)) == Span(0, len(masked.text))


@pytest.mark.parametrize("value", ["a.b@example.org", "Maria", "Maria Kowalska", "Kowalska, Maria", "J. Okafor"])
def test_people_are_recognised(value: str) -> None:
    assert is_person(value)


@pytest.mark.parametrize("value", ["Sales", "Field service", "Q3 2025", "chat", "Team North", "2025-03"])
def test_teams_are_no_people(value: str) -> None:
    assert not is_person(value)


def _rows(columns: dict[str, list[str]]) -> list[dict[str, Any]]:
    judged = {"verdict": "send", "impact": {"label": "neutral"}, "style": {"label": "neutral"}}
    return [
        {**judged, "row": place, "fields": dict(zip(columns, values, strict=True))}
        for place, values in enumerate(zip(*columns.values(), strict=True), 1)
    ]


WHOLE = {
    "text": "The standup moves to ten.",
    "cues": [],
    "impact": {"label": "neutral", "confident": True, "scores": {"harmful": 0.1, "constructive": 0.2, "neutral": 0.7}},
    "style": {"label": "neutral", "confident": True, "scores": {"boss": 0.1, "leader": 0.2, "neutral": 0.7}},
}
PEOPLE = ["Maria", "Priya", "Dev", "Rosa", "Ahmed", "Hannah"]


@pytest.mark.parametrize(
    ("name", "values", "why"),
    [
        ("who", PEOPLE * 10, "names of people"),
        ("contact", [f"{name.lower()}@example.org" for name in PEOPLE] * 10, "mail addresses"),
        ("sender", ["s1", "s2", "s3"] * 20, "who somebody is"),
        ("code", [f"c{n}" for n in range(60)], "as many values as rows"),
        ("site", [f"site {n % 50}" for n in range(200)], "at most 40 groups"),
        ("nowhere", [], "no such column"),
    ],
)
def test_a_group_that_would_rank_people_is_refused_in_one_line(name: str, values: list[str], why: str) -> None:
    columns = {name: values} if values else {"team": ["a", "b"]}
    with pytest.raises(InputError, match=why) as refused:
        plan(survey(_rows(columns)), Options(groups=(name,)))
    assert "\n" not in str(refused.value)
    assert name in str(refused.value)


DAYS = st.one_of(st.just(""), st.integers(1, 12).map(lambda month: f"2025-{month:02d}-03"))


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["a", "b", "c", ""]), DAYS), min_size=1, max_size=70))
def test_nothing_shown_of_groups_and_periods_is_small(rows: list[tuple[str, str]]) -> None:
    teams, days = ([row[place] for row in rows] for place in (0, 1))
    records = [{**row, **WHOLE} for row in _rows({"team": teams, "day": days})]
    made = plan(survey(records), Options(groups=("team",)))
    counts = tally(records, made, 1)
    found = shown(counts, names=False)
    groups = [group.counts.n for group in found.groups.get("team", ())]
    periods = [period.counts.n for period in found.periods]
    assert min(groups + periods, default=LEAST) >= LEAST
    assert not groups or (sum(groups) == len(rows) and len(groups) > 1)
    assert not periods or len(rows) - sum(periods) not in range(1, LEAST)
    assert bool(groups) != ("team" in found.why)
    starts = [period.start for period in found.periods]
    assert starts == sorted(starts)
    assert all(one.end <= other.start for one, other in pairwise(found.periods))


def test_columns_are_guessed_by_name_and_content() -> None:
    columns = {
        "team": ["Sales", "Support"] * 10,
        "sender": ["a@example.org", "b@example.org"] * 10,
        "date_of_birth": ["1980-03-01", "1990-03-01"] * 10,
        "sent": ["25/04/2025", "01/05/2025"] * 10,
        "impact_anna": ["harmful", "neutral"] * 10,
        "impact_ben": ["Harmful", "constructive"] * 10,
        "style_anna": ["boss-like", "leader"] * 10,
        "impact score": ["7", "9"] * 10,
    }
    made = plan(survey(_rows(columns)), Options())
    assert made.groups == ("team",)
    assert made.date
    assert (made.date.name, made.date.shape, made.date.period) == ("sent", "dmy", "week")
    assert {rater.name: rater.columns for rater in made.raters} == {
        "anna": {"impact": "impact_anna", "style": "style_anna"},
        "ben": {"impact": "impact_ben"},
    }
    assert set(made.guessed) == {"team", "sent", "impact_anna", "impact_ben", "style_anna"}
    nothing = plan(survey(_rows(columns)), Options(groups=(), date=""))
    assert (nothing.groups, nothing.date) == ((), None)
