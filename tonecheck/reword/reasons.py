"""An order for which the message gives no reason: the request, a blank for the reason and, where that isn't enough, a door left open.

By the rubric courtesy alone makes no leader of a boss ("a bare order"); a reason, a choice or help does. What is missing only the
manager knows, so it is left blank. Sentences stay whole here: each as it is, as its request, or left out where it only stings or only
closes the discussion. No piece of a sentence is cut, so what is asked for stays as it was said.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from tonecheck.reword.findings import Findings, Rescore
from tonecheck.reword.lines import Line, assembled, before_signature

OWN = 4
"""Words that a message has at least: "Not now." needs no reason."""
FEW = 3
"""Words up to which a fragment carries no please."""
CLEAR = 0.25
"""Most probability of a boss at which a reason alone will do."""
_REQUEST = re.compile(
    r"\b(?:please|pls|plz|kindly)\b|\b(?:could|can|would) (?:you|somebody|someone|everyone|everybody)\b|\bI['’]d (?:like|ask)\b",
    re.IGNORECASE,
)
_AT_END = re.compile(r",? please[.!]*$", re.IGNORECASE)
_ASKED = re.compile(r"\bI['’]d ask\b", re.IGNORECASE)
_GIVEN = re.compile(r"\b(?:because|so that|since|due to|in order to|the reason|otherwise)\b|\[[^\]\n]*\?\]", re.IGNORECASE)
_SOFT = frozenset(("command", "micromanaging", "outcome-only", "expectation"))
"""What a line may hold that stays as it is: a reason and an open door take the edge off it."""
_TOLD = frozenset(("observation", "consequence", "purpose"))
"""What is a reason already: what was seen, or what it leads to."""
_CLOSED = frozenset(("silencing", "rank"))
"""What no reason mends: the door is shut in the same breath."""
_MISREAD = re.compile(r"\bI['’]d ask that no [\w ]+,|\bthen please (?:step|stage|part)\b|\bbecause I (?:said|say)\b", re.IGNORECASE)
"""What the rules make of a list that they take for a sentence ("No exceptions, no breaks mid-call.")."""


def reasoned(
    findings: Findings, lines: Sequence[Line], mended: Callable[[Line], str], words: Mapping[str, str], rescore: Rescore
) -> Iterator[str]:
    """The message with its orders as requests and a blank for their reason, if it gives none; then the same with a door left open.
    None where it harms or isn't bossy, and where what closes the discussion can't be left out.

    Args:
        lines: all of the message's; mended: what becomes of a flagged one by rules alone, "" if it is left out;
        words: the `reasons` of `rewording.toml`.
    """
    if not findings.boss or findings.harmful or _staccato(findings):
        return
    kept = [Line(line.span, [mended(line) if line.flagged else line.ways[0]], line.cues) for line in lines]
    pairs = list(zip(lines, kept, strict=True))
    _sparingly(pairs)
    if any(line.ways[0] == copy.text and {cue.id for cue in line.cues} - _SOFT for line, copy in pairs if line.flagged):
        return
    plain = assembled(findings.text, kept)
    if len(plain.split()) < OWN or _MISREAD.search(plain):
        return
    given = _GIVEN.search(plain) is not None or any(cue.id in _TOLD for cue in findings.cues)
    text = plain if given else _with_reason(plain, findings, pairs, words)
    for draft in (text, before_signature(text, words["open"])):
        found = rescore([draft])
        enough = draft != text or (found and found[0].style.scores["boss"] <= CLEAR)
        if found and enough and not any(cue.id in _CLOSED for cue in found[0].cues):
            yield draft


def _sparingly(pairs: Sequence[tuple[Line, Line]]) -> None:
    """No please at the end of a few words ("Year end, please."), nor of a second fragment: it would be one too many."""
    asked = False
    for line, copy in sorted(pairs, key=lambda pair: _AT_END.search(pair[1].text) is not None):
        tacked = copy.text != line.ways[0] and _AT_END.sub("", copy.text) == line.ways[0].rstrip(" .!")
        if tacked and (asked or len(line.ways[0].split()) <= FEW):
            copy.ways[0] = line.ways[0]
        asked = asked or (line.flagged and _REQUEST.search(copy.text) is not None)


def _staccato(findings: Findings) -> bool:
    """Whether words stand as sentences ("Read. The. Brief."): no rule makes a request of them."""
    lone = [s for s in findings.sentences if len(s.span.of(findings.text).split()) == 1]
    return len(lone) >= 2


def _with_reason(
    plain: str, findings: Findings, pairs: Sequence[tuple[Line, Line]], words: Mapping[str, str]
) -> str:
    """In the sentence of the only request, else in one of its own."""
    asked = [copy for line, copy in pairs if line.flagged and _REQUEST.search(copy.text)]
    changed = [copy for line, copy in pairs if line.ways[0] != copy.text]
    if not asked or _ASKED.search(plain):
        return before_signature(plain, words["decided"])
    if asked == changed and len(asked) == 1 and (joined := _joined(asked[0].text, words["joined"])):
        asked[0].ways[0] = joined
        return assembled(findings.text, [copy for _, copy in pairs])
    return before_signature(plain, words["asked"])


def _joined(text: str, reason: str) -> str:
    """A request of one clause with its reason in the same sentence, "" where it has several."""
    found = re.fullmatch(r"(?P<order>[^.!?\n;:,–—]+)(?P<end>[.!]*)", text.rstrip())
    if (
        not found
        or found["order"].endswith("please")
        or re.search(r"\b(?:if|when|before|after|until|unless)\b", text, re.IGNORECASE)
    ):
        return ""
    return f"{found['order']}, {reason}{'.' if found['end'] else ''}"
