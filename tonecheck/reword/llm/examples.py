"""Messages that somebody has reworded, to be shown to a model: those nearest to the message at hand."""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tonecheck.reword.findings import Findings
from tonecheck.rulebook.tables import Entry, entries, read_toml
from tonecheck.types import KINDS

DATA = Path(__file__).parent.parent.parent / "data"
SHOWN = 4
WORDS = 0.5
"""Weight of shared words against shared cues."""
_WORD = re.compile(r"[^\W\d_]{4,}")


@dataclass(frozen=True, slots=True)
class Pair:
    """A message and its rewording; `scenario` is where in the corpus they come from."""

    scenario: str
    kind: str
    cues: frozenset[str]
    before: str
    after: str

    def likeness(self, cues: Set[str], words: Set[str]) -> float:
        return _shared(self.cues, cues) + WORDS * _shared(_words(self.before), words)


@cache
def load(language: str = "en") -> tuple[Pair, ...]:
    """The pairs that ship for a language.

    Raises:
        RulebookError: the file is missing or an entry of it is wrong.
    """
    file = DATA / language / "pairs.toml"
    return tuple(_pair(entry) for entry in entries(read_toml(file), "pair", file.name, "scenario"))


def _pair(entry: Entry) -> Pair:
    pair = Pair(
        scenario=entry.text("scenario"),
        kind=entry.text("kind"),
        cues=frozenset(entry.texts("cues", 1)),
        before=entry.text("before"),
        after=entry.text("after"),
    )
    if pair.kind not in KINDS:
        raise entry.fail(f"'kind' must be {' or '.join(KINDS)}")
    entry.done()
    return pair


def nearest(findings: Findings, pairs: tuple[Pair, ...], count: int = SHOWN) -> list[Pair]:
    """The likest pairs, best first: by the cues they share with the message, then by its words."""
    cues = {cue.id for cue in findings.cues if not cue.good}
    words = _words(findings.text)
    return sorted(pairs, key=lambda pair: -pair.likeness(cues, words))[:count]


def _words(text: str) -> frozenset[str]:
    return frozenset(word.lower() for word in _WORD.findall(text))


def _shared(one: Set[str], other: Set[str]) -> float:
    both = len(one | other)
    return len(one & other) / both if both else 0.0
