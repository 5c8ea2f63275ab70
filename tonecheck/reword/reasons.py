"""An order for which the message gives no reason: the request, a blank for the reason and, where that isn't enough, a door left open.

By the rubric courtesy alone makes no leader of a boss ("a bare order"); a reason, a choice or help does. What is missing only the
manager knows, so it is left blank. Sentences stay whole here: each as it is, as its request, or left out where it only stings or only
closes the discussion. No piece of a sentence is cut, so what is asked for stays as it was said.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from tonecheck.reword import syntax
from tonecheck.reword.findings import Findings, Rescore
from tonecheck.reword.lines import Line, assembled

OWN, LONG = 4, 60
"""Words that a message has: "Not now." needs no reason, and a letter is more than an order."""
FEW = 3
"""Words up to which a fragment carries no please."""
BOSSY = 0.85
"""Least probability of a boss: what is hardly bossy needs no reason."""
CLEAR = 0.25
"""Most probability of a boss at which a reason alone will do."""
_REQUEST = re.compile(
    r"\b(?:please|pls|plz|kindly)\b|\b(?:could|can|would) (?:you|somebody|someone|everyone|everybody)\b|\bI['’]d (?:like|ask)\b",
    re.IGNORECASE,
)
_NOTICE = re.compile(
    r"\b(?:please|pls|plz|kindly) (?:be (?:informed|advised|aware|reminded)|note|find|see)\b", re.IGNORECASE
)
_AT_END = re.compile(r",? please[.!]*$", re.IGNORECASE)
_ASKED = re.compile(r"\bI['’]d ask\b", re.IGNORECASE)
_GIVEN = re.compile(
    r"\b(?:because|so that|so|since|due to|in order to|as|the reason|otherwise|where I can|after last)\b|\[[^\]\n]*\?\]",
    re.IGNORECASE,
)
_FIRM = re.compile(
    r"\W*(?:no (?:exceptions?|excuses|discussions?|arguments?|buts|ifs)|ever|simple(?: as that)?|period|full stop|end of(?: story)?|told you once|"
    r"that['’]s (?:it|final|an order|all you need to know)|every (?:single )?(?:one|time|hour|day|mail)|it stops)\W*",
    re.IGNORECASE,
)
"""What only makes an order harder."""
_SOFT = frozenset(("command", "outcome-only", "expectation"))
"""What a line may hold that stays as it is: a reason and an open door take the edge off it."""
_TOLD = frozenset(("observation", "consequence", "purpose"))
"""What is a reason already: what was seen, or what it leads to."""
_MISREAD = re.compile(
    r"\bI['’]d ask that no [\w ]+,|\bthen please (?:step|stage|part)\b|\bbecause I (?:said|say)\b|\bplease\b[^.!?\n]*\band (?:not|are|is|am)\b|"
    r"\b(?:I don['’]?t care|not interested|watching (?:you|the)|checking up|if (?:you['’]ve|there['’]s) a problem)\b",
    re.IGNORECASE,
)
"""What the rules make of a sentence that they take for another, and what stays bossy beside any reason."""


def reasoned(
    findings: Findings, lines: Sequence[Line], mended: Callable[[Line], str], words: Mapping[str, str], rescore: Rescore
) -> Iterator[str]:
    """The message with its orders as requests and a blank for their reason, if it gives none; then the same with a door left open.
    None where it harms or isn't bossy, and where what closes the discussion can't be left out.

    Args:
        lines: all of the message's; mended: what becomes of a flagged one by rules alone, "" if it is left out;
        words: the `reasons` of `rewording.toml`.
    """
    length = len(findings.text.split())
    if findings.harmful or findings.style.scores["boss"] < BOSSY or not OWN <= length <= LONG or _staccato(findings):
        return
    pairs = [(line, _copied(line, mended)) for line in lines]
    _sparingly(pairs)
    left = [copy for line, copy in pairs if line.flagged and copy.text]
    if not left or any(
        line.ways[0] == copy.text and {c.id for c in line.cues} - _SOFT for line, copy in pairs if line.flagged
    ):
        return
    plain = assembled(findings.text, [copy for _, copy in pairs])
    if _MISREAD.search(plain):
        return
    given = _GIVEN.search(plain) is not None or any(cue.id in _TOLD for cue in findings.cues)
    if not given and not _give_reason(plain, pairs, words):
        return
    text = assembled(findings.text, [copy for _, copy in pairs])
    left[-1].ways[0] = _followed(left[-1].text, words["open"])
    for draft in (text, assembled(findings.text, [copy for _, copy in pairs])):
        found = rescore([draft])
        enough = draft != text or (found and found[0].style.scores["boss"] <= CLEAR)
        if (
            found
            and enough
            and not any(cue.pushes.get("style") == "boss" and cue.id not in _SOFT for cue in found[0].cues)
        ):
            yield draft


def _copied(line: Line, mended: Callable[[Line], str]) -> Line:
    words = line.ways[0] if not line.flagged else "" if _FIRM.fullmatch(line.ways[0]) else mended(line)
    return Line(line.span, [words], line.cues)


def _sparingly(pairs: Sequence[tuple[Line, Line]]) -> None:
    """No please at the end of a few words ("Year end, please."), nor of a second fragment: it would be one too many."""
    asked = False
    for line, copy in sorted(pairs, key=lambda pair: _AT_END.search(pair[1].text) is not None):
        words = line.ways[0]
        tacked = copy.text != words and _AT_END.sub("", copy.text) == words.rstrip(" .!")
        if tacked and (asked or len(words.split()) <= FEW):
            copy.ways[0] = words
        asked = asked or (line.flagged and _REQUEST.search(copy.text) is not None)


def _staccato(findings: Findings) -> bool:
    """Whether words stand as sentences ("Read. The. Brief."): no rule makes a request of them."""
    lone = [s for s in findings.sentences if len(s.span.of(findings.text).split()) == 1]
    return len(lone) >= 2


def _give_reason(plain: str, pairs: Sequence[tuple[Line, Line]], words: Mapping[str, str]) -> bool:
    """Whether a blank for the reason could be set: in the sentence of the only request, else after the last one."""
    asked = [
        copy for line, copy in pairs if line.flagged and _REQUEST.search(copy.text) and not _NOTICE.search(copy.text)
    ]
    last = [copy for line, copy in pairs if line.flagged and copy.text][-1]
    if not asked or _ASKED.search(plain):
        if not _states(last.text):
            return False
        last.ways[0] = _followed(last.text, words["decided"])
    elif len(asked) == 1 and (joined := _joined(asked[0].text, words["joined"])):
        asked[0].ways[0] = joined
    else:
        last.ways[0] = _followed(last.text, words["asked"])
    return True


def _followed(text: str, words: str) -> str:
    body = text.rstrip()
    return f"{body}{'' if body[-1:] in '.!?…' or body.endswith(':)') else '.'} {words}"


def _states(sentence: str) -> bool:
    """Whether a sentence has a verb that somebody does: behind a list of things "this" is nothing."""
    return any(
        token.dep_ == "ROOT"
        and token.tag_ in ("VBZ", "VBP", "VBD", "MD", "VB", "VBN")
        and any(child.dep_ in ("nsubj", "nsubjpass", "expl") for child in token.children)
        for token in syntax.parse(sentence)
    )


def _joined(text: str, reason: str) -> str:
    """A request of one clause with its reason in the same sentence, "" where it has several."""
    found = re.fullmatch(r"(?P<order>[^.!?\n;:,–—]+)(?P<end>[.!]*)", text.rstrip())
    if (
        not found
        or found["order"].endswith("please")
        or re.search(r"\b(?:if|when|before|after|until|unless|what|who)\b", text, re.IGNORECASE)
    ):
        return ""
    return f"{found['order']}, {reason}{'.' if found['end'] else ''}"
