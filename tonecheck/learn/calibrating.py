"""Fit calibration and thresholds on scenarios that the encoder has not seen, on the very model that ships."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import GroupKFold, cross_val_score

from tonecheck import text as texts
from tonecheck.cues import evidence, tokens
from tonecheck.encoder import Encoder, Reading, calibration, engine
from tonecheck.learn import metrics
from tonecheck.learn.corpus.format import Sample
from tonecheck.learn.data import IGNORE, sentence_labels
from tonecheck.rulebook import Rulebook
from tonecheck.types import AXES, Message, Span

UNFITTED: Mapping[str, Any] = {
    axis: {
        "weights": [[float(i == j) for j in range(calibration.NARROW)] for i in range(3)],
        "bias": [0.0] * 3,
        "sentence_temperature": 1.0,
    }
    for axis in AXES
}
"""The model's own probabilities of the whole message, as they are."""

CONFIDENT_PRECISION = 0.9
"""A label is shown as sure from the probability at which this share of the surer ones is right …"""
MOST_DOUBT = 0.7
"""… but always from here on: a checker that calls nearly everything unclear helps nobody."""
POLE_GRID = np.arange(0.5, 0.71, 0.05)
"""A label that is less likely than not is never given to a pole."""
CUE_PRECISION = 0.6
"""Of the spans shown for a cue at least this share is right on the calibration scenarios, where any threshold reaches it."""
FOLDS = 5
ENOUGH = 100
"""Messages of the rarest label from which a wide calibration is tried at all."""
CUE_GRID = np.arange(0.1, 0.91, 0.05)


def fit(samples: Sequence[Sample], encoder: Encoder, book: Rulebook) -> dict[str, Any]:
    """Weights, bias and sentence temperature of each axis."""
    fitted: dict[str, Any] = {}
    rows: dict[str, list[NDArray[np.float64]]] = {axis: [] for axis in AXES}
    sentences: dict[str, list[tuple[NDArray[np.float32], int]]] = {axis: [] for axis in AXES}
    for sample in samples:
        document = _document(sample, book)
        text = evidence.text_of(document, book)
        window = encoder.windows(text)[0]
        output = encoder.run(window)
        for column, axis in enumerate(AXES):
            rows[axis].append(engine.features(axis, output, text.proof(axis, window)))
            for index, logits in zip(window.sentences, output[f"{axis}_sentences"], strict=False):
                span = document.original(document.sentences[index])
                label = sentence_labels(sample, span, len(document.sentences) == 1, book)[column]
                if label != IGNORE:
                    sentences[axis].append((logits, label))
    scenarios = [sample.scenario.id for sample in samples]
    for axis, labels in AXES.items():
        gold = np.array([labels.index(getattr(sample, axis)) for sample in samples])
        stacking = _stacking(np.stack(rows[axis]), gold, scenarios)
        fitted[axis] = {
            "weights": np.round(stacking.coef_, 5).tolist(),
            "bias": np.round(stacking.intercept_, 5).tolist(),
            "sentence_temperature": _temperature(sentences[axis]),
        }
    return fitted


def _stacking(rows: NDArray[np.float64], gold: NDArray[np.int64], scenarios: Sequence[str]) -> LogisticRegression:
    """The narrow stacking, unless the wide one is better by more than a standard error of its log-loss in cross-validation by
    scenario (the one-standard-error rule of Breiman et al. 1984, "Classification and Regression Trees")."""
    width = calibration.NARROW
    if np.bincount(gold, minlength=3).min() >= ENOUGH:
        narrow, wide = (_losses(rows[:, :columns], gold, scenarios) for columns in (width, rows.shape[1]))
        if wide.mean() + wide.std(ddof=1) / np.sqrt(len(wide)) < narrow.mean():
            width = rows.shape[1]
    return _regression().fit(rows[:, :width], gold)


def _losses(rows: NDArray[np.float64], gold: NDArray[np.int64], scenarios: Sequence[str]) -> NDArray[np.float64]:
    """Log-loss of each fold."""
    folds = GroupKFold(FOLDS, shuffle=True, random_state=1)
    said = cross_val_score(_regression(), rows, gold, groups=scenarios, cv=folds, scoring="neg_log_loss")
    return np.asarray(-said)


def _regression() -> LogisticRegression:
    return LogisticRegression(C=0.3, max_iter=2000)


def _document(sample: Sample, book: Rulebook) -> texts.Document:
    return texts.parse(Message(sample.text, language="en"), book.lexicon, book.lookalikes, book.names)


