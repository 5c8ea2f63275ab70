"""Files to messages: a text, a mail, a folder, a table. A new format is a function and its line in `READERS`."""

from tonecheck.records.many import read_many
from tonecheck.records.read import READERS, read_file, read_stream

__all__ = ["READERS", "read_file", "read_many", "read_stream"]
