"""How far a figure could be off by the luck of the draw: bootstrap intervals, whole scenarios drawn at a time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tonecheck.learn import metrics

RESAMPLES = 1000
LEVEL = 0.95
SEED = 1
FEWEST = 10
"""Scenarios from which an interval is given: fewer can't show how much scenarios differ."""
Intervals = dict[str, list[float] | None]


def intervals(answers: metrics.Answers, scenarios: Sequence[str]) -> Intervals:
    """Figure → [low, high], or None where there are too few scenarios or nothing to measure.

    Messages of one scenario resemble each other, so scenarios are drawn with replacement, not messages (cluster
    bootstrap, Field and Welsh 2007). The interval is the percentile one, except for the ECE: a redrawn sample looks
    worse calibrated than the one it is drawn from, and the basic interval takes that shift out (Davison and Hinkley 1997).
    """
    names, member = np.unique(np.array(scenarios), return_inverse=True)
    if len(names) < FEWEST:
        return dict.fromkeys(metrics.FIGURES)
    random = np.random.default_rng(SEED)
    drawn = []
    for _ in range(RESAMPLES):
        times = np.bincount(random.integers(0, len(names), len(names)), minlength=len(names))
        drawn.append(metrics.figures(answers, times[member.reshape(-1)].astype(np.float64)))
    measured = metrics.figures(answers)
    return {key: _interval(key, measured[key], [row[key] for row in drawn]) for key in metrics.FIGURES}


def _interval(key: str, measured: float | None, drawn: Sequence[float | None]) -> list[float] | None:
    values = [value for value in drawn if value is not None]
    if measured is None or len(values) < RESAMPLES / 2:
        return None
    low, high = (float(edge) for edge in np.quantile(values, [(1 - LEVEL) / 2, (1 + LEVEL) / 2]))
    if key == "ece":
        low, high = max(0.0, 2 * measured - high), max(measured, 2 * measured - low)
    return [round(low, 4), round(high, 4)]
