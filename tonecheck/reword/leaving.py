"""What of a message can be left out whole: sentences that only sting, and short messages that say nothing else."""

from __future__ import annotations

import re

from tonecheck.reword.facts import facts, missing
from tonecheck.reword.findings import Findings
from tonecheck.reword.lines import Line, called
from tonecheck.reword.sense import remark
from tonecheck.types import SentenceScores, Span

NEEDED = 0.35
"""Mean probability of being kept from which a sentence can't be left out, however much of it stings."""
GOES = 0.25
"""Mean probability that its words are kept from which a sentence is left out only if nearly all of it stings."""
WHOLE = 0.7
"""Share of a sentence that stings from which all of it does."""
SURE = 0.55
"""Score of a cue, and harm of a sentence, from which the sentence is nothing but a sting."""
KEPT = 0.62
"""Mean probability of being kept from which a sentence stays although findings of harm cover it (they may have begun elsewhere)."""
_ASKING = frozenset(("command", "expectation", "micromanaging"))
_TELLING = frozenset(("observation", "consequence"))
_PURE = frozenset(
    (
        "insult",
        "contempt",
        "passive-aggression",
        "shaming",
        "character-judgement",
        "guilt-trip",
        "discrimination",
        "profanity",
        "overgeneralisation",
    )
)
"""Cues of harm that tell nothing themselves; a threat tells what will follow and blame what went wrong."""

_MOCKED = frozenset(("contempt", "passive-aggression"))
_PRAISE = re.compile(
    r"\W*(?:absolute(?:ly)? |really |just )?(?:(?:great|good|nice|lovely|brilliant|fantastic|superb|top|stellar|excellent) (?:job|work|one|stuff|effort|going)|well done|bravo|congrat(?:ulation)?s"
    r"|kudos|(?:very |so |how |truly )?(?:impressive|charming|classy|amazing|marvellous|splendid|outstanding)|(?:oh,? )?wow|cheers (?:for (?:that|this|nothing)|a lot|a bunch)|thanks for (?:that|this)|nice touch|(?:lucky|good for) you|just (?:great|what (?:I|we) needed)|genius|brilliant|wonderful|fantastic|slow clap|thanks a (?:lot|bunch|million)|many thanks|thanks for nothing|hats off|full marks|what would (?:we|I) do without you|fair dues)(?:,? \w+)?\W*",
    re.IGNORECASE,
)


def hollow(sentence: str, findings: Findings) -> bool:
    """Praise of nothing in a message that mocks: "Great job." before "Hope you had no plans, champ."; and a remark on a sting:
    "Just a thought."."""
    ids = {cue.id for cue in findings.cues}
    if findings.harmful and remark(sentence):
        return True
    return bool(
        findings.harmful
        and ids & _MOCKED
        and not ids & {"recognition", "empathy", "trust"}
        and _PRAISE.fullmatch(sentence)
    )


def covered(span: Span, findings: Findings) -> float:
    """Share of a sentence that findings of harm cover."""
    marked = {
        i
        for cue in findings.accusing(span)
        if "harmful" in cue.pushes.values()
        for i in range(cue.span.start, cue.span.end)
    }
    return sum(span.start <= i < span.end for i in marked) / max(1, span.end - span.start)


def only_stings(sentence: SentenceScores, findings: Findings) -> bool:
    """Whether a sentence is a sting and nothing beside: sure, all of it, with no other kind of finding in it."""
    cues = [cue for cue in findings.cues if cue.span.overlaps(sentence.span)]
    harm = [cue for cue in cues if "harmful" in cue.pushes.values()]
    return (
        bool(harm)
        and sentence.impact["harmful"] >= SURE
        and findings.keeping(sentence.span) < KEPT
        and max(cue.score for cue in harm) >= SURE
        and all(cue.id in _PURE or (cue.id == "blame" and cue.score < max(c.score for c in harm)) for cue in cues)
        and covered(sentence.span, findings) >= (0.5 if sentence.impact["harmful"] >= 0.9 else WHOLE)
    )


def may_go(line: Line, findings: Findings) -> bool:
    """Whether a whole sentence can be left out: it asks for nothing, and all its facts stand elsewhere or serve the sting."""
    cues = [cue for cue in findings.cues if cue.span.overlaps(line.span)]
    keeping = findings.keeping(line.span)
    pure = any(s.span.overlaps(line.span) and only_stings(s, findings) for s in findings.sentences)
    if not pure and (keeping >= NEEDED or (keeping >= GOES and covered(line.span, findings) < WHOLE)):
        return False  # people would keep much of it, or much of it is no sting
    if any(cue.id in _ASKING or (cue.id in _TELLING and findings.keeping(cue.span) >= GOES) for cue in cues):
        return False
    known = facts(findings.text)
    name = called(line.text)
    inside = [fact for fact in known if fact.span.overlaps(line.span) and fact.text != name]
    rest = findings.text[: line.span.start] + " " + findings.text[line.span.end :]
    return not missing(inside, [fact for fact in known if fact not in inside], rest, findings.stings, findings.passing)
