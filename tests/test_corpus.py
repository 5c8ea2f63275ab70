"""The corpus itself: what GUIDE.md and the datasheet promise."""

from __future__ import annotations

import pytest

from tests.conftest import ROOT
from tonecheck.learn.augment import even_blanks
from tonecheck.learn.corpus import agreement, checks, shortcuts, stats
from tonecheck.learn.corpus import format as corpus_format
from tonecheck.learn.corpus.format import Sample
from tonecheck.rulebook import Rulebook

FOLDER = ROOT / "corpora" / "en"


@pytest.fixture(scope="module")
def samples(book: Rulebook) -> list[Sample]:
    return corpus_format.read(FOLDER, book.rules)


def test_every_message_keeps_the_rules(samples: list[Sample]) -> None:
    assert list(checks.problems(samples)) == []


def test_size_and_balance(samples: list[Sample], book: Rulebook) -> None:
    figures = stats.stats(samples)
    assert figures["messages"] >= 6000
    assert figures["scenarios"] >= 900
    assert figures["reworded"] >= 1800
    assert min(figures["cells"].values()) >= 250
    assert min(figures["cues"][cue] for cue in book.rules) >= 120
    assert min(figures["tags"][case] for case in corpus_format.HARD_CASES) >= 120
    by_impact = {impact: figures["words"][impact]["n"] for impact in corpus_format.IMPACTS}
    assert by_impact["harmful"] >= 2200
    assert by_impact["constructive"] >= 2800
    assert by_impact["neutral"] >= 800
    assert figures["broken_promises"] == []


def test_a_second_reader_agrees() -> None:
    figures = agreement.agreement(FOLDER / agreement.FILE)
    assert figures["labelled_twice"] >= 500
    assert figures["impact"]["kappa"] >= 0.80
    assert figures["style"]["kappa"] >= 0.75


# How far above chance; nouns carry some tone ("excuse", "attitude"), and bare orders are short.
BOUNDS = {"topic_words": 0.22, "length": 0.18, "names": 0.05}


def test_topic_length_and_names_tell_little(samples: list[Sample]) -> None:
    scenarios = sorted({sample.scenario.id for sample in samples})[::12]
    some = [sample for sample in samples if sample.scenario.id in set(scenarios)]
    for axis, row in shortcuts.shortcuts(some).items():
        for view, bound in BOUNDS.items():
            assert row[view] <= row["chance"] + bound, (axis, view)


def test_blanks_are_spread_and_marks_keep_their_words(samples: list[Sample]) -> None:
    changed = [pair for pair in zip(samples, even_blanks(samples, 1), strict=True) if pair[0] != pair[1]]
    assert len(changed) > 50
    for before, after in changed:
        words = [before.text[mark.start : mark.end] for mark in before.marks]
        assert [after.text[mark.start : mark.end] for mark in after.marks] == words
    assert any("[" in after.text and after.impact == "harmful" for _, after in changed)


def test_no_message_of_the_exam_stands_in_the_corpus(samples: list[Sample], book: Rulebook) -> None:
    exam = corpus_format.read(ROOT / "corpora" / "exam", book.rules)
    assert list(checks.problems(exam)) == []
    assert not {sample.text for sample in exam} & {sample.text for sample in samples}


def test_the_datasheet_is_current(samples: list[Sample]) -> None:
    sheet = (FOLDER / "README.md").read_text(encoding="utf-8")
    figures = stats.stats(samples)
    figures["second_labels"] = agreement.agreement(FOLDER / agreement.FILE)
    for line in stats.table(figures).splitlines():
        assert line in sheet
