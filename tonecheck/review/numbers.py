"""The sections of figures: verdicts, both axes, the plane, cues, what is missing, groups, time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tonecheck.render.evaluation.parts import count, heads, percent, row, table
from tonecheck.render.html import Child, Html, join, tag
from tonecheck.review import charts
from tonecheck.review.masking import Masks, prepare
from tonecheck.review.options import LEAST
from tonecheck.review.parts import cells, chart, cue_name, kind, labelled, plain, rules, share
from tonecheck.review.shown import Group, Period, Shown
from tonecheck.review.tally import EXCERPT, WHEN, Counts, Point, Tally
from tonecheck.types import AXES

_LABELS = {
    "impact": {
        "constructive": "var(--good)",
        "neutral": "var(--calm)",
        "unclear": "var(--faint)",
        "harmful": "var(--wrong)",
    },
    "style": {"leader": "var(--good)", "neutral": "var(--calm)", "unclear": "var(--faint)", "boss": "var(--middle)"},
}
_ASKS = {
    "impact": "Would the reader feel attacked, or get something to use?",
    "style": "Does the message lead, or only command?",
}
_VERDICT_COLOURS = dict(zip(charts.VERDICTS, ("var(--good)", "var(--middle)", "var(--wrong)"), strict=True))
COLUMNS = 8
"""Cues at most in the table by group: the most frequent of those that harm or command."""


def _bars(names: Mapping[str, str], counts: Mapping[str, int], n: int) -> list[dict[str, Any]]:
    """`names` maps what a bar is called to its colour."""
    return [
        {
            "name": name,
            "n": counts[name],
            "share": share(counts[name], n),
            "label": labelled(counts[name], n),
            "colour": colour,
        }
        for name, colour in names.items()
    ]


def _counted(names: Sequence[str], counts: Mapping[str, int], n: int, what: str) -> Html:
    return plain((what, "messages", "share"), [(name, cells(counts[name], n)) for name in names], what)


def overview(counts: Counts) -> Html:
    """Verdicts and both axes."""
    verdicts = {words: counts.verdicts[verdict] for verdict, words in charts.VERDICTS.items()}
    colours = dict(zip(verdicts, _VERDICT_COLOURS.values(), strict=True))
    figures = [("Verdicts", "What the check advises before sending.", colours, verdicts)]
    figures += [(axis.capitalize(), _ASKS[axis], _LABELS[axis], counts.labels[axis]) for axis in AXES]
    drawn = (
        chart(name, hint, charts.bars(_bars(names, n, counts.n), name), _counted(list(names), n, counts.n, name))
        for name, hint, names, n in figures
    )
    return tag(
        "section",
        tag("h2", "At a glance"),
        tag("p", "“Unclear” is a label that the model isn't sure enough of to show.", class_="help"),
        tag("div", drawn, class_="three"),
        id="glance",
    )


def plane(points: Sequence[Point], counts: Counts, names: bool) -> Html:
    """The plane of both axes."""
    sampled = (
        "" if counts.n == len(points) else f" {len(points):,} of {counts.n:,} messages, drawn at random, are points."
    )
    hint = f"Each point is a message; point at one to read how it begins.{sampled}"
    if not names:
        prepare(point.text for point in points)
    rows = [_point(point, names) for point in points]
    styles = tuple(_LABELS["style"])
    body = [(i, [count(counts.both[i, s]) for s in styles]) for i in _LABELS["impact"]]
    return tag(
        "section",
        tag("h2", "Where the messages stand"),
        chart(
            "Both axes",
            f"{hint} Candour is no harm: a tough, fair message is in the upper half.",
            charts.plane(rows, "Messages by how leader-like and how constructive they are"),
            plain(("impact ↓ style →", *styles), body, "Messages by impact and style"),
            charts.SIGNS,
        ),
        id="plane",
    )


def _point(point: Point, names: bool) -> dict[str, Any]:
    text = " ".join(Masks(names)(point.text).text.split())
    short = text if len(text) <= EXCERPT else text[:EXCERPT].rsplit(" ", 1)[0] + " …"
    return {"x": point.x, "y": point.y, "verdict": charts.VERDICTS.get(point.verdict, point.verdict), "text": short}


def cues(counts: Counts) -> Html:
    """Cues by frequency."""
    order = [
        cue
        for cue, _ in sorted(
            counts.cues.items(), key=lambda pair: (charts.KINDS.index(kind(pair[0])), -pair[1], pair[0])
        )
    ]
    rows = [
        {"name": cue_name(cue), "kind": kind(cue), "n": counts.cues[cue], "share": share(counts.cues[cue], counts.n)}
        for cue in order
    ]
    listed = [(cue_name(cue), (kind(cue), *cells(counts.cues[cue], counts.n))) for cue in order]
    about = "Cues by the share of messages that have them"
    return tag(
        "section",
        tag("h2", "What the words do"),
        chart(
            "Cues",
            "The share of messages in which a cue was found at least once.",
            charts.kinds(rows, about),
            plain(("cue", "what it does", "messages", "share"), listed, about),
            charts.KIND_SQUARES,
        )
        if rows
        else tag("p", "No cue was found.", class_="help"),
        id="cues",
    )


def missing(counts: Counts) -> Html | None:
    """What messages to revise most often lack."""
    n = counts.verdicts["revise"] + counts.verdicts["consider"]
    if not counts.missing or not n:
        return None
    rows = (
        (cue_name(cue), rules()[cue].missing if cue in rules() else "", times)
        for cue, times in counts.missing.most_common(8)
    )
    body = (
        row(
            (
                tag("span", percent(share(times, n)), class_="bar", style=f"--share:{min(1, share(times, n)):.3f}"),
                count(times),
                advice,
            ),
            name,
        )
        for name, advice, times in rows
    )
    return tag(
        "section",
        tag("h2", "What is most often missing"),
        table(
            "Missing",
            f"Of the {n:,} messages to revise or to think about again, how many lack it, and what would help.",
            heads("what", "share", "messages", "what to add"),
            tag("tbody", body),
            class_="missing",
        ),
        id="missing",
    )


def groups(shown: Shown, everything: Counts) -> Iterator[Html]:
    """Each column of groups, in the order of the alphabet."""
    if shown.groups or any(column != WHEN for column in shown.why):
        yield tag(
            "section",
            tag("h2", "By group"),
            tag(
                "p",
                f"Groups stand in the order of the alphabet, for this is no ranking. Groups of fewer than {LEAST} messages are put "
                "together, with another one where they could be had by subtraction.",
                class_="help",
            ),
            (_column(column, rows, everything) for column, rows in shown.groups.items()),
            (
                tag("p", f"“{column}” isn't shown: {why}.", class_="caution")
                for column, why in shown.why.items()
                if column != WHEN
            ),
            id="groups",
        )


def _column(column: str, rows: Sequence[Group], everything: Counts) -> Html:
    worst = [cue for cue, _ in everything.cues.most_common() if kind(cue) != "leader-like"][:COLUMNS]
    return tag(
        "section",
        tag("h3", f"By {column}"),
        chart(
            f"Verdicts by {column}",
            "Messages of each group in brackets.",
            charts.by_group(rows, f"Verdicts by {column}"),
            _verdicts([(_group_name(each), each.counts) for each in rows], column),
            charts.SQUARES,
        ),
        table(
            f"Cues by {column}",
            "The share of a group's messages with the cue; the most frequent cues that harm or command.",
            heads(column, *map(cue_name, worst)),
            tag("tbody", (row((_shade(each.counts, cue) for cue in worst), _group_name(each)) for each in rows)),
            class_="heat",
        )
        if worst
        else None,
    )


def _group_name(group: Group) -> Child:
    return join(group.name, tag("small", f" {group.of} groups together")) if group.of > 1 else group.name


def _shade(counts: Counts, cue: str) -> Html:
    part = share(counts.cues[cue], counts.n)
    return tag("span", percent(part), class_="cell miss", style=f"--share:{part:.3f}")


def _verdicts(rows: Sequence[tuple[Child, Counts]], what: str) -> Html:
    body = [
        (
            name,
            (
                count(each.n),
                *(
                    join(count(each.verdicts[v]), f" ({100 * share(each.verdicts[v], each.n):.0f} %)")
                    for v in charts.VERDICTS
                ),
            ),
        )
        for name, each in rows
    ]
    return plain((what, "messages", *charts.VERDICTS.values()), body, f"Verdicts by {what}")


def trend(tally: Tally, shown: Shown) -> Html | None:
    """Verdicts over time."""
    day = tally.plan.date
    if day is None:
        return None
    undated = tally.when[None].n if None in tally.when else 0
    hint = (
        f"By {day.period}, from the column “{day.name}”; neighbours with fewer than {LEAST} messages are put together."
    )
    doubt = (
        f" Read with the day first (3/4 is the 3rd of April): no date in “{day.name}” says otherwise."
        if day.doubtful
        else ""
    )
    without = f" {undated:,} messages have no date." if undated >= LEAST else ""
    rows: Sequence[Period] = shown.periods
    return tag(
        "section",
        tag("h2", "Over time"),
        chart(
            "Verdicts over time",
            hint + doubt + without,
            charts.over_time(rows, day.period, "Verdicts over time"),
            _verdicts([(each.name, each.counts) for each in rows], day.period),
            charts.SQUARES,
        )
        if rows
        else tag("p", f"Not shown: {shown.why.get(WHEN, 'there is only one period')}.", class_="caution"),
        id="time",
    )
