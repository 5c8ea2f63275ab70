"""Training on a handful of messages with a tiny seeded network: the whole path but the figures."""

from __future__ import annotations

import random
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from tokenizers import Tokenizer
from transformers import BertConfig

import tonecheck
from tests.conftest import ROOT
from tonecheck.encoder import calibration
from tonecheck.encoder.windows import windows
from tonecheck.learn import (
    augment,
    calibrating,
    data,
    distilling,
    engine,
    export,
    metrics,
    network,
    relabelled,
    run,
    training,
)
from tonecheck.learn.corpus import format as corpus_format
from tonecheck.rulebook import Rulebook
from tonecheck.types import InputError, Span

TINY = BertConfig(hidden_size=48, num_hidden_layers=2, num_attention_heads=4, intermediate_size=96)
SOME = """# retail-042 · inventory count off by 312 · chat · British
harmful boss =a | {shouting:WHERE ARE} the missing 312 units, Dev? {shaming:Even the Saturday kids can count.}
constructive leader <a | {observation:We're 312 short}, Dev. {listening:What did you run into?} Room 4 is free.
neutral neutral | Count sheets for aisle 4 are in the tray.
"""


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    loaded = Tokenizer.from_file(str(network.base_folder() / "tokenizer.json"))
    loaded.no_padding()
    loaded.no_truncation()
    return loaded


@pytest.fixture(scope="module")
def chosen(tokenizer: Tokenizer, book: Rulebook) -> list[data.Example]:
    samples = corpus_format.parse(SOME, "some.txt", book.rules)
    return data.examples(samples, tokenizer, book, 64)


def test_labels_of_sentences_come_from_their_cues(chosen: list[data.Example]) -> None:
    ignore = data.IGNORE
    assert chosen[0].sentences.tolist() == [[0, 0], [0, ignore]]
    assert chosen[1].sentences.tolist() == [[1, 2], [1, 1], [2, 2]]
    assert chosen[2].sentences.tolist() == [[2, 2]]


def test_marks_become_labels_of_the_tokens_they_cover(chosen: list[data.Example], book: Rulebook) -> None:
    example = chosen[0]
    rows = np.flatnonzero(example.cues[:, list(book.rules).index("shouting")])
    text = example.sample.text
    assert " ".join(example.window.token_spans[row - 1].of(text) for row in rows) == "WHERE ARE"
    assert example.window.types[1:4] == (1, 1, 0)


def test_words_that_all_rewordings_keep_are_kept(tokenizer: Tokenizer, book: Rulebook) -> None:
    raw = SOME.replace("constructive leader <a", "constructive leader <a")
    samples = corpus_format.parse(raw, "some.txt", book.rules)
    found = data.examples(samples, tokenizer, book, 64, data.rewordings(samples))
    source = next(example for example in found if example.sample and example.sample.name == "a")
    words = {
        span.of(source.sample.text): kept
        for span, kept in zip(source.window.token_spans, source.kept[1:-1], strict=True)
    }
    assert words["312"] == 1.0
    assert words["WHERE"] == 0.0
    assert set(found[2].kept) == {1.0}, "a message that needs no rewording keeps all its words"


def test_fragments_are_lone_sentences_with_their_own_labels(book: Rulebook) -> None:
    samples = corpus_format.parse(SOME, "some.txt", book.rules)
    found = augment.fragments(samples, book, 1.0, seed=3)
    assert found
    for fragment in found:
        source = next(sample for sample in samples if sample.id == fragment.id)
        assert fragment.text in source.text
        assert fragment.text != source.text
        assert all(0 <= mark.start < mark.end <= len(fragment.text) for mark in fragment.marks)


def test_slips_keep_length_and_marks(book: Rulebook) -> None:
    samples = corpus_format.parse(SOME, "some.txt", book.rules)
    slipped = augment.slips(samples, 1.0, seed=1)
    assert [len(sample.text) for sample in slipped] == [len(sample.text) for sample in samples]
    assert [sample.marks for sample in slipped] == [sample.marks for sample in samples]
    assert any(one.text != other.text for one, other in zip(samples, slipped, strict=True))
    assert augment.slips(samples, 0.0, seed=1) == samples


def test_a_pupil_comes_to_think_as_its_teacher(chosen: list[data.Example], book: Rulebook) -> None:
    torch.manual_seed(3)
    teacher = network.empty(TINY, len(book.rules)).eval()
    given = distilling.lessons(teacher, chosen, torch.device("cpu"), lambda line: None)
    taught = distilling.taught(chosen, given)
    assert all(example.lesson is not None for example in taught)
    torch.manual_seed(4)
    pupil = network.empty(TINY, len(book.rules))
    batch = data.collate(taught)

    def gap() -> float:
        with torch.inference_mode():
            outputs = pupil.eval()(batch.input_ids, batch.token_type_ids, batch.sentence_weights, batch.attention_mask)
            return float(distilling.loss(batch, *outputs[:3]))

    before = gap()
    training.fit(
        pupil,
        taught,
        training.Recipe(epochs=30, batch=3, encoder_rate=3e-3, head_rate=5e-3, lesson_weight=20.0),
        torch.device("cpu"),
        lambda line: None,
    )
    assert gap() < before
    assert (
        distilling.taught(chosen, [distilling.Lesson(g.message, g.sentences, g.tokens[:-1]) for g in given]) == chosen
    )


