"""Whether a rewording is still a message: nothing said twice, no remark without what it remarked on, no reason for what isn't asked."""

from __future__ import annotations

import re

from tonecheck.reword import rules, syntax, tags
from tonecheck.reword.begged import stands_for
from tonecheck.reword.grounds import DECISION
from tonecheck.reword.halves import source
from tonecheck.reword.referring import same
from tonecheck.text import split

_NOT = re.compile(
    r"\b(?:not|never|cannot|nobody|nothing|no|none|neither|nor|without|\w+n['’]t|dont|cant|wont)\b", re.IGNORECASE
)
_ENDS = frozenset(",;:.!?…–—")
STUMP = 4
"""Words up to which a sentence must have a verb."""
_REMARK = re.compile(
    r"\W*(?:just (?:a thought|saying|so you know|putting it out there)|I(?:['’]ll| will| have to| must)? (?:just )?(?:have to )?(?:say|tell you) (?:it )?(?:as|like) it is|"
    r"(?:an )?honest(?:ly)?(?: question)?|no offen[cs]e(?: meant| intended)?|there,? I(?:['’]ve)? said it|enough said|say no more|nothing personal|"
    r"I(?:['’]m| am) (?:lost for words|speechless|just being honest|only being honest)|what (?:a nice change|more can I say|can I say)|to be (?:honest|frank|blunt)|"
    r"let (?:me|['’]s) be (?:honest|frank|blunt|clear)(?: (?:here|with you))?|you know (?:that|it)|food for thought|make of that what you will|oh|wow|well)(?:,? (?:mate|[A-Z]\w+))?\W*",
    re.IGNORECASE,
)
_ASKS = re.compile(r"\b(?:please|pls|plz|could|can you|I['’]?d (?:like|ask|want)|I need|no to)\b", re.IGNORECASE)
_REASON = re.compile(r"[^.!?\n]*\[what is the reason\?\]", re.IGNORECASE)


_SOMEBODY = frozenset("you he she they we i".split())
_JUDGES = re.compile(
    r"\b(?P<who>you|he|she|they|we|[A-Z][a-z]+|(?:the )?(?:pair|two|lot|both|all))(?P<of> of (?:you|them))?(?: (?:is|are|was|were)|['’](?:re|s))?(?:n['’]t| not) good enough",
    re.IGNORECASE,
)


_BEHIND = re.compile(r"\w (?:to|for|with|from|of|about|on|in|at|by) (?:(?:the|our|my|your) )?$")


def remark(sentence: str) -> bool:
    """Whether a sentence only remarks on another one ("Just a thought."): without that one it says nothing."""
    return _REMARK.fullmatch(sentence) is not None


def turned(before: str, after: str) -> str | None:
    """Words that lost the "not" right before them: "You do not reverse alone" must not become "Please reverse alone"."""
    after = re.sub(r"\[[^\[\]\n]*\]", "", after)  # a blank says nothing that the message said
    made = tags.align(before, after)
    words = [span.of(before) for span in tags.words(before)]
    for index, goes in enumerate(made.gone):
        if not (goes and _NOT.fullmatch(words[index])):
            continue
        end = next((at for at in range(index, len(words)) if not made.gone[at]), len(words))
        cut = words[index + 1 : end]
        start = next((at + 1 for at in range(index, -1, -1) if not made.gone[at]), 0)
        said = " ".join(made.said[start : end + 1])
        hangs = (
            end < len(words)
            and words[end].lower() != "please"
            and syntax.base_form(words[end])
            and not any(word in (_ENDS - {","} if _forbids(words, index) else _ENDS) for word in cut)
        )
        if hangs and not _NOT.search(said) and not _elsewhere(words[index], words[end], before, after):
            return f"{words[index]} ... {words[end]}"
    return None


def _forbids(words: list[str], index: int) -> bool:
    """Whether a negation forbids what follows, be it behind a comma ("Do not, and I mean do not, change it")."""
    return words[index].lower() in ("don't", "don’t", "dont") or (index > 0 and words[index - 1].lower() == "do")


def _elsewhere(negation: str, word: str, before: str, after: str) -> bool:
    """Whether a word stands in the rewording in a sentence that comes from one without the negation: "You didn't read the brief. Read
    it again." → "Read the brief again.\", or says what that one stands for."""
    inside = next((s for s in (span.of(after) for span in split(after)) if re.search(rf"\b{re.escape(word)}\b", s)), "")
    if inside and stands_for(inside, before):
        return True
    ours = [span.of(before).strip() for span in split(before)]
    if any(negation not in own and same(own.lower().rstrip(" .!"), inside.lower()) for own in ours):
        return True  # "Read it again.", by its name
    own = source(inside, before) if inside else ""
    return bool(own) and negation not in own and word.lower() in own.lower()


def stump(before: str, after: str) -> str | None:
    """A sentence of a few words without a verb or a figure that stands in a rewording and not in the message: what a cut has left."""
    known = {word.lower() for word in re.findall(r"\w+(?:['’]\w+)*", before)}
    for found in re.findall(r"[^.!?\n]+[.!?]?", after):
        words = re.findall(r"\w+(?:['’]\w+)*", found)
        if not 0 < len(words) <= STUMP or found.strip() in before or re.search(r"\d|\[", found):
            continue
        name = len(words) == 1 and (words[0].lower() in rules.first_names() or not syntax.known(words[0].lower()))
        if name or not {word.lower() for word in words} <= known:
            continue
        if not any(token.pos_ in ("VERB", "AUX") for token in syntax.parse(found.strip())):
            return str(found).strip()
    return None


def repeated(before: str, after: str) -> str | None:
    """A sentence that stands twice in a rewording and not in the message."""
    seen: set[str] = set()
    for found in re.findall(r"[^.!?\n\[\]]*(?:\[[^\]\n]*\][^.!?\n\[\]]*)*[.!?]", after):
        words = " ".join(found.lower().split())
        if len(words.split()) > 2 and words in seen and before.lower().count(words) < 2:
            return str(found).strip()
        seen.add(words)
    return None


def judges(before: str, after: str) -> str | None:
    """A verdict on somebody that only the rewording has ("Marek is not good enough")."""
    for found in _JUDGES.finditer(after):
        somebody = found["who"].split()[-1].lower()
        if _BEHIND.search(after[: found.start()]):
            continue  # "Your email to the Dean was not good enough"
        person = somebody in rules.first_names() or somebody in _SOMEBODY
        if (person or found["of"]) and found[0] not in before:
            return found[0]
    return None


def baseless(after: str) -> str | None:
    """A blank for a reason in a sentence that asks for nothing ("Keys to the van, because [what is the reason?].")."""
    reasons = rules.load().reasons
    for found in _REASON.finditer(after):
        clause, blank, _ = found[0].partition("[")
        stated = clause.endswith(_start(reasons["decided"]))
        asked = after[: found.start()] if clause.endswith(_start(reasons["asked"])) else clause
        if blank and "because" in clause and not stated and not (_ASKS.search(asked) or DECISION.search(asked)):
            return found[0].strip()
    return None


def _start(reason: str) -> str:
    """What stands before the blank of a reason."""
    return reason.partition("[")[0]
