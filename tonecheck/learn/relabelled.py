"""Public sentences by strangers that our readers labelled by the rubric: real words beside the corpus's invented ones.

`corpora/public/labels.csv` has the name of a set (as in `corpora/corpora.toml`), a key and the labels that two blind readers agreed on (nothing
where they didn't); the sentences themselves stay with their publishers and are looked up by key in a folder that the user names.
One in seven is held out, by its key.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tonecheck.types import IMPACT, STYLE, InputError

FILES = {"GoEmotions": "goemotions/goemotions.csv", "Stanford Politeness": "stanford_politeness/politeness.csv"}
STANDS_FOR = (("[NAME]", "Alex"), ("[RELIGION]", "church"), ("<url>", "it"))
"""What the publishers masked, and an ordinary word in its place."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A sentence and its labels, None where two readers differed; `held_out` ones are only measured."""

    key: str
    text: str
    impact: str | None
    style: str | None
    held_out: bool


def key_of(text: str) -> str:
    """Twelve hexadecimal digits that name a sentence as published, however its lines are broken."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:12]


def read(labels: Path, folder: Path) -> list[Labelled]:
    """The sentences with their labels.

    Raises:
        InputError: the labels or a set can't be read, a label is none, or a sentence is missing in its set.
    """
    found = []
    known: dict[str, dict[str, str]] = {}
    for row in _rows(labels):
        if row["set"] not in FILES or row["impact"] not in (*IMPACT, "") or row["style"] not in (*STYLE, ""):
            raise InputError(f"{labels}: no such set or label: {', '.join(row.values())}")
        if row["set"] not in known:
            known[row["set"]] = {key_of(line["text"]): line["text"] for line in _rows(folder / FILES[row["set"]])}
        if (text := known[row["set"]].get(row["key"])) is None:
            raise InputError(f"{labels}: {row['set']} has no sentence {row['key']} (another version of the set?)")
        held_out = int(row["key"], 16) % 7 == 0
        found.append(Labelled(row["key"], _read_as(text), row["impact"] or None, row["style"] or None, held_out))
    return found


def _rows(path: Path) -> Iterator[dict[str, str]]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            yield from csv.DictReader(file)
    except OSError as error:
        raise InputError(f"{path}: {error.strerror} (the sets are named in corpora/corpora.toml)") from error


def _read_as(text: str) -> str:
    for mask, word in STANDS_FOR:
        text = text.replace(mask, word)
    return text
