"""The leader's question at the end of a draft, of the kind that the message calls for."""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping, Sequence

from tonecheck.reword.findings import CLOSING, Findings
from tonecheck.reword.lines import before_signature

_OPEN = re.compile(r"\?(?!\])|\b(?:[Tt]ell me|[Ll]et me know)\b")
NEAR = 12
"""Words at most between what went wrong and the question about it."""
_ASKING = frozenset(("command", "expectation", "micromanaging"))


def led(text: str, findings: Findings, questions: Mapping[str, Sequence[str]]) -> str:
    """The minimal draft with an open question before the signature; the draft as it is where none fits."""
    if _OPEN.search(text):
        return text
    kind = _kind(text, findings)
    choices = [question for question in questions.get(kind, ()) if question not in text]
    if not choices:
        return text
    return before_signature(text, choices[zlib.crc32(findings.text.encode()) % len(choices)])


def _kind(text: str, findings: Findings) -> str:
    """Which questions fit: `fault` for what went wrong, or "" for none. An order and a closed door get none: readers found that it
    only weakens what is firm."""
    ids = {cue.id for cue in findings.cues}
    if ids & CLOSING:
        return ""
    return "fault" if not ids & _ASKING and _told_last(text, findings) else ""


def _told_last(text: str, findings: Findings) -> bool:
    """Whether the text ends soon after what went wrong: behind other matters a question about it would be about them."""
    ends = [
        text.rfind(cue.text.strip()) + len(cue.text.strip())
        for cue in findings.cues
        if cue.id == "observation" and cue.text.strip() in text
    ]
    told = any(cue.id == "observation" for cue in findings.cues)
    return told and len(text[max(ends, default=0) :].split()) <= (NEAR if ends else 2 * NEAR)
