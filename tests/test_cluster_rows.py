"""Reading, writing and checking of chunks, without a cluster."""

from __future__ import annotations

import csv
import io
import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

import tonecheck
from tonecheck.cluster import output, source, target
from tonecheck.cluster.rows import Row, Summary, check_rows, summary
from tonecheck.types import InputError

pytest.importorskip("fsspec", reason="needs tonecheck[ray]")
pa = pytest.importorskip("pyarrow", reason="needs tonecheck[ray]")
parquet = pytest.importorskip("pyarrow.parquet", reason="needs tonecheck[ray]")


@pytest.fixture(scope="module")
def small() -> tonecheck.Checker:
    return tonecheck.load("small", threads=1)


def _read(path: Path, id_field: str | None = None) -> list[Row]:
    (file,) = source.files(str(path))
    return list(source.read(file, "text", id_field))


def test_all_formats_give_the_same_rows(tmp_path: Path) -> None:
    rows = [{"text": f"Line one,\nline “{n}”.", "id": f"0{n}", "team": "naïve"} for n in range(5)]
    with (tmp_path / "in.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    (tmp_path / "in.jsonl").write_text("\ufeff" + "\n\n".join(map(json.dumps, rows)), encoding="utf-8")
    parquet.write_table(pa.Table.from_pylist(rows), tmp_path / "in.parquet")
    expected = [Row(n, row["text"], row["id"], {"team": "naïve"}) for n, row in enumerate(rows, 1)]
    for name in ("in.csv", "in.jsonl", "in.parquet"):
        assert _read(tmp_path / name, "id") == expected, name
        assert source.count(source.files(str(tmp_path / name))[0]) == 5


def test_what_cant_be_read_is_a_row_with_an_error(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(
        b'{"text": "One."}\n{"text": 5}\n{"text"\n[1]\n\xff\n{"id": 1}\n{"text": "Two."}\n'
    )
    rows = _read(tmp_path / "a.jsonl")
    assert [row.number for row in rows] == list(range(1, 8))
    assert [bool(row.error) for row in rows] == [False, True, True, True, True, True, False]
    (tmp_path / "a.csv").write_bytes(b"text,who\nOne.,A\nCaf\xe9.,B\nTwo.,C,D\n" + b"x" * 10_000_001 + b",E\nThree.\n")
    rows = _read(tmp_path / "a.csv")
    assert [row.text for row in rows if row.error is None] == ["One.", "Three."]
    assert [row.error for row in rows][1:3] == ["not UTF-8 text", "it has more fields than the header"]


def test_one_endless_line_is_one_error(tmp_path: Path) -> None:
    with (tmp_path / "a.jsonl").open("wb") as stream:
        stream.write(b'{"text": "' + b"x" * (2 * source.MAX_LINE) + b'"}\n{"text": "Thanks, Dev."}\n')
    rows = _read(tmp_path / "a.jsonl")
    assert [row.error is None for row in rows] == [False, True]


def test_numbers_that_are_none_are_nothing(tmp_path: Path) -> None:
    table = pa.table({"text": ["Thanks.", None], "score": [float("nan"), 0.5]})
    parquet.write_table(table, tmp_path / "a.parquet")
    assert [(row.fields, row.error) for row in _read(tmp_path / "a.parquet")] == [
        ({"score": None}, None),
        ({"score": 0.5}, "no text in the field 'text'"),
    ]


@pytest.mark.parametrize("name", ["none.csv", "empty", "a.doc", "b-*.csv"])
def test_a_source_that_isnt_there_is_one_line(name: str, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "a.doc").write_bytes(b"")
    with pytest.raises(InputError) as raised:
        source.files(str(tmp_path / name))
    assert "\n" not in str(raised.value)


def test_a_store_that_isnt_known_is_one_line() -> None:
    for use in (lambda: source.files("nowhere://a.csv"), lambda: target.single("nowhere://a.csv").__enter__()):
        with pytest.raises(InputError, match="nowhere"):
            use()


def test_rows_carry_the_result_of_the_plain_loop(small: tonecheck.Checker) -> None:
    texts = [
        "You never listen.",
        "Thanks, Dev.",
        "",
        "Du hörst mir ja nie zu, das geht so nicht weiter.",
        "a " * 150_000,
    ]
    rows = [Row(n, text, str(n), {"team": n}) for n, text in enumerate(texts, 1)]
    rows.append(Row(6, "", None, {}, "no text"))
    found = list(check_rows(small, rows, reword=False))
    plain = small.check_many([tonecheck.Message(row.text, row.id) for row in rows[:5]], reword=False)
    assert found[:5] == [{"row": n, **result.as_dict(), "fields": {"team": n}} for n, result in enumerate(plain, 1)]
    assert found[5] == {"row": 6, "id": None, "error": "no text", "fields": {}}
    assert summary(found) == Summary(6, send=1, revise=1, not_judged=3, errors=1)
    assert summary(found) + Summary(1, send=1) == Summary(7, send=2, revise=1, not_judged=3, errors=1)


def test_a_text_that_breaks_the_check_spoils_its_own_row_only(small: tonecheck.Checker) -> None:
    """No text is known that does, so an object stands in that is no text."""
    broken: Any = 5
    found = list(check_rows(small, [Row(1, broken, "1", {}), Row(2, "Thanks, Dev.", "2", {})], reword=False))
    assert found[0]["error"].startswith("the check failed: TypeError")
    assert found[1]["verdict"] == "send"


def _rows(small: tonecheck.Checker) -> list[dict[str, Any]]:
    texts = ["You never listen, Dev. Have the slides on my desk by five.", "Thanks, \ud800.", ""]
    rows = [Row(n, text, str(n), {"day": 3}) for n, text in enumerate(texts, 1)]
    return list(check_rows(small, [*rows, Row(4, "", None, {}, "no text")], reword=True))


def test_jsonl_and_parquet_hold_everything(small: tonecheck.Checker) -> None:
    rows = _rows(small)
    assert rows[0]["rewordings"]
    assert rows[0]["cues"]
    assert [json.loads(line) for line in output.jsonl(rows).splitlines()] == rows
    read = parquet.read_table(io.BytesIO(output.parquet(rows))).to_pylist()
    assert [unarrow(row) for row in read] == rows


def unarrow(row: dict[str, Any]) -> dict[str, Any]:
    """A row of Parquet as JSON has it."""
    for cue in row["cues"] or ():
        cue["pushes"] = dict(cue["pushes"])
    row = {**row, "fields": json.loads(row["fields"])}
    if row["error"] is None:
        return {key: value for key, value in row.items() if key != "error"}
    return {key: row[key] for key in ("row", "id", "error", "fields")}


def test_csv_is_flat(small: tonecheck.Checker) -> None:
    rows = _rows(small)
    text = ",".join(output.HEADER) + "\r\n" + output.table(rows).decode()
    flat = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [row["verdict"] for row in flat] == ["revise", rows[1]["verdict"], "", ""]
    assert float(flat[0]["impact_harmful"]) == rows[0]["impact"]["scores"]["harmful"]
    assert flat[0]["cues"].split() == [cue["id"] for cue in rows[0]["cues"]]
    assert flat[0]["rewording"] == rows[0]["rewordings"][0]["text"]
    assert flat[3]["error"] == "no text"


def test_a_single_file_is_there_whole_or_not_at_all(small: tonecheck.Checker, tmp_path: Path) -> None:
    rows = _rows(small)
    for kind in (".jsonl", ".csv", ".parquet"):
        file = tmp_path / f"out{kind}"
        write = output.WRITERS[kind]
        with suppress(KeyError), target.single(str(file)) as put:
            put("part-0", write(rows[:2]))
            raise KeyError
        assert not list(tmp_path.iterdir())
        with target.single(str(file)) as put:
            put("part-0", write(rows[:2]))
            put("part-1", write(rows[2:]))
        if kind == ".parquet":
            assert [unarrow(row) for row in parquet.read_table(file).to_pylist()] == rows
        elif kind == ".csv":
            assert len(list(csv.reader(io.StringIO(file.read_text(encoding="utf-8"))))) == 1 + len(rows)
        else:
            assert [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()] == rows
        file.unlink()


def test_a_folder_is_taken_up_again_by_the_same_job_only(tmp_path: Path) -> None:
    for folder in (str(tmp_path / "parts"), "memory://parts"):
        put, done = target.folder(folder, ".jsonl", {"model": "en"})
        assert not done
        put("part-00000-000000", b"{}\n")
        assert target.folder(folder, ".jsonl", {"model": "en"})[1] == {"part-00000-000000"}
        with pytest.raises(InputError, match="another job"):
            target.folder(folder, ".jsonl", {"model": "small"})
    (tmp_path / "other.txt").write_text("mine")
    with pytest.raises(InputError, match="other files"):
        target.folder(str(tmp_path), ".jsonl", {})


def test_a_target_that_cant_be_written_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="can't be written"), target.single(str(tmp_path / "no" / "a.csv")):
        pass
    with pytest.raises(InputError, match="name a file"):
        target.ending("out.xlsx")
