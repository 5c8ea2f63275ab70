"""The corpus format is read to the letter, every mistake is named by file and line, and the promises are checked."""

from __future__ import annotations

from pathlib import Path

import pytest

from tonecheck import rulebook
from tonecheck.learn.corpus import checks
from tonecheck.learn.corpus import format as corpus_format
from tonecheck.learn.corpus.format import CorpusError, Mark, Sample
from tonecheck.learn.corpus.splits import SPLITS, split_of

CUES = frozenset(rulebook.load().rules)
HEADER = "# retail-042 · count off by 312 · chat · British"


def parse(*lines: str, errors: list[CorpusError] | None = None) -> list[Sample]:
    return corpus_format.parse("\n".join((HEADER, *lines)), "a.txt", CUES, errors)


def problems(*lines: str) -> list[str]:
    return list(checks.problems(parse(*lines)))


def test_a_scenario_and_its_messages_are_read() -> None:
    boss, neutral = parse(
        "harmful boss =a h6 disguised | {shouting:WHERE ARE} they, Dev?",
        "neutral neutral | Sheets are in the tray.",
    )
    scenario = boss.scenario
    assert (scenario.id, scenario.trade, scenario.title) == ("retail-042", "retail", "count off by 312")
    assert (scenario.channel, scenario.variety, scenario.line) == ("chat", "British", 1)
    assert (boss.id, boss.impact, boss.style, boss.name) == ("retail-042.1", "harmful", "boss", "a")
    assert boss.tags == {"h6", "disguised"}
    assert (boss.text, boss.marks) == ("WHERE ARE they, Dev?", (Mark("shouting", 0, 9),))
    assert (neutral.id, neutral.where, neutral.text) == ("retail-042.2", "a.txt:3", "Sheets are in the tray.")


def test_a_message_goes_on_over_lines() -> None:
    (sample,) = parse("constructive leader | Dev,", "  |", "  | 312 | {observation:short}.", "  |  indented")
    assert sample.text == "Dev,\n\n312 | short.\n indented"
    assert [sample.text[mark.start : mark.end] for mark in sample.marks] == ["short"]


def test_pairs_are_read() -> None:
    first, second = parse("harmful boss =a | {blame:You}", "constructive leader <a <b2 | {listening:You?}")
    assert (first.name, first.rewords) == ("a", ())
    assert (second.name, second.rewords) == (None, ("a", "b2"))


@pytest.mark.parametrize(
    ("raw", "text", "marks"),
    [
        ("{blame:a {threat:b} c}", "a b c", [("blame", "a b c"), ("threat", "b")]),
        ("{blame+threat:both}", "both", [("blame", "both"), ("threat", "both")]),
        (r"\{x\} \\ {blame:\{y\}}", r"{x} \ {y}", [("blame", "{y}")]),
        ("a\\b: {blame:🙄 ok}", "a\\b: 🙄 ok", [("blame", "🙄 ok")]),
        ("{blame:a}{blame:b}", "ab", [("blame", "a"), ("blame", "b")]),
        ("no marks", "no marks", []),
        ("", "", []),
    ],
)
def test_marks_nest_share_words_and_escape_braces(raw: str, text: str, marks: list[tuple[str, str]]) -> None:
    clean, found = corpus_format.parse_markup(raw, CUES)
    assert clean == text
    assert [(mark.cue, clean[mark.start : mark.end]) for mark in found] == marks


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("harmful boss | {rudeness:a}", "unknown cue 'rudeness'"),
        ("harmful boss | {blame+rude:a}", "unknown cue 'rude'"),
        ("harmful boss | a { b", "'{' opens no span here: '{ b'"),
        ("harmful boss | a } b", "'}' closes no span"),
        ("harmful boss | {blame:a", "the span of 'blame' is never closed"),
        ("harmful boss | a {blame: } b", "the span of 'blame' is empty"),
        ("harmful bossy | a", "a message starts with its impact and style"),
        ("boss harmful | a", "a message starts with its impact and style"),
        ("harmful | a", "a message starts with its impact and style"),
        ("harmful boss sarkasm | a", "unknown tag 'sarkasm'"),
        ("harmful boss h19 | a", "unknown tag 'h19'"),
        ("harmful boss a", "no '|' between labels and text: 'harmful boss a'"),
        ("  | goes on from nothing", "a message starts with its impact and style"),
        ("# retail-42 · short number · chat · British", "a scenario starts with '# trade-042"),
        ("# retail-043 · no variety · chat", "a scenario starts with '# trade-042"),
        ("# retail-043 · title · pigeon · British", "unknown channel 'pigeon' (one of chat, "),
    ],
)
def test_a_mistake_is_named_by_file_and_line(line: str, problem: str) -> None:
    with pytest.raises(CorpusError) as caught:
        parse("", line)
    assert str(caught.value).startswith(f"a.txt:3: {problem}")


