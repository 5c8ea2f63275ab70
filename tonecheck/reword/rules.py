"""What the generator of edits knows, read from `rewording.toml` and validated: phrases, questions, verdicts."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tonecheck.types import RulebookError

DATA = Path(__file__).parent.parent / "data"


@dataclass(frozen=True, slots=True)
class Phrase:
    """A run of words with a plain equivalent, in sentences where one of its cues was found."""

    id: str
    cues: frozenset[str]
    regex: re.Pattern[str]
    after: str
    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Rewordings:
    """The rules of one language. `leader` holds the questions by occasion, `verdicts` what a verdict on a person becomes."""

    phrases: tuple[Phrase, ...]
    leader: Mapping[str, Any]
    skeleton: Mapping[str, str]
    verdicts: Mapping[str, str]


@cache
def load(language: str = "en") -> Rewordings:
    """The rules that ship for a language.

    Raises:
        RulebookError: the file is missing or an entry of it is wrong.
    """
    path = DATA / language / "rewording.toml"
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
        phrases = tuple(_phrase(entry) for entry in values["phrase"])
        return Rewordings(phrases, values["leader"], values["skeleton"], values["verdicts"])
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise RulebookError(f"{path}: {error}") from error
    except (KeyError, ValueError, re.error) as error:
        raise RulebookError(f"{path}: {error}") from error


def _phrase(entry: Mapping[str, Any]) -> Phrase:
    pairs = tuple((before, after) for before, after in entry["pairs"])
    if not pairs:
        raise ValueError(f"phrase '{entry['id']}' has no pairs")
    regex = re.compile(entry["pattern"], re.IGNORECASE)
    return Phrase(entry["id"], frozenset(entry["cues"]), regex, entry["after"], pairs)
