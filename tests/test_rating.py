"""The rating that ships: a rewording that keeps the message and takes the harm is rated above one that doesn't."""

from __future__ import annotations

from pathlib import Path

import pytest

import tonecheck
from tonecheck.reword import rating
from tonecheck.reword.findings import Findings
from tonecheck.reword.rating import PLAIN, TAGGED, Rating, Weights, evidence
from tonecheck.types import RulebookError

MESSAGE = "You never check your numbers, Dev. The count is 312 short and the auditor comes on Friday. Fix it by Thursday or you're out."
GOOD = "Dev, the count is 312 short and the auditor comes on Friday. Please fix it by Thursday."
BAD = (
    "You hopeless clown, Dev. The count is 312 short and the auditor comes on Friday. Fix it.",
    "Check. Count. Friday it.",
    "You never check your numbers.",
)


@pytest.fixture(scope="module")
def weights() -> Weights:
    found = rating.load("en")
    assert found is not None
    return found


def found(checker: tonecheck.Checker, *texts: str) -> list[Findings]:
    findings = [one for _, one in checker.begin(texts) if one]
    assert len(findings) == len(texts)
    return findings


def test_a_faithful_rewording_is_rated_above_others(checker: tonecheck.Checker, weights: Weights) -> None:
    before, good, *bad = found(checker, MESSAGE, GOOD, *BAD)
    for tagger in (checker.tagger, None):
        rate = Rating(before, weights, tagger)
        assert all(rate(good) > rate(other) for other in bad)
        assert rate(good) == rate(good)


def test_what_is_weighed_has_a_name_each(checker: tonecheck.Checker) -> None:
    before, good = found(checker, MESSAGE, GOOD)
    assert checker.tagger is not None
    assert set(evidence(before, good, None, None)) == set(PLAIN)
    assert set(evidence(before, good, checker.tagger, checker.tagger.read(before))) == set(TAGGED)


def test_harm_and_what_the_tagger_holds_unlikely_weigh_against(weights: Weights) -> None:
    assert weights.tagged["goes"] > 0 > weights.tagged["harm"]
    assert weights.plain["harm"] < 0


def test_what_is_shown_is_above_the_limit(checker: tonecheck.Checker, weights: Weights) -> None:
    text = (
        "Are you asleep, Sam? The totals on pages 3 and 7 are wrong again. Please send me a corrected version by five."
    )
    ((result, findings),) = checker.begin([text])
    assert findings is not None
    shown = checker.finish(result, findings).rewordings
    assert shown
    rate = Rating(findings, weights, checker.tagger)
    assert all(rate(after) >= weights.least for after in found(checker, *(one.text for one in shown)))


def test_no_language_no_rating() -> None:
    assert rating.load("xx") is None


@pytest.mark.parametrize("content", ["least = 0.4\n[tagged]\ngoes = 1\n", "least = ", "tagged = 3\n"])
def test_a_damaged_file_says_so(content: str, tmp_path: Path) -> None:
    path = tmp_path / "rating.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(RulebookError, match=r"rating\.toml: wrong or missing entry"):
        rating.read(path)
    with pytest.raises(RulebookError, match=r"nothing\.toml"):
        rating.read(tmp_path / "nothing.toml")
