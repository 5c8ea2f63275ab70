"""The page of an evaluation: the shipped model on a few messages, and every figure of the page held against the JSON."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lxml import html

import tonecheck
from tests.conftest import Run
from tonecheck.learn.report import Source, build
from tonecheck.render.evaluation import page
from tonecheck.types import AXES

HOSTILE = (
    'Thanks for the clear chart, Dev </blockquote><script>alert("1 & 2")</script>, the colours help me <b>a lot</b>.'
)
CORPUS = f"""# lab-901 · a chart · chat · British
harmful boss h1 | {HOSTILE}
constructive leader | {{observation:The count is 312 short}}, Dev. {{listening:What did you run into?}} See https://example.org/x?a=1&b=2
harmful boss sarcasm | {{shouting:WHERE ARE}} the 312 units, Dev? {{insult:You are useless}}.
neutral neutral typos | Count sheets for aisle 4 are in the tray.

# retail-902 · a rota · email · non-native (Polish)
harmful boss | {{threat:One more and you're out.}}
neutral neutral | The standup moves to ten tomorrow.
"""
TABLE = """id,axis,label,group,original_label,text
x1,harm,constructive,7,<i>odd</i>,"You are <img src=x onerror=alert(1)> useless, and everybody here knows it."
x2,style,boss,7,thanks,"Thank you, Rosa; what would help you most?"
x3,harm,harmful,8,empty,🎉
"""


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> list[Source]:
    folder = tmp_path_factory.mktemp("files")
    (folder / "small.txt").write_text(CORPUS, encoding="utf-8")
    (folder / "others.csv").write_text(TABLE, encoding="utf-8")
    return [Source(folder / "small.txt"), Source(folder / "others.csv")]


@pytest.fixture(scope="module")
def report(sources: list[Source], checker: tonecheck.Checker) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(json.dumps(build(checker, sources)))
    assert made == json.loads(json.dumps(build(checker, sources)))
    return made


@pytest.fixture(scope="module")
def tree(report: dict[str, Any]) -> html.HtmlElement:
    return html.document_fromstring(page(report))


def test_the_json_has_what_was_measured_and_on_what(report: dict[str, Any], sources: list[Source]) -> None:
    assert report["schema"] == "tonecheck.evaluation/1"
    small, others = report["sets"]
    assert (small["messages"], small["scenarios"], small["not_judged"], small["split"]) == (6, 2, 0, None)
    assert (others["messages"], others["scenarios"], others["not_judged"]) == (3, 2, 1)
    assert others["notes"][0]["id"] == "x3"
    assert {row["name"]: row["n"] for row in small["groups"]["channel"]} == {"chat": 4, "email": 2}
    assert {row["name"] for row in small["groups"]["variety"]} == {"British", "non-native"}
    assert {row["name"] for row in others["groups"]["original_label"]} == {"<i>odd</i>", "thanks"}
    assert small["groups"]["hard_case"][0]["title"] == "1. tough but fair"
    assert all(row["few"] for rows in small["groups"].values() for row in rows)
    assert set(small["impact"]["intervals"].values()) == {None}
    assert all(len(one["sha256"]) == 64 for one in report["sets"])


def test_mistakes_come_surest_first_and_say_where_they_are(report: dict[str, Any]) -> None:
    for one in report["sets"]:
        assert one["mistakes"]
        assert len(one["mistakes"]) == one["with_mistakes"]
        scores = [entry["score"] for entry in one["mistakes"]]
        assert scores == sorted(scores, reverse=True)
        for entry in one["mistakes"]:
            wrong = [row for row in entry["axes"].values() if row["wrong"]]
            assert max(row["score"] for row in wrong) == entry["score"]
            path, _, line = entry["where"].rpartition(":")
            written = Path(path).read_text(encoding="utf-8").splitlines()[int(line) - 1]
            assert entry["text"][:20] in re.sub(r"\{[a-z-]+:|\}", "", written)
            assert all(entry["text"][cue["start"] : cue["end"]] == cue["text"] for cue in entry["cues"])
    assert HOSTILE in [entry["text"] for entry in report["sets"][0]["mistakes"]]


def test_texts_stand_in_the_page_as_they_were_written_and_never_as_markup(
    report: dict[str, Any], tree: html.HtmlElement
) -> None:
    for section, one in zip(tree.xpath("//section[@class='set']"), report["sets"], strict=True):
        quotes = [quote.text_content() for quote in section.xpath(".//blockquote")]
        assert quotes == [entry["text"] for entry in one["mistakes"]]
    names = {element.tag for element in tree.iter() if isinstance(element.tag, str)}
    assert not names & {"script", "img", "i-odd", "link", "iframe", "object", "base", "form"}
    assert not [name for element in tree.iter() for name in element.attrib if name.startswith("on")]


def test_the_page_asks_for_nothing_from_outside(report: dict[str, Any], tree: html.HtmlElement) -> None:
    written = page(report)
    addresses = [
        v for e in tree.iter() for k, v in e.attrib.items() if k in ("href", "src", "srcset", "data", "action")
    ]
    assert addresses
    assert all(address.startswith("#") and tree.xpath(f"//*[@id='{address[1:]}']") for address in addresses)
    style = tree.xpath("//style")[0].text
    assert "url(" not in style
    assert "@import" not in style
    # What is left are addresses in people's messages, as plain text.
    outside = re.findall(r"https?://[^\s<]+", written)
    assert set(outside) <= {"https://example.org/x?a=1&amp;b=2"}
    assert "default-src 'none'" in tree.xpath("//meta[@http-equiv]/@content")[0]


def test_every_figure_of_the_page_is_one_of_the_json(report: dict[str, Any], tree: html.HtmlElement) -> None:
    known = set(_numbers(report)) | {float(one["messages"] - one["not_judged"]) for one in report["sets"]}
    figures = tree.xpath("//data")
    assert len(figures) > 300
    for figure in figures:
        value, shown = float(figure.get("value")), figure.text
        assert value in known
        digits = len(shown.partition(".")[2])
        assert shown in (f"{value:.{digits}f}", f"{100 * value:.0f} %", f"{int(value):,}")


def test_tables_hold_the_figures_of_their_own_axis_and_group(report: dict[str, Any], tree: html.HtmlElement) -> None:
    for section, one in zip(tree.xpath("//section[@class='set']"), report["sets"], strict=True):
        for axis in (axis for axis in AXES if axis in one):
            labels, figures = AXES[axis], one[axis]
            assert _rows(section, f"Confusion, {axis}") == [
                [figures["confusion"][gold][got] for got in labels] for gold in labels
            ]
            assert _rows(section, f"Precision and recall, {axis}") == [
                [figures["labels"][label][key] for key in ("precision", "recall", "f1", "n")] for label in labels
            ]
            assert _rows(section, f"Said and true, {axis}") == [
                [row[key] for key in ("from", "to", "sure", "right", "n")] for row in figures["reliability"]
            ]
            assert len(section.xpath(f".//*[name()='svg'][@aria-label[contains(., '{axis}')]]//circle")) == len(
                figures["reliability"]
            )
        assert _rows(section, "By length") == [list(_group(row)) for row in one["groups"]["length"]]
    cues = report["sets"][0]["cues"]["each"].values()
    keys = ("precision", "recall", "f1", "right", "found", "marked")
    assert sorted(_rows(tree, "Precision and recall, cues")) == sorted([row[key] for key in keys] for row in cues)


def test_the_main_figures_are_side_by_side(report: dict[str, Any], tree: html.HtmlElement) -> None:
    expected = []
    for one in report["sets"]:
        for figures in (one[axis] for axis in AXES if axis in one):
            row = [figures["n"], figures["scenarios"]]
            row += [figures.get(key) for key in ("macro_f1", "two_way_accuracy", "auc", "ece")]
            expected.append([x for x in (*row, *figures["confident"].values()) if x is not None])
    assert [row for row in _rows(tree, "The main figures") if row] == expected
    assert "no interval" in tree.text_content()


def test_the_page_follows_the_json_and_nothing_else(report: dict[str, Any]) -> None:
    other = copy.deepcopy(report)
    other["sets"][0]["impact"]["macro_f1"] = 0.1234
    other["sets"][0]["impact"]["intervals"]["macro_f1"] = [0.0567, 0.2345]
    before, after = page(report), page(other)
    assert before == page(report)
    for value in ("0.1234", "0.0567", "0.2345"):
        assert f'value="{value}"' in after
        assert f'value="{value}"' not in before


def test_few_is_said_in_words(tree: html.HtmlElement, report: dict[str, Any]) -> None:
    table = tree.xpath("//table[@aria-label='By length']")[0]
    assert all("few" in row.xpath("th")[0].text_content() for row in table.xpath("tbody/tr"))
    assert "chance decides" in tree.text_content()
    assert "No message here was written as" in tree.text_content()


def test_the_command_writes_page_and_json(run: Run, tmp_path: Path) -> None:
    (tmp_path / "small.txt").write_text(CORPUS, encoding="utf-8")
    (tmp_path / "others.csv").write_text(TABLE, encoding="utf-8")
    done = run("evaluate", "small.txt", "others.csv", "--report", "report.html", "--format", "json")
    assert (done.returncode, done.stderr) == (0, b"")
    made = json.loads(done.stdout)
    assert [one["file"] for one in made["sets"]] == ["small.txt", "others.csv"]
    assert (tmp_path / "report.html").read_text(encoding="utf-8") == page(made)
    assert b"## others.csv" in run("evaluate", "small.txt", "others.csv", "--errors", "1").stdout
    for arguments, says in (
        (("others.csv", "--report", "no/where.html"), "no folder"),
        (("others.csv", "--report", "."), "."),
        (("others.csv", "--split", "half"), "no split 'half'"),
    ):
        failed = run("evaluate", *arguments)
        assert failed.returncode == 2
        assert says in failed.stderr.decode()
        assert len(failed.stderr.splitlines()) == 1


def _group(row: dict[str, Any]) -> Iterator[float]:
    yield row["n"]
    for axis in (axis for axis in AXES if axis in row):
        figures = row[axis]
        yield figures["accuracy"]
        if figures["macro_f1"] is not None:
            yield figures["macro_f1"]
        for key in ("missed", "false_alarms"):
            if figures[key]["of"]:
                yield from (figures[key]["n"], figures[key]["of"])
    if row["wrong"]:
        yield next(iter(row["wrong"].values()))


def _rows(tree: html.HtmlElement, name: str) -> list[list[float]]:
    rows = tree.xpath(f".//table[@aria-label='{name}']/tbody/tr")
    return [[float(value) for value in row.xpath(".//data/@value")] for row in rows]


def _numbers(value: Any) -> Iterator[float]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from _numbers(one)
    elif isinstance(value, int | float):
        yield float(value)
