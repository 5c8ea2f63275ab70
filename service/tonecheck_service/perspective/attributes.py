"""Attributes as Perspective knows them, made from axes and cues. What is made from what is data: attributes.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tonecheck.rulebook import Rulebook
from tonecheck.types import AXES, Cue, Result, RulebookError, Scores, SentenceScores

FILE = Path(__file__).with_name("attributes.toml")
OWN = "TONECHECK_"
_FIELDS = {"describes", "from", "against", "power"}
_DIGITS = 6
Features = Mapping[str, float]
"""`impact.harmful`, `cue.insult` and the like, each 0 to 1; what is not there is 0."""


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute; see attributes.toml for how its value is made."""

    name: str
    describes: str
    raises: Mapping[str, float]
    lowers: Mapping[str, float]
    power: float = 1.0

    def value(self, features: Features) -> float:
        """0 to 1; never falls when what raises it rises, never rises when what lowers it does."""
        without = 1.0
        for name, weight in self.raises.items():
            without *= 1.0 - weight * features.get(name, 0.0)
        value = float((1.0 - without) ** self.power)
        for name, weight in self.lowers.items():
            value *= 1.0 - weight * features.get(name, 0.0)
        return round(min(1.0, max(0.0, value)), _DIGITS)


def load(book: Rulebook, file: Path = FILE) -> dict[str, Attribute]:
    """The attributes of the file, with their experimental names, and one for each cue (`TONECHECK_INSULT`).

    Raises:
        RulebookError: an entry of the file is wrong.
    """
    entries = tomllib.loads(file.read_text(encoding="utf-8"))
    ending = entries.pop("experimental")
    entries.pop("schema")
    known = {f"{axis}.{label}" for axis, labels in AXES.items() for label in labels} | {
        f"cue.{cue}" for cue in book.rules
    }
    found: dict[str, Attribute] = {}
    for name, entry in entries.items():
        attribute = _attribute(name, entry, known, file)
        names = (name,) if name.startswith(OWN) else (name, name + ending)
        found |= dict.fromkeys(names, attribute)
    for cue in book.rules.values():
        name = OWN + cue.id.upper().replace("-", "_")
        found[name] = Attribute(name, f"tonecheck's own: {cue.definition}", {f"cue.{cue.id}": 1.0}, {})
    return found


def _attribute(name: str, entry: Mapping[str, Any], known: set[str], file: Path) -> Attribute:
    if odd := set(entry) - _FIELDS:
        raise RulebookError(f"{file.name}: {name} has {', '.join(sorted(odd))}, which means nothing")
    raises, lowers = entry.get("from", {}), entry.get("against", {})
    for feature, weight in (*raises.items(), *lowers.items()):
        if feature not in known:
            raise RulebookError(f"{file.name}: {name} names {feature}, which is no label and no cue")
        if not 0.0 < weight <= 1.0:
            raise RulebookError(f"{file.name}: {name}: the weight of {feature} must be above 0 and at most 1")
    power = float(entry.get("power", 1.0))
    if not raises or power <= 0:
        raise RulebookError(f"{file.name}: {name} needs something it is made from, and a power above 0")
    return Attribute(name, str(entry.get("describes", "")), raises, lowers, power)


def of_message(result: Result) -> Features:
    """What is known of a whole message that was judged."""
    assert result.impact is not None
    assert result.style is not None
    return _features(result.impact.scores, result.style.scores, result.cues)


def of_sentence(sentence: SentenceScores, result: Result) -> Features:
    """What is known of one of its sentences: the sentence's own scores, and the cues in it."""
    cues = [cue for cue in result.cues if cue.span.overlaps(sentence.span)]
    return _features(sentence.impact, sentence.style, cues)


def _features(impact: Scores, style: Scores, cues: Iterable[Cue]) -> Features:
    found = {f"impact.{label}": value for label, value in impact.items()}
    found |= {f"style.{label}": value for label, value in style.items()}
    for cue in cues:
        found[f"cue.{cue.id}"] = max(cue.score, found.get(f"cue.{cue.id}", 0.0))
    return found
