"""What tonecheck knows about cues, as data that carries its own examples (`tonecheck/data/<language>/`)."""

from tonecheck.rulebook.book import Axis, Pattern, Rulebook, load, load_folder

__all__ = ["Axis", "Pattern", "Rulebook", "load", "load_folder"]
