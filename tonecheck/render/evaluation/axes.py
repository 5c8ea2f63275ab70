"""One axis of one file: confusion, precision and recall, reliability; and the cues."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tonecheck.render.evaluation.charts import reliability
from tonecheck.render.evaluation.parts import count, few, figure, heads, number, percent, row, table
from tonecheck.render.html import Html, tag
from tonecheck.types import AXES

_ASKS = {
    "impact": "Would the reader feel attacked, or get something to use?",
    "style": "Does the message lead, or only command?",
}


def axis(name: str, figures: Mapping[str, Any], least: int) -> Html:
    """`least` is the number of messages from which a figure isn't marked as few."""
    return tag(
        "section",
        tag("h3", name.capitalize()),
        tag("p", _ASKS[name], class_="help"),
        _caution(name, figures, least),
        tag("div", _confusion(name, figures), _labels(name, figures, least), class_="pair"),
        tag("div", _diagram(name, figures, least), _bins(name, figures, least), class_="pair"),
    )


def _caution(name: str, figures: Mapping[str, Any], least: int) -> Iterator[Html]:
    absent = [label for label, each in figures["labels"].items() if not each["n"]]
    if absent:
        text = (
            f"No message here was written as {' or '.join(absent)}, so macro-F1 can be at most "
            f"{(len(AXES[name]) - len(absent)) / len(AXES[name]):.2f}"
        )
        more = "; two-way accuracy and AUC say more." if len(absent) == 1 and absent[0] == "neutral" else "."
        yield tag("p", text, more, class_="caution")
    if figures["n"] < least:
        yield tag("p", "These figures rest on ", count(figures["n"]), " messages: chance decides.", class_="caution")


def _confusion(name: str, figures: Mapping[str, Any]) -> Html:
    labels = AXES[name]

    def cells(label: str) -> Iterator[Html]:
        counts = figures["confusion"][label]
        for other in labels:
            share = counts[other] / max(1, sum(counts.values()))
            kind = "hit" if other == label else "miss"
            yield tag("span", count(counts[other]), class_=f"cell {kind}", style=f"--share:{share:.2f}")

    return table(
        f"Confusion, {name}",
        "Rows: what it was written as. Columns: what it was taken for. The diagonal is right.",
        heads("written ↓ taken →", *labels),
        tag("tbody", (row(cells(label), label) for label in labels)),
        class_="confusion",
    )


def _labels(name: str, figures: Mapping[str, Any], least: int) -> Html:
    rows = (
        row(
            (number(each["precision"]), number(each["recall"]), number(each["f1"]), count(each["n"])),
            (label, few(each["n"] < least)),
            grey=each["n"] < least,
        )
        for label, each in figures["labels"].items()
    )
    return table(
        f"Precision and recall, {name}",
        "Precision: of those called so, the share that is. Recall: of those that are, the share found.",
        heads("label", "precision", "recall", "F1", "n"),
        tag("tbody", rows),
    )


def _diagram(name: str, figures: Mapping[str, Any], least: int) -> Html:
    hint = "Dots below the line: too sure. Above: too modest. Larger dots hold more messages; hollow ones, few."
    return figure(f"Reliability, {name}", hint, reliability(name, figures["reliability"], least))


def _bins(name: str, figures: Mapping[str, Any], least: int) -> Html:
    rows = (
        row(
            (percent(each["sure"]), percent(each["right"]), count(each["n"])),
            (percent(each["from"]), " to ", percent(each["to"]), few(each["n"] < least)),
            grey=each["n"] < least,
        )
        for each in figures["reliability"]
    )
    return table(
        f"Said and true, {name}",
        "The dots in figures: where it was about so sure, how often was it right?",
        heads("band", "said", "right", "n"),
        tag("tbody", rows),
    )


def cues(figures: Mapping[str, Any], least: int) -> Html:
    """Precision and recall of each cue, the best found first."""
    each = sorted(figures["each"].items(), key=lambda pair: (pair[1]["marked"] < least, -pair[1]["f1"], pair[0]))
    rows = (
        row(
            (
                number(one["precision"]),
                number(one["recall"]),
                number(one["f1"]),
                count(one["right"]),
                count(one["found"]),
                count(one["marked"]),
            ),
            (cue, few(one["marked"] < least)),
            grey=one["marked"] < least,
        )
        for cue, one in each
    )
    return tag(
        "section",
        tag("h3", "Cues"),
        tag("p", "Over all cues, micro-F1 is ", number(figures["micro_f1"]), ".", class_="help"),
        table(
            "Precision and recall, cues",
            "A finding is right if it has the name of a mark that it overlaps; each mark counts once.",
            heads("cue", "precision", "recall", "F1", "right", "found", "marked"),
            tag("tbody", rows),
        ),
    )
