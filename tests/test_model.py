"""The model that ships: its size, its agreement with torch, and what it must never get wrong."""

from __future__ import annotations

import json
import tomllib

import numpy as np
import pytest

import tonecheck
from tests.conftest import ROOT
from tonecheck.encoder import locate
from tonecheck.learn import card
from tonecheck.learn.corpus import format as corpus_format
from tonecheck.rulebook import Rulebook
from tonecheck.types import AXES, Message

FOLDER = ROOT / "models" / "en"
LARGEST_GAP = 0.35
"""Bound on the difference of one probability, int8 ONNX against torch fp32; 99 % of them are within P99_GAP."""
P99_GAP = 0.15


def test_the_weights_are_small_enough_to_ship() -> None:
    assert (FOLDER / "model.onnx").stat().st_size < 100_000_000
    assert (locate("small") / "model.onnx").stat().st_size < 25_000_000
    assert locate("en").samefile(FOLDER)


def test_int8_agrees_with_torch_on_held_out_messages(checker: tonecheck.Checker, book: Rulebook) -> None:
    rows = json.loads((FOLDER / "torch.json").read_text(encoding="utf-8"))
    samples = {sample.id: sample for sample in corpus_format.read(ROOT / "corpora" / "en", book.rules)}
    gaps, same = [], []
    results = checker.check_many((Message(samples[row["id"]].text, language="en") for row in rows), reword=False)
    for row, result in zip(rows, results, strict=True):
        for axis in AXES:
            ours = np.array(list(getattr(result, axis).scores.values()))
            gaps.append(float(np.abs(ours - np.array(row[axis])).max()))
            same.append(bool(ours.argmax() == np.argmax(row[axis])))
    assert len(rows) >= 300
    assert np.mean(same) >= 0.99
    assert np.quantile(gaps, 0.99) <= P99_GAP
    assert max(gaps) <= LARGEST_GAP


def test_the_card_is_made_from_the_figures() -> None:
    figures = json.loads((FOLDER / "metrics.json").read_text(encoding="utf-8"))
    description = tomllib.loads((FOLDER / "model.toml").read_text(encoding="utf-8"))
    assert (FOLDER / "README.md").read_text(encoding="utf-8") == card.card(description, figures)


def test_the_rubrics_own_examples(checker: tonecheck.Checker, book: Rulebook) -> None:
    """Examples that no training has seen: the cue is found in most hits and in few misses."""
    hits = [(rule.id, hit.replace("{", "").replace("}", "")) for rule in book.rules.values() for hit in rule.hits]
    misses = [(rule.id, miss) for rule in book.rules.values() for miss in rule.misses]
    found = [
        cue in {finding.id for finding in checker.check(Message(text, language="en"), reword=False).cues}
        for cue, text in hits + misses
    ]
    # Measured: 0.56 of the hits and 0.08 of the misses; docs/errors.md says which cues are weak.
    assert np.mean(found[: len(hits)]) >= 0.5
    assert np.mean(found[len(hits) :]) <= 0.12


FAIR = (
    "The migration failed twice because the backup step was skipped. That can't happen again; walk me through what you'll change.",
    "This isn't good enough yet, Farhan: the totals on pages 3 and 7 differ. I need a corrected version by Thursday.",
    "I can't support your promotion this year. You closed four of nine audits, and the role needs someone who closes them all.",
    "If we miss the audit date the licence lapses, so please send me the file by noon.",
    "The client called the draft garbage. I disagree, and I told them so.",
    "Damn, that was brilliant. The board understood the chart at once.",
)
HARSH = (
    "You never listen.",
    "Even the intern gets this right, Marta.",
    "One more late report and you're out.",
    # "Congratulations, Tomasz, you found the send button." is missed since 0.2.0; docs/errors.md tells of irony.
    "maybe this is too fast for someone your age",
    "What an idiotic draft. Did you write it asleep?",
)


@pytest.mark.parametrize("text", FAIR)
def test_candour_is_not_harm(checker: tonecheck.Checker, text: str) -> None:
    result = checker.check(text)
    assert result.impact is not None
    assert result.impact.label != "harmful"


@pytest.mark.parametrize("text", HARSH)
def test_plain_harm_is_seen(checker: tonecheck.Checker, text: str) -> None:
    assert checker.check(text).verdict == "revise"
