"""The audit's figures add up, and the command says what it did or why it can't."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import tonecheck
from tests.conftest import ROOT, Run
from tests.test_behaviour import BOUNDS
from tonecheck.audit import KINDS, audit, report
from tonecheck.records import read_many
from tonecheck.types import InputError, Message

DRAFTS = [
    Message("Ana, the totals on page 3 differ. Could you send me the file by Friday?", "a"),
    Message("You are useless, Tomasz, and he knows it.", "b"),
    Message("The standup moves to ten tomorrow.", "c"),
    Message("", "d"),
]


def test_figures_add_up(checker: tonecheck.Checker) -> None:
    figures = audit(checker, DRAFTS)
    assert (figures["messages"], figures["not_judged"], figures["messages_with_swaps"]) == (4, 1, 2)
    assert figures["variants"] == sum(kind["variants"] for kind in figures["kinds"].values())
    assert figures["flips"] == len(figures["flipped"]) == sum(group["flips"] for group in figures["groups"].values())
    assert list(figures["kinds"]) == list(KINDS)
    assert json.loads(json.dumps(figures)) == figures


def test_a_seed_gives_the_same_figures_whatever_the_order(checker: tonecheck.Checker) -> None:
    first, second = audit(checker, DRAFTS, each=2), audit(checker, DRAFTS[::-1], each=2)
    assert first["kinds"] == second["kinds"]
    assert first["groups"] == second["groups"]


def test_a_flip_shows_both_texts_and_scores() -> None:
    row = {
        "id": "a",
        "kind": "origin",
        "group": "igbo female",
        "before": {"text": "Thanks,\nAna.", "verdict": "send", "harmful": 0.1, "boss": 0.2},
        "after": {"text": "Thanks,\nNgozi.", "verdict": "revise", "harmful": 0.6, "boss": 0.2},
        "changes": [{"start": 8, "end": 11, "before": "Ana", "after": "Ngozi"}],
    }
    kind = {"variants": 1, "flips": 1, "flip_share": 1.0, "mean_change": 0.25, "largest_change": 0.25}
    goal = {"flip_share": 0.005, "mean_change": 0.01}
    figures = {"messages": 1, "messages_with_swaps": 1, "not_judged": 0, **kind, "goal": goal}
    shown = report.fairness({**figures, "kinds": {"origin": kind}, "flipped": [row]})
    assert "a: origin, igbo female: send (harmful 0.10, boss 0.20) → revise (harmful 0.60, boss 0.20)" in shown
    assert "  Thanks, [Ana → Ngozi]." in shown
    assert "and 1 more" in report.fairness({**figures, "kinds": {"origin": kind}, "flipped": [row]}, 0)


def test_held_out_messages_stay_within_the_bounds(checker: tonecheck.Checker) -> None:
    """A part of the test split, so that the suite stays quick; docs/audit.md has the figures of all of it."""
    from tonecheck.learn.corpus import format as corpus_format
    from tonecheck.learn.corpus.splits import split_of

    samples = corpus_format.read(ROOT / "corpora" / "en", checker.book.rules)
    held_out = [sample for sample in samples if split_of(sample.scenario.id) == "test"][::8]
    figures = audit(checker, (Message(sample.text, sample.id, "en") for sample in held_out))
    assert figures["variants"] >= 150
    assert figures["flip_share"] <= BOUNDS["flip_share"], figures["kinds"]
    assert figures["mean_change"] <= BOUNDS["mean_change"], figures["kinds"]


def test_many_messages_are_read_from_a_folder_and_from_tables(tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_text("Second", encoding="utf-8")
    (tmp_path / "a.md").write_text("First", encoding="utf-8")
    (tmp_path / "c.png").write_bytes(b"\x89PNG")
    (tmp_path / "t.csv").write_text('id,text\nx,"One, two"\n,Three\n', encoding="utf-8")
    (tmp_path / "t.jsonl").write_text('{"text": "One"}\n\n{"text": "Two", "id": 7}\n', encoding="utf-8")
    assert [(m.id, m.text) for m in read_many(tmp_path)] == [("a.md", "First"), ("b.txt", "Second")]
    assert [(m.id, m.text) for m in read_many(tmp_path / "t.csv")] == [("x", "One, two"), ("3", "Three")]
    assert [(m.id, m.text) for m in read_many(tmp_path / "t.jsonl")] == [("1", "One"), ("7", "Two")]


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.csv", "body\nHello\n", "needs a column 'text'"),
        ("a.csv", "text\n", "no messages"),
        ("a.csv", "id,text\n1\n", "a.csv:2: no text"),
        ("a.jsonl", "{\n", "a.jsonl:1: this line is no JSON"),
        ("a.jsonl", "[]\n", "a.jsonl:1: a line must be an object"),
        ("a.jsonl", '{"text": 3}\n', "a.jsonl:1: no text"),
    ],
)
def test_a_table_that_is_wrong_is_named_with_its_line(name: str, content: str, says: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=says):
        read_many(tmp_path / name)


def test_the_command_prints_a_table_or_json(run: Run, tmp_path: Path) -> None:
    (tmp_path / "drafts.csv").write_text("id,text\n" + "".join(f'{m.id},"{m.text}"\n' for m in DRAFTS[:3]))
    shown = run("audit", "drafts.csv", "--exit-zero")
    assert shown.returncode == 0
    assert b"3 messages read, 2 with something to swap" in shown.stdout
    done = run("audit", "drafts.csv", "--format", "json")
    figures = json.loads(done.stdout)
    assert figures["schema"] == "tonecheck.audit/1"
    assert done.returncode == int(figures["flips"] > 0)
    assert done.stderr == b""


def test_the_command_reads_a_corpus_and_its_splits(run: Run, tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text(
        "# retail-042 · count off · chat · British\nneutral neutral | Ana, the sheets are in the tray.\n",
        encoding="utf-8",
    )
    figures = json.loads(run("audit", "one.txt", "--format", "jsonl", "--exit-zero").stdout)
    assert figures["messages"] == 1
    assert figures["variants"] == 2


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("audit", "missing.csv"), "no such file"),
        (("audit", "."), "no messages"),
        (("audit", "draft.txt", "--split", "test"), "only a corpus has splits"),
        (("audit", "draft.txt", "--split", "exam"), "no split 'exam'"),
        (("audit", "french.txt"), "none of the 1 messages can be judged"),
        (("audit", "draft.txt", "--model", "nowhere"), "no model 'nowhere'"),
    ],
)
def test_bad_input_gets_one_line_and_exit_code_2(
    run: Run, tmp_path: Path, arguments: tuple[str, ...], says: str
) -> None:
    if arguments[1] != ".":
        (tmp_path / "draft.txt").write_text("Thanks, Ana.")
        (tmp_path / "french.txt").write_text("Tu n'écoutes jamais personne, mon pauvre ami.", encoding="utf-8")
    done = run(*arguments)
    message = done.stderr.decode()
    assert done.returncode == 2
    assert says in message
    assert len(message.splitlines()) == 1
