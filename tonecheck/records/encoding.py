"""Which encoding a text is in: marks first, then UTF-8 if all of it is, then the likeliest of the older ones."""

from __future__ import annotations

import codecs
import io
import re

from tonecheck.records.origin import Origin
from tonecheck.types import InputError

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_OLDER = ["cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1257", "mac_roman", "shift_jis", "gb18030"]
_CHUNK = 1 << 20
BROKEN = re.compile("[\ud800-\udfff]")
"""What `open_text` leaves where bytes are none of the encoding's."""


def of_origin(origin: Origin, forced: str | None = None) -> str:
    """The name of an origin's encoding. A file is read through for it, a stream is judged by its beginning.

    Raises:
        InputError: it is binary, or no encoding has the `forced` name.
    """
    if forced:
        try:
            name = codecs.lookup(forced).name
            "".encode(name)  # `hex` and its like are codecs too, but not of text
        except LookupError as error:
            raise InputError(
                f"there is no encoding '{forced}'; usual ones are utf-8, utf-16, cp1252 and latin-1"
            ) from error
        return "utf-8-sig" if name == "utf-8" else name
    marked = next((encoding for mark, encoding in _MARKS if origin.head.startswith(mark)), None)
    return marked or _unmarked(origin)


def in_memory(content: bytes, name: str) -> Origin:
    """A text that has been read already, as an origin."""
    return Origin(name, content, len(content), lambda: io.BytesIO(content))


def _unmarked(origin: Origin) -> str:
    head = origin.head
    if b"\0" in head:
        pairs = max(len(head) // 2, 1)
        for name, zeros in (("utf-16-le", head[1::2].count(0)), ("utf-16-be", head[::2].count(0))):
            if zeros > 0.6 * pairs and head.count(0) < 1.2 * zeros:
                return name
        raise InputError(f"{origin.name}: this is binary data, not text")
    return _guess(suspect) if (suspect := _not_utf8(origin)) else "utf-8"


def _not_utf8(origin: Origin) -> bytes | None:
    """A piece of the text that shows it is in an older encoding: bytes that are no UTF-8, and before them none beyond
    ASCII that are. (A UTF-8 file with a broken line stays one; that line is an error.)"""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with origin.open() if origin.size is not None else io.BytesIO(origin.head) as file:
        while chunk := file.read(_CHUNK):
            try:
                if not decoder.decode(chunk).isascii():
                    return None
            except UnicodeDecodeError as error:
                seen = error.object[: error.start]
                return None if not seen.isascii() else bytes(error.object[max(0, error.start - 20_000) :][:60_000])
    return None


def _guess(sample: bytes) -> str:
    try:
        from charset_normalizer import from_bytes
    except ImportError:
        return "cp1252"
    matches = from_bytes(sample, cp_isolation=_OLDER, preemptive_behaviour=False)
    best = matches.best()
    western = next((match for match in matches if "cp1252" in (match.encoding, *match.could_be_from_charset)), None)
    # A few accents fit half a dozen code pages equally well; what is to be read is English, so this one is likeliest.
    if best is None or (western and western.chaos <= best.chaos + 0.05):
        return "cp1252"
    return best.encoding
