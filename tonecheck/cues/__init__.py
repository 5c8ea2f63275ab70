"""Spans with reasons: what the model marks joined with what the rulebook's patterns find, as one list."""

from tonecheck.cues.evidence import text_of
from tonecheck.cues.find import find

__all__ = ["find", "text_of"]
