"""A batch that is killed, stopped and resumed; its order, its summary, its refusals. The checker is a stand-in."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.standin import StandIn
from tonecheck.batch import Tally, batch
from tonecheck.records import Row, review
from tonecheck.types import InputError

ROWS = 2_500
ENDINGS = ["jsonl", "csv", "parquet", "xlsx"]


def start(*arguments: str, folder: Path) -> subprocess.Popen[str]:
    surroundings = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])}
    return subprocess.Popen(
        [sys.executable, "-m", "tests.standin", *arguments],
        cwd=folder,
        env=surroundings,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(*arguments: str, folder: Path) -> tuple[int, str]:
    process = start(*arguments, folder=folder)
    _, errors = process.communicate(timeout=120)
    return process.returncode, errors


@pytest.fixture
def table(tmp_path: Path) -> Path:
    made = "".join(f'{number},"row {number}, said\nin two lines 🙂",x{number}\n' for number in range(ROWS))
    (tmp_path / "in.csv").write_text("id,text,more\n" + made + "9,caf\ue000", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("ending", ENDINGS)
def test_killed_at_any_moment_and_resumed_it_gives_the_same_bytes(ending: str, table: Path) -> None:
    assert finish("in.csv", f"whole.{ending}", folder=table)[0] == 0
    whole = (table / f"whole.{ending}").read_bytes()
    draw = random.Random(ending)
    part, ready = table / f".out.{ending}.part", table / f".out.{ending}.ready"
    for kill in range(4):
        every = "0.01" if kill % 2 else "5"
        process = start("in.csv", f"out.{ending}", "--resume", "--pause", "0.0003", "--every", every, folder=table)
        grown = (part.stat().st_size if part.exists() else 0) + draw.randrange(250_000)
        writing = kill == 3 and ending != "jsonl"  # the last one while the table is made of the lines
        while not (ready.exists() if writing else part.exists() and part.stat().st_size > grown):
            time.sleep(0.001)
            assert process.poll() is None
        process.send_signal(signal.SIGKILL)
        process.communicate()
        assert process.returncode == -signal.SIGKILL
        assert not (table / f"out.{ending}").exists()
    assert finish("in.csv", f"out.{ending}", "--resume", folder=table) == (0, "")
    assert (table / f"out.{ending}").read_bytes() == whole
    assert [path.name for path in table.glob(".out*")] == []


def test_a_torn_last_line_is_done_again_and_a_whole_one_is_kept(table: Path) -> None:
    finish("in.csv", "whole.jsonl", folder=table)
    process = start("in.csv", "out.jsonl", "--pause", "0.001", folder=table)
    part = table / ".out.jsonl.part"
    while not (part.exists() and part.stat().st_size > 50_000):
        time.sleep(0.001)
    process.kill()
    process.communicate()
    with part.open("r+b") as file:
        file.truncate(part.stat().st_size - 7)
        file.seek(0, os.SEEK_END)
        file.write(b"\0" * 20 + b"\n")
    assert finish("in.csv", "out.jsonl", "--resume", folder=table) == (0, "")
    assert (table / "out.jsonl").read_bytes() == (table / "whole.jsonl").read_bytes()


@pytest.fixture
def unfinished(table: Path) -> Path:
    process = start("in.csv", "out.jsonl", "--pause", "0.001", "--every", "0.01", folder=table)
    while not ((part := table / ".out.jsonl.part").exists() and part.stat().st_size > 60_000):
        time.sleep(0.001)
    process.kill()
    process.communicate()
    return table


def test_an_unfinished_run_is_neither_lost_nor_taken_for_another(unfinished: Path) -> None:
    status, says = finish("in.csv", "out.jsonl", folder=unfinished)
    assert (status, "--resume" in says, "--restart" in says) == (2, True, True)
    status, says = finish("in.csv", "out.jsonl", "--resume", "--setting", "new", folder=unfinished)
    assert (status, says) == (
        2,
        "out.jsonl: the unfinished run had setting '', this one has 'new'; repeat it as it was, or begin anew with --restart\n",
    )
    text = (unfinished / "in.csv").read_text(encoding="utf-8")
    (unfinished / "in.csv").write_text(text.replace("row 30,", "row XXX,"), encoding="utf-8")
    status, says = finish("in.csv", "out.jsonl", "--resume", folder=unfinished)
    assert (status, "(row 31 differs)" in says, len(says.splitlines())) == (2, True, 1)
    assert finish("in.csv", "out.jsonl", "--restart", folder=unfinished) == (0, "")
    assert "row XXX," in (unfinished / "out.jsonl").read_text(encoding="utf-8")


def test_a_journal_that_is_gone_or_a_file_cut_short_is_said(unfinished: Path) -> None:
    part, journal = unfinished / ".out.jsonl.part", unfinished / ".out.jsonl.part.json"
    kept, lines = journal.read_bytes(), part.read_bytes()
    journal.unlink()
    status, says = finish("in.csv", "out.jsonl", "--resume", folder=unfinished)
    assert (status, "journal" in says) == (2, True)
    journal.write_bytes(kept)
    part.write_bytes(lines[:100])
    status, says = finish("in.csv", "out.jsonl", "--resume", folder=unfinished)
    assert (status, "shorter than its journal says" in says) == (2, True)


def test_two_runs_on_one_output_do_not_mix(table: Path) -> None:
    process = start("in.csv", "out.jsonl", "--pause", "0.01", folder=table)
    while not (table / ".out.jsonl.part").exists():
        time.sleep(0.01)
    time.sleep(0.1)
    status, says = finish("in.csv", "out.jsonl", "--restart", folder=table)
    process.kill()
    process.communicate()
    assert (status, "another run" in says) == (2, True)


def made(count: int) -> list[Row]:
    return [Row(number, str(number), f"text {number}", {"more": number}) for number in range(1, count + 1)]


def test_rows_keep_their_order_and_failures_stand_among_them(tmp_path: Path) -> None:
    given = made(500)
    given[100] = Row(101, None, "", {}, "line 102: broken")
    given[200] = Row(201, "x", "break the checker, please", {})
    done = batch(given, StandIn(), tmp_path / "out.jsonl")
    found = list(review(tmp_path / "out.jsonl"))
    assert [entry["row"] for entry in found] == list(range(1, 501))
    assert found[100]["error"] == "line 102: broken"
    assert found[200]["error"] == "the check failed (RuntimeError: as asked)"
    assert [entry["row"] for entry in found if entry["error"]] == [101, 201]
    assert (done.rows, done.failed, done.revise + done.send) == (500, 2, 498)
    assert done.first == ("line 102: broken", "the check failed (RuntimeError: as asked)")


def test_a_finished_output_is_replaced_only_by_force(tmp_path: Path) -> None:
    batch(made(3), StandIn(), tmp_path / "out.csv")
    with pytest.raises(InputError, match="--force replaces it"):
        batch(made(4), StandIn(), tmp_path / "out.csv")
    assert batch(made(4), StandIn(), tmp_path / "out.csv", force=True).rows == 4
    assert len(list(review(tmp_path / "out.csv"))) == 4


def test_a_disk_that_fills_up_leaves_what_is_done(tmp_path: Path) -> None:
    """A limit on the size of files stands for it."""
    (tmp_path / "in.csv").write_text("text\n" + "A long enough row.\n" * 3000)
    script = (
        "import resource, runpy, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000)); sys.argv[1:] = ['in.csv', 'out.jsonl'];"
        "runpy.run_module('tests.standin', run_name='__main__')"
    )
    surroundings = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])}
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, env=surroundings, capture_output=True, text=True
    )
    assert "File too large" in done.stderr
    assert not (tmp_path / "out.jsonl").exists()
    assert finish("in.csv", "out.jsonl", "--resume", folder=tmp_path) == (0, "")
    assert len((tmp_path / "out.jsonl").read_text().splitlines()) == 3000


def test_the_lines_can_be_read_before_they_go(tmp_path: Path) -> None:
    seen: list[int] = []
    batch(made(5), StandIn(), tmp_path / "o.csv", before=lambda lines: seen.extend(r["row"] for r in review(lines)))
    assert seen == [1, 2, 3, 4, 5]


def test_a_tally_in_words() -> None:
    tally = Tally().plus(10, [("revise", None), ("send", None), (None, None), (None, "line 4: torn")])
    assert str(tally) == "4 rows: 1 revise, 0 consider, 1 send, 1 not judged, 1 failed"
    assert Tally.of(json.loads(json.dumps(tally.as_dict()))) == tally
