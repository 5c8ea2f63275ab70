"""How the writer is made: pairs, vocabulary and training, with a tiny seeded network where one is needed."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
import torch
from tokenizers import Tokenizer

from tonecheck.learn.corpus import format as corpus_format
from tonecheck.learn.corpus.format import CorpusError, Sample
from tonecheck.learn.corpus.splits import split_of
from tonecheck.learn.writing import fine_tuning, pairs, vocabulary
from tonecheck.learn.writing.pairs import Pair
from tonecheck.rulebook import Rulebook

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def samples(book: Rulebook) -> list[Sample]:
    return corpus_format.read(ROOT / "corpora" / "en", book.rules)


def test_every_rewording_belongs_to_the_training_part(samples: list[Sample]) -> None:
    found = list(pairs.of_files(ROOT / "corpora" / "rewordings", samples, "train"))
    assert len(found) > 7_000
    assert not list(pairs.of_files(ROOT / "corpora" / "rewordings", samples, "test"))
    held = {sample.text for sample in samples if split_of(sample.scenario.id) != "train"}
    assert not held & {pair.text for pair in found}
    assert all(pair.out.strip() and pair.out != pair.text for pair in found)


def test_pairs_of_the_corpus_keep_to_their_split(samples: list[Sample]) -> None:
    parts = {split: {pair.id for pair in pairs.of_corpus(samples, split)} for split in ("train", "calibration", "test")}
    assert all(parts.values())
    assert not parts["train"] & (parts["calibration"] | parts["test"])


def test_a_wrong_line_is_named(tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_text('{"id": "nobody.1", "minimal": "Please."}\n', encoding="utf-8")
    with pytest.raises(CorpusError, match=r"x\.jsonl:1: no pair"):
        list(pairs.of_files(tmp_path, [], "train"))


def test_of_a_long_message_only_what_changed_is_learned() -> None:
    calm = [f"Point {n} was settled with the supplier on the phone." for n in range(9)]
    before = " ".join([*calm[:5], "You are hopeless.", *calm[5:]])
    after = " ".join(calm)
    (cut,) = pairs.passages(iter([Pair("a", before, "minimal", after)]), lambda text: len(text.split()) * 2)
    assert cut.text == f"{calm[4]} You are hopeless. {calm[5]}"
    assert cut.out == f"{calm[4]} {calm[5]}"
    assert not list(pairs.passages(iter([Pair("a", before, "minimal", before)]), len))


def described() -> dict[str, object]:
    """A little byte-level tokenizer in the base's format."""
    from tokenizers import models, pre_tokenizers, trainers

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    special = [vocabulary.PAD, vocabulary.START, vocabulary.END, "<repo_name>"]
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(vocab_size=600, special_tokens=special, initial_alphabet=alphabet)
    tokenizer.train_from_iterator(
        [*["please check the invoice by friday morning"] * 9, "zebra quagga okapi"] * 9, trainer
    )
    return dict(json.loads(tokenizer.to_str()))


def test_a_cut_vocabulary_splits_kept_words_as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vocabulary, "FIRST", 0)
    whole = described()
    cut, rows = vocabulary.cut(whole, ["please check the invoice"])
    before, after = Tokenizer.from_str(json.dumps(whole)), Tokenizer.from_str(json.dumps(cut))
    assert after.encode("please check the invoice").tokens == before.encode("please check the invoice").tokens
    assert len(after.encode("zebra").tokens) > len(before.encode("zebra").tokens)
    assert after.decode(after.encode("zebra, 312 — ok? 😀").ids) == "zebra, 312 — ok? 😀"
    assert after.token_to_id(vocabulary.END) == 2 and after.token_to_id("<repo_name>") is None
    ids = before.get_vocab()
    for token, at in after.get_vocab().items():
        assert rows[at] == ids.get(token, 0)


def test_a_tiny_network_learns_its_pairs() -> None:
    from transformers import LlamaConfig, LlamaForCausalLM

    tokenizer = Tokenizer.from_str(json.dumps(vocabulary.cut(described(), ["please check the invoice"])[0]))
    torch.manual_seed(3)
    model = LlamaForCausalLM(
        LlamaConfig(
            vocab_size=tokenizer.get_vocab_size(),
            hidden_size=32,
            intermediate_size=64,
            num_hidden_layers=2,
            num_attention_heads=4,
            num_key_value_heads=2,
            tie_word_embeddings=True,
            attn_implementation="eager",
        )
    )
    rows = [
        fine_tuning.row(Pair(str(n), f"check {n}", "minimal", f"please check {n} by friday"), tokenizer)
        for n in range(20)
    ]
    with torch.inference_mode():
        before = float(fine_tuning.loss(model, rows))
    recipe = fine_tuning.Recipe(minutes=0.1, rate=5e-3, tokens=400)
    weights = fine_tuning.fine_tune(model, rows, recipe)
    with torch.inference_mode():
        after = float(fine_tuning.loss(model.float(), rows))
    assert after < 0.7 * before
    assert set(weights) == {name for name, _ in model.named_parameters()}


def test_batches_are_bounded_and_complete() -> None:
    rows = [([1] * n, [2] * (40 - n % 7)) for n in range(1, 60)]
    found = list(fine_tuning.batches(rows, 300, random.Random(1)))
    assert sorted(map(str, (row for batch in found for row in batch))) == sorted(map(str, rows))
    assert all(max(len(a) + len(b) for a, b in batch) * len(batch) <= 300 or len(batch) == 1 for batch in found)
