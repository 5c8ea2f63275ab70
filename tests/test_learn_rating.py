"""How the ranker is made: what it learns from, and that it learns, with a tiny seeded network."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest
import torch

from tonecheck.learn.corpus import format as corpus_format
from tonecheck.learn.corpus.format import CorpusError, Sample
from tonecheck.learn.corpus.splits import split_of
from tonecheck.learn.network import base_folder
from tonecheck.learn.ranking import data, joint, ranking, spoiling
from tonecheck.learn.ranking.data import IGNORE, Judged, Pair
from tonecheck.learn.ranking.network import Ranker, tokenizer_of
from tonecheck.learn.tagging.data import Light
from tonecheck.reword.ranker import FEATURES, JOINT
from tonecheck.rulebook import Rulebook

ROOT = Path(__file__).parent.parent
REWORDINGS = ROOT / "corpora" / "rewordings"


@pytest.fixture(scope="module")
def samples(book: Rulebook) -> list[Sample]:
    return corpus_format.read(ROOT / "corpora" / "en", book.rules)


def test_every_rewording_belongs_to_the_training_part(samples: list[Sample]) -> None:
    found = list(data.of_files(REWORDINGS, samples, "train"))
    assert len(found) > 10_000
    assert not list(data.of_files(REWORDINGS, samples, "test"))
    held = {sample.text for sample in samples if split_of(sample.scenario.id) != "train"}
    assert not held & {pair.text for pair in found}
    assert all(pair.out.strip() and pair.out != pair.text for pair in found)


def test_no_judged_message_is_a_test_message(samples: list[Sample]) -> None:
    judged = data.read(REWORDINGS / "judged.jsonl")
    held = {sample.text for sample in samples if split_of(sample.scenario.id) == "test"}
    assert len(judged) > 3_000
    assert not held & {row.text for row in judged}
    assert {row.score for row in judged} == {1, 2, 3, 4, 5}


def test_what_is_held_out_shares_no_scenario_with_the_rest() -> None:
    judged = data.read(REWORDINGS / "judged.jsonl")
    scenarios = [{row.id.rsplit(".", 1)[0] for row in judged if data.held_out(row) is held} for held in (True, False)]
    assert all(scenarios)
    assert not scenarios[0] & scenarios[1]


def test_pairs_of_the_corpus_keep_to_their_split(samples: list[Sample]) -> None:
    parts = {split: {pair.id for pair in data.of_corpus(samples, split)} for split in ("train", "calibration", "test")}
    assert all(parts.values())
    assert not parts["train"] & (parts["calibration"] | parts["test"])


def test_a_wrong_line_is_named(tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_text('{"id": "nobody.1", "minimal": "Please."}\n', encoding="utf-8")
    with pytest.raises(CorpusError, match=r"x\.jsonl:1: no pair"):
        list(data.of_files(tmp_path, [], "train"))
    judged = tmp_path / "judged.jsonl"
    judged.write_text('{"id": "a", "source": "edit", "text": "b", "candidates": ["c"]}\n', encoding="utf-8")
    with pytest.raises(CorpusError, match=r"judged\.jsonl:1: not a judged rewording"):
        data.read(judged)


def test_spoiled_rewordings_are_spoiled() -> None:
    good = "The count is 312 short, and Friday is the audit. Please correct it by noon on Thursday."
    rows = data.of_people([Pair(str(n), "You fool.", "minimal", good) for n in range(60)], random.Random(2))
    spoiled = [row for row in rows if row.marks[0] < 0.5]
    assert sum(row.out == good and row.marks[0] > 0.9 for row in rows) >= 60
    assert {row.out for row in spoiled} - {good}
    assert any(row.out == "You fool." and row.marks == (0.0, 1.0, 0.0) for row in spoiled)


def test_what_nobody_knows_costs_nothing() -> None:
    logits = torch.tensor([[9.0, 9.0, -9.0]])
    known = ranking.loss(logits, torch.tensor([[1.0, 1.0, IGNORE]]))
    assert float(known) < 0.01 < float(ranking.loss(logits, torch.tensor([[1.0, 1.0, 1.0]])))


def test_a_tiny_network_learns_to_rank() -> None:
    from transformers import BertConfig, BertModel

    tokenizer = tokenizer_of(base_folder())
    torch.manual_seed(3)
    config = BertConfig(
        vocab_size=tokenizer.get_vocab_size(),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=64,
    )
    ranker = Ranker(BertModel(config))
    rows = [Judged(str(n), f"fix {n} now", f"please fix {n}", (1.0, 1.0, 1.0), "people", 5) for n in range(30)] + [
        Judged(str(n), f"fix {n} now", f"fix {n} or else", (0.0, 0.0, 0.0), "people", 1) for n in range(30)
    ]
    ranking.train(ranker, rows, tokenizer, 80, rate=3e-3)
    found = ranking.logits(ranker, rows, tokenizer)
    assert found[:30, 0].mean() > 1 > -1 > found[30:, 0].mean()
    calibration, known = ranking.calibrated(ranker, rows, tokenizer)
    assert set(calibration) == {*FEATURES, "bias"}
    assert known[:30].mean() > 0.8 > 0.2 > known[30:].mean()
    assert "60 judged rewordings held out, 50% would be sent; AUC 1.000" in ranking.figures(rows, known, 0.5)


def test_a_light_edit_is_shown_as_it_is_and_spoiled() -> None:
    text = "You lazy clown, the count is 312 short. Fix it by noon, will you, or are you too busy?"
    mended = "The count is 312 short. Please fix it by noon."
    rows = spoiling.of_light([Light(str(n), text, mended, "") for n in range(80)], random.Random(3))
    good, spoiled = ([row for row in rows if (row.marks == spoiling.GOOD) is fine] for fine in (True, False))
    assert {row.out for row in good} == {mended}
    assert len({row.out for row in spoiled}) > 10
    assert all(row.marks[0] <= 0.1 and row.out not in ("", mended) for row in spoiled)
    assert (text, (0.0, 1.0, 0.0)) in {(row.out, row.marks) for row in spoiled}


def test_the_joint_rating_weighs_what_sorts() -> None:
    chance = random.Random(6)
    rows, values = [], []
    for number in range(120):
        sent = number % 2 == 0
        rows.append(Judged(f"j-{number}", "a", "b", (0.0, 0.0, 0.0), "tagger", 5 if sent else 1))
        values.append(
            [chance.gauss(0, 1), chance.gauss(-2 if sent else -9, 1), *(chance.gauss(-3, 1) for _ in range(5))]
        )
    told: list[str] = []
    weights = joint.fit(rows, np.array(values), told.append)
    assert set(weights) == set(JOINT)
    assert weights["goes"] > 5 * abs(weights["says"])
    assert "together 1.000" in told[0]
