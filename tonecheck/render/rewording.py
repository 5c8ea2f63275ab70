"""Rewordings for a person: what changes, how much stays theirs, and what they must still fill in."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from tonecheck.render.diff import LONG, diff, with_blanks
from tonecheck.render.lines import printable, put
from tonecheck.types import Rejection, Result, Rewording

KINDS = {"minimal": "least change", "leader": "as a leader"}
"""Kinds of rewording in plain words."""
NEW = 0.2
"""Share of own words below which a rewording is shown by itself: a diff would be all marks."""


def one(result: Result, rewording: Rewording, console: Console, number: str = "") -> None:
    """One rewording as a word diff, under a line that says of which kind it is."""
    title = kind(rewording.kind)
    heading = Text.assemble((number, "dim"), (title[:1].upper() + title[1:], "bold"), ", ", about(result, rewording))
    put(console, heading, 0)
    if rewording.own_words < NEW:
        put(console, _plain(rewording))
    else:
        put(console, diff(result.text, rewording.changes, rewording.blanks, console))
    to_fill_in(rewording.blanks, console)


def best(result: Result, console: Console) -> None:
    """The first rewording as it would be sent, for the end of a check; of a long message only what changes."""
    rewording = result.rewordings[0]
    put(console, Text.assemble(("Reworded", "bold"), f" ({kind(rewording.kind)}, {about(result, rewording)}):"))
    whole = len(result.text) <= LONG
    put(console, _plain(rewording) if whole else diff(result.text, rewording.changes, rewording.blanks, console), 4)
    to_fill_in(rewording.blanks, console, 4)
    if others := len(result.rewordings) - 1:
        put(console, Text(f"and {others} more ('tonecheck reword' shows all)", "dim"))


def kind(name: str) -> str:
    """A kind in plain words; one that a newer generator made up, as it is."""
    return KINDS.get(name, name)


def about(result: Result, rewording: Rewording) -> str:
    """How many of the words are the writer's own, and what becomes of the harm, or of the boss."""
    axis, pole = ("impact", "harmful")
    if result.impact and result.style and result.impact.label != pole and result.style.label == "boss":
        axis, pole = ("style", "boss")
    judged = result.impact if axis == "impact" else result.style
    was = f"{_percent(judged.scores[pole])} to " if judged else ""
    now = _percent(getattr(rewording, axis)[pole])
    name = pole if axis == "impact" else "boss-like"
    told = f"{_percent(rewording.own_words)} your own words, {name} {was}{now}"
    writer = rewording.source.partition(":")[2]
    return f"{told}, written by {printable(writer)}" if writer else told


def to_fill_in(blanks: Sequence[str], console: Console, indent: int = 2) -> None:
    """A line that names the blanks, where there are some."""
    if blanks:
        named = Text(" ".join(f"[{printable(blank)}]" for blank in dict.fromkeys(blanks)))
        put(console, Text.assemble(("Fill in before you send it: ", "bold"), with_blanks(named, blanks)), indent)


def rejected(drafts: Sequence[Rejection], console: Console) -> None:
    """The drafts that failed the proof, and why."""
    put(console, Text("Drafts that failed the proof" if drafts else "No draft failed the proof", "bold"), 0)
    for draft in drafts:
        put(console, Text.assemble((f"{kind(draft.kind).capitalize()}: ", "bold"), printable(draft.text.strip())))
        for reason in draft.reasons:
            put(console, Text(f"- {printable(reason)}"), 4)


def _plain(rewording: Rewording) -> Text:
    return with_blanks(Text(printable(rewording.text.strip("\r\n"))), rewording.blanks)


def _percent(share: float) -> str:
    return f"{round(100 * share)} %"
