"""Messages labelled as a whole: how they are read, grouped and shown to a network."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer

from tests.conftest import ROOT
from tonecheck.learn import data, network, whole
from tonecheck.learn.corpus import format as corpus_format
from tonecheck.learn.corpus.splits import split_of
from tonecheck.rulebook import Rulebook
from tonecheck.types import InputError

LINE = {"id": "wa-001", "text": "Late again. Are you deaf? The van leaves at 6.", "impact": "harmful", "style": None}


def test_a_line_brings_its_rewordings(tmp_path: Path) -> None:
    folder = tmp_path / "rewordings"
    folder.mkdir()
    (folder / "labels.jsonl").write_text(json.dumps(LINE) + "\n")
    (folder / "sites.jsonl").write_text(
        json.dumps({"id": "wa-001", "text": LINE["text"], "minimal": "Late again."}) + "\n"
    )
    (line,) = whole.read(tmp_path)
    assert (line.impact, line.style, line.rewordings) == ("harmful", None, ("Late again.",))
    assert whole.samples([line]) == []  # one label is missing
    assert whole.read(tmp_path / "elsewhere") == []


def test_a_wrong_line_is_named(tmp_path: Path) -> None:
    file = tmp_path / "rewordings" / "labels.jsonl"
    file.parent.mkdir()
    file.write_text(json.dumps(LINE) + "\n" + json.dumps(LINE | {"impact": "bad"}) + "\n")
    with pytest.raises(InputError, match=r"labels\.jsonl:2: a line has id"):
        whole.read(tmp_path)
    file.write_text("{\n")
    with pytest.raises(InputError, match=r"labels\.jsonl:1: no JSON object"):
        whole.read(tmp_path)


def test_what_calibrates_shares_nothing_with_what_trains(book: Rulebook) -> None:
    lines = whole.read(ROOT / "corpora")
    train, beside = whole.split(lines)
    assert 0.05 < len(beside) / len(lines) < 0.2
    assert not {line.group for line in train} & {line.group for line in beside}
    assert not {line.text for line in train} & {line.text for line in beside}
    rewordings = [set(line.rewordings) for line in beside if line.rewordings]
    assert rewordings
    assert not set.union(*rewordings) & {line.text for line in train}
    samples = corpus_format.read(ROOT / "corpora" / "en", book.rules)
    held = {sample.text for sample in samples if split_of(sample.scenario.id) == "test"}
    assert not held & {line.text for line in lines}


def test_no_exam_is_trained_on() -> None:
    files = sorted((ROOT / "corpora/exam").glob("*.jsonl"))
    exam = {json.loads(line)["text"] for file in files for line in file.read_text(encoding="utf-8").splitlines()}
    assert len(exam) > 1_300
    assert not exam & {line.text for line in whole.read(ROOT / "corpora")}


def test_rewordings_tell_which_sentence_stings(book: Rulebook) -> None:
    tokenizer = Tokenizer.from_file(str(network.base_folder() / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    kept = "Late again. The van leaves at 6."
    example = data.labelled(str(LINE["text"]), "harmful", "neutral", tokenizer, book, 64, (kept,))
    assert example.sentences.tolist() == [[-100, -100], [0, data.IGNORE], [-100, -100]]
    words = dict(zip(example.window.ids, example.kept, strict=True))
    assert [words[tokenizer.token_to_id(word)] for word in ("deaf", "van")] == [0, 1]
    assert np.isnan(example.cues).all()
    both = data.labelled(str(LINE["text"]), "harmful", "neutral", tokenizer, book, 64, ("The van leaves at 6.",))
    assert (both.sentences == data.IGNORE).all()
