"""The audit's figures for people: one table, then every flip with its swapped words marked in the message."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

_NAMES = {
    "sex": "names and pronouns of the other sex",
    "origin": "names of another origin",
    "pronouns": "pronouns alone",
    "age": "ages",
    "faith": "faiths and feasts",
    "nationality": "nationalities and countries",
}


def fairness(report: Mapping[str, Any], show: int | None = None) -> str:
    """An audit as text; at most `show` flips are listed, all of them without it."""
    return "\n".join([*_fairness(report, show)])


def _fairness(report: Mapping[str, Any], show: int | None) -> Iterator[str]:
    read = f"{report['messages']} messages read, {report['messages_with_swaps']} with something to swap"
    yield read + (f", {report['not_judged']} not judged" if report["not_judged"] else "")
    if not report["variants"]:
        yield "Nothing was swapped, so nothing was tested."
        return
    yield ""
    yield f"{'swapped':38}{'variants':>9}{'flips':>7}{'share':>9}{'mean change':>13}{'largest':>9}"
    for kind, figures in report["kinds"].items():
        if figures["variants"]:
            yield _line(_NAMES[kind], figures)
    yield _line("all", report)
    goal = report["goal"]
    yield f"{'goal':38}{'':16}{_percent(goal['flip_share']):>9}{goal['mean_change']:>13.3f}"
    flipped = report["flipped"][:show]
    if flipped:
        yield ""
        yield "Verdicts that flip, the largest change first:"
    for row in flipped:
        yield from _flip(row)
    if hidden := len(report["flipped"]) - len(flipped):
        yield f"and {hidden} more (--format json shows all)"


def _line(name: str, figures: Mapping[str, Any]) -> str:
    share, mean, largest = _percent(figures["flip_share"]), figures["mean_change"], figures["largest_change"]
    return f"{name:38}{figures['variants']:>9}{figures['flips']:>7}{share:>9}{mean:>13.3f}{largest:>9.3f}"


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"


def _flip(row: Mapping[str, Any]) -> Iterator[str]:
    yield ""
    name = f"{row['id']}: " if row["id"] else ""
    yield f"{name}{row['kind']}, {row['group']}: {_seen(row['before'])} → {_seen(row['after'])}"
    yield f"  {_marked(row)}"


def _seen(side: Mapping[str, Any]) -> str:
    return f"{side['verdict']} (harmful {side['harmful']:.2f}, boss {side['boss']:.2f})"


def _marked(row: Mapping[str, Any]) -> str:
    """The message before and after in one: what was swapped stands as [before → after]."""
    text, out, at = row["before"]["text"], [], 0
    for change in row["changes"]:
        out += [text[at : change["start"]], f"[{change['before']} → {change['after']}]"]
        at = change["end"]
    out.append(text[at:])
    flat = " ".join("".join(out).split())
    return "".join(c if c.isprintable() else "\ufffd" for c in flat)


def behaviour(report: Mapping[str, Any], show: int = 3) -> str:
    """Behavioural tests as text; at most `show` failures of each row are listed."""
    return "\n".join([*_behaviour(report, show)])


def _behaviour(report: Mapping[str, Any], show: int) -> Iterator[str]:
    yield f"{'capability':44}{'type':12}{'n':>6}{'passed':>9}"
    for row in report["rows"]:
        yield f"{row['capability']:44}{row['type']:12}{row['n']:>6}{_percent(row['share']):>9}"
    for name in ("behaviour", "disguised", "lookalikes"):
        yield f"{name + ', all':56}{report[name]['n']:>6}{_percent(report[name]['share']):>9}"
    for row in report["rows"]:
        if row["failures"] and show:
            yield from ("", f"{row['capability']}: {row['n'] - row['passed']} failures")
        for failure in row["failures"][:show]:
            yield from (f"  {failure['expected']}; got {failure['got']}", *_texts(failure))


def _texts(failure: Mapping[str, Any]) -> Iterator[str]:
    for side in ("before", "after"):
        if failure.get(side):
            yield f"    {side}: {' '.join(failure[side].split())}"
