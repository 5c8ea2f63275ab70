"""Files to messages: a text, a mail, a folder, a table; and results to files. A new format is a function and its line in a
dict: `READERS` for one message, `FORMATS` for many, `WRITERS` for outputs."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from tonecheck.records.many import read_many
from tonecheck.records.read import READERS, read_file, read_stream

if TYPE_CHECKING:
    from tonecheck.records.fields import Row, choose, rows
    from tonecheck.records.formats import FORMATS, open_source
    from tonecheck.records.reviewing import review
    from tonecheck.records.source import Options, Record, Source
    from tonecheck.records.write import WRITERS

_LATER = {
    "fields": ("Row", "choose", "rows"),
    "formats": ("FORMATS", "open_source"),
    "reviewing": ("review",),
    "source": ("Options", "Record", "Source"),
    "write": ("WRITERS",),
}
__all__ = [
    "FORMATS",
    "READERS",
    "WRITERS",
    "Options",
    "Record",
    "Row",
    "Source",
    "choose",
    "open_source",
    "read_file",
    "read_many",
    "read_stream",
    "review",
    "rows",
]


def __getattr__(name: str) -> Any:
    """Import on first use: a check of one file needs no readers of many."""
    home = next((module for module, names in _LATER.items() if name in names), None)
    if home is None:
        raise AttributeError(f"module 'tonecheck.records' has no attribute '{name}'")
    return getattr(import_module(f"tonecheck.records.{home}"), name)