def test_a_message_outside_a_scenario_is_an_error() -> None:
    with pytest.raises(CorpusError, match=r"^a\.txt:1: a message outside a scenario"):
        corpus_format.parse("neutral neutral | a", "a.txt", CUES)


def test_all_mistakes_can_be_collected_and_the_rest_is_read() -> None:
    errors: list[CorpusError] = []
    samples = parse("harmful boss | {", "neutral neutral | fine", "nothing", errors=errors)
    assert [sample.text for sample in samples] == ["fine"]
    assert [str(error).split(" ")[0] for error in errors] == ["a.txt:4:", "a.txt:2:"]


def test_a_folder_is_read_by_file_name(tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_text("# b-001 · t · chat · British\r\nneutral neutral | two\r\n", encoding="utf-8")
    (tmp_path / "a.txt").write_text("# a-001 · t · chat · British\nneutral neutral | one", encoding="utf-8")
    (tmp_path / "README.md").write_text("no corpus", encoding="utf-8")
    assert [sample.text for sample in corpus_format.read(tmp_path, CUES)] == ["one", "two"]
    assert [sample.text for sample in corpus_format.read(tmp_path / "b.txt", CUES)] == ["two"]


def test_a_folder_without_a_corpus_and_a_damaged_file_are_errors(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="no corpus files"):
        corpus_format.read(tmp_path, CUES)
    (tmp_path / "a.txt").write_bytes(b"\xff")
    with pytest.raises(CorpusError, match=r"a\.txt: .*utf-8"):
        corpus_format.read(tmp_path, CUES)


BAD = "harmful boss =a | {blame:You} did it"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("neutral neutral |",), "a.txt:2: no text"),
        (("neutral neutral |  a",), "a.txt:2: text starts or ends with white space"),
        (("harmful boss | {command:Go}",), "a.txt:2: harmful, but no harm cue is marked (or tag it 'whole')"),
        (("constructive neutral | {insult:fool}",), "a.txt:2: constructive, but 'insult' is marked"),
        (("constructive boss | Go",), "a.txt:2: boss, but no cue of a boss is marked (or tag it 'whole')"),
        (("constructive leader | Go",), "a.txt:2: leader, but no cue of a leader is marked (or tag it 'whole')"),
        (("harmful boss | a{blame: b}",), "a.txt:2: span ' b' starts or ends with white space"),
        (("harmful boss | {blame:cut}s",), "a.txt:2: span 'cut' cuts a word"),
        (("harmful boss | s{blame:cut}",), "a.txt:2: span 'cut' cuts a word"),
        ((BAD, BAD), "a.txt:2: the name '=a' is used twice in retail-042"),
        (("neutral neutral <z | Go",), "a.txt:2: '<z' rewords nothing in retail-042"),
        ((BAD, "harmful boss <a | {blame:You}"), "a.txt:3: a dignified rewording can't be harmful boss"),
        (
            ("neutral neutral =a | Go", "neutral neutral <a | Go"),
            "a.txt:3: '<a' needs no rewording, it is neutral neutral",
        ),
        ((HEADER, "neutral neutral | Go"), ""),
        (("neutral neutral | Go", HEADER, BAD), "a.txt:3: scenario retail-042 stands already at a.txt:1"),
    ],
)
def test_each_broken_promise_is_named(lines: tuple[str, ...], expected: str) -> None:
    found = problems(*lines)
    assert found[:1] == ([expected] if expected else [])


def test_a_sound_scenario_has_no_problems() -> None:
    whole = "harmful boss whole =b | Even the Saturday kids can count."
    assert (
        problems(BAD, whole, "constructive leader <a <b | {listening:What happened?}", "neutral neutral | Tray 4.")
        == []
    )


def test_the_checks_know_the_cues_of_the_rubric() -> None:
    rules = rulebook.load().rules.values()
    assert {rule.id for rule in rules if rule.harms} == checks.HARM | {"blame"}
    assert {rule.id for rule in rules if rule.bosses} == checks.BOSS
    assert {rule.id for rule in rules if rule.leads} == checks.LEADER


@pytest.mark.parametrize(
    ("scenario", "split"), [("retail-042", "test"), ("retail-010", "calibration"), ("retail-001", "train")]
)
def test_a_scenario_never_changes_sides(scenario: str, split: str) -> None:
    assert split_of(scenario) == split


def test_splits_have_the_sizes_that_were_meant() -> None:
    sides = [split_of(f"trade-{number:03d}") for number in range(1000)]
    shares = {side: sides.count(side) / 1000 for side in SPLITS}
    assert shares == pytest.approx({"train": 0.78, "calibration": 0.10, "test": 0.12}, abs=0.03)
