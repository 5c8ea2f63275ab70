"""Messages one by one: the worst, the best, and those on which people and the model differ, with the words that decided."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from tonecheck.render.html import Child, Html, join, tag
from tonecheck.render.rewording import KINDS
from tonecheck.review.charts import VERDICTS
from tonecheck.review.masking import Masked, Masks
from tonecheck.review.options import Record
from tonecheck.review.parts import cue_name, kind
from tonecheck.types import Span

LONG = 1200
"""Characters of a message that are shown at most."""

Cue = Mapping[str, Any]
_REST = re.compile(r"\w*(?:['’]\w+)?")


def extremes(worst: Sequence[Record], best: Sequence[Record], names: bool) -> Iterator[Html]:
    """Two sections; each message has an id of its own on the page."""
    yield _list("worst", "The ten to talk about first", _WORST, worst, names)
    yield _list("best", "The ten to learn from", _BEST, best, names)


_WORST = (
    "The surest harmful and boss-like ones. Who wrote them doesn't matter here; what the words do, does. "
    "Below stands what could be sent instead, where a rewording passed the proof."
)
_BEST = "The surest constructive and leader-like ones that are ready to send."


def _list(id: str, title: str, hint: str, records: Sequence[Record], names: bool) -> Html:
    items = (message(record, f"{id}-{place}", names) for place, record in enumerate(records, 1))
    return tag(
        "section",
        tag("h2", title),
        tag("p", hint, class_="help") if records else tag("p", "There is none.", class_="help"),
        tag("ol", items, class_="messages") if records else None,
        id=id,
    )


def message(record: Record, id: str, names: bool, head: Child = None) -> Html:
    """One message with marked words, the reason of each mark, and what could be sent instead."""
    masks = Masks(names)
    masked = masks(str(record["text"]))
    found = _numbered(record["cues"])
    return tag(
        "li",
        tag("p", head or _head(record), class_="verdict"),
        tag("blockquote", marked(masked, found, id)),
        tag("ol", (_why(cue, number, id) for number, cue in enumerate(found, 1)), class_="why") if found else None,
        (_rewording(each, masks) for each in (record.get("rewordings") or ())[:2]),
        class_="message",
    )


def _head(record: Record) -> Iterator[Child]:
    yield tag("b", VERDICTS.get(str(record["verdict"]), str(record["verdict"])).capitalize())
    for axis in ("impact", "style"):
        judgement = record[axis]
        yield f" · {judgement['label']} {100 * judgement['scores'][judgement['label']]:.0f} %"
        yield "" if judgement["confident"] else " (unclear)"
    yield tag("small", f" row {record['row']}", class_="where")


def _numbered(cues: Sequence[Cue]) -> list[Cue]:
    """In the order in which they begin; of one kind at one place once."""
    return list(
        {(cue["start"], cue["id"]): cue for cue in sorted(cues, key=lambda cue: (cue["start"], cue["end"]))}.values()
    )


def marked(masked: Masked, cues: Sequence[Cue], id: str) -> Iterator[Child]:
    """The text in pieces; words with cues are `mark`s that can be focused, described by the reasons below."""
    text = masked.text
    spans = [_whole(masked.span(cue["start"], cue["end"]), text) for cue in cues]
    end = len(text) if len(text) <= LONG else max(LONG, *(span.end for span in spans), 0)
    here = [[n for n, span in enumerate(spans, 1) if span.start <= place < span.end] for place in range(end)]
    for numbers, run in groupby(range(end), key=lambda place: here[place]):
        places = list(run)
        piece = text[places[0] : places[-1] + 1]
        yield _mark(piece, numbers, cues, spans, places[-1] + 1, id) if numbers else piece
    yield "" if end >= len(text) else " …"


def _whole(span: Span, text: str) -> Span:
    """To the end of a word: the model's tokens end at "can" of "can't"."""
    rest = _REST.match(text, span.end) if text[span.end - 1 : span.end].isalnum() else None
    return Span(span.start, rest.end()) if rest else span


def _mark(piece: str, numbers: Sequence[int], cues: Sequence[Cue], spans: Sequence[Span], at: int, id: str) -> Html:
    good = all(kind(cues[n - 1]["id"]) == "leader-like" for n in numbers)
    why = "\n".join(f"{cue_name(cues[n - 1]['id'])}: {cues[n - 1]['why']}" for n in numbers)
    ends = [n for n in numbers if spans[n - 1].end == at]
    return tag(
        "mark",
        piece,
        tag("sup", ",".join(map(str, ends)), aria_hidden="true") if ends else None,
        class_="good" if good else "harm",
        tabindex=0,
        data_why=why,
        aria_describedby=" ".join(f"{id}-{n}" for n in numbers),
    )


def _why(cue: Cue, number: int, id: str) -> Html:
    good = kind(cue["id"]) == "leader-like"
    return tag(
        "li",
        tag("b", cue_name(cue["id"]), class_="good" if good else "harm"),
        ": ",
        cue["why"],
        None if good else join(" ", tag("span", "Instead: ", cue["advice"], class_="instead")),
        id=f"{id}-{number}",
    )


def _rewording(rewording: Mapping[str, Any], masks: Masks) -> Html:
    name = KINDS.get(str(rewording["kind"]), str(rewording["kind"]))
    return tag(
        "div",
        tag("p", f"Could be sent instead ({name}):"),
        tag("blockquote", masks(str(rewording["text"])).text),
        class_="reworded",
    )