def _temperature(pairs: Sequence[tuple[NDArray[np.float32], int]]) -> float:
    """Temperature with the least negative log-likelihood (Guo et al. 2017)."""
    logits = np.stack([row for row, _ in pairs])
    gold = np.array([label for _, label in pairs])
    grid = np.arange(0.5, 4.01, 0.1)
    loss = [-calibration.log_softmax(logits / t)[np.arange(len(gold)), gold].mean() for t in grid]
    return round(float(grid[int(np.argmin(loss))]), 2)


def thresholds(
    samples: Sequence[Sample], encoder: Encoder, book: Rulebook, whole: Sequence[Sample] = ()
) -> dict[str, Any]:
    """`pole` and `confident` by axis, and one threshold for each cue; for a calibrated encoder. `whole` are further messages
    whose cues nobody marked."""
    documents = [_document(sample, book) for sample in (*samples, *whole)]
    readings = encoder.read_all([evidence.text_of(document, book) for document in documents])
    pole, confident = {}, {}
    for axis, labels in AXES.items():
        scores = np.stack([reading.axes[axis] for reading in readings])
        gold = np.array([labels.index(getattr(sample, axis)) for sample in (*samples, *whole)])
        pole[axis] = _pole(scores, gold)
        confident[axis] = _confident(scores, gold, pole[axis])
    return {
        "pole": pole,
        "confident": confident,
        "cue": _cues(samples, documents[: len(samples)], readings[: len(samples)], book),
    }


def _labels(scores: NDArray[np.float64], pole: float) -> NDArray[np.int64]:
    rest = 1 + scores[:, 1:].argmax(axis=1)
    return np.where(scores[:, 0] >= pole, 0, rest)


def _pole(scores: NDArray[np.float64], gold: NDArray[np.int64]) -> float:
    """The threshold with the best macro-F1; of equals the one nearest to 0.5."""
    quality = {t: f1_score(gold, _labels(scores, t), average="macro") - 0.01 * abs(t - 0.5) for t in POLE_GRID}
    return round(float(max(quality, key=lambda t: quality[t])), 2)


def _confident(scores: NDArray[np.float64], gold: NDArray[np.int64], pole: float) -> float:
    chosen = _labels(scores, pole)
    sure = scores[np.arange(len(gold)), chosen]
    for threshold in np.arange(0.5, MOST_DOUBT, 0.01):
        kept = sure >= threshold
        if kept.any() and (gold == chosen)[kept].mean() >= CONFIDENT_PRECISION:
            return round(float(threshold), 2)
    return MOST_DOUBT


def _cues(
    samples: Sequence[Sample], documents: Sequence[texts.Document], readings: Sequence[Reading], book: Rulebook
) -> dict[str, float]:
    """For each cue the threshold with the best F1 of spans among those of CUE_PRECISION, else the most precise one; scarce
    cues lean on the figure for all of them."""
    counts = {
        cue: {float(t): _count(cue, column, float(t), samples, documents, readings) for t in CUE_GRID}
        for column, cue in enumerate(book.rules)
    }
    pooled = {t: np.sum([counts[cue][t] for cue in counts], axis=0) for t in map(float, CUE_GRID)}
    chosen = {}
    for cue, by_threshold in counts.items():
        # Ten marks of the average cue as a prior keep a cue seen a dozen times from a threshold of chance.
        seen = {t: np.array(n) + pooled[t] * _PRIOR / max(1, pooled[t][2]) for t, n in by_threshold.items()}
        chosen[cue] = round(precise_threshold(seen), 2)
    return chosen


def precise_threshold(seen: Mapping[float, NDArray[np.float64]]) -> float:
    """The threshold of the best F1 among those of CUE_PRECISION, else the most precise one.

    Args:
        seen: by threshold, how many spans were found rightly, found, and marked.
    """
    precision = {t: both / max(1e-9, found) for t, (both, found, _) in seen.items()}
    precise = [t for t in seen if precision[t] >= CUE_PRECISION] or [max(seen, key=lambda t: precision[t])]
    return float(max(precise, key=lambda t: metrics.f1(*seen[t])))


_PRIOR = 10.0


def _count(
    cue: str,
    column: int,
    threshold: float,
    samples: Sequence[Sample],
    documents: Sequence[texts.Document],
    readings: Sequence[Reading],
) -> list[int]:
    total = [0, 0, 0]
    for sample, document, reading in zip(samples, documents, readings, strict=True):
        gold = [(cue, Span(mark.start, mark.end)) for mark in sample.marks if mark.cue == cue]
        if not gold and reading.cues[:, column].max(initial=0.0) < threshold:
            continue
        spans = tokens.spans(document.text, reading.token_spans, reading.cues[:, column], threshold)
        found = [(cue, document.original(span)) for span, _ in spans]
        for count in metrics.matches(gold, found).values():
            total = [a + b for a, b in zip(total, count, strict=True)]
    return total
