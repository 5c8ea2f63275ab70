"""Hand-made results with rewordings, and the program with them in place of a model: `python -m tests.reworded reword …`."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from types import ModuleType

from tonecheck.types import (
    Change,
    Judgement,
    Message,
    ModelInfo,
    Rejection,
    Result,
    Rewording,
    Scores,
    SentenceScores,
    Span,
)

HARSH = {"harmful": 0.951, "constructive": 0.03, "neutral": 0.019}
FAIR = {"harmful": 0.041, "constructive": 0.919, "neutral": 0.04}
BOSSY = {"boss": 0.82, "leader": 0.1, "neutral": 0.08}
CALM = {"boss": 0.1, "leader": 0.7, "neutral": 0.2}
MODEL = ModelInfo("tonecheck-en", "0.0.0", "0" * 64)
DRAFT = "Dev, even the Saturday kids can count. The count is 312 short. RECOUNT aisle 4 tonight, idiot."
EDITS = {
    "minimal": (("even the Saturday kids can count. The", "the"), ("RECOUNT", "Please recount"), (", idiot", "")),
    "leader": (
        ("even the Saturday kids can count. The", "the"),
        ("RECOUNT", "Please recount"),
        (", idiot.", "; [why does it matter?] What did you run into?"),
    ),
}
"""What each kind changes in any text that has the words."""
_CUES = {"even": "shaming", "RECOUNT": "shouting", "idiot": "insult"}


def changed(text: str, edits: tuple[tuple[str, str], ...]) -> tuple[str, tuple[Change, ...]]:
    """A text after the edits, and the edits as changes of it."""
    made = []
    for before, after in edits:
        if (start := text.find(before)) >= 0:
            cue = next((cue for word, cue in _CUES.items() if word in before), None)
            made.append(Change(Span(start, start + len(before)), before, after, cue, "why it was changed"))
    made.sort(key=lambda change: change.span)
    out, at = "", 0
    for change in made:
        out, at = out + text[at : change.span.start] + change.after, change.span.end
    return out + text[at:], tuple(made)


def rewording(text: str, kind: str, own_words: float = 0.884, source: str = "edit") -> Rewording:
    after, changes = changed(text, EDITS[kind])
    blanks = tuple(re.findall(r"\[([^\]]+\?)\]", after))
    return Rewording(after, kind, source, own_words, changes, blanks, FAIR, CALM, 0.871)


def result(message: Message, offered: bool = True) -> Result:
    """As a model would answer: harsh with rewordings, harsh without, plain, or another language."""
    text, harsh = message.text, "idiot" in message.text
    common = {"id": message.id, "text": text, "cues": (), "incomplete": (), "model": MODEL}
    if "Kiitos" in text:
        note = "this looks like Finnish; the model reads English"
        return Result(
            language="fi", verdict=None, impact=None, style=None, sentences=(), missing=(), note=note, **common
        )  # type: ignore[arg-type]
    impact: Scores = HARSH if harsh else FAIR
    style: Scores = BOSSY if harsh else CALM
    failed = Rejection("Dev, recount.", "minimal", "edit", ("lost: 312", "the meaning is far off (0.41)"))
    return Result(
        language="en",
        verdict="revise" if harsh else "send",
        impact=Judgement("harmful" if harsh else "constructive", True, impact),
        style=Judgement("boss" if harsh else "leader", True, style),
        sentences=(SentenceScores(Span(0, len(text)), impact, style),),
        missing=("listening",) if harsh else (),
        note=None,
        rewordings=tuple(rewording(text, kind) for kind in EDITS) if harsh and offered else (),
        rejected=(failed,) if harsh else (),
        **common,  # type: ignore[arg-type]
    )


class Checker:
    """Stands in for the real one. `HOPELESS` in a text: no rewording passes."""

    def check(self, message: Message, *, reword: bool = True) -> Result:
        return result(message, reword and "HOPELESS" not in message.text)


def load(model: str) -> Checker:
    if model == "broken":
        raise RuntimeError("a defect")
    if model != "en":
        from tonecheck.types import ModelError

        raise ModelError(f"no model '{model}'")
    return Checker()


def main() -> None:
    if sys.argv[1] == "--terminal":  # the first of a new session takes its standard error as its terminal
        from fcntl import ioctl
        from termios import TIOCSCTTY

        ioctl(2, TIOCSCTTY, 0)
        del sys.argv[1]
    pipeline = ModuleType("tonecheck.pipeline")
    seam: dict[str, Callable[[str], Checker]] = {"load": load}
    vars(pipeline).update(seam)
    sys.modules["tonecheck.pipeline"] = pipeline
    from tonecheck.cli import main as run

    run()


if __name__ == "__main__":
    main()
