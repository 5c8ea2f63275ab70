"""Figures against a library's, intervals against what they must not depend on, and files as others write them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import sklearn.metrics

import tonecheck
from tests.conftest import ROOT
from tests.test_imports import _loaded
from tonecheck.learn import evaluation, metrics
from tonecheck.learn.report import Source, build, intervals
from tonecheck.types import IMPACT


def _drawn(n: int = 300, seed: int = 3) -> tuple[list[str], list[str], np.ndarray]:
    random = np.random.default_rng(seed)
    gold = random.integers(0, 3, n)
    scores = random.dirichlet((1, 1, 1), n).round(2) * 0.5 + np.eye(3)[gold] * 0.5 * random.integers(0, 2, (n, 1))
    scores /= scores.sum(axis=1, keepdims=True)
    return [IMPACT[i] for i in gold], [IMPACT[i] for i in scores.argmax(axis=1)], scores


def test_figures_are_those_of_scikit_learn() -> None:
    gold, chosen, scores = _drawn()
    weights = np.random.default_rng(4).integers(0, 4, len(gold)).astype(np.float64)
    for w in (None, weights):
        ours = metrics.figures(metrics.Answers.of(IMPACT, gold, chosen, scores), w)
        given = {"sample_weight": w}
        assert ours["macro_f1"] == pytest.approx(sklearn.metrics.f1_score(gold, chosen, average="macro", **given))
        assert ours["accuracy"] == pytest.approx(sklearn.metrics.accuracy_score(gold, chosen, **given))
        poles = np.array([label != "neutral" for label in gold])
        theirs = sklearn.metrics.roc_auc_score(
            np.array(gold)[poles] == "harmful",
            (scores[:, 0] - scores[:, 1])[poles],
            sample_weight=None if w is None else w[poles],
        )
        assert ours["auc"] == pytest.approx(theirs)
    row = metrics.axis(IMPACT, gold, chosen, scores)
    precision, recall, f1, support = sklearn.metrics.precision_recall_fscore_support(gold, chosen, labels=IMPACT)
    for i, label in enumerate(IMPACT):
        expected = {"precision": precision[i], "recall": recall[i], "f1": f1[i], "n": support[i]}
        assert row["labels"][label] == pytest.approx(expected, abs=1e-4)


def test_reliability_adds_up_to_the_calibration_error() -> None:
    answers = metrics.Answers.of(IMPACT, *_drawn())
    bins = metrics.reliability(answers)
    assert sum(row["n"] for row in bins) == 300
    ece = sum(row["n"] * abs(row["sure"] - row["right"]) for row in bins) / 300
    assert metrics.figures(answers)["ece"] == pytest.approx(ece, abs=1e-3)


def test_there_is_no_figure_where_there_is_nothing_to_measure() -> None:
    scores = np.array([[0.1, 0.2, 0.7]] * 3)
    figures = metrics.figures(metrics.Answers.of(IMPACT, ["neutral"] * 3, ["neutral"] * 3, scores))
    assert figures["two_way_accuracy"] is None
    assert figures["auc"] is None
    assert "auc" not in metrics.axis(IMPACT, ["neutral"] * 3, ["neutral"] * 3, scores)


def test_intervals_hold_the_figure_and_shrink_only_with_more_scenarios() -> None:
    gold, chosen, scores = _drawn()
    answers = metrics.Answers.of(IMPACT, gold, chosen, scores)
    scenarios = [f"s{i}" for i in range(300)]
    once = intervals.intervals(answers, scenarios)
    assert once == intervals.intervals(answers, scenarios)
    for key, value in metrics.figures(answers).items():
        low, high = once[key] or (0, 0)
        assert value is not None
        assert low <= value <= high
    fourfold = metrics.Answers.of(IMPACT, gold * 4, chosen * 4, np.tile(scores, (4, 1)))
    assert intervals.intervals(fourfold, scenarios * 4) == once
    alone = intervals.intervals(fourfold, [f"s{i}" for i in range(1200)])
    assert _width(alone["macro_f1"]) < 0.7 * _width(once["macro_f1"])
    assert set(intervals.intervals(answers, [f"s{i % 9}" for i in range(300)]).values()) == {None}


def _width(edges: list[float] | None) -> float:
    assert edges
    return edges[1] - edges[0]


def test_a_table_tells_labels_groups_and_lines(tmp_path: Path, checker: tonecheck.Checker) -> None:
    path = tmp_path / "others.csv"
    rows = 'id,axis,label,group,original_label,text\na,harm,harmful,7,mocking,"Two\nlines"\nb,style,leader,,thanks,Thank you\n'
    path.write_text("\ufeff" + rows, encoding="utf-8")
    first, second = evaluation.read(path, checker)
    assert (first.labels, first.scenario, first.facets) == ({"impact": "harmful"}, "7", {"original_label": "mocking"})
    assert (first.where, second.where) == (f"{path}:2", f"{path}:4")
    assert (second.labels, second.scenario, second.id) == ({"style": "leader"}, None, "b")


@pytest.mark.parametrize(
    "rows", ["text\nhello there\n", "impact,message\nharmful,hello\n", "", "text,impact\nhello,\n"]
)
def test_a_table_without_labelled_messages_is_refused(tmp_path: Path, checker: tonecheck.Checker, rows: str) -> None:
    (tmp_path / "others.csv").write_text(rows, encoding="utf-8")
    with pytest.raises(tonecheck.InputError, match="needs messages in a column 'text'"):
        evaluation.read(tmp_path / "others.csv", checker)


def test_a_source_may_name_its_split(tmp_path: Path) -> None:
    assert Source.of("corpora/en:test") == Source(Path("corpora/en"), "test")
    assert Source.of("corpora/en", "train") == Source(Path("corpora/en"), "train")
    assert Source.of("odd:name.csv") == Source(Path("odd:name.csv"))
    with pytest.raises(tonecheck.InputError, match="no split 'half'"):
        Source.of("corpora/en", "half")


def test_a_corpus_that_the_model_was_trained_on_is_called_so(checker: tonecheck.Checker) -> None:
    lab = ROOT / "corpora" / "en" / "lab-a.txt"
    test, whole = build(checker, [Source(lab, "test"), Source(lab)], 0)["sets"]
    assert (test["seen_in_training"], whole["seen_in_training"]) == (False, True)
    assert 0 < test["messages"] < whole["messages"]


def test_measuring_loads_no_training_library() -> None:
    exam = ROOT / "corpora" / "exam"
    code = (
        "import tonecheck; from pathlib import Path; from tonecheck.learn.report import Source, build; "
        "from tonecheck.learn.report.text import text; from tonecheck.render.evaluation import page; "
        f"report = build(tonecheck.load(), [Source(Path({str(exam)!r}), 'test')]); page(report); text(report)"
    )
    loaded = _loaded(code)
    assert "onnxruntime" in loaded
    assert not any(name in loaded for name in ("torch", "transformers", "sklearn"))
