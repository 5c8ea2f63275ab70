"""How likely a reader would send a rewording of one message: by what the model finds in it, what was changed, and how likely the
tagger holds it.

A logistic regression of few and plain figures, learned from rewordings that readers judged (`tonecheck.learn.rating`); its weights are
data, `rating.toml`. (A small network that read both texts sorted them no better beside these.)
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tonecheck.reword import changes
from tonecheck.reword.findings import Findings
from tonecheck.reword.tagger import Read, Tagger
from tonecheck.rulebook.tables import DATA
from tonecheck.types import RulebookError

PLAIN = ("harm", "lead", "changes", "ratio", "length", "sentences")
"""What is weighed of every rewording: the model's log odds of harm and of a leader in it, the number of changes, its words against the
message's, the logarithm of those, and how many sentences it has more than the message."""
TAGGED = ("goes", "says", *PLAIN)
"""With a tagger: the two parts of its likelihood (`Tagger.likelihood`) as well."""
_TABLES = {"tagged": TAGGED, "plain": PLAIN}
_LEAST = 1e-4
"""Probabilities are taken for no surer than this."""


@dataclass(frozen=True, slots=True)
class Weights:
    """The weights of one language: `tagged` by TAGGED, `plain` by PLAIN, each with a `bias`; `least` is the probability from which
    a rewording is shown."""

    least: float
    tagged: Mapping[str, float]
    plain: Mapping[str, float]


class Rating:
    """Rates rewordings of one message. `least` is the probability from which one is shown."""

    def __init__(self, findings: Findings, weights: Weights, tagger: Tagger | None = None) -> None:
        self.least = weights.least
        self._findings, self._tagger = findings, tagger
        self._read = tagger.read(findings) if tagger else None
        self._weights = weights.tagged if self._read else weights.plain
        self._known: dict[str, float] = {}

    def __call__(self, after: Findings) -> float:
        """The probability, 0 to 1, for what was found in a rewording's text; each text is weighed once."""
        if after.text not in self._known:
            values = evidence(self._findings, after, self._tagger, self._read)
            weighed = sum(self._weights[name] * value for name, value in values.items())
            self._known[after.text] = 1 / (1 + math.exp(-self._weights["bias"] - weighed))
        return self._known[after.text]


def evidence(before: Findings, after: Findings, tagger: Tagger | None, read: Read | None) -> dict[str, float]:
    """What is weighed of a rewording, by TAGGED where the tagger has read the message, else by PLAIN."""
    ours = max(1, len(before.text.split()))
    found = {
        "harm": logit(after.impact.scores["harmful"]),
        "lead": logit(after.style.scores["leader"]),
        "changes": float(len(changes.changes(before.text, after.text, before.cues))),
        "ratio": len(after.text.split()) / ours,
        "length": math.log(ours),
        "sentences": float(len(after.sentences) - len(before.sentences)),
    }
    if tagger and read:
        found["goes"], found["says"] = tagger.likelihood(read, after.text)
    return found


def logit(probability: float) -> float:
    """Log odds, for a probability that isn't quite 0 or 1."""
    sure = min(max(float(probability), _LEAST), 1 - _LEAST)
    return math.log(sure / (1 - sure))


@cache
def load(language: str = "en") -> Weights | None:
    """The weights that ship for a language, if any do.

    Raises:
        RulebookError: as `read`.
    """
    path = DATA / language / "rating.toml"
    return read(path) if path.is_file() else None


def read(path: Path) -> Weights:
    """The weights of a file.

    Raises:
        RulebookError: it can't be read, or an entry is missing or wrong.
    """
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
        tables = [{name: float(values[key][name]) for name in (*names, "bias")} for key, names in _TABLES.items()]
        return Weights(float(values["least"]), *tables)
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise RulebookError(f"{path}: wrong or missing entry: {error}") from error
