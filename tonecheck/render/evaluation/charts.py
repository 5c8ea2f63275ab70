"""The reliability diagram, as inline SVG that takes its colours from the page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import sqrt
from typing import Any

from tonecheck.render.html import Html, tag

_SIDE, _LEFT, _TOP = 260, 44, 12
"""Side of the square, and where it begins, in the drawing's own units."""
_SMALLEST, _LARGEST = 3.0, 10.0


def _x(share: float) -> float:
    return round(_LEFT + share * _SIDE, 1)


def _y(share: float) -> float:
    return round(_TOP + (1 - share) * _SIDE, 1)


def reliability(axis: str, bins: Sequence[Mapping[str, Any]], few: int) -> Html:
    """Stated probability against how often it was right: dots on the diagonal are honest.

    The larger a dot, the more messages; hollow ones rest on fewer than `few`. A line joins each dot with the diagonal.
    """
    most = max((row["n"] for row in bins), default=1)
    return tag(
        "svg",
        tag("title", f"Reliability of {axis}: how often right against how sure"),
        _frame(),
        (_dot(row, most, few) for row in bins),
        class_="chart",
        viewBox=f"0 0 {_LEFT + _SIDE + 24} {_TOP + _SIDE + 42}",
        role="img",
        aria_label=f"Reliability diagram of {axis}; the table beside it has the same figures",
    )


def _frame() -> Iterator[Html]:
    yield tag("rect", x=_LEFT, y=_TOP, width=_SIDE, height=_SIDE, class_="frame")
    for share in (0, 0.25, 0.5, 0.75, 1):
        yield tag("line", x1=_x(share), y1=_y(0), x2=_x(share), y2=_y(1), class_="grid")
        yield tag("line", x1=_x(0), y1=_y(share), x2=_x(1), y2=_y(share), class_="grid")
        yield tag("text", f"{share:.0%}", x=_x(share), y=_y(0) + 16, text_anchor="middle")
        yield tag("text", f"{share:.0%}", x=_LEFT - 6, y=_y(share) + 4, text_anchor="end")
    yield tag("line", x1=_x(0), y1=_y(0), x2=_x(1), y2=_y(1), class_="diagonal")
    yield tag("text", "how sure it said it was", x=_x(0.5), y=_y(0) + 34, text_anchor="middle")
    turn = f"translate(9 {_y(0.5)}) rotate(-90)"
    yield tag("text", "how often it was right", transform=turn, text_anchor="middle")


def _dot(row: Mapping[str, Any], most: int, few: int) -> Html:
    x, y = _x(row["sure"]), _y(row["right"])
    size = round(_SMALLEST + (_LARGEST - _SMALLEST) * sqrt(row["n"] / most), 1)
    return tag(
        "g",
        tag("title", f"{row['n']} messages: said {row['sure']:.0%}, right {row['right']:.0%}"),
        tag("line", x1=x, y1=y, x2=x, y2=_y(row["sure"])),
        tag("circle", cx=x, cy=y, r=size),
        class_="dot few" if row["n"] < few else "dot",
    )
