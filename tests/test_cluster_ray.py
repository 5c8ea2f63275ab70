"""A real cluster of two machines' worth of Ray on this one: a head without cores and two nodes with one each."""

from __future__ import annotations

import json
import os
import re
import signal
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

import tonecheck
from tests.conftest import ROOT
from tonecheck.batch import batch
from tonecheck.cluster.ray import run
from tonecheck.records import choose, open_source, rows
from tonecheck.types import InputError, ModelError

os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
os.environ["RAY_worker_niceness"] = "0"  # noqa: SIM112  # 15 without it, which starves where others work as well
ray = pytest.importorskip("ray", reason="needs tonecheck[ray]: make test-cluster")
pytest.importorskip("ray.data", reason="needs tonecheck[ray]: make test-cluster")
parquet = pytest.importorskip("pyarrow.parquet", reason="needs tonecheck[ray]: make test-cluster")

pytestmark = pytest.mark.filterwarnings("ignore")  # Ray's own

PEOPLE = "Samira Dev Ola Chidi Mei Ravi Lucía Tomás".split()
TEXTS = [
    f"{PEOPLE[n % 8]}, you never listen, and page {n} is wrong again."
    if n % 3
    else f"Thanks, {PEOPLE[n % 8]}: the standup moves to ten on day {n}."
    for n in range(300)
]


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    from ray.cluster_utils import Cluster

    cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 0, "include_dashboard": False})
    for _ in range(2):
        cluster.add_node(num_cpus=1)
    ray.init(address=cluster.address, log_to_driver=False, logging_level="ERROR")
    yield cluster
    ray.shutdown()
    cluster.shutdown()


@pytest.fixture(scope="module")
def plain() -> list[dict[str, Any]]:
    """What the plain loop says."""
    messages = [tonecheck.Message(text, str(n)) for n, text in enumerate(TEXTS)]
    return [result.as_dict() for result in tonecheck.load("small").check_many(messages, reword=False)]


def _local(given: Path, out: Path) -> bytes:
    """What `tonecheck batch` writes on this machine alone."""
    source = open_source(str(given))
    text, name = choose(source, None, None)
    batch(rows(source, text, name), tonecheck.load("small"), out, source=source, text=text)
    return out.read_bytes()


def _table() -> list[dict[str, Any]]:
    return [{"text": text, "id": n, "team": n % 7} for n, text in enumerate(TEXTS)]


