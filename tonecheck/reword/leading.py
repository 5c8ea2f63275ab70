"""The leader's question at the end of a draft, of the kind that the message calls for."""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping, Sequence

from tonecheck.reword.findings import Findings
from tonecheck.reword.lines import before_signature

_OPEN = re.compile(r"\?(?!\])|\b(?:[Tt]ell me|[Ll]et me know)\b")
_REQUEST = re.compile(r"(?i)\b(?:please|could you|i['’]d (?:like|ask)|i would (?:like|ask))\b")
_MANY = re.compile(r"(?i)\b(?:all|everyone|everybody|team|folks|lads|guys|channel|nobody|each of you)\b")
NEAR = 12
"""Words at most between what went wrong and the question about it."""
_ASKING = frozenset(("command", "expectation", "micromanaging"))
# Whether it suits is no question about an apology, about what is forbidden, or about what keeps people safe.
_NO_CHOICE = re.compile(
    r"(?i)\b(?:apologi[sz]e|apology|don['’]?t|do not|nobody|stop|never|no more|safety|safe|hi-?vis|harness|helmet|hard hat|goggles|gloves|masks?|belt|"
    r"guard|lock(?:ed|out)?|alarm|fire|allerg\w+|dose|doses|gas|brakes?|ladder|hands?|exit|unpaid|own time)\b"
)
_DUE = re.compile(
    r"(?i)\b(?:today|tonight|tomorrow|noon|midday|midnight|eod|cob|(?:mon|tues|wednes|thurs|fri|satur|sun)day|week|month|morning|afternoon|evening|lunch|"
    r"by|before|until|till|o['’]clock)\b|\d"
)


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
    """Which questions fit: `decision`, `date` and `task` for an order, `fault`, or "" for none."""
    ids = {cue.id for cue in findings.cues}
    if ids & {"silencing", "rank"}:
        return "decision"
    if not ids & _ASKING:
        return "fault" if _told_last(text, findings) else ""
    asked = [sentence for sentence in re.split(r"(?<=[.?!])\s+", text) if _REQUEST.search(sentence)]
    if len(_REQUEST.findall(text)) != 1 or _MANY.search(text) or not asked:
        return ""
    if _NO_CHOICE.search(asked[0]):
        return "rule"
    return "date" if _DUE.search(asked[0]) else "task"


def _told_last(text: str, findings: Findings) -> bool:
    """Whether the text ends soon after what went wrong: behind other matters a question about it would be about them."""
    ends = [
        text.rfind(cue.text.strip()) + len(cue.text.strip())
        for cue in findings.cues
        if cue.id == "observation" and cue.text.strip() in text
    ]
    told = any(cue.id == "observation" for cue in findings.cues)
    return told and len(text[max(ends, default=0) :].split()) <= (NEAR if ends else 2 * NEAR)
