"""Messy inputs of many formats, made by real libraries, to rows."""

from __future__ import annotations

import datetime
import json
import mailbox
import os
import subprocess
import sys
import zipfile
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import ROOT
from tonecheck.records import Options, Row, Source, choose, open_source, rows
from tonecheck.records.formats import FORMATS
from tonecheck.records.origin import from_stream
from tonecheck.types import InputError


def read(path: Path, **options: str) -> list[Row]:
    source = open_source(str(path), Options(**options))
    return list(rows(source, *choose(source, options.get("text_field"), None)))


def piped(content: bytes, format: str) -> Source:
    return FORMATS[format](from_stream(BytesIO(content)), Options())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_table_is_read_in_any_encoding_with_any_delimiter(
    encoding: str, delimiter: str, end: str, tmp_path: Path
) -> None:
    table = [["Nr", "Message", "Who"], ["1", "“Café” isn’t open", "Renée"], ["2", f'"two{end}lines, or; so|on"', "Zoë"]]
    (tmp_path / "a.csv").write_bytes((end.join(delimiter.join(row) for row in table) + end).encode(encoding))
    assert read(tmp_path / "a.csv") == [
        Row(1, "1", "“Café” isn’t open", {"Nr": "1", "Who": "Renée"}),
        Row(2, "2", f"two{end}lines, or; so|on", {"Nr": "2", "Who": "Zoë"}),
    ]


