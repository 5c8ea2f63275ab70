"""A model folder is read whole or refused in one line."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from tonecheck.encoder import Encoder, locate, read
from tonecheck.types import ModelError

WEIGHTS, TOKENIZER = b"weights", b"{}"
TOML = f"""\
schema = 1
name = "tonecheck-xx"
version = "0.0.1"
language = "xx"
max_tokens = 256

[files]
weights = "model.onnx"
weights_sha256 = "{hashlib.sha256(WEIGHTS).hexdigest()}"
tokenizer = "tokenizer.json"
tokenizer_sha256 = "{hashlib.sha256(TOKENIZER).hexdigest()}"

[labels]
impact = ["harmful", "constructive", "neutral"]
style = ["boss", "leader", "neutral"]
cues = ["insult", "threat"]

[calibration.impact]
sentence_temperature = 1.5

[thresholds]
pole = {{ impact = 0.4, style = 0.5 }}
confident = {{ impact = 0.6, style = 0.7 }}
cue = {{ insult = 0.3, threat = 0.2 }}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "model.toml").write_text(TOML, encoding="utf-8")
    (tmp_path / "model.onnx").write_bytes(WEIGHTS)
    (tmp_path / "tokenizer.json").write_bytes(TOKENIZER)
    return tmp_path


def test_a_sound_folder_is_read(folder: Path) -> None:
    files = read(locate(folder))
    assert files.info.as_dict() == {
        "name": "tonecheck-xx", "version": "0.0.1", "sha256": hashlib.sha256(WEIGHTS).hexdigest(),
    }  # fmt: skip
    assert (files.folder, files.weights, files.tokenizer) == (folder, WEIGHTS, folder / "tokenizer.json")
    assert (files.language, files.max_tokens, files.cues) == ("xx", 256, ("insult", "threat"))
    assert files.calibration["impact"]["sentence_temperature"] == 1.5
    assert (files.thresholds.pole["impact"], files.thresholds.confident["style"]) == (0.4, 0.7)
    assert files.thresholds.cue == {"insult": 0.3, "threat": 0.2}


@pytest.mark.parametrize("name", ["nowhere", "/nowhere/at/all", "../en/x"])
def test_a_model_that_is_nowhere_is_named(name: str) -> None:
    with pytest.raises(ModelError, match=f"no model '{name}'.*tonecheck doctor"):
        locate(name)


def test_a_folder_without_a_description_is_no_model(folder: Path) -> None:
    (folder / "model.toml").unlink()
    with pytest.raises(ModelError, match="no model"):
        locate(folder)
    with pytest.raises(ModelError, match=r"model\.toml: .*No such file"):
        read(folder)


@pytest.mark.parametrize("file", ["model.onnx", "tokenizer.json"])
def test_a_missing_file_is_named(file: str, folder: Path) -> None:
    (folder / file).unlink()
    with pytest.raises(ModelError, match=rf"{file} is missing \(install tonecheck again"):
        read(folder)


@pytest.mark.parametrize("file", ["model.onnx", "tokenizer.json"])
def test_a_damaged_file_is_named(file: str, folder: Path) -> None:
    (folder / file).write_bytes((folder / file).read_bytes() + b"\0")
    with pytest.raises(ModelError, match=f"{file} is damaged: its sha256"):
        read(folder)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("schema = 1", "schema = 2", r"made for another version of tonecheck \(schema 2, not 1\)"),
        ("schema = 1", "", "damaged entry 'schema'"),
        ("schema = 1", "schema = ", "Invalid value"),
        ('"harmful", "constructive"', '"constructive", "harmful"', "the labels of 'impact' are not harmful, constr"),
        ('"boss", "leader", "neutral"', '"boss", "leader"', "the labels of 'style' are not boss, leader, neutral"),
        ('style = ["boss"', 'stile = ["boss"', "damaged entry 'style'"),
        ("max_tokens = 256", 'max_tokens = "many"', "damaged entry invalid literal"),
        ("max_tokens = 256", "max_tokens = []", "damaged entry int"),
        ("[thresholds]", "[limits]", "damaged entry 'thresholds'"),
        ("pole =", "pool =", "damaged entry 'pole'"),
        ('weights = "model.onnx"', "weights = 7", "damaged entry unsupported operand"),
    ],
)
def test_a_wrong_description_is_named(old: str, new: str, problem: str, folder: Path) -> None:
    assert old in TOML
    (folder / "model.toml").write_text(TOML.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ModelError, match=rf"model\.toml: {problem}"):
        read(folder)


def test_a_description_that_is_no_text_is_named(folder: Path) -> None:
    (folder / "model.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(ModelError, match=r"model\.toml: "):
        read(folder)


def test_weights_that_are_none_are_refused_when_loaded(folder: Path) -> None:
    with pytest.raises(ModelError, match="the weights can't be loaded") as caught:
        Encoder(read(folder), threads=1)
    assert "\n" not in str(caught.value)
