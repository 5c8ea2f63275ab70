"""The charts, as Vega-Lite specifications built with Altair. Colours are the page's own (CSS variables), so that they follow light,
dark and paper. No chart is the only place of a figure: each stands over a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

from tonecheck.review.shown import Group, Period
from tonecheck.review.tally import Counts

VERDICTS = {"send": "ready to send", "consider": "think again", "revise": "to revise"}
"""Verdicts in plain words, the good end first."""
_COLOURS = ["var(--good)", "var(--middle)", "var(--wrong)"]
_SHAPES = ["circle", "square", "triangle-down"]
KINDS = ["harms", "boss-like", "leader-like"]
_KIND_COLOURS = ["var(--wrong)", "var(--middle)", "var(--good)"]
_ROW = 24
"""Height of one bar with its gap, in pixels."""

Spec = dict[str, Any]


SQUARES = tuple(zip("■■■", VERDICTS.values(), _COLOURS, strict=True))
SIGNS = tuple(zip("●■▼", VERDICTS.values(), _COLOURS, strict=True))
KIND_SQUARES = tuple(zip("■■■", KINDS, _KIND_COLOURS, strict=True))
"""Legends: sign, words, colour."""
_TIME = {"week": "%-d %b", "month": "%b %Y", "year": "%Y"}


def _config() -> Spec:
    axis = {
        "labelColor": "var(--ink)",
        "titleColor": "var(--soft)",
        "domainColor": "var(--line)",
        "tickColor": "var(--line)",
        "gridColor": "var(--line)",
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "labelLimit": 170,
    }
    return {
        "background": None,
        "font": "system-ui, sans-serif",
        "view": {"stroke": None},
        "axis": axis,
        "legend": {"disable": True},  # the page has its own, which wraps on a telephone
        "text": {"color": "var(--ink)", "fontSize": 12},
    }


def _spec(chart: Any, height: int, about: str) -> Spec:
    spec: Spec = chart.properties(width="container", height=height, description=about).to_dict()
    del spec["$schema"]  # an address, though nobody would ask there
    return {**spec, "config": _config()}


def _data(rows: Sequence[Mapping[str, Any]]) -> Any:
    return alt.InlineData(values=[dict(row) for row in rows])


def _percents(field: str, title: str | None = None, **more: Any) -> alt.X:
    return alt.X(f"{field}:Q", title=title, axis=alt.Axis(format=".0%", tickCount=5), **more)


def _verdict_colour() -> alt.Color:
    return alt.Color("verdict:N", scale=alt.Scale(domain=list(VERDICTS.values()), range=_COLOURS))


def bars(rows: Sequence[Mapping[str, Any]], about: str) -> Spec:
    """One bar for each row of `name`, `n`, `share` and `colour`, with its figures at its end."""
    base = alt.Chart(_data(rows)).encode(
        y=alt.Y("name:N", sort=None, title=None, axis=alt.Axis(ticks=False, domain=False)),
        # Room for the figures at the bar's end, which make an axis needless.
        x=alt.X(
            "share:Q",
            axis=None,
            scale=alt.Scale(domain=[0, 1.6 * max(0.05, *(row["share"] for row in rows))], nice=False),
        ),
        tooltip=[
            alt.Tooltip("name:N", title="what"),
            alt.Tooltip("n:Q", title="messages"),
            alt.Tooltip("share:Q", format=".1%"),
        ],
    )
    bar = base.mark_bar(height=15).encode(color=alt.Color("colour:N", scale=None))
    words = base.mark_text(align="left", dx=4).encode(text=alt.Text("label:N"))
    return _spec(bar + words, _ROW * len(rows), about)


def kinds(rows: Sequence[Mapping[str, Any]], about: str) -> Spec:
    """Cues by frequency, coloured by what they do (`kind`)."""
    base = alt.Chart(_data(rows)).encode(
        y=alt.Y("name:N", sort=None, title=None, axis=alt.Axis(ticks=False, domain=False)),
        x=_percents("share", "share of messages", scale=alt.Scale(domainMin=0)),
        color=alt.Color("kind:N", scale=alt.Scale(domain=KINDS, range=_KIND_COLOURS)),
        tooltip=[alt.Tooltip("name:N", title="cue"), alt.Tooltip("kind:N"), alt.Tooltip("n:Q", title="messages")],
    )
    return _spec(base.mark_bar(height=14), 20 * len(rows), about)


def plane(points: Sequence[Mapping[str, Any]], about: str) -> Spec:
    """Each message where its probabilities put it."""
    scale = alt.Scale(domain=[-1, 1], nice=False)
    cross: dict[str, Any] = {"values": [-1, -0.5, 0, 0.5, 1], "labels": False, "ticks": False, "domain": False}
    dots = (
        alt.Chart(_data(points))
        .mark_point(filled=True, size=45, opacity=0.7)
        .encode(
            x=alt.X("x:Q", scale=scale, axis=alt.Axis(title="← boss-like · leader-like →", **cross)),
            y=alt.Y("y:Q", scale=scale, axis=alt.Axis(title="← harmful · constructive →", **cross)),
            color=_verdict_colour(),
            shape=alt.Shape("verdict:N", scale=alt.Scale(domain=list(VERDICTS.values()), range=_SHAPES)),
            tooltip=[alt.Tooltip("text:N", title="message"), alt.Tooltip("verdict:N")],
        )
    )
    zero = alt.Chart(_data([{"zero": 0}]))
    across = zero.mark_rule(color="var(--soft)", strokeDash=[4, 4]).encode(y="zero:Q")
    down = zero.mark_rule(color="var(--soft)", strokeDash=[4, 4]).encode(x="zero:Q")
    return _spec(across + down + dots, 440, about)


def _shares(counts: Counts) -> list[dict[str, Any]]:
    rows, at = [], 0.0
    for verdict, words in VERDICTS.items():
        n = counts.verdicts[verdict]
        rows.append({"verdict": words, "n": n, "from": at, "to": at + n / counts.n, "share": n / counts.n})
        at += n / counts.n
    return rows


_TIPS = [alt.Tooltip("verdict:N"), alt.Tooltip("n:Q", title="messages"), alt.Tooltip("share:Q", format=".0%")]


def by_group(groups: Sequence[Group], about: str) -> Spec:
    """Verdicts of each group, side by side to 100 %."""
    rows = [{"group": f"{g.name} ({g.counts.n:,})", **row} for g in groups for row in _shares(g.counts)]
    chart = (
        alt.Chart(_data(rows))
        .mark_bar(height=16)
        .encode(
            y=alt.Y("group:N", sort=None, title=None, axis=alt.Axis(ticks=False, domain=False)),
            x=_percents("from", "share of the group's messages", scale=alt.Scale(domain=[0, 1])),
            x2="to:Q",
            color=_verdict_colour(),
            tooltip=[alt.Tooltip("group:N"), *_TIPS],
        )
    )
    return _spec(chart, _ROW * len(groups), about)


def over_time(periods: Sequence[Period], unit: str, about: str) -> Spec:
    """Verdicts of each period; its width is the time it covers."""
    rows = [
        {"period": p.name, "start": p.start.isoformat(), "end": p.end.isoformat(), **row}
        for p in periods
        for row in _shares(p.counts)
    ]
    chart = (
        alt.Chart(_data(rows))
        .mark_rect(stroke="var(--paper)", strokeWidth=2)
        .encode(
            x=alt.X(
                "utcyearmonthdate(start):T",
                title=None,
                axis=alt.Axis(format=_TIME[unit], tickCount=6, labelOverlap="greedy", labelFlush=True),
            ),
            x2="utcyearmonthdate(end):T",
            y=alt.Y(
                "from:Q",
                title="share of messages",
                scale=alt.Scale(domain=[0, 1]),
                axis=alt.Axis(format=".0%", tickCount=5),
            ),
            y2="to:Q",
            color=_verdict_colour(),
            tooltip=[alt.Tooltip("period:N"), *_TIPS],
        )
    )
    return _spec(chart, 260, about)
