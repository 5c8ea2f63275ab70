"""`tonecheck batch --report` and `--engine`: what the shell adds to a batch."""

from __future__ import annotations

import csv
import importlib.util
from pathlib import Path

import pytest

from tests.conftest import Run

DRAFTS = (
    "You are useless, Dev. The count is 312 short.",
    "The standup moves to ten tomorrow.",
    "Thanks for the clear chart, Marta. What did you run into?",
    "Have the slides on my desk by five.",
) * 3


@pytest.fixture
def drafts(tmp_path: Path) -> Path:
    path = tmp_path / "drafts.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("id", "text"), *enumerate(DRAFTS)])
    return path


@pytest.mark.parametrize("output", ["out.xlsx", "out.jsonl"])
def test_a_batch_makes_its_page_whatever_the_output(run: Run, drafts: Path, output: str) -> None:
    done = run("batch", drafts.name, "-o", output, "--model", "small", "--report", "report.html")
    assert done.returncode == 1, done.stderr
    page = (drafts.parent / "report.html").read_text(encoding="utf-8")
    assert "useless" in page
    assert "<mark" in page, "the words are marked"
    assert "12 messages" in page
    assert (drafts.parent / output).stat().st_size > 500


def test_a_page_that_cannot_be_written_is_refused_before_any_work(run: Run, drafts: Path) -> None:
    for options, told in (
        (("-o", "out.jsonl", "--report", "missing/report.html"), b"there is no folder"),
        (("--report", "report.html"), b"name one with -o OUT"),
        (("-o", "out.jsonl", "--engine", "spark"), b"no engine 'spark'; local or ray"),
        (("--engine", "ray"), b"name IN and -o OUT"),
    ):
        done = run("batch", drafts.name, *options)
        assert (done.returncode, done.stderr.count(b"\n")) == (2, 1)
        assert told in done.stderr
        assert not (drafts.parent / "out.jsonl").exists()


@pytest.mark.skipif(importlib.util.find_spec("ray") is not None, reason="Ray is installed")
def test_without_ray_one_line_says_what_to_install(run: Run, drafts: Path) -> None:
    done = run("batch", drafts.name, "-o", "out.jsonl", "--engine", "ray")
    assert (done.returncode, done.stderr.count(b"\n")) == (2, 1)
    assert b"pip install 'tonecheck[ray]'" in done.stderr
