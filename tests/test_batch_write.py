"""Outputs: nothing of the input is lost, in any format, and they can be read back."""

from __future__ import annotations

import csv
import datetime
import json
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.standin import StandIn, judged
from tonecheck.batch import Tally, batch
from tonecheck.records import Options, choose, open_source, review, rows
from tonecheck.records.flat import COLUMNS, flatten, unflatten
from tonecheck.types import InputError, Message


def run(given: Path, out: Path, **options: str) -> Tally:
    source = open_source(str(given), Options(text_field=options.get("text_field")))
    text, name = choose(source, options.get("text_field"), None)
    return batch(rows(source, text, name), StandIn(), out, source=source, text=text, force=True)


def cells(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file, delimiter="\t" if path.suffix == ".tsv" else ","))


WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=30)


@settings(max_examples=120, deadline=None)
@given(
    table=st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=8),
    ending=st.sampled_from([".csv", ".tsv"]),
    encoding=st.sampled_from(["utf-8", "utf-16"]),
)
def test_every_cell_of_a_table_comes_back_as_it_was(
    table: list[tuple[str, str]], ending: str, encoding: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("table")
    with (folder / "in.csv").open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows([("note", "text"), *table])
    assert run(folder / "in.csv", folder / f"out{ending}").failed == 0
    header, *found = cells(folder / f"out{ending}")
    assert header == ["note", "text", *COLUMNS]
    assert [tuple(row[:2]) for row in found] == table


def test_cells_that_a_spreadsheet_would_run_stay_what_they_are(tmp_path: Path) -> None:
    """In a workbook they are text; a CSV has no types, so docs/batch.md warns."""
    (tmp_path / "in.csv").write_text('id,text\n"=1+1","@SUM(A1)"\n-2,"=HYPERLINK(""http://x"")"\n')
    run(tmp_path / "in.csv", tmp_path / "out.csv")
    assert [row[:2] for row in cells(tmp_path / "out.csv")[1:]] == [
        ["=1+1", "@SUM(A1)"],
        ["-2", '=HYPERLINK("http://x")'],
    ]
    run(tmp_path / "in.csv", tmp_path / "out.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx").active
    assert [[cell.value for cell in row[:2]] for row in sheet.iter_rows(min_row=2)] == [
        ["=1+1", "@SUM(A1)"],
        ["-2", '=HYPERLINK("http://x")'],
    ]
    assert {cell.data_type for row in sheet.iter_rows(min_row=2) for cell in row[:2]} == {"s"}


def test_a_workbook_keeps_its_dates_numbers_and_line_breaks(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    moment = datetime.datetime(2025, 3, 1, 9, 30)
    values = ["You never listen 🙄\nReally", 7, 1.5, True, datetime.date(2025, 3, 1), moment, None]
    book.active.append(["Text", "n", "share", "flag", "day", "moment", "none"])
    book.active.append(values)
    book.active.append(["x" * 32_000, 8, None, None, None, None, None])
    book.save(tmp_path / "in.xlsx")
    run(tmp_path / "in.xlsx", tmp_path / "out.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx").active
    found = [cell.value for cell in sheet[2]][:7]
    assert found == [*values[:4], datetime.datetime(2025, 3, 1), moment, None]
    run(tmp_path / "in.xlsx", tmp_path / "out.parquet")
    schema = pq.read_schema(tmp_path / "out.parquet")
    assert [str(schema.field(name).type) for name in ("n", "share", "flag", "day", "moment", "none")] == [
        "int64",
        "double",
        "bool",
        "date32[day]",
        "timestamp[us]",
        "string",
    ]
    run(tmp_path / "in.xlsx", tmp_path / "out.jsonl")
    assert next(review(tmp_path / "out.jsonl"))["fields"]["day"] == "2025-03-01"


def test_what_excel_cannot_hold_is_said_in_the_row(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text(json.dumps({"text": "x" * 40_000, "ctrl": "a\x08b", "half": "\ud83d"}) + "\n")
    run(tmp_path / "in.jsonl", tmp_path / "out.xlsx")
    (entry,) = review(tmp_path / "out.xlsx")
    assert (len(entry["text"]), entry["note"]) == (
        32_767,
        "in this table a cell is cut at 32,767 characters, the most that Excel holds",
    )
    assert entry["fields"]["half"] == "\ufffd"


def test_parquet_keeps_its_types_and_nested_columns(tmp_path: Path) -> None:
    table = pa.table(
        {
            "message": [{"body": "One", "tags": ["a"]}, {"body": "Two", "tags": None}],
            "when": pa.array([1_700_000_000_000_000_000, None], pa.timestamp("ns", "UTC")),
            "kind": pa.array(["x", "y"]).dictionary_encode(),
            "share": pa.array([0.5, float("inf")], pa.float32()),
            "map": pa.array([[("k", 1)], None], pa.map_(pa.string(), pa.int8())),
            "tonecheck_verdict": ["old", "old"],
        }
    )
    pq.write_table(table, tmp_path / "in.parquet")
    run(tmp_path / "in.parquet", tmp_path / "out.parquet")
    found = pq.read_table(tmp_path / "out.parquet")
    assert found.schema.names == ["message", "when", "kind", "share", "map", *COLUMNS]
    assert str(found.schema.field("when").type) == "timestamp[us, tz=UTC]"
    for name in ("message", "kind", "share", "map"):
        assert found[name].to_pylist() == table[name].to_pylist()
    assert set(found["tonecheck_verdict"].to_pylist()) <= {"send", "revise"}
    run(tmp_path / "in.parquet", tmp_path / "out.jsonl")
    first, second = review(tmp_path / "out.jsonl")
    assert first["fields"]["message"] == {"body": "One", "tags": ["a"]}
    assert second["fields"]["share"] is None


def test_objects_with_differing_fields_share_a_table(tmp_path: Path) -> None:
    lines: list[dict[str, Any]] = [
        {"text": "a", "n": 1},
        {"m": [1, "é"], "text": "b", "n": 2.5},
        {"text": "c", "n": None},
    ]
    (tmp_path / "in.jsonl").write_text("\n".join(map(json.dumps, lines)))
    run(tmp_path / "in.jsonl", tmp_path / "out.csv")
    assert [row[:3] for row in cells(tmp_path / "out.csv")] == [
        ["text", "n", "m"],
        ["a", "1", ""],
        ["b", "2.5", '[1, "é"]'],
        ["c", "", ""],
    ]
    run(tmp_path / "in.jsonl", tmp_path / "out.parquet")
    assert pq.read_table(tmp_path / "out.parquet")["n"].to_pylist() == [1.0, 2.5, None]


@pytest.mark.parametrize("ending", ["jsonl", "csv", "tsv", "parquet", "xlsx"])
def test_every_output_can_be_reviewed(ending: str, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text('id,text,more\n1,One,x\n2,"break the checker, please",y\n3,Three,z\n')
    run(tmp_path / "in.csv", tmp_path / f"out.{ending}")
    found = list(review(tmp_path / f"out.{ending}"))
    assert [(entry["row"], entry["id"], entry["text"], entry["fields"]["more"]) for entry in found] == [
        (1, "1", "One", "x"),
        (2, "2", "break the checker, please", "y"),
        (3, "3", "Three", "z"),
    ]
    wanted = judged(Message("One")).as_dict()
    assert {name: found[0][name] for name in ("verdict", "impact", "style")} == {
        name: wanted[name] for name in ("verdict", "impact", "style")
    }
    assert (found[1]["verdict"], found[1]["error"]) == (None, "the check failed (RuntimeError: as asked)")


@pytest.mark.parametrize("ending", ["jsonl", "csv", "parquet", "xlsx"])
def test_a_header_alone_gives_an_output_without_rows(ending: str, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("id,text\n")
    assert run(tmp_path / "in.csv", tmp_path / f"out.{ending}").rows == 0
    assert (tmp_path / f"out.{ending}").exists()
    assert list(review(tmp_path / f"out.{ending}")) == []


def test_a_name_that_says_no_format_is_refused(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("text\nOne\n")
    with pytest.raises(InputError, match=r"its name must end in one of \.jsonl"):
        run(tmp_path / "in.csv", tmp_path / "out.doc")


def test_cells_and_results_say_the_same() -> None:
    result = {
        **judged(Message("One")).as_dict(),
        "cues": [{"id": "threat"}, {"id": "shaming"}, {"id": "threat"}],
        "missing": ["listening"],
        "rewordings": [{"text": "Please"}, {"text": "Or"}],
        "error": None,
    }
    cells = flatten(result)
    assert cells["tonecheck_cues"] == "threat, shaming"
    back = unflatten(cells)
    assert [cue["id"] for cue in back["cues"]] == ["threat", "shaming"]
    assert (back["impact"], back["missing"], back["rewordings"]) == (
        result["impact"],
        ["listening"],
        [{"text": "Please"}],
    )
