"""Where a job on a cluster reads and writes, without the cluster."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

import pytest

from tonecheck.records import Options, rows
from tonecheck.types import InputError

fsspec = pytest.importorskip("fsspec", reason="needs tonecheck[ray]: make test-cluster")
parquet = pytest.importorskip("pyarrow.parquet", reason="needs tonecheck[ray]: make test-cluster")

from tonecheck.cluster import schema, store, target  # noqa: E402

LINES = [
    json.dumps({"row": n, "text": f"Line {n}.", "fields": {"team": n}, "verdict": "send"}) + "\n" for n in range(4)
]


def _put(folder: str, name: str, content: bytes) -> None:
    fs, path = store.opened(f"{folder}/{name}")
    fs.makedirs(path.rpartition("/")[0], exist_ok=True)
    fs.pipe_file(path, content)


@pytest.mark.parametrize("kind", ["local", "memory"])
def test_a_file_a_folder_and_a_pattern(kind: str, tmp_path: Path) -> None:
    folder = str(tmp_path) if kind == "local" else f"memory://{tmp_path.name}"
    for name in ("b.csv", "a.csv", "_SUCCESS", ".hidden.csv", "c.jsonl"):
        _put(folder, name, b"text\nThanks, Dev.\n")
    for source, names in (
        (f"{folder}/b.csv", ["b.csv"]),
        (folder, ["a.csv", "b.csv", "c.jsonl"]),
        (f"{folder}/*.csv", ["a.csv", "b.csv"]),
    ):
        assert [url.rpartition("/")[2] for url in store.found(source)] == names
    (file,) = store.found(f"{folder}/b.csv")
    assert [row.text for row in rows(store.read(file, Options()), "text", None)] == ["Thanks, Dev."]


@pytest.mark.parametrize("name", ["none.csv", "empty", "b-*.csv"])
def test_a_source_that_isnt_there_is_one_line(name: str, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="no such file, or none in this folder"):
        store.found(str(tmp_path / name))


def test_a_store_that_isnt_known_is_one_line() -> None:
    with pytest.raises(InputError, match="nowhere") as raised:
        store.found("nowhere://a.csv")
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("name", ["out.jsonl", "out.csv", "out.parquet"])
def test_a_single_file_is_there_whole_or_not_at_all(name: str, tmp_path: Path) -> None:
    for folder in (str(tmp_path), f"memory://{tmp_path.name}"):
        fs, path = store.opened(f"{folder}/{name}")
        with suppress(KeyError), target.single(f"{folder}/{name}", None, "text") as put:
            put("part-0", "".join(LINES[:3]).encode())
            raise KeyError
        assert not fs.exists(path)
        with target.single(f"{folder}/{name}", None, "text") as put:
            put("part-0", "".join(LINES[:3]).encode())
            put("part-1", LINES[3].encode())
        written = fs.cat_file(path)
        if name == "out.jsonl":
            assert written.decode() == "".join(LINES)
        elif name == "out.csv":
            assert written.decode().count("Line ") == 4
        else:
            with fs.open(path, "rb") as stream:
                assert parquet.read_table(stream).column("text").to_pylist() == [f"Line {n}." for n in range(4)]
    assert [file.name for file in tmp_path.iterdir()] == [name]


def test_a_folder_is_taken_up_again_by_the_same_job_only(tmp_path: Path) -> None:
    for folder in (str(tmp_path / "parts"), f"memory://{tmp_path.name}/parts"):
        put, done = target.folder(folder, {"model": "en"})
        assert not done
        put("part-00000-000000", b"{}\n")
        assert target.folder(folder, {"model": "en"})[1] == {"part-00000-000000"}
        with pytest.raises(InputError, match="another job"):
            target.folder(folder, {"model": "small"})
    (tmp_path / "other.txt").write_text("mine")
    with pytest.raises(InputError, match="other files"):
        target.folder(str(tmp_path), {})


def test_a_target_that_cant_be_written_is_one_line(tmp_path: Path) -> None:
    with (
        pytest.raises(InputError, match="can't be written"),
        target.single(str(tmp_path / "no" / "a.csv"), None, "text"),
    ):
        pass
    with pytest.raises(InputError, match="its name must end in"):
        target.is_file("out.doc")
    assert target.is_file("s3://bucket/out.csv")
    assert not target.is_file("s3://bucket/out")


def test_the_columns_of_spark_are_the_keys_of_the_contract() -> None:
    import tonecheck

    result = tonecheck.load("small").check("You never listen.", reword=True).as_dict()
    assert list(result) == [field.name for field in schema.result()]
