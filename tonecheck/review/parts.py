"""What the sections are made of: a chart over its table, and shares as people read them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from tonecheck import rulebook
from tonecheck.render.evaluation.parts import count, figure, heads, percent, row, table
from tonecheck.render.html import Child, Html, join, printable, tag
from tonecheck.types import Rule


def chart(
    caption: str, hint: str, spec: Mapping[str, Any], rows: Html, legend: Sequence[tuple[str, str, str]] = ()
) -> Html:
    """A drawing with its name, how to read it, and the same figures as a table that opens below it.

    `legend` has a sign, what it stands for, and its colour.
    """
    drawing = tag("div", class_="vega", role="img", aria_label=f"Chart: {caption}. The table below has its figures.")
    return figure(
        caption,
        hint,
        join(
            tag("p", (_entry(*each) for each in legend), class_="legend") if legend else None,
            tag("div", drawing, data(spec), class_="drawing"),
            tag("details", tag("summary", "The figures as a table"), rows),
        ),
    )


def _entry(sign: str, words: str, colour: str) -> Html:
    return tag("span", tag("b", sign, style=f"color:{colour}", aria_hidden="true"), " ", words, " ")


def data(spec: Mapping[str, Any]) -> Html:
    """JSON that no text in it can break out of."""
    written = json.dumps(_printable(spec), ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        written = written.replace(sign, f"\\u{ord(sign):04x}")
    return tag("script", Html(written), type="application/json")


def _printable(value: Any) -> Any:
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, Mapping):
        return {key: _printable(each) for key, each in value.items()}
    return [_printable(each) for each in value] if isinstance(value, list) else value


def plain(names: Sequence[str], rows: Sequence[tuple[Child, Sequence[Child]]], caption: str) -> Html:
    """A table without a figure around it: each row has its name and its cells."""
    body = tag("tbody", (row(cells, name) for name, cells in rows))
    inner = tag("table", heads(*names), body, aria_label=caption)
    return tag("div", inner, class_="scroll", tabindex=0, role="region", aria_label=f"{caption}, as a table")


def share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def labelled(part: int, whole: int) -> str:
    """`31 %  (186)`, as it stands at the end of a bar."""
    return f"{100 * share(part, whole):.0f} % ({part:,})"


def cells(part: int, whole: int) -> tuple[Html, Html]:
    return count(part), percent(share(part, whole))


def rules() -> Mapping[str, Rule]:
    return rulebook.load().rules


def cue_name(cue: str) -> str:
    rule = rules().get(cue)
    return rule.name if rule else cue.replace("-", " ")


def kind(cue: str) -> str:
    """What a cue does: `harms`, `boss-like` or `leader-like`."""
    rule = rules().get(cue)
    if rule is None or rule.harms:
        return "harms"
    return "leader-like" if rule.leads else "boss-like"


__all__ = [
    "cells",
    "chart",
    "count",
    "cue_name",
    "data",
    "heads",
    "kind",
    "labelled",
    "percent",
    "plain",
    "row",
    "rules",
]
__all__ += ["share", "table"]
