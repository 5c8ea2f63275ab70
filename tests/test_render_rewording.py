"""Rewordings against golden files: `python -m tests.test_render_rewording` writes them anew, to be read before they are kept."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from tests.reworded import DRAFT, result, rewording
from tonecheck.render import rejected, reworded, text
from tonecheck.render.diff import AROUND, diff
from tonecheck.types import Change, Message, Result, Span

GOLDEN = Path(__file__).parent / "golden"
PARAGRAPH = "The rota for the week is on the door of the office, and the keys are with Rosa until Friday.\r\n"


def _short() -> Result:
    return result(Message(DRAFT))


def _long() -> Result:
    return result(Message(PARAGRAPH * 6 + DRAFT + "\r\n" + PARAGRAPH * 6))


def _new() -> Result:
    whole = result(Message(DRAFT))
    skeleton = "[What happened, and when?] Please [what should happen next?]."
    blanks = ("What happened, and when?", "what should happen next?")
    change = Change(Span(0, len(DRAFT)), DRAFT, skeleton, None, "nothing could be kept")
    best = replace(rewording(DRAFT, "leader", 0.1, "llm:llama3.2"), text=skeleton, changes=(change,), blanks=blanks)
    return replace(whole, rewordings=(best,))


def _none() -> Result:
    return result(Message(DRAFT), offered=False)


def _fine() -> Result:
    return result(Message("The count is in the tray."))


CASES: dict[str, Callable[[], Result]] = {"short": _short, "long": _long, "new": _new, "none": _none, "fine": _fine}
WAYS: dict[str, Callable[[Result, Console], None]] = {
    "reword": reworded,
    "check": text,
    "rejected": lambda one, console: rejected(one.rejected, console),
}


def _rendered(case: str, way: str, colour: bool) -> str:
    out = io.StringIO()
    options = {"force_terminal": True, "color_system": "standard"} if colour else {}
    WAYS[way](CASES[case](), Console(file=out, width=90, highlight=False, _environ={}, **options))  # type: ignore[arg-type]
    return out.getvalue()


def _golden(case: str, way: str, colour: bool) -> Path:
    return GOLDEN / f"reworded-{case}-{way}{'-colour' if colour else ''}.txt"


PAIRS = [(case, way, False) for case in CASES for way in WAYS] + [("short", "reword", True), ("short", "check", True)]


@pytest.mark.parametrize(("case", "way", "colour"), PAIRS)
def test_rendering_is_as_it_was_agreed(case: str, way: str, colour: bool) -> None:
    rendered = _rendered(case, way, colour)
    assert rendered == _golden(case, way, colour).read_text(encoding="utf-8")
    assert colour or not any(line != line.rstrip() for line in rendered.splitlines())


def test_without_colour_a_terminal_gets_marks() -> None:
    one = _short()
    console = Console(file=io.StringIO(), force_terminal=True, color_system="standard", no_color=True)
    best = one.rewordings[0]
    assert "[-RECOUNT-]{+Please recount+}" in diff(one.text, best.changes, best.blanks, console).plain


@st.composite
def _edited(draw: st.DrawFn) -> tuple[str, tuple[Change, ...]]:
    characters = st.text(st.sampled_from("ab ,.\n\r\t[]{}+-🙂\x1b\u202e\ud800"), max_size=400)
    original = draw(characters) * draw(st.integers(1, 5))
    cuts = sorted(draw(st.lists(st.integers(0, len(original)), max_size=8)))
    spans = [Span(start, end) for start, end in zip(cuts[::2], cuts[1::2], strict=False)]
    return original, tuple(Change(span, span.of(original), draw(characters), None, "") for span in spans)


@given(_edited(), st.booleans())
def test_any_change_can_be_shown(edited: tuple[str, tuple[Change, ...]], colour: bool) -> None:
    console = Console(file=io.StringIO(), force_terminal=colour, color_system="standard" if colour else None)
    original, changes = edited
    shown = diff(original, changes, (), console).plain
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    news = sum(len(change.after) + len(change.before) for change in changes)
    assert len(original) <= 600 or len(shown) <= news + (len(changes) + 1) * (2 * AROUND + 12)


if __name__ == "__main__":
    for each in PAIRS:
        _golden(*each).write_text(_rendered(*each), encoding="utf-8")