def test_the_commas_of_a_lone_column_are_the_writers(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('text\nThanks, Dev, for the chart.\n"Quoted, too"\nPlain\n', encoding="utf-8")
    found = read(tmp_path / "a.csv")
    assert [(row.text, row.error) for row in found] == [
        ("Thanks, Dev, for the chart.", None),
        ("Quoted, too", None),
        ("Plain", None),
    ]


def test_excels_own_line_about_the_delimiter_is_no_header(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"sep=;\r\nid;text\r\n1;Hi, you\r\n")
    assert read(tmp_path / "a.csv") == [Row(1, "1", "Hi, you", {"id": "1"})]


def test_rows_that_cannot_be_read_say_why_and_the_others_are_read(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(
        "id,text\n1,café\n".encode()
        + b"2,bad \xff byte\n\n3\n4,a,b,\n5,ok,,\n"
        + b'6,"never closed\n7,fine\n8,'
        + b"x" * 2_500_000
        + b'\n9,"line\nbreak"\n10,"'
    )
    found = read(tmp_path / "a.csv")
    assert [(row.id, row.text) for row in found if row.error is None] == [
        ("1", "café"),
        ("3", ""),
        ("5", "ok"),
        ("7", "fine"),
        ("9", "line\nbreak"),
    ]
    assert [row.error for row in found if row.error] == [
        "line 3: not utf-8 text (byte 0xff at character 7); save it as UTF-8, or see --encoding",
        "line 6: 4 cells, but the header has 2",
        "line 8: a quote is opened here and not closed",
        "line 10: longer than 2,000,000 characters",
        "line 13: a quote is opened here and not closed",
    ]
    assert [row.number for row in found] == list(range(1, 11))


def test_json_lines_with_a_nested_text(tmp_path: Path) -> None:
    lines = [
        {"id": 7, "message": {"body": "Hi", "n": 1}},
        {"id": 8, "message": {"body": 42}},
        {"id": 9, "message": {"body": {"deep": 1}}},
        {"id": 10},
    ]
    text = "\n\n".join(json.dumps(line) for line in lines) + '\n{oops}\n[1]\n{"message": NaN}\n' + "[" * 100_000 + "\n"
    (tmp_path / "a.jsonl").write_text(text)
    found = read(tmp_path / "a.jsonl")
    assert [(row.id, row.text) for row in found[:4]] == [("7", "Hi"), ("8", "42"), ("9", ""), ("10", "")]
    assert found[0].fields == lines[0]
    assert [row.error for row in found[2:7]] == [
        "line 5: 'message.body' holds a nested value, not a text",
        None,
        "line 8: this is no JSON (Expecting property name enclosed in double quotes, at character 2)",
        "line 9: a line must be an object",
        "line 10: this is no JSON (NaN is no value of JSON)",
    ]
    assert (found[7].error or "").startswith("line 11: this is no JSON")


def test_a_workbook_with_a_title_merged_headers_dates_and_line_breaks(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "Read me"
    book.active.append(["Nothing to see here"])
    sheet = book.create_sheet("Feedback")
    for row in (["Feedback 2025"], ["Id", "Message", None, "When"], [None, "Text", "By", None]):
        sheet.append(row)
    for cells in ("A1:D1", "A2:A3", "B2:C2", "D2:D3"):
        sheet.merge_cells(cells)
    sheet.append([1, "You never listen 🙄\nReally", "Zoë", datetime.date(2025, 3, 1)])
    sheet.append([None, None, None, None])
    sheet.append([2.5, "=1+1", None, datetime.datetime(2025, 3, 1, 9, 30)])
    for number in range(20):
        sheet.append([3, "x", number, None])
    sheet.append([4, "x", "y", True, "beyond"])
    book.save(tmp_path / "a.xlsx")
    found = read(tmp_path / "a.xlsx")
    assert found[0] == Row(
        1,
        "1",
        "You never listen 🙄\nReally",
        {"Id": 1, "Message By": "Zoë", "When": datetime.date(2025, 3, 1)},
    )
    assert found[1].fields["When"] == datetime.datetime(2025, 3, 1, 9, 30)
    assert {row.error for row in found[:-1]} == {None}
    assert found[-1].error == "row 27: there are cells beyond column 4, the last one of the header"
    with pytest.raises(InputError, match="no sheet 'Other'; there are 'Read me', 'Feedback'"):
        read(tmp_path / "a.xlsx", sheet="Other")
    source = piped((tmp_path / "a.xlsx").read_bytes(), "xlsx")
    assert [row.text for row in rows(source, *choose(source, None, None))] == [row.text for row in found]


def test_a_header_merged_sideways_over_data_names_both_columns(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["id", "text", None])
    book.active.merge_cells("B1:C1")
    book.active.append(["a", "You never listen", "harsh"])
    book.save(tmp_path / "a.xlsx")
    assert read(tmp_path / "a.xlsx") == [Row(1, "a", "You never listen", {"id": "a", "text 2": "harsh"})]


def parquet(path: Path) -> None:
    moments = pa.array([1, 1_700_000_000_000_000_001, None], pa.timestamp("ns"))
    bodies = [{"body": "One", "n": 1}, {"body": None, "n": 2}, None]
    kinds = pa.array(["x", "y", "x"]).dictionary_encode()
    table = {
        "message": bodies,
        "when": moments,
        "kind": kinds,
        "share": [0.5, float("nan"), 1.0],
        "raw": [b"\xff", b"", None],
    }
    pq.write_table(pa.table(table), path, row_group_size=2)


def test_parquet_with_nested_columns(tmp_path: Path) -> None:
    parquet(tmp_path / "a.parquet")
    found = read(tmp_path / "a.parquet")
    assert [row.text for row in found] == ["One", "", ""]
    assert found[0].fields["kind"] == "x"
    assert found[1].fields["when"] == datetime.datetime(2023, 11, 14, 22, 13, 20)
    with pytest.raises(InputError, match=r"no column 'body'; there are 'message\.body', 'message\.n', 'when'"):
        read(tmp_path / "a.parquet", text_field="body")


def test_a_damaged_part_of_a_parquet_file_is_one_error(tmp_path: Path) -> None:
    texts = [os.urandom(60).hex() for _ in range(300)]
    pq.write_table(pa.table({"text": texts}), tmp_path / "a.parquet", row_group_size=100, use_dictionary=False)
    content = bytearray((tmp_path / "a.parquet").read_bytes())
    start = pq.ParquetFile(tmp_path / "a.parquet").metadata.row_group(1).column(0).data_page_offset
    content[start : start + 400] = b"\xff" * 400
    (tmp_path / "a.parquet").write_bytes(content)
    found = read(tmp_path / "a.parquet")
    assert [row.text for row in found if not row.error] == texts[:100] + texts[200:]
    assert [(row.error or "")[:16] for row in found if row.error] == ["rows 101 to 200:"]


def test_an_mbox_with_html_only_mails(tmp_path: Path) -> None:
    box = mailbox.mbox(tmp_path / "a.mbox")
    for number, (text, html) in enumerate(
        [("From here on.\nRecount.", None), (None, "<p>You <b>never</b> listen</p>")]
    ):
        mail = EmailMessage()
        mail["From"], mail["Subject"], mail["Message-ID"] = "Zoë <z@example.org>", f"Count {number}", f"<{number}@x>"
        mail.set_content(text if text else html, subtype="plain" if text else "html")
        box.add(mail)
    attached = EmailMessage()
    attached.add_attachment(b"%PDF", maintype="application", subtype="pdf")
    box.add(attached)
    box.close()
    found = read(tmp_path / "a.mbox")
    assert [(row.id, row.text) for row in found] == [
        ("<0@x>", "From here on.\nRecount."),
        ("<1@x>", "You never listen"),
        (None, ""),
    ]
    assert found[0].fields["from"] == "Zoë <z@example.org>"
    assert "attachments only" in (found[2].error or "")
    content = (tmp_path / "a.mbox").read_bytes()
    assert [record.values.get("subject") for record in piped(content, "mbox").records()] == ["Count 0", "Count 1", None]


def test_a_folder_is_read_by_name_and_one_bad_file_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "a.txt").write_bytes("Le café is closed".encode("cp1252"))
    (tmp_path / "a.eml").write_bytes(b"Subject: x\n\nHello\n\n> old\n")
    (tmp_path / "c.md").write_bytes(b"\0\1\2\3" * 9)
    (tmp_path / "d.png").write_bytes(b"\x89PNG")
    (tmp_path / ".hidden.txt").write_bytes(b"no")
    found = read(tmp_path)
    assert [(row.id, row.text) for row in found] == [("a.eml", "Hello"), ("b/a.txt", "Le café is closed"), ("c.md", "")]
    assert found[2].error == "c.md: this is binary data, not text"


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.csv", b"", "this is empty"),
        ("a.csv", b"a,b\n1,2\n", "say --text-field NAME; there are 'a', 'b'"),
        ("a.csv", b"x" * 3_000_000, "header can't be read: longer than"),
        ("a.jsonl", b"\n \n", "this is empty"),
        ("a.jsonl", b'[\n{"text": "a"}\n]', "an array into lines"),
        ("a.json", b'[{"text": "a"}]', "an array into lines"),
        ("a.parquet", b"PAR1 and so on", "damaged or cut off"),
        ("a.parquet", b"text", "no parquet file"),
        ("a.xlsx", b"PK\x03\x04 and so on", "this workbook is damaged"),
        ("a.xls", b"\xd0\xcf\x11\xe0", "old Excel format"),
        ("a.bin", b"\0\1\2" * 100, "say --input-format"),
        ("a.txt", b" \n", "this is empty"),
        ("missing.csv", None, "no such file"),
        ("", None, "no messages here"),
    ],
)
def test_what_cannot_be_used_is_said_in_one_line(name: str, content: bytes | None, says: str, tmp_path: Path) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError) as refused:
        read(tmp_path / name)
    assert says in str(refused.value)
    assert "\n" not in str(refused.value)


