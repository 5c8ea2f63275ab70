"""Kinds of edit, each from one sentence to another. A sentence that an edit doesn't fit comes back as it was."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set

from tonecheck.reword import syntax
from tonecheck.reword.calming import calm
from tonecheck.reword.clauses import clauses, hangs, loose_parts
from tonecheck.reword.lines import unclipped
from tonecheck.reword.occasions import occasion
from tonecheck.reword.plain import plain
from tonecheck.reword.requests import request, requests
from tonecheck.reword.rude import unmodified
from tonecheck.reword.rules import Phrase, Rewordings, filled, load
from tonecheck.reword.stock import quoted
from tonecheck.types import Span

__all__ = ["calm", "occasion", "phrases", "plain", "request", "requested", "requests", "unmodified", "without"]

_WORDS = re.compile(r"\w+(?:['’]\w+)*")
_LEAD = re.compile(r"(?:[\s,;:–—-]|\b(?:and|but|so|or|because|then)\b)+$", re.IGNORECASE)
_FOLLOW = re.compile(r"^(?:[\s,;:–—-]|\b(?:and|but|so|then)\b)+", re.IGNORECASE)

_ASKS = re.compile(
    r"\s*(?:[A-Z][\w'’-]+, )?(?:who|what|when|where|why|how|which|whose|do|does|did|is|are|was|were|have|has|can|could|will|would|should)\b",
    re.IGNORECASE,
)


def phrases(sentence: str, rules: Rewordings, found_in: Set[str] | None = None) -> str:
    """Stock phrases by their plain equivalents; what stands in quotation marks stays. `found_in`: the cues of the sentence, None where
    they aren't known."""
    text = sentence
    for phrase in rules.phrases:
        if phrase.strict and found_in is not None and not found_in & phrase.cues:
            continue
        found = phrase.regex.search(text)
        if found is None or any(span.start <= found.start() < span.end for span in quoted(text)):
            continue
        text = _set_off(text, found, phrase, sentence) if phrase.clause else _replaced(text, found, phrase)
        if phrase.sting and text.endswith("?") and not _ASKS.match(text):
            text = text[:-1] + "."  # the question was the sting's
    return syntax.tidy(text, sentence) if text != sentence else sentence


def _replaced(text: str, found: re.Match[str], phrase: Phrase) -> str:
    before, after = text[: found.start()], filled(phrase.after, found)
    if after and not before.strip(" -–—*•\t"):
        after = after[0].upper() + after[1:] if text.lstrip(" -–—*•\t")[:1].isupper() else after
    elif after[:1].isupper() and not phrase.after[:1].islower() and not re.search(r"[.!?:]\s*$", before):
        after = after if re.match(r"I\b|\{", phrase.after) else after[0].lower() + after[1:]
    return before + after + text[found.end() :]


def _set_off(text: str, found: re.Match[str], phrase: Phrase, original: str) -> str:
    """A replacement that is a sentence of its own: a full stop before and after it, or commas where the writer has no capitals."""
    before, rest = _LEAD.sub("", text[: found.start()]), text[found.end() :]
    after = filled(phrase.after, found)
    first = original.lstrip(" -–—*•\t")[:1]
    careful = first.isupper() or (not first.isalpha() and bool(re.search(r"[A-Z]", original)))
    after = (
        after[:1].upper() + after[1:]
        if careful
        else (after if after.startswith("I ") else after[:1].lower() + after[1:])
    )
    if before.strip(" -*•"):
        # A name that is addressed keeps its comma: "Dev, tell me what got in the way."
        called = re.fullmatch(r"\s*(?:(?:Hi|Hello|Dear) )?([A-Z][\w'’-]+)", before)
        if called and called[1].lower() not in load().words["orders"] and not called[1].endswith("n't"):
            before, after = before + ", ", after[:1].lower() + after[1:]
        else:
            before = before.rstrip(".") + ". " if careful else before + ", "
    else:
        before = text[: found.start()] if re.match(r"\s*[-*•]", text) else ""
    if (match := re.match(r",? ([A-Z][\w'’-]+)\s*[.!?]*\s*$", rest)) or not re.search(r"\w", rest):
        rest = re.sub(r"^\s*[?!]+", "", rest) if not match else f", {match[1]}"
    else:
        rest = _FOLLOW.sub("", rest).lstrip(" .!?")
        rest = f". {rest[:1].upper()}{rest[1:]}" if careful else f", {rest}"
    if after.endswith("?"):
        rest = re.sub(r"^[.!?]+", "", rest)
    return before + after + rest


