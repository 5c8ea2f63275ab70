"""What the generator of edits knows, read from `rewording.toml` and validated: phrases, questions, verdicts."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from tonecheck.rulebook.names import listed
from tonecheck.rulebook.tables import DATA
from tonecheck.types import RulebookError


@dataclass(frozen=True, slots=True)
class Phrase:
    """A run of words with a plain equivalent, in sentences where one of its cues was found.

    `clause`: what stands instead is a sentence of its own and is set off as one. `misses` come back unchanged.
    `sting`: it carries nothing and goes wherever it stands; `strict`: only where one of its cues was found indeed;
    `trim`: it goes from every sentence that is changed anyway.
    """

    id: str
    cues: frozenset[str]
    regex: re.Pattern[str]
    after: str
    pairs: tuple[tuple[str, str], ...]
    misses: tuple[str, ...] = ()
    clause: bool = False
    sting: bool = False
    strict: bool = False
    trim: bool = False


@dataclass(frozen=True, slots=True)
class Rewordings:
    """The rules of one language. `leader` holds the questions by occasion, `reasons` what an order without a reason gets, `verdicts` what a verdict on a person becomes, `words` lists."""

    phrases: tuple[Phrase, ...]
    leader: Mapping[str, Any]
    reasons: Mapping[str, str]
    verdicts: Mapping[str, str]
    words: Mapping[str, frozenset[str]]

    @property
    def trims(self) -> tuple[Phrase, ...]:
        """What goes from every sentence that is changed anyway."""
        return tuple(phrase for phrase in self.phrases if phrase.trim)


@cache
def first_names(language: str = "en") -> frozenset[str]:
    """First names, in small letters: what a shouted sentence keeps with a capital."""
    return frozenset(name.name.lower() for name in listed(language))


@cache
def reason_pattern(language: str = "en") -> re.Pattern[str]:
    """What an order without a reason is given (`reasons`), whatever its blank asks for; the reason with the comma before it."""
    reasons = load(language).reasons
    blank = re.compile(r"\[[^\]\n]*\]")
    alone = [reasons[key].rstrip(".") for key in ("asked", "bare", "decided")]
    texts = [f", {reasons['joined']}", *alone, reasons["open"]]
    return re.compile("|".join(r"\[[^\]\n]*\]".join(map(re.escape, blank.split(text))) for text in texts))


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
        words = {name: frozenset(words) for name, words in values["words"].items()}
        return Rewordings(phrases, values["leader"], values["reasons"], values["verdicts"], words)
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise RulebookError(f"{path}: {error}") from error
    except (KeyError, ValueError, re.error) as error:
        raise RulebookError(f"{path}: {error}") from error


def _phrase(entry: Mapping[str, Any]) -> Phrase:
    pairs = tuple((before, after) for before, after in entry["pairs"])
    if not pairs:
        raise ValueError(f"phrase '{entry['id']}' has no pairs")
    regex = re.compile(entry["pattern"], re.IGNORECASE)
    misses, clause = tuple(entry.get("misses", ())), bool(entry.get("clause", False))
    flags = (clause, bool(entry.get("sting", False)), bool(entry.get("strict", False)), bool(entry.get("trim", False)))
    return Phrase(entry["id"], frozenset(entry["cues"]), regex, entry["after"], pairs, misses, *flags)


def filled(after: str, found: re.Match[str]) -> str:
    """What stands instead of a phrase, with the groups that it names."""
    return re.sub(r"\{(\w+)\}", lambda name: found[name[1]] or "", after)
