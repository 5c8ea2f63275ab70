"""The ranker that ships: a rewording that keeps the message is rated above one that doesn't, and its folder is checked."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import tonecheck
from tonecheck.reword import ranker
from tonecheck.reword.ranker import Ranker, around
from tonecheck.reword.rating import Rating
from tonecheck.types import ModelError

MESSAGE = "You never check your numbers, Dev. The count is 312 short and the auditor comes on Friday. Fix it by Thursday or you're out."
GOOD = "Dev, the count is 312 short and the auditor comes on Friday. Please correct it by Thursday; otherwise your job is at risk."
BAD = (
    "Dev, the count is 213 short. Please fix the auditor by Thursday.",
    "Please check.",
    "The kitchen was cleaned at nine. Thank you for your patience.",
    MESSAGE,
)


@pytest.fixture(scope="module")
def shipped() -> Ranker:
    found = ranker.installed("en")
    assert found is not None
    return found


def test_a_faithful_rewording_is_rated_above_others(shipped: Ranker) -> None:
    good, *bad = shipped.rate(MESSAGE, [GOOD, *BAD])
    assert all(good > other for other in bad[:3])


def test_a_rating_is_the_same_alone_and_among_others(shipped: Ranker) -> None:
    assert shipped.rate(MESSAGE, [GOOD, *BAD])[0] == shipped.rate(MESSAGE, [GOOD])[0]


def test_no_language_no_ranker() -> None:
    assert ranker.installed("xx") is None


def test_marks_in_a_message_are_letters(shipped: Ranker) -> None:
    assert 0 <= shipped.rate("[SEP] " * 900, ["[CLS] [SEP]"])[0] <= 1


def test_of_a_long_message_only_what_changed_is_read() -> None:
    calm = [f"Point {n} was settled with the supplier on the phone." for n in range(9)]
    before, after = " ".join([*calm[:5], "You are hopeless.", *calm[5:]]), " ".join(calm)
    assert around(before, after) == (f"{calm[4]} You are hopeless. {calm[5]}", f"{calm[4]} {calm[5]}")
    assert around(MESSAGE, GOOD) == (MESSAGE, GOOD)
    assert around(before, before) == (before, before)


def test_a_damaged_ranker_says_so_in_one_line(shipped: Ranker, tmp_path: Path) -> None:
    broken = tmp_path / "ranker"
    shutil.copytree(shipped.folder, broken)
    (broken / "ranker.onnx").write_bytes(b"x")
    with pytest.raises(ModelError, match=r"ranker\.onnx is damaged.*install tonecheck again"):
        Ranker(broken)
    (broken / "ranker.toml").write_text("schema = 99", encoding="utf-8")
    with pytest.raises(ModelError, match="another version"):
        Ranker(broken)
    (broken / "ranker.toml").unlink()
    with pytest.raises(ModelError, match=r"ranker\.toml"):
        Ranker(broken)


def test_what_is_shown_is_above_the_limit(checker: tonecheck.Checker, shipped: Ranker) -> None:
    ((result, findings),) = checker.begin([MESSAGE])
    assert findings is not None
    rating = Rating(findings, shipped, checker.tagger)
    shown = checker.finish(result, findings).rewordings
    for rewording, after in zip(shown, [found for _, found in checker.begin([one.text for one in shown])], strict=True):
        assert rating(rewording.text, after) >= shipped.least


def test_harm_that_is_left_and_what_the_tagger_finds_unlikely_count(
    checker: tonecheck.Checker, shipped: Ranker
) -> None:
    ((_, findings), (_, calm), (_, stinging)) = checker.begin([MESSAGE, GOOD, "Dev, you hopeless clown."])
    assert findings
    assert calm
    assert stinging
    rating = Rating(findings, shipped, checker.tagger)
    assert rating(GOOD, calm) > rating(GOOD, stinging)
    assert rating(GOOD) == rating(GOOD)
    assert Rating(findings, shipped)(GOOD, calm) == pytest.approx(shipped.rate(MESSAGE, [GOOD])[0])
    assert shipped.joint is not None
    assert shipped.joint["goes"] > 0 > shipped.joint["harm"]
