"""The trainer's page, made from real results and held against a count of its own."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from tests.conftest import ROOT
from tests.review_records import records, samples, write
from tonecheck import review
from tonecheck.review.tally import POINTS, tally
from tonecheck.types import InputError

pytest.importorskip("altair")
pytest.importorskip("vl_convert")

TEAMS = ["Sales"] * 30 + ["Support"] * 20 + ["Vellum"] * 8 + ["Zeugma"] * 3
"""Sixty-one rows: Zeugma is small, so Vellum must hide with it."""
PROGRAM = (sys.executable, "-c", "from tonecheck.cli import main; main()")


def _rows() -> list[dict[str, Any]]:
    labels = [HOSTILE_LABELS, *[(sample.impact, sample.style) for sample in reversed(samples())]]
    fields = [
        {
            "team": team,
            "date": f"2025-{1 + place % 6:02d}-{1 + place % 28:02d}",
            "sender": f"p{place}@example.org",
            "impact_anna": impact,
            "style_anna": style,
            "impact_expert": impact if place % 3 else "neutral",
        }
        for place, (team, (impact, style)) in enumerate(zip(TEAMS, labels, strict=True))
    ]
    made = records(fields)
    made.append({"row": 62, "fields": {"team": "Sales"}, "error": "row 62: no text, write to joe@example.org"})
    made.append({**made[1], "row": 63, "verdict": None, "impact": None, "style": None, "note": "this is not English"})
    return made


HOSTILE_LABELS = ("harmful", "boss")


@pytest.fixture(scope="module")
def rows() -> list[dict[str, Any]]:
    return _rows()


@pytest.fixture(scope="module")
def written(rows: list[dict[str, Any]], tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("page") / "report.html"
    review.write(path, lambda: iter(rows))
    assert [file.name for file in path.parent.iterdir()] == ["report.html"]
    return path.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def tree(written: str) -> html.HtmlElement:
    return html.document_fromstring(written)


def _table(tree: html.HtmlElement, name: str) -> dict[str, list[str]]:
    """A table's rows by their names; the figures as they stand in the markup."""
    (found,) = tree.xpath("//table[@aria-label=$name]", name=name)
    return {
        row.xpath("string(th)"): [
            cell.xpath("string(.//data/@value)") or cell.text_content() for cell in row.xpath("td")
        ]
        for row in found.xpath("tbody/tr")
    }


def test_the_figures_are_those_of_the_records(tree: html.HtmlElement, rows: list[dict[str, Any]]) -> None:
    judged = [row for row in rows if row.get("verdict")]
    verdicts = Counter(row["verdict"] for row in judged)
    names = {"send": "ready to send", "consider": "think again", "revise": "to revise"}
    counted = _table(tree, "Verdicts")
    assert {name: int(cells[0]) for name, cells in counted.items()} == {names[v]: verdicts[v] for v in names}
    cues = Counter(cue for row in judged for cue in {cue["id"] for cue in row["cues"]})
    shown = _table(tree, "Cues by the share of messages that have them")
    assert {name.lower().replace(" ", "-"): int(cells[1]) for name, cells in shown.items()} == cues
    missing = Counter(cue for row in judged for cue in row["missing"])
    assert {name.lower(): int(cells[1]) for name, cells in _table(tree, "Missing").items()} == dict(
        missing.most_common(8)
    )
    assert "61 messages were checked. 1 could not be judged, 1 could not be read" in tree.text_content()


def test_small_groups_are_shown_together_and_nowhere_else(tree: html.HtmlElement, written: str) -> None:
    shown = _table(tree, "Verdicts by team")
    assert {name: int(cells[0]) for name, cells in shown.items()} == {
        "Sales": 30,
        "Support": 20,
        "other (small groups) 2 groups together": 11,
    }
    assert "Zeugma" not in written
    assert "Vellum" not in written
    assert "p3@example.org" not in written


def test_people_and_hostile_text_stay_out(tree: html.HtmlElement, written: str) -> None:
    for secret in ("Kowalska", "maria.k@example.org", "7946 0958", "joe@example.org"):
        assert secret not in written
    quotes = [
        "".join(quote.xpath(".//text()[not(parent::sup)]"))
        for quote in tree.xpath("//section[@id='worst']//blockquote")
    ]
    hostile = next(quote for quote in quotes if "useless </script>" in quote)
    assert re.search(r"Call \[name 1\] on \[number\] or write to \[mail address\], \[name 1\]", hostile)
    names = Counter(element.tag for element in tree.iter() if isinstance(element.tag, str))
    assert not names.keys() & {"img", "link", "iframe", "object", "base", "form"}
    assert not [name for element in tree.iter() for name in element.attrib if name.startswith("on")]
    scripts = tree.xpath("//script[not(@type='application/json')]")
    assert len(scripts) == 1
    assert len(tree.xpath("//script")) == 1 + len(tree.xpath("//*[@class='drawing']"))


def test_marks_are_explained_by_reasons_that_exist(tree: html.HtmlElement) -> None:
    marks = tree.xpath("//section[@id='worst']//mark")
    assert marks
    for mark in marks:
        ids = mark.get("aria-describedby").split()
        reasons = [tree.get_element_by_id(each).text_content() for each in ids]
        assert mark.get("data-why").split("\n") == [
            next(line for line in mark.get("data-why").split("\n") if reason.startswith(line)) for reason in reasons
        ]


