"""Renderings against golden files: `python -m tests.test_render` writes them anew, to be read before they are kept."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.console import Console

from tonecheck.render import FORMATS
from tonecheck.rulebook import load
from tonecheck.types import Cue, Judgement, ModelInfo, Result, SentenceScores, Span

GOLDEN = Path(__file__).parent / "golden"
HARSH = {"harmful": 0.951, "constructive": 0.03, "neutral": 0.019}
BOSSY = {"boss": 0.52, "leader": 0.3, "neutral": 0.18}
FINE = {"harmful": 0.01, "constructive": 0.97, "neutral": 0.02}
LED = {"boss": 0.02, "leader": 0.9, "neutral": 0.08}
MODEL = ModelInfo("tonecheck-en", "0.0.0", "0" * 64)


def _cue(text: str, words: str, cue: str, score: float) -> Cue:
    rule = load().rules[cue]
    start = text.index(words)
    return Cue(cue, rule.pushes, Span(start, start + len(words)), words, score, rule.why, rule.advice)


def _revise() -> Result:
    text = "Dev, even the Saturday kids can count.\nYou never listen 🙄. Have it on my desk by five or you're out."
    cues = (
        _cue(text, "even the Saturday kids can count", "shaming", 0.9),
        _cue(text, "You never listen", "overgeneralisation", 0.8),
        _cue(text, "You never listen", "contempt", 0.4),
        _cue(text, "Have it on my desk by five", "command", 0.7),
        _cue(text, "or you're out", "threat", 0.95),
    )
    scores = tuple(SentenceScores(span, HARSH, BOSSY) for span in (Span(0, 38), Span(39, 58), Span(59, len(text))))
    impact, style = Judgement("harmful", True, HARSH), Judgement("boss", False, BOSSY)
    missing = ("observation", "listening")
    return Result("m1", text, "en", "revise", impact, style, scores, cues, missing, None, (), MODEL)


def _send() -> Result:
    text = "The totals on pages 3 and 7 differ. How do you see it?"
    cues = (
        _cue(text, "The totals on pages 3 and 7 differ", "observation", 0.9),
        _cue(text, "How do you see it", "listening", 0.9),
    )
    impact, style = Judgement("constructive", True, FINE), Judgement("leader", True, LED)
    return Result(
        None,
        text,
        "en",
        "send",
        impact,
        style,
        (SentenceScores(Span(0, len(text)), FINE, LED),),
        cues,
        (),
        None,
        (),
        MODEL,
    )


def _unjudged() -> Result:
    note = "this looks like Finnish; the model reads English"
    return Result(None, "Kiitos", "fi", None, None, None, (), (), (), note, (), MODEL)


CASES: dict[str, Callable[[], Result]] = {"revise": _revise, "send": _send, "unjudged": _unjudged}
KINDS = {"text": "txt", "json": "json", "jsonl": "jsonl"}


def _rendered(case: str, kind: str) -> str:
    out = io.StringIO()
    FORMATS[kind](CASES[case](), Console(file=out, width=90, highlight=False))
    return out.getvalue()


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("kind", KINDS)
def test_rendering_is_as_it_was_agreed(case: str, kind: str) -> None:
    assert _rendered(case, kind) == (GOLDEN / f"{case}.{KINDS[kind]}").read_text(encoding="utf-8")


if __name__ == "__main__":
    for name in CASES:
        for kind, ending in KINDS.items():
            (GOLDEN / f"{name}.{ending}").write_text(_rendered(name, kind), encoding="utf-8")
