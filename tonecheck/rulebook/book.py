"""The rulebook of one language: axes, cues and lexical patterns, validated as they are read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tonecheck.rulebook import names
from tonecheck.rulebook.tables import DATA, Entry, entries, read_csv, read_toml
from tonecheck.types import AXES, Rule, RulebookError

KINDS = ("regex", "words", "shouting", "elongation")
EXAMPLES = 4
"""Least number of `hits` and of `misses` of every cue and pattern."""


@dataclass(frozen=True, slots=True)
class Axis:
    """One axis with the definition of each of its labels."""

    id: str
    name: str
    question: str
    labels: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Pattern:
    """A lexical pattern: what words alone decide.

    `needs_harm` marks words that only count where the model, too, sees harm or a boss.
    """

    id: str
    cue: str
    kind: str
    regex: re.Pattern[str] | None
    words: frozenset[str]
    unless: re.Pattern[str] | None
    score: float
    needs_harm: bool
    hits: tuple[str, ...]
    misses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rulebook:
    """Everything known for one language.

    `lexicon` are the rude words with their severity, in the order of the file (which settles what `f**k` stands
    for); `lookalikes` are the letters that hide them.
    """

    language: str
    axes: Mapping[str, Axis]
    rules: Mapping[str, Rule]
    patterns: tuple[Pattern, ...]
    lexicon: Mapping[str, str]
    lookalikes: Mapping[str, str]
    names: Mapping[str, str]


@cache
def load(language: str = "en") -> Rulebook:
    """The rulebook that ships for a language.

    Raises:
        RulebookError: no such language, or a data file is wrong (the text names file and entry).
    """
    folder = DATA / language
    if not folder.is_dir():
        known = ", ".join(sorted(path.name for path in DATA.iterdir() if path.is_dir()))
        raise RulebookError(f"no rulebook for language '{language}' (there is: {known})")
    return load_folder(folder)


def load_folder(folder: Path) -> Rulebook:
    """The rulebook in a folder of TOML and CSV files.

    Raises:
        RulebookError: names the file and the entry.
    """
    rubric = read_toml(folder / "rubric.toml")
    cues = read_toml(folder / "cues.toml")
    axes = {axis.id: axis for axis in map(_axis, entries(rubric, "axis", "rubric.toml"))}
    if axes.keys() != AXES.keys():
        raise RulebookError(f"rubric.toml: the axes must be {' and '.join(AXES)}")
    rules = {rule.id: rule for rule in map(_rule, entries(rubric, "cue", "rubric.toml"))}
    rude = read_csv(folder / "profanity.csv", ("word", "severity", "kind", "source"))
    patterns = tuple(_pattern(entry, folder, rules) for entry in entries(cues, "pattern", "cues.toml"))
    return Rulebook(
        language=str(rubric.get("language")),
        axes=axes,
        rules=rules,
        patterns=patterns,
        lexicon={row["word"].lower(): row["severity"] for row in rude},
        lookalikes={row["from"]: row["to"] for row in read_csv(folder / "disguise.csv", ("from", "to"))},
        names=names.cares(folder),
    )


def _axis(entry: Entry) -> Axis:
    axis = Axis(entry.text("id"), entry.text("name"), entry.text("question"), entry.mapping("labels"))
    if set(axis.labels) != set(AXES.get(axis.id, ())):
        raise entry.fail(f"'labels' must define {', '.join(AXES.get(axis.id, ('(an unknown axis)',)))}")
    entry.done()
    return axis


def _rule(entry: Entry) -> Rule:
    pushes = entry.mapping("pushes")
    for axis, pole in pushes.items():
        if pole not in AXES.get(axis, ())[:2]:
            raise entry.fail(f"'pushes' can't push '{axis}' toward '{pole}'")
    rule = Rule(
        id=entry.text("id"),
        name=entry.text("name"),
        pushes=pushes,
        definition=entry.text("definition"),
        why=entry.text("why"),
        advice=entry.text("advice"),
        missing=entry.optional_text("missing"),
        hits=entry.texts("hits", EXAMPLES),
        misses=entry.texts("misses", EXAMPLES),
    )
    if rule.leads and rule.missing is None:
        raise entry.fail("a cue of a leader needs 'missing': what to say when it is absent")
    for hit in rule.hits:
        if not re.search(r"\{[^{}]+\}", hit):
            raise entry.fail(f"the hit '{hit[:40]}' has no {{words}} in braces")
    entry.done()
    return rule


def _pattern(entry: Entry, folder: Path, rules: Mapping[str, Rule]) -> Pattern:
    kind, cue = entry.text("kind"), entry.text("cue")
    if kind not in KINDS:
        raise entry.fail(f"unknown kind '{kind}' (one of {', '.join(KINDS)})")
    if cue not in rules:
        raise entry.fail(f"unknown cue '{cue}'")
    flags = re.NOFLAG if entry.flag("case") else re.IGNORECASE
    regex = entry.regex("pattern", flags)
    if (kind == "regex") != (regex is not None):
        raise entry.fail("'pattern' belongs to the kind 'regex', and only there")
    pattern = Pattern(
        id=entry.text("id"),
        cue=cue,
        kind=kind,
        regex=regex,
        words=_words(entry, folder) if kind == "words" else frozenset(),
        unless=entry.regex("unless"),
        score=entry.number("score"),
        needs_harm=entry.flag("needs_harm"),
        hits=entry.texts("hits", EXAMPLES),
        misses=entry.texts("misses", EXAMPLES),
    )
    entry.done()
    return pattern


def _words(entry: Entry, folder: Path) -> frozenset[str]:
    severities, kinds = entry.texts("severity"), entry.texts("kinds")
    rows = read_csv(folder / entry.text("file"), ("word", "severity", "kind", "source"))
    words = frozenset(
        row["word"].lower()
        for row in rows
        if (not severities or row["severity"] in severities) and (not kinds or row["kind"] in kinds)
    )
    if not words:
        raise entry.fail("no word of the file fits 'severity' and 'kinds'")
    return words
