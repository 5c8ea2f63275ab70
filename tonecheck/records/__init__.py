"""Files to messages: a text, a mail. A new format is a function and its line in `READERS`."""

from tonecheck.records.read import READERS, read_file, read_stream

__all__ = ["READERS", "read_file", "read_stream"]
