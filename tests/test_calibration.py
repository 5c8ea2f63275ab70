"""Logits to probabilities, and windows to one judgement."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tonecheck.encoder.calibration import NARROW, features, join, log_softmax, probabilities

LOGIT = st.floats(-30, 30)
ROW = st.lists(LOGIT, min_size=3, max_size=3).map(np.array)
ROWS = st.lists(ROW, min_size=1, max_size=6)


@settings(max_examples=100, deadline=None)
@given(ROWS, LOGIT)
def test_log_softmax_sums_to_one_wherever_the_logits_lie(rows: list[np.ndarray], shift: float) -> None:
    logits = np.stack(rows)
    found = log_softmax(logits)
    assert np.exp(found).sum(axis=-1) == pytest.approx(np.ones(len(rows)))
    assert found == pytest.approx(log_softmax(logits + shift), abs=1e-9)


def test_log_softmax_survives_huge_logits() -> None:
    assert log_softmax(np.array([1e4, 0.0, -1e4], np.float32)).tolist() == [0.0, -1e4, -2e4]


def row_of(whole: np.ndarray, sentences: np.ndarray, proof: float) -> np.ndarray:
    return features(whole, sentences, proof, np.log(np.array([0.7, 0.2, 0.1])), np.array([[-2.0, 0.0], [2.0, -9.0]]))


def test_features_are_the_whole_the_strongest_sentence_of_each_label_the_proof_the_other_axis_and_the_cues() -> None:
    whole = np.log(np.array([0.2, 0.3, 0.5]))
    sentences = np.log(np.array([[0.9, 0.05, 0.05], [0.1, 0.6, 0.3]]))
    row = row_of(whole, sentences, 0.8)
    assert np.exp(row[:6]) == pytest.approx([0.2, 0.3, 0.5, 0.9, 0.6, 0.3])
    assert row[6] == 0.8
    assert np.exp(row[7:10]) == pytest.approx([0.7, 0.2, 0.1])
    assert row[10:] == pytest.approx([1 / (1 + np.exp(-2)), 0.5])


def test_a_text_without_words_has_no_sign_of_any_cue() -> None:
    row = features(np.zeros(3), np.zeros((1, 3)), 0.0, np.zeros(3), np.zeros((0, 2)))
    assert row[10:] == pytest.approx([0, 0], abs=1e-9)


def test_weights_that_pass_the_whole_through_change_nothing() -> None:
    row = row_of(np.log(np.array([0.2, 0.3, 0.5])), np.zeros((1, 3)), 0.0)
    for width in (NARROW, len(row)):
        assert probabilities(row, np.eye(3, width), np.zeros(3)) == pytest.approx([0.2, 0.3, 0.5])


def test_a_bias_moves_the_odds() -> None:
    row = row_of(np.zeros(3), np.zeros((1, 3)), 0.0)
    assert probabilities(row, np.eye(3, NARROW), np.log(np.array([2.0, 1.0, 1.0]))) == pytest.approx([0.5, 0.25, 0.25])


def test_proof_by_words_counts_as_much_as_its_weight() -> None:
    weights = np.zeros((3, NARROW))
    weights[0, 6] = np.log(16.0)
    row = row_of(np.zeros(3), np.zeros((1, 3)), 0.5)
    assert probabilities(row, weights, np.zeros(3)) == pytest.approx([4 / 6, 1 / 6, 1 / 6])


def test_one_window_is_taken_as_it_is() -> None:
    assert join([np.array([0.2, 0.3, 0.5])]).tolist() == [0.2, 0.3, 0.5]


def test_the_worst_window_decides_the_harm() -> None:
    found = join([np.array([0.1, 0.1, 0.8]), np.array([0.6, 0.2, 0.2])])
    assert found == pytest.approx([0.6, 0.4 * 0.2, 0.4 * 0.8])


@settings(max_examples=100, deadline=None)
@given(ROWS)
def test_joined_windows_add_up_to_one_and_hide_no_harm(rows: list[np.ndarray]) -> None:
    windows = [np.exp(log_softmax(row)) for row in rows]
    found = join(windows)
    assert found.sum() == pytest.approx(1)
    assert found[0] == max(window[0] for window in windows)
    assert found == pytest.approx(join(windows[::-1]))
