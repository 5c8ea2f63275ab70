"""How the tagger is made: what it learns from, and that it learns, with a tiny seeded network."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from transformers import MPNetConfig, MPNetModel

from tonecheck.learn.corpus import format as corpus_format
from tonecheck.learn.corpus.format import CorpusError, Sample
from tonecheck.learn.corpus.splits import split_of
from tonecheck.learn.network import Capitals, ToneNetwork
from tonecheck.learn.tagging import data, network, training
from tonecheck.learn.tagging.data import Light, Seen
from tonecheck.reword.findings import Findings
from tonecheck.reword.tagger import Tagger
from tonecheck.reword.tags import IGNORE, parts, realise, words
from tonecheck.rulebook import Rulebook
from tonecheck.types import Judgement, Span

ROOT = Path(__file__).parent.parent
FAIR = {"harmful": 0.0, "constructive": 1.0, "neutral": 0.0}


@pytest.fixture(scope="module")
def samples(book: Rulebook) -> list[Sample]:
    return corpus_format.read(ROOT / "corpora" / "en", book.rules)


@pytest.fixture(scope="module")
def pairs(samples: list[Sample]) -> list[Light]:
    return data.read(ROOT / "corpora", samples)


def test_no_message_is_of_a_calibration_or_a_test_scenario(samples: list[Sample], pairs: list[Light]) -> None:
    held = {sample.text for sample in samples if split_of(sample.scenario.id) != "train"}
    assert len(pairs) > 3_000
    assert not held & {pair.text for pair in pairs}
    assert all(pair.mended.strip() and pair.mended != pair.text for pair in pairs)


def test_what_is_held_out_is_learned_by_nobody(pairs: list[Light]) -> None:
    texts = [{pair.text for pair in pairs if data.held_out(pair) is held} for held in (True, False)]
    assert all(texts)
    assert not texts[0] & texts[1]


def test_tags_can_say_nearly_everything_that_people_wrote(pairs: list[Light]) -> None:
    asked = [pair for pair in pairs if pair.closing is not None]
    assert np.mean([data.faithful(pair) for pair in asked[:500]]) > 0.95


def test_a_wrong_line_is_named(tmp_path: Path) -> None:
    (tmp_path / "rewordings" / "light").mkdir(parents=True)
    (tmp_path / "rewordings" / "light" / "mended.jsonl").write_text(
        '{"id": "nobody.1", "mended": "x", "closing": ""}\n', encoding="utf-8"
    )
    with pytest.raises(CorpusError, match=r"mended\.jsonl:1: not a mended message"):
        data.read(tmp_path, [])


def test_what_is_put_in_is_one_phrase_or_two() -> None:
    known = {"": 0, "please": 1, ", otherwise": 2, "I'll have to": 3}
    assert parts("Please", known) == (1, 0)
    assert parts(", otherwise I'll have to", known) == (2, 3)
    assert parts("kindly", known) == (IGNORE, IGNORE)
    assert parts("", known) == (0, 0)


def test_a_tiny_network_learns_to_mend(tmp_path: Path) -> None:
    torch.manual_seed(3)
    config = MPNetConfig(hidden_size=32, num_hidden_layers=4, num_attention_heads=4, intermediate_size=64, vocab_size=9)
    model = ToneNetwork(Capitals(MPNetModel(config, add_pooling_layer=False)), 2)
    rows = [_row(number) for number in range(60)]
    phrases = data.phrases(pair for pair, _ in rows)
    assert phrases == ("", "please")
    tagger = network.fresh(model, phrases, data.closings(pair for pair, _ in rows))
    training.train(tagger, rows, 120, rate=3e-3)
    assert "words that go F1 1.000" in training.figures(tagger, rows)
    network.export(tagger, tmp_path / "tagger")
    shipped = Tagger(tmp_path / "tagger")
    pair, seen = rows[7]
    read = shipped.read(_findings(pair.text, seen))
    assert read is not None
    proposal = shipped.propose(read, [bool(value > 0.5) for value in read.gone])
    assert realise(pair.text, proposal.tags) == pair.mended
    assert shipped.closings[int(proposal.closing.argmax())] == "Can you?"


def _row(number: int) -> tuple[Light, Seen]:
    """A message in which each word always looks the same halfway up."""
    text = f"You fool, fix {number} by noon."
    looks = [hash_ % 97 for hash_ in (sum(map(ord, "0" if w.of(text).isdigit() else w.of(text))) for w in words(text))]
    halfway = np.stack([np.random.default_rng(look).normal(size=32) for look in looks]).astype(np.float16)
    return Light(f"t.{number}", text, f"Please fix {number} by noon.", "Can you?"), Seen(tuple(words(text)), halfway)


def _findings(text: str, seen: Seen) -> Findings:
    judged = Judgement("harmful", True, FAIR)
    kept = tuple((span, 1.0) for span in seen.tokens)
    return Findings(text, "revise", judged, judged, (), (), kept, np.ones(4, np.float32), {}, (seen.halfway,))


def test_a_text_of_another_width_is_nobodys(tmp_path: Path) -> None:
    config = MPNetConfig(hidden_size=32, num_hidden_layers=2, num_attention_heads=4, intermediate_size=64, vocab_size=9)
    model = ToneNetwork(Capitals(MPNetModel(config, add_pooling_layer=False)), 2)
    network.export(network.fresh(model, ("", "please"), ("",)), tmp_path)
    shipped = Tagger(tmp_path)
    other = Seen((Span(0, 2),), np.ones((1, 8), np.float16))
    assert shipped.read(_findings("No", other)) is None
    assert shipped.read(_findings("", Seen((), np.ones((0, 32), np.float16)))) is None