def test_workbooks_cut_off_anywhere_are_said_to_be_damaged(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["text"])
    for number in range(200):
        book.active.append([f"Row {number}"])
    book.save(tmp_path / "a.xlsx")
    with zipfile.ZipFile(tmp_path / "a.xlsx") as whole, zipfile.ZipFile(tmp_path / "b.xlsx", "w") as cut:
        for entry in whole.namelist():
            content = whole.read(entry)
            cut.writestr(entry, content[: len(content) // 2] if "sheet1" in entry else content)
    found = read(tmp_path / "b.xlsx")
    assert [row.text for row in found[:20]] == [f"Row {number}" for number in range(20)]
    assert "the rest of the sheet is damaged" in (found[-1].error or "")
    (tmp_path / "c.xlsx").write_bytes((tmp_path / "a.xlsx").read_bytes()[:-40])
    with pytest.raises(InputError, match="damaged"):
        read(tmp_path / "c.xlsx")


def test_a_header_alone_has_no_rows(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"id,text\n")
    assert read(tmp_path / "a.csv") == []


@pytest.mark.parametrize("format", ["csv", "jsonl", "mbox"])
def test_a_line_of_300_megabytes_takes_no_memory(format: str) -> None:
    """The process may use 200 MB more than an empty one does, and the line comes through a pipe."""
    begin = {
        "csv": b"text\\nHello\\n",
        "jsonl": b'{"text": "Hello"}\\n{"text": "',
        "mbox": b"From a\\nSubject: x\\n\\n",
    }
    end = {"csv": b"\\nBye\\n", "jsonl": b'"}\\n{"text": "Bye"}\\n', "mbox": b"\\n\\nFrom b\\nSubject: y\\n\\nBye\\n"}
    script = (
        "import resource, sys\n"
        "from tonecheck.records import Options, choose, rows\n"
        "from tonecheck.records.formats import open_source\n"
        "import email, inscriptis, mailparser_reply, lxml.html\n"
        "used = int(open('/proc/self/statm').read().split()[0]) * resource.getpagesize()\n"
        "resource.setrlimit(resource.RLIMIT_AS, (used + 200_000_000,) * 2)\n"
        f"source = open_source('-', Options(format={format!r}))\n"
        "for row in rows(source, 'text', None): print(ascii(row.text), row.error)\n"
    )
    writer = (
        "import sys\n"
        f"sys.stdout.buffer.write({begin[format]!r}.decode('unicode_escape').encode())\n"
        "for _ in range(300): sys.stdout.buffer.write(b'x' * 1_000_000)\n"
        f"sys.stdout.buffer.write({end[format]!r}.decode('unicode_escape').encode())\n"
    )
    surroundings = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])}
    source = subprocess.Popen([sys.executable, "-c", writer], stdout=subprocess.PIPE)
    done = subprocess.run(
        [sys.executable, "-c", script],
        stdin=source.stdout,
        env=surroundings,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert source.stdout is not None
    source.stdout.close()
    source.wait()
    assert done.returncode == 0, done.stderr
    shown = done.stdout.splitlines()
    assert shown[-1] == "'Bye' None"
    assert any("more than 40,000,000" in line or "longer than 2,000,000" in line for line in shown)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(["csv", "jsonl", "mbox", "eml", "txt", "xlsx", "parquet"]))
def test_no_bytes_crash_a_reader(content: bytes, format: str) -> None:
    try:
        source = piped(content, format)
        found = list(rows(source, *choose(source, None, None)))
    except InputError as error:
        said, found = str(error), []
    else:
        said = ""
    assert "\n" not in said
    assert [row.number for row in found] == list(range(1, len(found) + 1))
