"""A real cluster of two machines' worth of Ray on this one: a head without cores and two nodes with one each."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import tonecheck
from tonecheck.cluster.ray import run
from tonecheck.cluster.rows import Summary
from tonecheck.types import InputError, TonecheckError

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
    """What the plain loop says, one row a text."""
    messages = [tonecheck.Message(text, str(n)) for n, text in enumerate(TEXTS)]
    results = tonecheck.load("small").check_many(messages, reword=False)
    return [{"row": n, **result.as_dict(), "fields": {"team": (n - 1) % 7}} for n, result in enumerate(results, 1)]


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

    def kill(sofar: Summary) -> None:
        if not killed:
            os.kill(victim := min(_actors()), signal.SIGKILL)
            killed[victim] = sofar.rows

    source = _write(tmp_path / "in.jsonl", _table())
    total = run(
        str(source),
        str(tmp_path / "out.jsonl"),
        id_field="id",
        model="small",
        workers=2,
        rows_per_part=10,
        progress=kill,
    )
    assert len(killed) == 1
    assert max(killed.values()) < len(TEXTS) / 2
    assert _read(tmp_path / "out.jsonl") == plain
    assert total.rows == len(TEXTS)
    assert total.revise == sum(row["verdict"] == "revise" for row in plain)


def test_a_folder_of_files_to_a_folder_of_parts_taken_up_again(
    cluster: Any, plain: list[dict[str, Any]], tmp_path: Path
) -> None:
    (tmp_path / "in").mkdir()
    table = _table()
    _write(tmp_path / "in" / "a.jsonl", table[:90])
    _write(tmp_path / "in" / "b.jsonl", table[90:100])
    out = tmp_path / "out"

    def stop(sofar: Summary) -> None:
        raise KeyboardInterrupt

    def go(progress: Any = None) -> Summary:
        return run(
            f"file://{tmp_path}/in",
            str(out),
            id_field="id",
            model="small",
            workers=2,
            rows_per_part=20,
            progress=progress,
        )

    with pytest.raises(KeyboardInterrupt):
        go(stop)
    before = {path: path.stat().st_mtime_ns for path in out.glob("part-*")}
    assert before
    assert go().rows + sum(len(_read(path)) for path in before) == 100
    assert {path: path.stat().st_mtime_ns for path in before} == before
    parts = sorted(out.glob("part-*.jsonl"))
    assert [len(_read(path)) for path in parts] == [20, 20, 20, 20, 10, 10]
    assert [row for path in parts for row in _read(path)] == plain[:100]


def test_parquet_to_an_object_store_with_rows_that_cant_be_checked(cluster: Any, tmp_path: Path) -> None:
    import fsspec
    import pyarrow

    texts = ["You never listen.", None, "", "word " * 50_000, "Thanks, Dev."]
    parquet.write_table(pyarrow.table({"body": texts, "team": [1, 2, 3, 4, 5]}), tmp_path / "in.parquet")
    target = "memory://bucket/out.parquet"
    total = run(str(tmp_path / "in.parquet"), target, text_field="body", model="small", workers=2, rows_per_part=2)
    assert total == Summary(5, send=1, revise=1, not_judged=2, errors=1)
    with fsspec.open(target) as stream:
        rows = parquet.read_table(stream).to_pylist()
    results = tonecheck.load("small").check_many([text or "" for text in texts], reword=False)
    for row, result in zip(rows, results, strict=True):
        for cue in row["cues"] or ():
            cue["pushes"] = dict(cue["pushes"])
        shown = {"verdict": None} if row["error"] else result.as_dict()
        assert {key: row[key] for key in shown} == shown
    assert [row["error"] for row in rows] == [None, "no text in the field 'body'", None, None, None]
    assert [json.loads(row["fields"]) for row in rows] == [{"team": n} for n in range(1, 6)]


def test_what_cant_be_used_is_one_line(cluster: Any, tmp_path: Path) -> None:
    source = str(_write(tmp_path / "in.jsonl", _table()[:1]))
    (tmp_path / "in.csv").write_text("body\nHello.\n")
    for name, words in (("in.csv", "no column 'text'; it has body"), ("none.csv", "no such file")):
        with pytest.raises(InputError, match=words):
            run(str(tmp_path / name), str(tmp_path / "out.csv"))
    with pytest.raises(TonecheckError, match="no model") as raised:
        run(source, str(tmp_path / "out.csv"), model="none", workers=1)
    assert "\n" not in str(raised.value)
    assert not (tmp_path / "out.csv").exists()
