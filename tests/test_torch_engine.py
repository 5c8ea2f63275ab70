"""The model in torch: the same answers as from the int8 file, alone or among others, and clear words where it can't run."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
import torch

import tonecheck
from tests.conftest import ROOT, Run
from tonecheck import encoder
from tonecheck.encoder import Text
from tonecheck.learn import weights
from tonecheck.learn.corpus import format as corpus_format
from tonecheck.learn.engine import TorchEncoder, torch_encoder
from tonecheck.pipeline import Checker
from tonecheck.rulebook import Rulebook
from tonecheck.types import AXES, ModelError, Result, Span


@pytest.fixture(scope="module")
def onnx() -> Checker:
    return tonecheck.load("small")


@pytest.fixture(scope="module")
def engine(onnx: Checker) -> TorchEncoder:
    return torch_encoder(onnx.model.files)


@pytest.fixture(scope="module")
def texts(book: Rulebook) -> list[str]:
    return [sample.text for sample in corpus_format.read(ROOT / "corpora" / "exam", book.rules)][:150]


def _gap(ours: Result, theirs: Result) -> float:
    pairs = [(getattr(ours, axis).scores, getattr(theirs, axis).scores) for axis in AXES]
    return max(abs(one[label] - other[label]) for one, other in pairs for label in one)


def test_torch_says_what_the_int8_file_says(onnx: Checker, engine: TorchEncoder, texts: list[str]) -> None:
    ours = list(onnx.check_many(texts, reword=False))
    theirs = list(Checker(engine, onnx.book).check_many(texts, reword=False))
    pairs = [(one, other) for one, other in zip(ours, theirs, strict=True) if one.verdict]
    assert len(pairs) > 100
    same = [getattr(one, axis).label == getattr(other, axis).label for one, other in pairs for axis in AXES]
    gaps = [_gap(one, other) for one, other in pairs]
    # Measured on 300 messages of the corpus: 99.7 % the same, the largest gap 0.06.
    assert np.mean(same) >= 0.98
    assert max(gaps) <= 0.15


def test_company_does_not_change_a_reading(engine: TorchEncoder, texts: list[str]) -> None:
    given = [Text(text, [Span(0, len(text))]) for text in texts[:40]]
    together = engine.read_all(given[::-1])[::-1]
    for text, reading in zip(given, together, strict=True):
        alone = engine.read_all([text])[0]
        assert alone.token_spans == reading.token_spans
        for axis in AXES:
            np.testing.assert_allclose(alone.axes[axis], reading.axes[axis], atol=1e-4)
            np.testing.assert_allclose(alone.sentences[axis], reading.sentences[axis], atol=1e-4)
        np.testing.assert_allclose(alone.cues, reading.cues, atol=1e-4)
        np.testing.assert_allclose(alone.meaning, reading.meaning, atol=1e-3)


def test_a_text_of_several_windows_and_an_empty_batch(engine: TorchEncoder) -> None:
    sentence = "The count on aisle 4 is 312 short, and I would like to know why. "
    text = sentence * 60
    spans = [Span(at, at + len(sentence) - 1) for at in range(0, len(text), len(sentence))]
    reading, short = engine.read_all([Text(text, spans), Text("Short.", [Span(0, 6)])])
    assert len(engine.windows(Text(text, spans))) > 1
    assert reading.sentences["impact"].shape == (60, 3)
    assert len(reading.token_spans) == len(reading.cues)
    assert short.sentences["impact"].shape == (1, 3)
    assert engine.read_all([]) == []


@pytest.mark.parametrize("damaged", [b"no model", b""])
def test_other_weights_are_refused(onnx: Checker, damaged: bytes) -> None:
    with pytest.raises(ModelError, match="can't be read as a torch network"):
        weights.network(replace(onnx.model.files, weights=damaged))


def test_the_large_model_is_rebuilt_in_its_own_shape() -> None:
    net = weights.network(encoder.read(encoder.locate("en")))
    description = net.encoder.config
    assert (description.num_hidden_layers, description.hidden_size, description.num_attention_heads) == (10, 768, 12)


def test_the_command_takes_an_engine(run: Run) -> None:
    arguments = ("check", "You never listen, you useless idiot.", "--no-reword", "--model", "small", "--format", "json")
    plain, done = run(*arguments), run(*arguments, "--engine", "torch", "--device", "cpu")
    assert (done.returncode, done.stderr) == (1, b"")
    ours, theirs = json.loads(plain.stdout), json.loads(done.stdout)
    assert ours["verdict"] == theirs["verdict"] == "revise"
    assert ours["model"] == theirs["model"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--device", "cuda"), "goes with --engine torch"),
        pytest.param(
            ("--engine", "torch", "--device", "cuda"),
            "torch finds no GPU here",
            marks=pytest.mark.skipif(torch.cuda.is_available(), reason="there is a GPU"),
        ),
    ],
)
@pytest.mark.parametrize("command", [("check", "Hi there"), ("evaluate", "mine.csv:test")])
def test_what_is_not_there_is_said_in_one_line(
    run: Run, command: tuple[str, str], arguments: tuple[str, ...], says: str
) -> None:
    done = run(*command, *arguments)
    assert done.returncode == 2
    assert says in done.stderr.decode()
    assert len(done.stderr.splitlines()) == 1


def test_without_torch_the_extra_is_named() -> None:
    hidden = "import importlib.util as u; find = u.find_spec; u.find_spec = lambda name: None if name == 'torch' else find(name)"
    called = "import sys; sys.argv = ['tonecheck', 'check', 'Hi', '--engine', 'torch']; from tonecheck.cli import main; main()"
    done = subprocess.run([sys.executable, "-c", f"{hidden}; {called}"], capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 2
    assert (
        done.stderr == "tonecheck: this needs the training extra (torch is missing): pip install 'tonecheck[train]'\n"
    )
