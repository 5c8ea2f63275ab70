"""Spans with reasons: what the model marks joined with what the rulebook's patterns find, as one list."""

from tonecheck.cues.evidence import text_of
from tonecheck.cues.find import find
from tonecheck.cues.lexical import Hit, hits

__all__ = ["Hit", "find", "hits", "text_of"]
