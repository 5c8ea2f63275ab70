"""The rulebook that ships is sound, its patterns do what their examples say, and a broken one is named."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tonecheck import rulebook
from tonecheck.cues import lexical
from tonecheck.rulebook.book import DATA, EXAMPLES
from tonecheck.rulebook.docs import markdown
from tonecheck.text import parse
from tonecheck.types import AXES, Message, RulebookError

BOOK = rulebook.load()
PATTERNS = [pytest.param(pattern, id=pattern.id) for pattern in BOOK.patterns]


def found(pattern: rulebook.Pattern, text: str) -> list[lexical.Hit]:
    return lexical.find(parse(Message(text, language="en"), BOOK.lexicon, BOOK.lookalikes), [pattern])


@pytest.mark.parametrize("pattern", PATTERNS)
def test_hits_fire(pattern: rulebook.Pattern) -> None:
    assert [text for text in pattern.hits if not found(pattern, text)] == []


@pytest.mark.parametrize("pattern", PATTERNS)
def test_misses_do_not(pattern: rulebook.Pattern) -> None:
    assert [text for text in pattern.misses if found(pattern, text)] == []


def test_the_book_knows_the_axes_of_the_contract() -> None:
    assert BOOK.language == "en"
    assert {axis: set(BOOK.axes[axis].labels) for axis in BOOK.axes} == {
        axis: set(labels) for axis, labels in AXES.items()
    }


def test_every_cue_pushes_somewhere_and_speaks_in_sentences() -> None:
    for rule in BOOK.rules.values():
        assert rule.harms or rule.bosses or rule.leads, rule.id
        assert all(text[-1] in ".?!" for text in (rule.definition, rule.why, rule.advice)), rule.id


def test_the_page_of_rules_names_every_cue_and_pattern() -> None:
    page = markdown(BOOK)
    assert [rule for rule in BOOK.rules if f"(`{rule}`)" not in page] == []
    assert [pattern.id for pattern in BOOK.patterns if f"`{pattern.id}`" not in page] == []


def test_another_language_is_refused_by_name() -> None:
    with pytest.raises(RulebookError, match=r"no rulebook for language 'tlh' \(there is: en\)"):
        rulebook.load("tlh")


def sub(file: str, old: str, new: str) -> Callable[[Path], object]:
    def change(folder: Path) -> None:
        text = (folder / file).read_text(encoding="utf-8")
        changed = re.sub(old, lambda _: new, text, count=1, flags=re.MULTILINE | re.DOTALL)
        assert changed != text, f"nothing to break: {old}"
        (folder / file).write_text(changed, encoding="utf-8")

    return change


def write(file: str, text: str) -> Callable[[Path], object]:
    return lambda folder: (folder / file).write_text(text, encoding="utf-8")


FIRST = BOOK.patterns[0].id
ENTRY = f"cues.toml: pattern '{FIRST}'"
BROKEN: list[tuple[str, Callable[[Path], object], str]] = [
    ("a missing file", lambda folder: (folder / "cues.toml").unlink(), "cues.toml: "),
    ("no TOML", write("cues.toml", "schema = = 1"), "cues.toml: "),
    ("another schema", sub("rubric.toml", "^schema = 1$", "schema = 2"), "rubric.toml: 'schema' must be 1, not 2"),
    ("no entries", write("cues.toml", "schema = 1"), r"cues.toml: no [[pattern]] entries"),
    (
        "entries of the wrong type",
        write("cues.toml", "schema = 1\npattern = [1]"),
        r"cues.toml: no [[pattern]] entries",
    ),
    ("an unknown field", sub("cues.toml", "^needs_harm", "needs_ham"), f"{ENTRY}: unknown field 'needs_ham'"),
    ("a missing field", sub("cues.toml", r"^score = [\d.]+$", ""), f"{ENTRY}: 'score' is missing"),
    ("a wrong type", sub("cues.toml", r"^score = [\d.]+$", "score = true"), f"{ENTRY}: 'score' is True, which is"),
    ("a score beyond 1", sub("cues.toml", r"^score = [\d.]+$", "score = 7"), f"{ENTRY}: 'score' is 7.0, not between"),
    ("a bad expression", sub("cues.toml", r"^unless = .*?$", "unless = '('"), f"{ENTRY}: 'unless' is no regular"),
    ("an unknown cue", sub("cues.toml", '^cue = "[a-z-]+"', 'cue = "rude"'), f"{ENTRY}: unknown cue 'rude'"),
    ("an unknown kind", sub("cues.toml", '^kind = "regex"', 'kind = "regx"'), f"{ENTRY}: unknown kind 'regx'"),
    ("an expression too many", sub("cues.toml", '^kind = "regex"', 'kind = "shouting"'), f"{ENTRY}: 'pattern' belongs"),
    (
        "too few examples",
        sub("cues.toml", r"^hits = \[.*?^\]", 'hits = ["a"]'),
        f"{ENTRY}: 'hits' has 1 entries and needs",
    ),
    (
        "an empty example",
        sub("cues.toml", r"^misses = \[.*?^\]", 'misses = [" "]'),
        f"{ENTRY}: 'misses' must be a list",
    ),
    ("an id twice", sub("cues.toml", f'"{BOOK.patterns[1].id}"', f'"{FIRST}"'), f"{ENTRY}: the id stands twice"),
    ("an empty text", sub("rubric.toml", r'^why = ".*?"$', 'why = " "'), "rubric.toml: cue 'insult': 'why' is empty"),
    (
        "a push to nowhere",
        sub("rubric.toml", 'impact = "harmful"', 'impact = "kind"'),
        "rubric.toml: cue 'insult': 'pushes'",
    ),
    (
        "a hit without braces",
        sub("rubric.toml", r"\{a pile of rubbish\}", "rubbish"),
        "rubric.toml: cue 'insult': the hit",
    ),
    (
        "a label too few",
        sub("rubric.toml", '^boss = ".*?"$', ""),
        "rubric.toml: axis 'style': 'labels' must define boss",
    ),
    (
        "an axis too few",
        sub("rubric.toml", r'^\[\[axis\]\]\nid = "style".*?(?=^\[\[cue)', ""),
        "rubric.toml: the axes must",
    ),
    ("other columns", sub("profanity.csv", "^word,", "wort,"), "profanity.csv: the columns must be word,severity"),
    (
        "a row too short",
        sub("profanity.csv", "^fucks,strong,swear,own$", "fucks,strong"),
        "profanity.csv: line 3 must have 4",
    ),
    ("an empty cell", sub("disguise.csv", "^0,o$", "0,"), "disguise.csv: line 2 must have 2 filled fields"),
    ("another encoding", lambda folder: (folder / "disguise.csv").write_bytes(b"from,to\n\xe9,e\n"), "disguise.csv: "),
]


@pytest.mark.parametrize(("change", "message"), [pytest.param(*rest, id=name) for name, *rest in BROKEN])
def test_a_broken_book_is_named_by_file_and_entry(
    change: Callable[[Path], object], message: str, tmp_path: Path
) -> None:
    folder = shutil.copytree(DATA / "en", tmp_path / "en")
    change(folder)
    with pytest.raises(RulebookError, match=f"^{re.escape(message)}") as caught:
        rulebook.load_folder(folder)
    assert "\n" not in str(caught.value)


def test_a_leader_cue_says_what_its_absence_means(tmp_path: Path) -> None:
    folder = shutil.copytree(DATA / "en", tmp_path / "en")
    sub("rubric.toml", r'^missing = ".*?"$', "")(folder)
    with pytest.raises(RulebookError, match=r"rubric\.toml: cue '[a-z-]+': a cue of a leader needs 'missing'"):
        rulebook.load_folder(folder)


def test_words_are_chosen_by_severity_and_kind() -> None:
    chosen = [pattern for pattern in BOOK.patterns if pattern.kind == "words"]
    assert chosen
    assert all(pattern.words <= BOOK.lexicon.keys() for pattern in chosen)
    assert all(min(len(pattern.hits), len(pattern.misses)) >= EXAMPLES for pattern in chosen)
