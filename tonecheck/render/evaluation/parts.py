"""What all sections are made of: numbers that keep their full value, tables that can be scrolled, lines of help."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tonecheck.render.html import Child, Html, join, tag

NOTHING = Html('<span class="none" title="nothing to measure here">–</span>')


def number(value: float | None, digits: int = 3) -> Html:
    """A figure as people read it, with the JSON's own value in the markup."""
    return NOTHING if value is None else tag("data", f"{value:.{digits}f}", value=value)


def count(value: int) -> Html:
    return tag("data", f"{value:,}", value=value)


def percent(value: float | None) -> Html:
    return NOTHING if value is None else tag("data", f"{100 * value:.0f} %", value=value)


def of(part: int, whole: int) -> Html:
    """`3 of 12`."""
    return join(count(part), " of ", count(whole)) if whole else NOTHING


def interval(edges: Sequence[float] | None) -> Html:
    if not edges:
        return tag("small", "no interval", class_="interval")
    return tag("small", number(edges[0]), "–", tag("wbr"), number(edges[1]), class_="interval")


def few(yes: bool) -> Html:
    """The mark of a figure that rests on few items; a word, since grey alone isn't seen by all nor on all paper."""
    return tag("small", " few", class_="few-mark") if yes else Html("")


def row(cells: Iterable[Child], head: Child, *, grey: bool = False, tip: str | None = None) -> Html:
    return tag(
        "tr",
        tag("th", head, scope="row", title=tip),
        (tag("td", cell) for cell in cells),
        class_="few" if grey else None,
    )


def heads(*names: Child) -> Html:
    return tag("thead", tag("tr", (tag("th", name, scope="col") for name in names)))


def table(caption: str, hint: str, *rows: Child, class_: str = "") -> Html:
    """A table under its name and one line on how to read it; it scrolls by itself where it is too wide."""
    inner = tag("table", *rows, class_=class_ or None, aria_label=caption)
    return figure(caption, hint, tag("div", inner, class_="scroll", tabindex=0, role="region", aria_label=caption))


def figure(caption: str, hint: str, content: Html) -> Html:
    """A table or drawing with its name and one line on how to read it."""
    return tag("figure", tag("figcaption", tag("b", caption), " ", tag("span", hint)), content)