def requested(text: str, turn: int, orders: Sequence[str]) -> str:
    """A line's words as a request, clipped sentences joined to it; as they are where they order nothing. See `requests`."""
    whole = unclipped(text)
    asked = requests(whole, turn, orders)
    return text if asked == whole else asked


def without(sentence: str, spans: Sequence[Span], keeping: Sequence[tuple[Span, float]]) -> list[str]:
    """The sentence without what the spans touch: the smallest loose part, or whole clauses; best first, none if nothing stands."""
    doc = syntax.parse(sentence)
    out = []
    for part in loose_parts(doc):
        if all(part.start <= span.start and span.end <= part.end for span in spans):
            out.append(sentence[: part.start] + sentence[part.end :])
            break
    pieces = clauses(doc)
    good = [piece for piece in pieces if not _stings(piece, spans)]
    if keeping and any(piece not in good and _mean(piece, keeping) >= NEEDED for piece in pieces):
        # What people would keep can't go; what nobody would can, though one finding covers both.
        told = [piece for piece in pieces if piece in good or _mean(piece, keeping) >= GOES]
        out += [_joined(sentence, pieces, told)] if 0 < len(told) < len(pieces) else []
        return _tidied(out, sentence)
    if good and len(good) < len(pieces):
        out.append(_joined(sentence, pieces, good))
        liked = [piece for piece in good if _mean(piece, keeping) >= 0.3]
        if liked and len(liked) < len(good):
            out.append(_joined(sentence, pieces, liked))
    return _tidied(out, sentence)


def _stands(text: str, original: str) -> bool:
    """Whether a rest is whole: it hangs on nothing, no quotation or bracket is half, and it says something."""
    if hangs(text) or len(text.split()) < 2:
        return False
    if any((text.count(mark) - original.count(mark)) % 2 for mark in '"`') or any(
        (text.count(left) - text.count(right)) != (original.count(left) - original.count(right))
        for left, right in ("()", "“”", "«»", "[]")
    ):
        return False
    return bool(re.search(r"\w{2,}", text))


NEEDED = 0.45
"""Mean probability of being kept from which a clause stays, whatever was found in it."""
GOES = 0.25
"""The same below which a clause in which something was found goes although others beside it stay."""


def _tidied(texts: Sequence[str], sentence: str) -> list[str]:
    tidied = [syntax.tidy(text, sentence) for text in texts]
    words = set(_WORDS.findall(sentence.lower()))
    whole = (
        text for text in dict.fromkeys(tidied) if set(_WORDS.findall(text.lower())) <= words
    )  # no "don" of a "don't"
    return [text for text in whole if text and _stands(text, sentence)]


def _stings(piece: Span, spans: Sequence[Span]) -> bool:
    """Whether a clause is where the findings are: half of it, or most of one of them. A span may begin a few words early."""
    shared = [max(0, min(piece.end, span.end) - max(piece.start, span.start)) for span in spans]
    most = any(part >= 0.7 * (span.end - span.start) for part, span in zip(shared, spans, strict=True))
    return most or sum(shared) >= 0.5 * (piece.end - piece.start)


def _joined(sentence: str, pieces: Sequence[Span], good: Sequence[Span]) -> str:
    kept = []
    for index, piece in enumerate(pieces):
        end = pieces[index + 1].start if index + 1 < len(pieces) else len(sentence)
        if piece in good:
            kept.append(sentence[piece.start : end])
    return "".join(kept)


def _mean(piece: Span, keeping: Sequence[tuple[Span, float]]) -> float:
    values = [value for span, value in keeping if span.overlaps(piece)]
    return sum(values) / len(values) if values else 1.0
