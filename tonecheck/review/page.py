"""The whole page: what was read, then one section after the other, and the script that draws."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Mapping
from importlib import resources

from tonecheck import __version__
from tonecheck.render.html import Child, Html, document, tag
from tonecheck.review import numbers
from tonecheck.review.columns import Plan
from tonecheck.review.masking import Masks, is_person
from tonecheck.review.messages import extremes
from tonecheck.review.people import agreement
from tonecheck.review.shown import shown
from tonecheck.review.tally import Tally

TITLE = "How we give feedback"
_SECTIONS = {
    "glance": "At a glance",
    "plane": "Where they stand",
    "time": "Over time",
    "groups": "By group",
    "cues": "What the words do",
    "missing": "What is missing",
    "worst": "To talk about",
    "best": "To learn from",
    "agreement": "People and the model",
}


def page(tally: Tally, names: bool) -> str:
    """One HTML file. Its policy lets nothing in: no address is asked, and only the script written here runs."""
    if not tally.everything.n:
        return document(
            TITLE,
            tag("header", tag("h1", TITLE), _read(tally)),
            tag("main", _left_out(tally)),
            more_style=_file("review.css"),
        )
    script = _script()
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    body = [section for section in _body(tally, names) if section is not None]
    return document(
        TITLE,
        tag("header", tag("h1", TITLE), _read(tally), _links(body)),
        tag("main", body, _left_out(tally)),
        tag("footer", tag("p", _colophon(tally, names))),
        tag("script", Html(script)),
        policy=f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'",
        more_style=_file("review.css"),
    )


def _file(name: str) -> str:
    return resources.files("tonecheck.review").joinpath(name).read_text(encoding="utf-8")


def _script() -> str:
    import vl_convert

    drawing: str = vl_convert.javascript_bundle(_file("review.js"))
    return f"/*\n{_file('licences.txt')}*/\n" + drawing.replace("</script", "<\\/script")


def _body(tally: Tally, names: bool) -> Iterator[Html | None]:
    everything, groups = tally.everything, shown(tally, names)
    yield numbers.overview(everything)
    yield numbers.plane(tally.points, everything, names)
    yield numbers.trend(tally, groups)
    yield from numbers.groups(groups, everything)
    yield numbers.cues(everything)
    yield numbers.missing(everything)
    yield from extremes(tally.worst.records(), tally.best.records(), names)
    yield agreement(tally.agreement, raters(tally, names), names)


def raters(tally: Tally, names: bool) -> dict[str, str]:
    """What raters are called: people by a number, others (`expert`, `second`) as their column is."""
    found = dict.fromkeys(rater for axis in tally.agreement.model.values() for rater in axis)
    called = {}
    for place, rater in enumerate(found, 1):
        hidden = not names and is_person(rater.title())
        called[rater] = "the label" if not rater else f"rater {place}" if hidden or rater.isdecimal() else rater
    return called


def _links(body: list[Html]) -> Html:
    there = "".join(body)
    links = (
        tag("span", tag("a", name, href=f"#{each}")) for each, name in _SECTIONS.items() if f' id="{each}"' in there
    )
    return tag("nav", links, aria_label="On this page")


def _read(tally: Tally) -> Html:
    n = tally.everything.n
    unjudged, failed = tally.notes.total(), tally.errors.total()
    return tag(
        "p",
        f"{n:,} messages were checked. ",
        f"{unjudged:,} could not be judged, {failed:,} could not be read (see the end). "
        if unjudged or failed
        else None,
        f"In {tally.incomplete:,} a deadline cut something off. " if tally.incomplete else None,
        "A program's opinion of texts, for talking about how feedback is given; never of people, and no ground for judging anybody.",
        class_="help",
    )


def _left_out(tally: Tally) -> Html | None:
    if not tally.errors and not tally.notes:
        return None
    return tag(
        "section",
        tag("h2", "Left out of all figures"),
        _reasons("Could not be judged", tally.notes),
        _reasons("Could not be read", tally.errors),
        id="left-out",
    )


def _reasons(title: str, reasons: Mapping[str, int]) -> Child:
    if not reasons:
        return None
    rows = sorted(reasons.items(), key=lambda pair: (-pair[1], pair[0]))[:10]
    lines = (tag("li", f"{times:,} × {Masks()(why).text}") for why, times in rows)
    return (tag("h3", f"{title}: {sum(reasons.values()):,}"), tag("ul", lines, class_="notes"))


def _colophon(tally: Tally, names: bool) -> Iterator[str]:
    yield f"tonecheck {__version__}, {', '.join(sorted(tally.models))}. "
    yield _columns(tally.plan)
    if names:
        yield "Names are shown. "
    else:
        yield "Names, mail addresses and telephone numbers are masked as far as they were recognised; read before you show it. "
    yield "Charts: Vega, Vega-Lite and Vega-Embed (University of Washington Interactive Data Lab; licences in this file)."


def _columns(plan: Plan) -> str:
    if not plan.guessed:
        return ""
    return f"Columns guessed by their names and values: {', '.join(plan.guessed)}. "
