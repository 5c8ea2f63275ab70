"""`tonecheck batch`, the real program with the model that ships."""

from __future__ import annotations

import csv
import json
import os
import re
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from tests.conftest import ROOT, Run
from tonecheck import Checker

TEXTS = ["You are useless, Dev, and everybody here knows it.", "The standup moves to ten tomorrow.", "Recount it."]
PROGRAM = str(Path(sys.executable).parent / "tonecheck")


@pytest.fixture
def drafts(tmp_path: Path) -> Path:
    with (tmp_path / "drafts.csv").open("w", encoding="cp1252", newline="") as file:
        csv.writer(file, delimiter=";").writerows(
            [("Nr", "Message", "Café"), *((n, t, "é") for n, t in enumerate(TEXTS))]
        )
    return tmp_path


def many(folder: Path, count: int) -> None:
    with (folder / "many.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("id", "text"), *((n, f"{TEXTS[n % 3]} It is day {n}.") for n in range(count))])


def test_a_table_gets_columns_and_the_exit_code_says_what_is_in_it(run: Run, drafts: Path, checker: Checker) -> None:
    done = run("batch", "drafts.csv", "-o", "out.csv")
    assert (done.returncode, done.stdout, done.stderr) == (1, b"", b"")
    with (drafts / "out.csv").open(encoding="utf-8", newline="") as file:
        found = list(csv.DictReader(file))
    wanted = [checker.check(text, reword=False) for text in TEXTS]
    assert [row["tonecheck_verdict"] for row in found] == [result.verdict for result in wanted]
    assert [row["Café"] for row in found] == ["é"] * 3
    assert run("batch", "drafts.csv", "-o", "out.csv", "--force", "--exit-zero").returncode == 0


def test_standard_input_and_output_are_json_lines(run: Run, drafts: Path, checker: Checker) -> None:
    done = run("batch", "-", stdin=(drafts / "drafts.csv").read_bytes())
    found = [json.loads(line) for line in done.stdout.splitlines()]
    for text, entry in zip(TEXTS, found, strict=True):
        result = checker.check(text, reword=False).as_dict()
        assert {name: entry[name] for name in result if name != "id"} == {n: v for n, v in result.items() if n != "id"}
        assert entry["text"] == text
    assert [entry["id"] for entry in found] == ["0", "1", "2"]
    assert not any(entry["rewordings"] for entry in found)


def test_rewordings_are_there_when_asked_for(run: Run, drafts: Path) -> None:
    done = run("batch", "drafts.csv", "--reword")
    assert [bool(json.loads(line)["rewordings"]) for line in done.stdout.splitlines()][2]


def test_failed_rows_are_listed_and_the_rest_is_done(run: Run, tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text(
        '{"text": "Recount it."}\n{oops\n'
        + '{"text": [1]}\n' * 8
        + '{"text": "Merci beaucoup, votre travail est vraiment magnifique."}\n'
    )
    done = run("batch", "in.jsonl", "-o", "out.jsonl")
    says = done.stderr.decode().splitlines()
    assert done.returncode == 3
    assert says[0].startswith("tonecheck: 11 rows: ")
    assert says[0].endswith("1 not judged, 9 failed")
    assert says[1].startswith("  line 2: this is no JSON")
    assert says[-1] == "  and 4 more; all are in the output"
    assert len((tmp_path / "out.jsonl").read_text().splitlines()) == 11


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("missing.csv", "-o", "out.csv"), "no such file"),
        (("drafts.csv", "-o", "no/out.csv"), "no folder 'no'"),
        (("drafts.csv", "-o", "."), "folder"),
        (("drafts.csv", "-o", "out.doc"), "must end in one of"),
        (("drafts.csv", "-o", "drafts.csv"), "--force replaces it"),
        (("drafts.csv", "-o", "drafts.csv", "--force"), "IN and OUT are the same file"),
        (("drafts.csv", "--text-field", "text"), "there are 'Nr', 'Message', 'Café'"),
        (("drafts.csv", "--id-field", "id"), "no column 'id'"),
        (("drafts.csv", "--input-format", "doc"), "one of csv, tsv"),
        (("drafts.csv", "--input-format", "xlsx"), "damaged"),
        (("drafts.csv", "--encoding", "klingon"), "no encoding 'klingon'"),
        (("drafts.csv", "--model", "nowhere"), "no model 'nowhere'"),
        (("drafts.csv", "--resume"), "-o OUT"),
    ],
)
def test_what_cannot_be_used_gets_one_line_and_exit_code_2(
    run: Run, drafts: Path, arguments: tuple[str, ...], says: str
) -> None:
    done = run("batch", *arguments)
    assert done.returncode == 2
    assert says in done.stderr.decode()
    assert len(done.stderr.splitlines()) == 1
    assert [path.name for path in drafts.iterdir()] == ["drafts.csv"]


