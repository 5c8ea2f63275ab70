"""What must hold for every message and scenario of the corpus beyond being readable (GUIDE.md, sections 2 to 4)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby

from tonecheck.learn.corpus.format import Sample

HARM = frozenset(
    """
        insult contempt passive-aggression shaming threat character-judgement overgeneralisation shouting
        profanity guilt-trip discrimination
    """.split()
)
BOTH = frozenset(["threat", "shaming", "shouting", "blame"])
BOSS = frozenset(["command", "blame", "silencing", "rank", "outcome-only", "micromanaging"]) | BOTH
LEADER = frozenset(
    """
        observation consequence purpose expectation listening support recognition trust humility empathy growth
        togetherness
    """.split()
)


def problems(samples: Sequence[Sample]) -> Iterator[str]:
    """One line `file:line: what is wrong` for each broken promise, in order."""
    yield from _duplicate_scenarios(samples)
    for _, group in groupby(samples, key=lambda sample: sample.scenario):
        scenario = list(group)
        for sample in scenario:
            yield from (f"{sample.where}: {problem}" for problem in _of_message(sample))
        yield from _of_pairs(scenario)


def _of_message(sample: Sample) -> Iterator[str]:
    cues = {mark.cue for mark in sample.marks}
    if not sample.text.strip():
        yield "no text"
    if sample.text != sample.text.strip():
        yield "text starts or ends with white space"
    if sample.impact == "harmful" and "whole" not in sample.tags and not cues & (HARM | {"blame"}):
        yield "harmful, but no harm cue is marked (or tag it 'whole')"
    if sample.impact != "harmful" and cues & HARM:
        yield f"{sample.impact}, but '{sorted(cues & HARM)[0]}' is marked"
    if sample.style == "boss" and "whole" not in sample.tags and not cues & BOSS:
        yield "boss, but no cue of a boss is marked (or tag it 'whole')"
    if sample.style == "leader" and "whole" not in sample.tags and not cues & LEADER:
        yield "leader, but no cue of a leader is marked (or tag it 'whole')"
    for mark in sample.marks:
        yield from _of_span(sample.text, mark.start, mark.end)


def _of_span(text: str, start: int, end: int) -> Iterator[str]:
    span = text[start:end]
    if span != span.strip():
        yield f"span '{span}' starts or ends with white space"
    inside = (start > 0 and text[start - 1].isalnum() and text[start].isalnum()) or (
        end < len(text) and text[end].isalnum() and text[end - 1].isalnum()
    )
    if inside:
        yield f"span '{span}' cuts a word"


def _of_pairs(scenario: Sequence[Sample]) -> Iterator[str]:
    counts = Counter(sample.name for sample in scenario if sample.name)
    named = {sample.name: sample for sample in scenario if sample.name}
    for sample in scenario:
        if sample.name and counts[sample.name] > 1:
            yield f"{sample.where}: the name '={sample.name}' is used twice in {sample.scenario.id}"
        for source in sample.rewords:
            if source not in named:
                yield f"{sample.where}: '<{source}' rewords nothing in {sample.scenario.id}"
            elif sample.impact == "harmful" or sample.style == "boss":
                yield f"{sample.where}: a dignified rewording can't be {sample.impact} {sample.style}"
            elif named[source].impact != "harmful" and named[source].style != "boss":
                yield f"{sample.where}: '<{source}' needs no rewording, it is {named[source].impact} {named[source].style}"


def _duplicate_scenarios(samples: Sequence[Sample]) -> Iterator[str]:
    first: dict[str, tuple[str, int]] = {}
    for sample in samples:
        scenario = sample.scenario
        at = (scenario.path, scenario.line)
        if first.setdefault(scenario.id, at) != at:
            yield f"{scenario.path}:{scenario.line}: scenario {scenario.id} stands already at {first[scenario.id][0]}:{first[scenario.id][1]}"
            first[scenario.id] = at
