"""Files to messages: a text, a mail, a folder, a table; and results to files. A new format is a function and its line in a
dict: `READERS` for one message, `FORMATS` for many, `WRITERS` for outputs."""

from tonecheck.records.fields import Row, choose, rows
from tonecheck.records.formats import FORMATS, open_source
from tonecheck.records.many import read_many
from tonecheck.records.read import READERS, read_file, read_stream
from tonecheck.records.review import review
from tonecheck.records.source import Options, Record, Source
from tonecheck.records.write import WRITERS

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
