"""The generators that ship, in the order in which they are asked. Brings spaCy, which most checks never need."""

from __future__ import annotations

from tonecheck.reword.findings import Generator
from tonecheck.reword.generator import EditGenerator
from tonecheck.reword.light import LightGenerator
from tonecheck.reword.mixing import MixedGenerator
from tonecheck.reword.reasons import ReasonGenerator
from tonecheck.reword.skeleton import SkeletonGenerator
from tonecheck.reword.straight import StraightGenerator
from tonecheck.reword.tagger import Tagger
from tonecheck.reword.voice import VoiceGenerator


def embedded(language: str, tagger: Tagger | None) -> tuple[Generator, ...]:
    """What proposes rewordings in a language; without a tagger rules alone do."""
    light = LightGenerator(tagger) if tagger else None
    rules = EditGenerator(language, light)
    edits = (*((light,) if light else ()), rules)
    mixed = (MixedGenerator(rules, tagger),) if tagger else ()
    return (
        ReasonGenerator(language),
        VoiceGenerator(language),
        StraightGenerator(language),
        *edits,
        ReasonGenerator(language, stinging=True),
        StraightGenerator(language, turning=False),
        *mixed,
        SkeletonGenerator(language),
    )
