"""The messages that were judged wrongly, one by one, with the words in which cues were found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from tonecheck.render.evaluation.parts import count, number
from tonecheck.render.html import Child, Html, join, tag


def mistakes(figures: Mapping[str, Any]) -> Html:
    """The list, in the order of the JSON: the surest mistakes first."""
    shown, n = len(figures["mistakes"]), figures["with_mistakes"]
    total = join(count(n), " of ", count(figures["messages"] - figures["not_judged"]), " messages have a wrong label. ")
    cut = tag("span", "Listed: ", count(shown), ". ") if shown < n else None
    hint = "The surest mistakes come first. Cues that were found are marked in the text: underlined where they harm, dotted where they help."
    return tag(
        "section",
        tag("h3", "Mistakes"),
        tag("p", total, cut, hint, class_="help"),
        tag("ol", (_mistake(entry) for entry in figures["mistakes"]), class_="mistakes") if shown else None,
    )


def _mistake(entry: Mapping[str, Any]) -> Html:
    where = entry["where"] or ""
    axes = sorted(entry["axes"].items(), key=lambda pair: -pair[1]["score"] * pair[1]["wrong"])
    return tag(
        "li",
        tag("p", (_axis(axis, row) for axis, row in axes), class_="verdicts"),
        tag("blockquote", marked(entry["text"], entry["cues"])),
        tag("p", _cues(entry["cues"]), class_="cues"),
        tag("p", where, " · " if where else "", entry["id"], class_="where"),
        class_="mistake",
    )


def _axis(axis: str, row: Mapping[str, Any]) -> Html:
    unclear = "" if row["confident"] else ", shown as unclear"
    if not row["wrong"]:
        return tag(
            "span", axis, " ", row["gold"], ", rightly (", number(row["score"], 2), unclear, ") ", class_="right"
        )
    what: list[Child] = [axis, ": written as ", tag("b", row["gold"]), ", taken for ", tag("b", row["got"])]
    return tag("span", *what, " (", number(row["score"], 2), unclear, ") ", class_="wrong")


def _cues(cues: Sequence[Mapping[str, Any]]) -> Child:
    if not cues:
        return "No cue found."
    return (
        tag("span", cue["id"], " ", number(cue["score"], 2), class_="cue good" if cue["good"] else "cue harm")
        for cue in cues
    )


def marked(text: str, cues: Sequence[Mapping[str, Any]]) -> Iterator[Child]:
    """The text in pieces, those with cues as `mark`: cues may overlap, marks don't."""
    over: list[list[Mapping[str, Any]]] = [[] for _ in text]
    for cue in cues:
        for place in range(cue["start"], min(cue["end"], len(text))):
            over[place].append(cue)
    for _, run in groupby(range(len(text)), key=lambda place: [id(cue) for cue in over[place]]):
        places = list(run)
        here, piece = over[places[0]], text[places[0] : places[-1] + 1]
        kind = "good" if all(cue["good"] for cue in here) else "harm"
        yield tag("mark", piece, class_=kind, title=", ".join(cue["id"] for cue in here)) if here else piece
