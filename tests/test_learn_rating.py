"""How the rating is learned: judged texts, which nothing that proposes has seen, and the weights that sort them."""

from __future__ import annotations

import json
import random
import tomllib
from pathlib import Path

import numpy as np
import pytest

from tonecheck.learn import judged, rating
from tonecheck.learn.corpus import format as corpus_format
from tonecheck.learn.corpus.format import CorpusError, Sample
from tonecheck.learn.corpus.splits import split_of
from tonecheck.learn.judged import Judged
from tonecheck.learn.tagging import data
from tonecheck.reword.rating import TAGGED
from tonecheck.rulebook import Rulebook

ROOT = Path(__file__).parent.parent
REWORDINGS = ROOT / "corpora" / "rewordings"
JUDGED = REWORDINGS / "judged.jsonl"


@pytest.fixture(scope="module")
def samples(book: Rulebook) -> list[Sample]:
    return corpus_format.read(ROOT / "corpora" / "en", book.rules)


def test_every_rewording_belongs_to_the_training_part(samples: list[Sample]) -> None:
    parts = {sample.id: split_of(sample.scenario.id) for sample in samples}
    held = {sample.text for sample in samples if split_of(sample.scenario.id) != "train"}
    count = 0
    for path in REWORDINGS.rglob("*.jsonl"):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            if "minimal" in row or "mended" in row:
                count += 1
                assert parts.get(row["id"], "train") == "train"
                assert row.get("text") not in held
    assert count > 15_000


def test_no_judged_message_is_a_test_message(samples: list[Sample]) -> None:
    rows = judged.read(JUDGED)
    held = {sample.text for sample in samples if split_of(sample.scenario.id) == "test"}
    assert len(rows) > 6_000
    assert not held & {row.text for row in rows}
    assert {row.score for row in rows} == {1, 2, 3, 4, 5}


def test_the_tagger_sees_no_message_that_the_rating_is_learned_from(samples: list[Sample]) -> None:
    kept = judged.messages(JUDGED)
    pairs = data.read(ROOT / "corpora", samples)
    assert len(kept) > 400
    assert len(pairs) > 7_000
    assert not kept & {pair.id for pair in pairs}


def test_the_tagger_sees_no_text_that_readers_found_flawed(samples: list[Sample]) -> None:
    rows = map(json.loads, (REWORDINGS / "labels.jsonl").read_text(encoding="utf-8").splitlines())
    flawed = {row["text"] for row in rows if row["impact"] == "harmful" or row["style"] == "boss"}
    assert not flawed & {pair.mended for pair in data.read(ROOT / "corpora", samples)}


@pytest.mark.parametrize(
    "wrong",
    [
        {"id": "a", "source": "edit", "text": "b", "candidates": ["c"]},
        {"id": "a", "source": "edit", "text": "b", "candidates": ["c"], "scores": [6], "facts": [1], "clean": [1]},
        {"id": "a", "source": "edit", "text": "b", "candidates": ["c"], "scores": [5], "facts": [2], "clean": [1]},
    ],
)
def test_a_wrong_line_is_named(wrong: dict[str, object], tmp_path: Path) -> None:
    path = tmp_path / "judged.jsonl"
    path.write_text(json.dumps(wrong) + "\n", encoding="utf-8")
    with pytest.raises(CorpusError, match=r"judged\.jsonl:1: not a judged rewording"):
        judged.read(path)


def test_the_weights_follow_what_sorts(tmp_path: Path) -> None:
    chance = random.Random(6)
    rows, values = [], []
    for number in range(120):
        sent = number % 2 == 0
        rows.append(Judged(f"j-{number}", "a", "b", judged.UNSEEN, 5 if sent else 1, True, True))
        values.append([chance.gauss(-2 if sent else -9, 1), *(chance.gauss(-3, 1) for _ in TAGGED[1:])])
    told: list[str] = []
    weights = rating.fit(rows, np.array(values), TAGGED, told.append)
    assert set(weights) == {*TAGGED, "bias"}
    assert weights["goes"] > 3 * abs(weights["says"])
    assert "together 1.000" in told[0]
    rating.write(tmp_path / "rating.toml", {"tagged": weights, "plain": weights})
    written = tomllib.loads((tmp_path / "rating.toml").read_text(encoding="utf-8"))
    assert written["least"] == rating.LEAST
    assert written["tagged"]["goes"] == pytest.approx(weights["goes"], abs=1e-4)