def test_contrast_ranks_within_a_scenario_only(chosen: list[data.Example]) -> None:
    batch = data.collate(chosen[:2])
    right, wrong = torch.zeros(2, 6), torch.zeros(2, 6)
    right[0, [0, 3]] = right[1, [1, 4]] = (
        4.0  # the harmful boss leans to harm and boss, the other one to the other poles
    )
    wrong[0, [1, 4]] = wrong[1, [0, 3]] = 4.0
    assert training.contrast(batch, right) < 0.01 < 10 < training.contrast(batch, wrong)
    strangers = replace(batch, scenario=torch.tensor([0, 1]))
    assert training.contrast(strangers, wrong) == 0
    groups = list(data.batches(chosen, 2, random.Random(1), together=True))
    assert sorted(len(group.scenario) for group in groups) == [1, 2]


def test_the_same_seed_gives_the_same_network_and_the_loss_falls(chosen: list[data.Example], book: Rulebook) -> None:
    recipe = training.Recipe(epochs=40, batch=3, encoder_rate=3e-3, head_rate=5e-3)
    networks = []
    for _ in range(2):
        torch.manual_seed(7)
        net = network.empty(TINY, len(book.rules))
        before = training.loss(net.eval(), data.collate(chosen), recipe).item()
        networks.append(training.fit(net, chosen, recipe, torch.device("cpu"), lambda line: None))
        assert training.loss(networks[-1], data.collate(chosen), recipe).item() < before / 2
    for first, second in zip(*(net.parameters() for net in networks), strict=True):
        assert torch.equal(first, second)


def test_frozen_layers_stay_as_they_are(chosen: list[data.Example], book: Rulebook) -> None:
    torch.manual_seed(3)
    net = network.empty(TINY, len(book.rules))
    before = {name: value.clone() for name, value in net.state_dict().items()}
    recipe = training.Recipe(epochs=2, batch=3, frozen=1)
    after = training.fit(net, chosen, recipe, torch.device("cpu"), lambda line: None).state_dict()
    same = {name for name in before if torch.equal(before[name], after[name])}
    assert {name for name in before if "layer.0." in name or "embeddings" in name} <= same
    assert not {name for name in before if "layer.1." in name and name.endswith("weight")} & same


def test_onnx_int8_agrees_with_torch(tokenizer: Tokenizer, book: Rulebook, tmp_path: Path) -> None:
    import onnxruntime

    torch.manual_seed(7)
    net = network.empty(TINY, len(book.rules)).eval()
    export.export(net, tmp_path / "tiny.onnx")
    session = onnxruntime.InferenceSession(str(tmp_path / "tiny.onnx"), providers=["CPUExecutionProvider"])
    for text in ("Short.", "You never listen, Dev. The count is off by 312, and I would like to know why it is."):
        window = windows(tokenizer, text, [Span(0, len(text))], 64)[0]
        ours = session.run(
            None,
            {
                "input_ids": np.array([window.ids]),
                "token_type_ids": np.array([window.types]),
                "sentence_weights": window.weights()[None],
            },
        )
        theirs = engine.torch_runner(net)(window)
        assert np.abs(ours[0][0, :3] - theirs["impact"]).max() < 0.05
        assert np.abs(ours[2][0, 1:-1] - theirs["tokens"]).max() < 0.2


