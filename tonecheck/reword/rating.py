"""How likely a reader would send a rewording of one message: the ranker's opinion, the tagger's, and what the model finds in it."""

from __future__ import annotations

import math

from tonecheck.reword import changes
from tonecheck.reword.findings import Findings
from tonecheck.reword.ranker import Ranker
from tonecheck.reword.tagger import Read, Tagger

_LEAST = 1e-4
"""Probabilities are taken for no surer than this."""


class Rating:
    """Rates rewordings of one message, each text once. `least` is the probability from which one is shown."""

    def __init__(self, findings: Findings, ranker: Ranker, tagger: Tagger | None = None) -> None:
        self.least = ranker.least
        self._findings, self._ranker, self._tagger = findings, ranker, tagger
        self._read = tagger.read(findings) if tagger else None
        self._known: dict[str, dict[str, float]] = {}

    def __call__(self, text: str, after: Findings | None = None) -> float:
        """The probability, 0 to 1. `after` is what was found in the text; without it the figure tells only which of several is
        better."""
        if text not in self._known:
            (sent,) = self._ranker.rate(self._findings.text, [text])
            self._known[text] = {"rank": logit(sent)}
            if self._tagger and self._read and self._ranker.joint:
                self._known[text] |= evidence(self._findings, text, self._tagger, self._read)
        values = self._known[text]
        joint = self._ranker.joint
        if joint is None or len(values) == 1:
            return _probability(values["rank"])
        harm = logit(after.impact.scores["harmful"]) if after else 0.0
        return _probability(
            joint["bias"] + sum(joint[name] * value for name, value in (values | {"harm": harm}).items())
        )


def evidence(before: Findings, text: str, tagger: Tagger, read: Read) -> dict[str, float]:
    """What is weighed of a rewording beside the ranker's opinion and the model's, by the names of `ranker.JOINT`."""
    goes, says = tagger.likelihood(read, text)
    ours = max(1, len(before.text.split()))
    return {
        "goes": goes,
        "says": says,
        "changes": float(len(changes.changes(before.text, text, before.cues))),
        "ratio": len(text.split()) / ours,
        "length": math.log(ours),
    }


def logit(probability: float) -> float:
    """Log odds, for a probability that isn't quite 0 or 1."""
    sure = min(max(float(probability), _LEAST), 1 - _LEAST)
    return math.log(sure / (1 - sure))


def _probability(value: float) -> float:
    return 1 / (1 + math.exp(-value))
