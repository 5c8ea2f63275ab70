"""Open many messages, whatever they are in. A new format is a function and its line in `FORMATS`."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path

from tonecheck.records.folder import read_folder, read_one
from tonecheck.records.jsonl import read_jsonl
from tonecheck.records.mailbox import read_mbox
from tonecheck.records.origin import Origin, from_file, from_stream
from tonecheck.records.parquet import read_parquet
from tonecheck.records.sheet import read_sheet
from tonecheck.records.source import Options, Source
from tonecheck.records.table import read_table
from tonecheck.types import InputError

FORMATS: dict[str, Callable[[Origin, Options], Source]] = {
    "csv": read_table,
    "tsv": read_table,
    "jsonl": read_jsonl,
    "parquet": read_parquet,
    "xlsx": read_sheet,
    "mbox": read_mbox,
    "eml": read_one,
    "txt": read_one,
    "md": read_one,
}
_ENDINGS = {f".{name}": name for name in FORMATS} | {
    ".ndjson": "jsonl",
    ".pq": "parquet",
    ".xlsm": "xlsx",
    ".tab": "tsv",
}
_HEADER = re.compile(
    rb"(?i)(?:received|from|to|subject|date|message-id|return-path|mime-version|delivered-to|x-[\w-]+):\s"
)
_MAGIC = ((b"PAR1", "parquet"), (b"PK\x03\x04", "xlsx"))


def open_source(given: str, options: Options | None = None) -> Source:
    """The messages of a file, of a folder, or of standard input (`-`), opened and its columns known.

    Raises:
        InputError: it can't be read, is empty, or is of no known format; the text says what to do.
    """
    chosen = options or Options()
    if given != "-" and Path(given).is_dir():
        return read_folder(Path(given), chosen)
    origin = from_stream(sys.stdin.buffer) if given == "-" else from_file(Path(given))
    if not origin.head:
        raise InputError(f"{origin.name}: this is empty")
    return FORMATS[chosen.format or detect(origin)](origin, chosen)


def detect(origin: Origin) -> str:
    """The format of an origin: by what can't be mistaken, then by its name, then by how it begins.

    Raises:
        InputError: it is something that can't be read.
    """
    magic = next((name for mark, name in _MAGIC if origin.head.startswith(mark)), None)
    if magic:
        return magic
    if origin.head.startswith(b"\xd0\xcf\x11\xe0"):
        raise InputError(f"{origin.name}: an old Excel format, or one with a password; save it as .xlsx without one")
    named = _ENDINGS.get(origin.suffix)
    if named in ("parquet", "xlsx"):
        raise InputError(f"{origin.name}: this is no {named} file, or a damaged one")
    return named or _beginning(origin)


def _beginning(origin: Origin) -> str:
    start = origin.head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith(b"{") or origin.suffix == ".json":
        return "jsonl"
    if start.startswith(b"From ") and _HEADER.match(start.partition(b"\n")[2]):
        return "mbox"
    if _HEADER.match(start):
        return "eml"
    if origin.size is None or origin.suffix in ("", ".dat", ".data"):
        return _table_or_text(origin)
    raise InputError(f"{origin.name}: what is this? say --input-format ({', '.join(FORMATS)})")


def _table_or_text(origin: Origin) -> str:
    """A table if its first line names a column for texts, else one text."""
    from tonecheck.records import fields

    first = re.split(rb"[\r\n]", origin.head.lstrip(b"\xef\xbb\xbf\xff\xfe").replace(b"\0", b""), maxsplit=1)[0]
    cells = re.split(r"[,;\t|]", first.decode("utf-8", "replace"))
    return "csv" if len(cells) < 200 and fields.guess_text(cell.strip('" ') for cell in cells) else "txt"
