"""The whole page: what was measured, the figures that matter side by side, then each file by itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tonecheck.render.evaluation.axes import axis, cues
from tonecheck.render.evaluation.groups import groups
from tonecheck.render.evaluation.mistakes import mistakes
from tonecheck.render.evaluation.parts import count, few, heads, interval, number, percent, row, table
from tonecheck.render.html import Child, Html, document, join, tag
from tonecheck.types import AXES

_FIGURES = {"macro_f1": "macro-F1", "two_way_accuracy": "two-way", "auc": "AUC", "ece": "ECE"}
_MEANING = {
    "n": "Messages with a label on this axis, and the scenarios they come from.",
    "macro-F1": "How well the three labels are found, each counting the same; 1 is perfect, guessing about 0.33.",
    "two-way": "Neutral ones left out, how often the right side is the likelier; a coin gets 0.5.",
    "AUC": "How often a harmful (boss-like) message scores above a constructive (leader-like) one; a coin gets 0.5.",
    "ECE": "How far stated probabilities are from the truth on average; 0.02 is two points in a hundred.",
    "shown as sure": "Share of messages whose label is shown without “unclear”, and how many of those are right.",
}


_LEAD = "Messages that had been labelled beforehand were given to the model, and its answers were counted."


def page(report: Mapping[str, Any]) -> str:
    """One HTML file that needs nothing else. Every figure in it stands in `report`, at full length in its markup."""
    model = report["model"]
    title = f"{model['name']} {model['version']}: an evaluation"
    return document(
        title,
        tag("header", tag("h1", title), tag("p", _LEAD, class_="help"), _links(report)),
        tag("main", _overview(report), (_set(place, figures, report) for place, figures in enumerate(report["sets"]))),
        tag("footer", tag("p", _colophon(report))),
    )


def _name(figures: Mapping[str, Any]) -> str:
    return f"{figures['file']}, {figures['split']} split" if figures["split"] else str(figures["file"])


def _links(report: Mapping[str, Any]) -> Html:
    links = (tag("a", _name(figures), href=f"#file-{place}") for place, figures in enumerate(report["sets"], 1))
    return tag("nav", (tag("span", link) for link in links), aria_label="Files")


def _overview(report: Mapping[str, Any]) -> Html:
    bodies = [
        tag(
            "tbody",
            tag("tr", tag("th", _name(figures), scope="rowgroup", colspan=7, class_="file")),
            (_summary(name, figures[name], report["few"]) for name in AXES if name in figures),
        )
        for figures in report["sets"]
    ]
    chance = report["intervals"]
    return tag(
        "section",
        tag("h2", "At a glance"),
        table(
            "The main figures",
            "Each file by itself; the range under a figure is its interval.",
            heads("", join("n ", tag("small", "in scenarios")), *_FIGURES.values(), "shown as sure"),
            *bodies,
            class_="overview",
        ),
        tag("dl", (tag("div", tag("dt", name), tag("dd", text)) for name, text in _MEANING.items()), class_="meaning"),
        tag(
            "p",
            "Interval: had other scenarios of the same kind been drawn, the figure would lie in this range about ",
            percent(chance["level"]),
            " of the time. It says nothing about messages of another kind. With fewer than ",
            count(chance["fewest_scenarios"]),
            " scenarios there is none.",
            class_="help",
        ),
    )


def _summary(name: str, figures: Mapping[str, Any], least: int) -> Html:
    def cells() -> Iterator[Child]:
        yield join(count(figures["n"]), tag("small", "in ", count(figures["scenarios"]), class_="interval"))
        for key in _FIGURES:
            edges = figures["intervals"][key]
            yield join(number(figures.get(key)), interval(edges) if figures.get(key) is not None else None)
        sure = figures["confident"]
        yield join(percent(sure["share"]), tag("small", percent(sure["accuracy"]), " right", class_="interval"))

    return row(cells(), (name, few(figures["n"] < least)), grey=figures["n"] < least)


def _set(place: int, figures: Mapping[str, Any], report: Mapping[str, Any]) -> Html:
    least = report["few"]
    return tag(
        "section",
        tag("h2", _name(figures)),
        tag("p", _about(figures), class_="help"),
        _warning(figures),
        (axis(name, figures[name], least) for name in AXES if name in figures),
        cues(figures["cues"], least) if "cues" in figures else None,
        groups(figures["groups"], least, report["fewest_of_each_label"]),
        mistakes(figures),
        _notes(figures),
        id=f"file-{place + 1}",
        class_="set",
    )


def _about(figures: Mapping[str, Any]) -> Iterator[Child]:
    yield from (count(figures["messages"]), " messages, ", count(figures["not_judged"]), " of them not judged. ")
    tough = figures.get("tough_but_fair_called_harmful")
    if tough and tough["n"]:
        yield from (
            "Of ",
            count(tough["n"]),
            " tough but fair ones, ",
            percent(tough["share"]),
            " are called harmful. ",
        )
    yield tag("small", "sha256 ", figures["sha256"], class_="sha")


def _warning(figures: Mapping[str, Any]) -> Html | None:
    if not figures["seen_in_training"]:
        return None
    text = "The model was trained and tuned on this corpus: these figures flatter it. Only the split “test” is a fair measure."
    return tag("p", text, class_="caution")


def _notes(figures: Mapping[str, Any]) -> Html | None:
    if not figures["notes"]:
        return None
    lines = (tag("li", each["where"] or each["id"], ": ", each["note"]) for each in figures["notes"])
    return tag("section", tag("h3", "Not judged"), tag("ul", lines, class_="notes"))


def _colophon(report: Mapping[str, Any]) -> Iterator[Child]:
    chance = report["intervals"]
    yield f"{report['schema']}, tonecheck {report['tonecheck']}. Intervals: "
    yield from (count(chance["resamples"]), " bootstrap samples of whole scenarios, seed ", count(chance["seed"]), ". ")
    yield tag("small", "Weights: sha256 ", report["model"]["sha256"], class_="sha")
