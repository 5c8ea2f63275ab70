"""Canned answers of the contract: what the page does with them must not depend on a model."""

from __future__ import annotations

import re
from typing import Any

from starlette.responses import JSONResponse, Response

HARSH = "You never check your numbers, Sam. The totals on pages 3 and 7 are wrong again. Fix it by five."
FINE = "Sam, the totals on pages 3 and 7 differ. How do you see it?"

CUES = {
    "never": ("overgeneralisation", {"impact": "harmful"}),
    "Even the intern gets this right": ("shaming", {"impact": "harmful", "style": "boss"}),
    "Fix it by five": ("command", {"style": "boss"}),
    "because I say so": ("rank", {"style": "boss"}),
    "The totals on pages 3 and 7": ("observation", {"impact": "constructive", "style": "leader"}),
}
WORDS = {
    "overgeneralisation": (
        "They will think of the one time it wasn't so, and argue about that instead.",
        "Name the occasions you mean: which day, which file, how many times.",
    ),
    "shaming": (
        "They hear that others look better than they do, and will think about saving face, not about the work.",
        "Take it up with them alone, and measure the work against what was agreed instead of against a colleague.",
    ),
    "command": (
        "They will do what it says and nothing more, because they don't know what it is for.",
        "Add the reason or a choice: what it is for, or what they may decide.",
    ),
    "rank": (
        "They hear that your title is the argument, and that theirs doesn't count.",
        "Give the reason behind the decision instead of your position.",
    ),
    "observation": ("A fact can be checked and corrected.", "Keep it to what anyone could have seen."),
}
REWORDS = {
    "minimal": {
        "You never check your numbers, Sam": "Please check your numbers before you send them, Sam",
        " Even the intern gets this right.": "",
        "Fix it by five": "Could you fix it by five",
    },
    "leader": {
        "You never check your numbers, Sam": "Sam, I'd like to talk about the numbers in [which report?]",
        " Even the intern gets this right.": " What got in the way?",
        "Fix it by five": "Could you fix it by five, because [why does it matter?]",
    },
}


def utf16(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def span(text: str, words: str) -> dict[str, int]:
    start = text.index(words)
    return {"start": utf16(text[:start]), "end": utf16(text[: start + len(words)])}


def judgement(labels: str, *shares: float, confident: bool = True) -> dict[str, Any]:
    scores = dict(zip(labels.split(), shares, strict=True))
    return {"label": max(scores, key=lambda label: scores[label]), "confident": confident, "scores": scores}


def answer(text: str) -> dict[str, Any]:
    """A result of the contract for one text, by the words in it."""
    found = [(words, *CUES[words]) for words in CUES if words in text]
    harmful = any(pushes.get("impact") == "harmful" for _, _, pushes in found)
    bossy = any(pushes.get("style") == "boss" for _, _, pushes in found)
    bad = harmful or bossy
    impact = ("harmful constructive neutral", *((0.92, 0.03, 0.05) if harmful else (0.04, 0.81, 0.15)))
    style = ("boss leader neutral", *((0.88, 0.04, 0.08) if bossy else (0.05, 0.77, 0.18)))
    return {
        "schema": "tonecheck.result/1",
        "id": None,
        "language": "en",
        "verdict": "revise" if harmful else "consider" if bossy else "send",
        "impact": judgement(*impact),
        "style": judgement(*style),
        "sentences": [],
        "cues": [
            {
                "id": cue,
                **span(text, words),
                "text": words,
                "score": 0.9,
                "pushes": pushes,
                "why": WORDS[cue][0],
                "advice": WORDS[cue][1],
            }
            for words, cue, pushes in found
        ],
        "missing": ["consequence", "listening"] if bad else [],
        "rewordings": [reworded(text, kind) for kind in REWORDS] if harmful else [],
        "note": None,
        "incomplete": [],
        "model": {"name": "tonecheck-en", "version": "0.0.0", "sha256": "0" * 64},
    }


def reworded(text: str, kind: str) -> dict[str, Any]:
    edits = {before: after for before, after in REWORDS[kind].items() if before in text}
    changes = [
        {**span(text, before), "before": before, "after": after, "cue": None, "why": ""}
        for before, after in edits.items()
    ]
    for before, after in edits.items():
        text = text.replace(before, after)
    return {
        "text": text,
        "kind": kind,
        "source": "edit",
        "own_words": 0.8,
        "changes": changes,
        "blanks": re.findall(r"\[([^]]+)\]", text),
        "impact": {"harmful": 0.04, "constructive": 0.8, "neutral": 0.16},
        "style": {"boss": 0.2, "leader": 0.5, "neutral": 0.3},
        "similarity": 0.9,
        "facts_kept": True,
    }


def unjudged(text: str, note: str) -> dict[str, Any]:
    return answer("") | {"verdict": None, "impact": None, "style": None, "note": note, "language": "de"}


def problem(status: int, **headers: str) -> Response:
    body = {"type": "urn:x", "title": "x", "status": status, "detail": "x"}
    return JSONResponse(body, status, {key.replace("_", "-"): value for key, value in headers.items()})