def test_one_command_trains_exports_calibrates_and_measures(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    shutil.copy(ROOT / "corpora" / "en" / "lab-a.txt", tmp_path / "corpus")
    lines: list[str] = []
    plan = run.Plan(tmp_path / "corpus", tmp_path / "out", training.Recipe(epochs=1), {}, share=0.3)
    figures = run.train(plan, lines.append)
    checker = tonecheck.load(tmp_path / "out")
    assert checker.check("The meeting is at ten.").verdict in ("revise", "consider", "send")
    assert figures["held_out"]["impact"]["n"] == figures["training"]["messages"]["test"] > 0
    assert (tmp_path / "out" / "README.md").read_text(encoding="utf-8").startswith("# tonecheck-en")
    assert not (tmp_path / "out.new").exists()
    assert any(line.startswith("epoch 1 of 1") for line in lines)


def test_a_broken_corpus_is_named_before_any_training(tmp_path: Path) -> None:
    (tmp_path / "bad.txt").write_text(SOME.replace("harmful boss =a", "constructive boss =a"), encoding="utf-8")
    plan = run.Plan(tmp_path, tmp_path / "out", training.Recipe(), {})
    with pytest.raises(tonecheck.TonecheckError, match=r"bad\.txt"):
        run.train(plan, lambda line: None)


def test_a_folder_that_is_no_model_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    plan = run.Plan(ROOT / "corpora" / "en", tmp_path / "letters", training.Recipe(), {})
    with pytest.raises(tonecheck.InputError, match="no model folder"):
        run.train(plan, lambda line: None)
    assert (tmp_path / "letters").is_dir()


def test_figures_of_a_worked_example() -> None:
    labels = ("harmful", "constructive", "neutral")
    gold = ["harmful", "harmful", "constructive", "neutral"]
    scores = np.array([[0.9, 0.1, 0.0], [0.2, 0.8, 0.0], [0.1, 0.8, 0.1], [0.0, 0.1, 0.9]])
    chosen = [labels[i] for i in scores.argmax(axis=1)]
    row = metrics.axis(labels, gold, chosen, scores)
    assert row["accuracy"] == 0.75
    assert row["two_way_accuracy"] == round(2 / 3, 4)
    assert row["confusion"]["harmful"] == {"harmful": 1, "constructive": 1, "neutral": 0}
    assert row["macro_f1"] == round((2 / 3 + 2 / 3 + 1) / 3, 4)
    assert metrics.matches([("threat", Span(0, 9))], [("threat", Span(3, 5)), ("threat", Span(6, 9))]) == {
        "threat": [1, 2, 1]
    }


def test_the_base_model_is_the_published_one() -> None:
    assert (network.base_folder() / "tokenizer.json").is_file()
    assert (ROOT / "NOTICE").read_text(encoding="utf-8").count("all-MiniLM-L6-v2") >= 1


def test_a_splice_is_a_good_message_with_a_bad_line_of_the_same_situation(book: Rulebook) -> None:
    raw = """# retail-043 · inventory count · chat · British
harmful boss | The count is in the tray, Dev. {threat:One more short count and you can look for another job.}
constructive leader | {observation:We're 312 short on aisle 4}, Dev. {listening:What did you run into?}
neutral neutral | Count sheets for aisle 4 are in the tray.
"""
    samples = corpus_format.parse(raw, "some.txt", book.rules)
    found = augment.splices(samples, book, 1.0, 1)
    assert found
    good = next(sample for sample in found if sample.id == samples[1].id)
    assert (good.impact, good.style) == ("harmful", "boss")
    assert {mark.cue for mark in good.marks} >= {"threat", "observation", "listening"}
    for sample in found:
        source = next(s for s in samples if s.id == sample.id)
        words = {source.text[m.start : m.end] for s in samples for m in s.marks for source in [s]}
        assert all(sample.text[mark.start : mark.end] in words for mark in sample.marks)
        assert len(sample.text) > len(source.text)


def test_public_sentences_have_our_labels_and_no_cues(tmp_path: Path, tokenizer: Tokenizer, book: Rulebook) -> None:
    sets = tmp_path / "sets" / "goemotions"
    sets.mkdir(parents=True)
    (sets / "goemotions.csv").write_text("text,labels\nThanks for the map [NAME].,joy\nWhat a dumb question.,anger\n")
    keys = [relabelled.key_of(text) for text in ("Thanks for the map [NAME].", "What a dumb question.")]
    table = tmp_path / "labels.csv"
    table.write_text(f"set,key,impact,style\nGoEmotions,{keys[0]},constructive,leader\nGoEmotions,{keys[1]},harmful,\n")
    lines = relabelled.read(table, tmp_path / "sets")
    assert [(line.text, line.impact, line.style) for line in lines] == [
        ("Thanks for the map Alex.", "constructive", "leader"),
        ("What a dumb question.", "harmful", None),
    ]
    example = data.labelled(lines[1].text, lines[1].impact, lines[1].style, tokenizer, book, 64)
    assert (example.impact, example.style) == (0, data.IGNORE)
    assert example.sentences.tolist() == [[0, data.IGNORE]]
    assert np.isnan(example.cues).all()
    table.write_text("set,key,impact,style\nGoEmotions,000000000000,harmful,boss\n")
    with pytest.raises(InputError, match="no sentence 000000000000"):
        relabelled.read(table, tmp_path / "sets")


@pytest.mark.parametrize("telling", [3, 20])
def test_calibration_is_wide_only_where_that_tells_more(telling: int) -> None:
    rng = np.random.default_rng(1)
    gold = np.repeat([0, 1, 2], 120)
    rows = rng.normal(size=(360, 39))
    rows[:, telling] += 3 * (gold == 0) - 3 * (gold == 1)
    fitted = calibrating._stacking(rows, gold, [f"retail-{n % 40:03d}" for n in range(360)])
    assert fitted.coef_.shape == (3, 39 if telling >= calibration.NARROW else calibration.NARROW)


def test_a_cue_is_shown_from_the_threshold_of_stated_precision() -> None:
    counts = {0.3: np.array([9, 20, 10]), 0.5: np.array([8, 12, 10]), 0.7: np.array([4, 4, 10])}
    assert calibrating.precise_threshold(counts) == 0.5
    assert calibrating.precise_threshold({0.3: np.array([1, 10, 10]), 0.5: np.array([1, 5, 10])}) == 0.5