def test_names_are_shown_when_asked_for(rows: list[dict[str, Any]], tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    review.write(path, lambda: rows, review.Options(names=True, groups=(), date=""))
    page = html.fromstring(path.read_text(encoding="utf-8"))
    assert any("Maria Kowalska on +44 20 7946 0958" in each.text_content() for each in page.xpath("//blockquote"))
    assert not page.xpath("//section[@id='groups' or @id='time']")


def test_charts_are_whole_and_their_data_can_be_read(tree: html.HtmlElement) -> None:
    specs = [json.loads(each.text) for each in tree.xpath("//script[@type='application/json']")]
    assert len(specs) == 7
    assert all("$schema" not in spec and spec["width"] == "container" for spec in specs)
    (plane,) = [spec for spec in specs if spec["description"].startswith("Messages by how")]
    points = next(rows for rows in plane["datasets"].values() if "x" in rows[0])
    assert len(points) == 61
    assert all(-1 <= point["x"] <= 1 and -1 <= point["y"] <= 1 for point in points)
    assert all(len(figure.xpath(".//table")) == 1 for figure in tree.xpath("//figure[.//*[@class='drawing']]"))


def test_agreement_counts_what_people_said(tree: html.HtmlElement, rows: list[dict[str, Any]]) -> None:
    pairs = Counter((row["fields"]["style_anna"], row["style"]["label"]) for row in rows if row.get("verdict"))
    labels = ("boss", "leader", "neutral")
    shown = _table(tree, "Style: who said what")
    assert {name: [int(cell) for cell in cells] for name, cells in shown.items()} == {
        one: [pairs[one, other] for other in labels] for one in labels
    }
    between = _table(tree, "Impact: agreement")
    assert set(between) == {"rater 1 and the model", "expert and the model", "rater 1 and expert"}
    assert int(between["rater 1 and expert"][3]) == 61


def test_raters_may_stand_in_a_column(rows: list[dict[str, Any]], tmp_path: Path) -> None:
    long = [
        {
            **row,
            "row": 2 * place + side,
            "fields": {"label": row["fields"]["impact_anna"] if side else "neutral", "by": by},
        }
        for place, row in enumerate(rows[:20])
        for side, by in enumerate(("first", "second"))
    ]
    path = tmp_path / "report.html"
    review.write(path, lambda: long, review.Options(impact=("label",), rater="by"))
    shown = _table(html.fromstring(path.read_text(encoding="utf-8")), "Impact: agreement")
    assert {name: int(cells[3]) for name, cells in shown.items()} == {
        "first and the model few": 20,
        "second and the model few": 20,
        "first and second few": 20,
    }


def test_many_messages_are_counted_whole_and_drawn_as_a_sample(rows: list[dict[str, Any]]) -> None:
    from tonecheck.review.columns import plan
    from tonecheck.review.survey import survey

    def many() -> Any:
        return ({**rows[place % 61], "row": place} for place in range(20 * POINTS // 10))

    made = plan(survey(many()), review.Options())
    one, same, other = (tally(many(), made, seed) for seed in (1, 1, 2))
    assert one.everything.n == 2 * POINTS
    assert len(one.points) == POINTS
    assert one.points == same.points != other.points
    assert len(one.worst.records()) == len({record["text"] for record in one.worst.records()}) == 10


def test_the_command_writes_the_page(rows: list[dict[str, Any]], tmp_path: Path) -> None:
    write(tmp_path / "out.jsonl", rows)
    surroundings = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [*PROGRAM, "review", "out.jsonl", "-o", "page.html", "--group", "team"]
    done = subprocess.run(command, cwd=tmp_path, env=surroundings, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "page.html: 61 of 63 messages\n"), done.stderr
    refused = subprocess.run(
        [*command, "--group", "sender"], cwd=tmp_path, env=surroundings, capture_output=True, text=True
    )
    assert refused.returncode == 2
    assert refused.stderr.startswith("tonecheck: --group sender: ")
    assert refused.stderr.count("\n") == 1
    assert "<h1>" in (tmp_path / "page.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("out.jsonl", "--group", "sender"), "ranks no single employees"),
        (("out.jsonl", "--date", "team"), "no dates can be read"),
        (("out.jsonl", "--label-impact", "team"), "none of its values is a label"),
        (("out.jsonl", "-o", "no/where.html"), "no folder"),
        (("gone.jsonl",), "No such file"),
        (("text.jsonl",), "no JSON"),
        (("other.jsonl",), "no result of tonecheck"),
        (("half.jsonl",), "not whole"),
        (("empty.jsonl",), "no messages"),
    ],
)
def test_what_cannot_be_used_is_said_in_one_line(
    arguments: tuple[str, ...], why: str, rows: list[dict[str, Any]], tmp_path: Path
) -> None:
    write(tmp_path / "out.jsonl", rows)
    write(tmp_path / "other.jsonl", [{"text": "hello"}])
    write(tmp_path / "half.jsonl", [{**rows[0], "impact": {"label": "harmful", "confident": True, "scores": {}}}])
    (tmp_path / "text.jsonl").write_text("id,text\n", encoding="utf-8")
    (tmp_path / "empty.jsonl").write_text("\n", encoding="utf-8")
    from typer.testing import CliRunner

    from tonecheck.cli import app

    place = arguments[arguments.index("-o") + 1] if "-o" in arguments else "report.html"
    done = CliRunner().invoke(
        app, ["review", str(tmp_path / arguments[0]), "-o", str(tmp_path / place), *_without(arguments)]
    )
    assert isinstance(done.exception, InputError)
    assert why in str(done.exception)
    assert "\n" not in str(done.exception)
    assert not (tmp_path / "report.html").exists()


def _without(arguments: tuple[str, ...]) -> list[str]:
    rest = list(arguments[1:])
    if "-o" in rest:
        del rest[rest.index("-o") : rest.index("-o") + 2]
    return rest
