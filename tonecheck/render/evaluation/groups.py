"""The figures by group: where the model is better and where worse."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tonecheck.render.evaluation.parts import NOTHING, count, few, number, of, percent, row, table
from tonecheck.render.html import Child, Html, tag
from tonecheck.types import AXES

_NAMES = {
    "trade": ("By trade", "Worst first; those with few messages last."),
    "length": ("By length", "In words, the shortest first."),
    "channel": ("By channel", "Worst first; those with few messages last."),
    "variety": ("By variety of English", "Worst first; those with few messages last."),
    "hard_case": ("By hard case", "Messages that test one rule of the rubric, in the rubric's order."),
    "phenomenon": ("By phenomenon", "What makes a message hard to read; a message may be in several rows."),
    "original_label": ("By the file's own label", "As those who labelled the file called it; worst first."),
}


def groups(figures: Mapping[str, Sequence[Mapping[str, Any]]], least: int, of_each: int) -> Html:
    """`figures` maps a dimension to its rows."""
    return tag(
        "section",
        tag("h3", "By group"),
        tag(
            "p",
            "Right: share with the right one of three labels. Missed: harmful (or boss-like) messages taken for something "
            "else. False alarms: other messages called so. Macro-F1 only where each label occurs at least ",
            count(of_each),
            " times. Grey and ",
            tag("i", "few"),
            ": fewer than ",
            count(least),
            " messages, so chance decides.",
            class_="help",
        ),
        (_table(dimension, rows) for dimension, rows in figures.items()),
    )


def _table(dimension: str, rows: Sequence[Mapping[str, Any]]) -> Html:
    axes = [axis for axis in AXES if any(axis in each for each in rows)]
    name, hint = _NAMES[dimension]
    return table(name, hint, _head(axes), tag("tbody", (_row(each, axes) for each in rows)), class_="groups")


def _head(axes: Sequence[str]) -> Html:
    top: list[Child] = [tag("th", "", scope="col", rowspan=2), tag("th", "n", scope="col", rowspan=2)]
    below: list[Child] = []
    for axis in axes:
        top.append(tag("th", axis, scope="colgroup", colspan=4, class_="first"))
        names = ("right", "macro-F1", f"{AXES[axis][0]} missed", "false alarms")
        below += [tag("th", name, scope="col", class_=None if i else "first") for i, name in enumerate(names)]
    top.append(tag("th", "most often wrong", scope="col", rowspan=2, class_="first"))
    return tag("thead", tag("tr", top), tag("tr", below))


def _row(each: Mapping[str, Any], axes: Sequence[str]) -> Html:
    cells: list[Child] = [count(each["n"])]
    for axis in axes:
        cells += list(_cells(each[axis])) if axis in each else [NOTHING] * 4
    return row([*cells, _worst(each["wrong"])], (each["title"], few(each["few"])), grey=each["few"])


def _cells(figures: Mapping[str, Any]) -> Iterator[Html]:
    yield tag(
        "span",
        percent(figures["accuracy"]),
        class_="few" if figures["few"] else "bar",
        style=f"--share:{figures['accuracy']}",
    )
    yield number(figures["macro_f1"], 2)
    for key in ("missed", "false_alarms"):
        yield of(figures[key]["n"], figures[key]["of"])


def _worst(wrong: Mapping[str, int]) -> Html:
    if not wrong:
        return NOTHING
    what, times = next(iter(wrong.items()))
    return tag("span", f"{what} (", count(times), ")", class_="worst")
