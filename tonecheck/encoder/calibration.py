"""From raw logits to calibrated probabilities: the message as a whole, its worst sentence, plain words, and the cues.

Multinomial logistic stacking (Platt scaling generalised, Guo et al. 2017, "On Calibration of Modern Neural
Networks"): its features are the three log-probabilities of the whole; of its sentences, the highest log-probability of
each label; how sure the rulebook's patterns are by words alone ("You never listen"); and, where the fit is better with them,
the other axis and the strongest sign of each cue. The weights are fitted on scenarios that the encoder was not trained on.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32] | NDArray[np.float64]


def log_softmax(logits: Floats) -> NDArray[np.float64]:
    """Log-probabilities over the last axis."""
    shifted = np.asarray(logits, np.float64) - np.max(logits, axis=-1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True)))


NARROW = 7
"""How many features come first that every calibration weighs: whole, sentences, words. A wide one weighs the rest as well."""


def features(whole: Floats, sentences: Floats, proof: float, other: Floats, cues: Floats) -> NDArray[np.float64]:
    """(10 + C,) features of one window.

    Args:
        whole: (3,) logits of the axis; sentences: (S, 3) logits; proof: 0 to 1; other: (3,) logits of the other axis;
            cues: (T, C) logits of the cues at each token.
    """
    strongest = cues.max(axis=0) if len(cues) else np.full(cues.shape[1], -30.0)
    signs = 1 / (1 + np.exp(-np.asarray(strongest, np.float64).clip(-30, 30)))
    return np.concatenate([log_softmax(whole), log_softmax(sentences).max(axis=0), [proof], log_softmax(other), signs])


def probabilities(row: Floats, weights: Floats, bias: Floats) -> NDArray[np.float64]:
    """(3,) probabilities from at least F features, (3, F) weights and (3,) bias."""
    return np.asarray(np.exp(log_softmax(weights @ row[: weights.shape[1]] + bias)))


def join(windows: Sequence[Floats]) -> NDArray[np.float64]:
    """(3,) probabilities of a text from those of its windows: the first label (harmful, boss) by the worst
    window, the others by the window where each is strongest."""
    stacked = np.stack(windows)
    if len(stacked) == 1:
        return np.asarray(stacked[0], np.float64)
    first = stacked[:, 0].max()
    rest = np.maximum(stacked[:, 1:].max(axis=0), 1e-12)
    return np.concatenate([[first], (1 - first) * rest / rest.sum()])
