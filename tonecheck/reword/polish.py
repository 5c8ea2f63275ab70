"""Last touches on a draft, so that it reads like written in one piece: how it begins, and one "please" where two were put in or
where nothing is asked."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

from tonecheck.reword import syntax
from tonecheck.reword.calming import acronyms, calm
from tonecheck.reword.lines import called, with_name
from tonecheck.reword.referring import resolved
from tonecheck.reword.rules import filled, load
from tonecheck.text import split

if TYPE_CHECKING:
    from spacy.tokens import Token

_PLEASE = re.compile(r"\bplease\b", re.IGNORECASE)
AT_END = re.compile(r",? please(?=[.!?]*\s*$)", re.IGNORECASE)
"""A please at the end."""
_SECOND = re.compile(r",? please\b(?![^\n]*\bplease\b)", re.IGNORECASE)
_JOINED = re.compile(r"^(\s*)(But|And|Or),? (?=\w)")
_MANY = re.compile(
    r"\W*(?:(?:hi|hello|hey|dear|morning|afternoon|good \w+) )?(?:all|team|everyone|everybody|lads|folks|guys|colleagues|both)\b",
    re.IGNORECASE,
)
_QUESTION = re.compile(
    r"\s*(?:[A-Z][\w'’-]+, )?(?:could|can|would) (?:you|we)\b[^.?!]*(?:[ap]\.m)?\.\s*$", re.IGNORECASE
)
_NOT_GOOD = re.compile(r"\b(\w+) isn(['’]t good enough)")
_SHORTENED = re.compile(r"\b[ap]\.m\.$")
_SHORT = re.compile(r",? (?:pls|plz|plse)(?=[.!]*\s*$)", re.IGNORECASE)
_ASKS = re.compile(
    r"\b(?:need|needs|want|wants|like|expect|ask|asking|should|must|shall|has to|have to|had to|got to|to be|could|can|would|will|let|make sure|may|might|no)\b|\?",
    re.IGNORECASE,
)


def polished(message: str, draft: str, loud: Collection[str] = ()) -> str:
    """The draft with what was put in or cut made to fit; sentences that stand in the message stay as they are there, but for
    those with one of the `loud` words, which is shouted no more."""
    names = acronyms(message)
    parts = [
        calm(part, names) if any(word in part for word in loud) else part
        for part in (_sentence(message, part) for part in _parts(draft))
    ]
    for at, (part, following) in enumerate(pairwise(parts)):
        put_in = part.strip() not in message and following.strip() not in message
        if put_in and _PLEASE.search(following):  # once is enough for two requests in a row
            parts[at] = AT_END.sub("", part)
    return _named(message, resolved(message, _opening(message, "".join(parts))))


def _named(message: str, text: str) -> str:
    """With the name of whom it speaks to, if that went with a sting ("... this is the thanks I get, Gwen."); what is said to many stays."""
    if _MANY.match(message):
        return text
    names = (called(span.of(message)) for span in split(message))
    return with_name(text, next(filter(None, names), ""))


def _parts(text: str) -> list[str]:
    """Sentences with the blanks around them: joined they are the text."""
    starts = [span.start for span in split(text)][1:]
    return [text[a:b] for a, b in zip([0, *starts], [*starts, len(text)], strict=True)]


def _sentence(message: str, sentence: str) -> str:
    if sentence.strip() in message:
        return sentence
    joined = _JOINED.match(sentence)
    if joined and not re.search(rf"(?:^|[.!?\n])\s*{joined[2]}\b", message):  # what it was joined to has gone
        sentence = f"{joined[1]}{sentence[joined.end()].upper()}{sentence[joined.end() + 1 :]}"
    sentence = _NOT_GOOD.sub(lambda found: _many(found, message), sentence)
    for phrase in load().trims:
        sentence = phrase.regex.sub(partial(filled, phrase.after), sentence)
    if _PLEASE.search(sentence):
        sentence = _SHORT.sub("", sentence)
    if len(_PLEASE.findall(sentence)) > 1:
        sentence = _SECOND.sub("", sentence)
    if _QUESTION.match(sentence) and (body := sentence.rstrip()).endswith("."):
        end = sentence[len(body) :]
        sentence = f"{body if _SHORTENED.search(body) else body[:-1]}?{end}"
    shorter = AT_END.sub("", sentence)
    return shorter if shorter != sentence and _states(shorter) else sentence


def _many(verdict: re.Match[str], message: str) -> str:
    """ "Your figures isn't good enough" → "Your figures aren't good enough", where the message says that they are something."""
    return f"{verdict[1]} aren{verdict[2]}" if f"{verdict[1]} are" in message else verdict[0]


def _states(sentence: str) -> bool:
    """Whether somebody does something in a sentence that asks nobody for it: "Pricing goes through me.\""""
    if _ASKS.search(sentence):
        return False
    doc = syntax.parse(sentence.strip())
    return any(
        token.dep_ in ("nsubj", "nsubjpass", "expl") and token.head.dep_ == "ROOT" and token.i < token.head.i
        for token in doc
    ) and any(token.dep_ == "ROOT" and _finite(token) for token in doc)


def _finite(verb: Token) -> bool:
    helped = any(child.dep_ in ("aux", "auxpass") and child.tag_ in ("VBZ", "VBP", "VBD") for child in verb.children)
    return verb.tag_ in ("VBZ", "VBP", "VBD", "MD") or (verb.tag_ in ("VBN", "VBG") and helped)


def _opening(message: str, text: str) -> str:
    """No draft begins in the middle: "But the till report ..." only where the message does, and with its capital."""
    lead = text[: len(text) - len(text.lstrip())]
    if not syntax.CONJUNCTION.match(message.lstrip()):
        text = lead + syntax.CONJUNCTION.sub("", text.lstrip())
    first = re.search(r"\S", text)
    if first and first[0].islower() and message.lstrip()[:1].isupper():
        text = text[: first.start()] + first[0].upper() + text[first.end() :]
    return text