def _write(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def _read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _actors() -> list[int]:
    """The processes of this cluster's actors, by their titles; other clusters of this machine are left alone."""
    parents, titles = {}, {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                parents[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
                titles[int(folder.name)] = (folder / "cmdline").read_bytes().decode(errors="replace")
            except OSError:  # it has just ended
                continue

    def ours(pid: int) -> bool:
        return pid == os.getpid() or (pid in parents and ours(parents[pid]))

    return [pid for pid, title in titles.items() if "MapWorker" in title and ours(pid)]


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="finds the actors' processes in /proc")
def test_a_killed_actor_loses_nothing_and_doubles_nothing(
    cluster: Any, plain: list[dict[str, Any]], tmp_path: Path
) -> None:
    """One of the two is killed as soon as the first rows are out, with chunks in its hands and in its queue."""
    killed: dict[int, int] = {}

    def kill(done: int) -> None:
        if not killed:
            os.kill(victim := min(_actors()), signal.SIGKILL)
            killed[victim] = done

    source = _write(tmp_path / "in.jsonl", _table())
    done = run(str(source), str(tmp_path / "out.jsonl"), model="small", workers=2, rows_per_part=10, tick=kill)
    assert len(killed) == 1
    assert max(killed.values()) < len(TEXTS) / 2
    found = _read(tmp_path / "out.jsonl")
    assert [row["row"] for row in found] == list(range(1, len(TEXTS) + 1))
    assert [row["text"] for row in found] == TEXTS
    assert [{key: row[key] for key in result} for row, result in zip(found, plain, strict=True)] == plain
    assert (tmp_path / "out.jsonl").read_bytes() == _local(source, tmp_path / "local.jsonl")
    assert (done.rows, done.revise) == (len(TEXTS), sum(result["verdict"] == "revise" for result in plain))


def test_a_folder_of_files_to_a_folder_of_parts_taken_up_again(cluster: Any, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    table = _table()
    _write(tmp_path / "in" / "a.jsonl", table[:90])
    _write(tmp_path / "in" / "b.jsonl", table[90:100])
    out = tmp_path / "out"

    def stop(done: int) -> None:
        raise KeyboardInterrupt

    def go(tick: Any) -> int:
        source = f"file://{tmp_path}/in"
        return run(source, str(out), model="small", workers=2, rows_per_part=20, tick=tick).rows

    with pytest.raises(KeyboardInterrupt):
        go(stop)
    before = {path: path.stat().st_mtime_ns for path in out.glob("part-*")}
    assert before
    assert go(lambda done: None) + sum(len(_read(path)) for path in before) == 100
    assert {path: path.stat().st_mtime_ns for path in before} == before
    parts = sorted(out.glob("part-*.jsonl"))
    assert [len(_read(path)) for path in parts] == [20, 20, 20, 20, 10, 10]
    whole = _write(tmp_path / "whole.jsonl", table[:100])
    assert b"".join(path.read_bytes() for path in parts) == _local(whole, tmp_path / "local.jsonl")


def test_parquet_to_an_object_store_with_rows_that_cant_be_checked(cluster: Any, tmp_path: Path) -> None:
    import fsspec
    import pyarrow

    texts = ["You never listen.", None, "", "word " * 50_000, "Thanks, Dev."]
    table = pyarrow.table({"body": texts, "team": [1, 2, 3, 4, 5], "when": [datetime(2025, 1, n) for n in range(1, 6)]})
    parquet.write_table(table, tmp_path / "in.parquet")
    done = run(str(tmp_path / "in.parquet"), "memory://bucket/out.parquet", model="small", workers=2, rows_per_part=2)
    assert (done.rows, done.send, done.revise, done.unjudged) == (5, 1, 1, 3)
    with fsspec.open("memory://bucket/out.parquet") as stream:
        assert stream.read() == _local(tmp_path / "in.parquet", tmp_path / "local.parquet")


def test_a_csv_with_broken_rows_to_a_csv(cluster: Any, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_bytes("text,who\nCafé, Dev.,A\n".encode() + b"Caf\xe9.,B\nThanks,C,D,E\nThanks.,F\n")
    done = run(str(tmp_path / "in.csv"), str(tmp_path / "out.csv"), model="small", workers=1)
    assert done.rows == 4
    assert done.failed >= 2
    assert (tmp_path / "out.csv").read_bytes() == _local(tmp_path / "in.csv", tmp_path / "local.csv")


def test_what_cant_be_used_is_one_line(cluster: Any, tmp_path: Path) -> None:
    source = str(_write(tmp_path / "in.jsonl", _table()[:1]))
    (tmp_path / "in.csv").write_text("ratio,price\n1,2\n")
    for name, words in (("in.csv", "say --text-field"), ("none.csv", "no such file")):
        with pytest.raises(InputError, match=words):
            run(str(tmp_path / name), str(tmp_path / "out.csv"))
    with pytest.raises(ModelError, match="no model") as raised:
        run(source, str(tmp_path / "out.csv"), model="none", workers=1)
    assert "\n" not in str(raised.value)
    assert not (tmp_path / "out.csv").exists()


def test_the_documentation_runs_as_written(
    cluster: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    page = (ROOT / "docs" / "cluster.md").read_text(encoding="utf-8")
    (script,) = [block for block in re.findall(r"```py\n(.*?)```", page, re.DOTALL) if "cluster.ray" in block]
    monkeypatch.chdir(tmp_path)
    _write(tmp_path / "drafts.jsonl", _table()[:3])
    exec(script, {})
    assert capsys.readouterr().out.splitlines()[-1] == "3 rows: 2 revise, 0 consider, 1 send"
    assert (tmp_path / "checked.jsonl").read_bytes() == _local(tmp_path / "drafts.jsonl", tmp_path / "local.jsonl")