@pytest.mark.parametrize("module", ["pyarrow", "openpyxl", "xlsxwriter"])
def test_without_the_extra_a_line_names_it_and_csv_works(module: str, drafts: Path) -> None:
    (drafts / "a.parquet").write_bytes(b"PAR1")
    (drafts / "a.xlsx").write_bytes(b"PK\x03\x04")
    arguments = {"pyarrow": ["a.parquet"], "openpyxl": ["a.xlsx"], "xlsxwriter": ["drafts.csv", "-o", "out.xlsx"]}[
        module
    ]
    for given, status in ((arguments, 2), (["drafts.csv"], 1)):
        script = (
            "import sys; sys.modules |= dict.fromkeys(['pyarrow', 'openpyxl', 'xlsxwriter', 'charset_normalizer'])\n"
            f"sys.argv = ['tonecheck', 'batch', *{given!r}]\n"
            "from tonecheck.cli import main; main()"
        )
        done = subprocess.run([sys.executable, "-c", script], cwd=drafts, capture_output=True, text=True)
        assert done.returncode == status, done.stderr
    assert (
        "pip install 'tonecheck[batch]'"
        in subprocess.run(
            [sys.executable, "-c", script.replace("'drafts.csv'", ", ".join(map(repr, arguments)))],
            cwd=drafts,
            capture_output=True,
            text=True,
        ).stderr
    )


def wait_for(path: Path, size: int, process: subprocess.Popen[str]) -> None:
    while not (path.exists() and path.stat().st_size > size):
        assert process.poll() is None, process.communicate()
        time.sleep(0.01)


@pytest.mark.parametrize("workers", ["1", "2"])
def test_killed_stopped_and_resumed_the_program_gives_the_same_bytes(run: Run, tmp_path: Path, workers: str) -> None:
    many(tmp_path, 320)
    assert run("batch", "many.csv", "-o", "whole.csv", "--workers", "1", "--model", "small").returncode == 1
    part = tmp_path / ".out.csv.part"
    for number in (signal.SIGKILL, signal.SIGINT, signal.SIGTERM):
        grown = part.stat().st_size if part.exists() else 0
        command = [PROGRAM, "batch", "many.csv", "-o", "out.csv", "--resume", "--workers", workers, "--model", "small"]
        process = subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, text=True, env={**os.environ})
        wait_for(part, grown, process)
        process.send_signal(number)
        _, says = process.communicate(timeout=60)
        if number != signal.SIGKILL:
            assert (process.returncode, says) == (128 + number, "tonecheck: stopped; go on with --resume\n")
    assert not (tmp_path / "out.csv").exists()
    assert run("batch", "many.csv", "-o", "out.csv", "--resume", "--model", "small").returncode == 1
    assert (tmp_path / "out.csv").read_bytes() == (tmp_path / "whole.csv").read_bytes()


def test_workers_do_not_outlive_a_program_that_is_killed(tmp_path: Path) -> None:
    many(tmp_path, 3000)
    command = [PROGRAM, "batch", "many.csv", "-o", "out.jsonl", "--workers", "2", "--model", "small"]
    process = subprocess.Popen(command, cwd=tmp_path, text=True)
    wait_for(tmp_path / ".out.jsonl.part", 0, process)
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    assert len(children) >= 2
    process.kill()
    process.wait()
    for _ in range(500):
        left = [child for child in children if Path(f"/proc/{child}").exists()]
        if not left:
            break
        time.sleep(0.02)
    assert left == []


def test_a_terminal_sees_how_far_it_is(tmp_path: Path) -> None:
    many(tmp_path, 300)
    shown, terminal = os.openpty()
    command = [PROGRAM, "batch", "many.csv", "-o", "out.csv", "--workers", "1", "--model", "small"]
    surroundings = {**os.environ, "TERM": "xterm", "COLUMNS": "100"}
    process = subprocess.Popen(command, cwd=tmp_path, stderr=terminal, env=surroundings)
    os.close(terminal)
    seen = b""
    with suppress(OSError):  # how a terminal says that nobody writes any more
        while piece := os.read(shown, 4096):
            seen += piece
    os.close(shown)
    assert process.wait(timeout=60) == 1
    assert b" a second" in seen
    assert b"tonecheck: 300 rows: " in seen


def test_the_python_of_the_page_runs_as_written(drafts: Path) -> None:
    (script,) = re.findall(r"```py\n(.*?)```", (ROOT / "docs" / "batch.md").read_text(encoding="utf-8"), re.DOTALL)
    done = subprocess.run([sys.executable, "-c", script], cwd=drafts, capture_output=True, text=True)
    assert done.stdout.splitlines()[0] == "1 revise {'Nr': '0', 'Café': 'é'}", done.stderr
