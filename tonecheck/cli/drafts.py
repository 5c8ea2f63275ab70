"""The draft as it came, and a text written back the same way: encoding, byte order mark, line ends, no newline added."""

from __future__ import annotations

import io
import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tonecheck.types import InputError

_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_NO_MARK = (b"", "utf-8")


@dataclass(frozen=True, slots=True)
class Draft:
    """A message and how it came. `source` is `argument`, `stream` (perhaps its only copy) or `file`."""

    text: str
    source: str
    mark: bytes = b""
    encoding: str = "utf-8"

    def encoded(self, text: str) -> bytes:
        """A text as bytes, as this draft's were; odd bytes of an argument come back as they were."""
        try:
            return self.mark + text.encode(self.encoding, "surrogateescape")
        except UnicodeEncodeError:
            return self.mark + text.encode(self.encoding, "surrogatepass")

    def write(self, text: str) -> None:
        """A text on standard output to the byte. Only where a person or a shell reads a newline ends it."""
        open_line = self.source == "argument" or sys.stdout.isatty()
        ending = "\n" if open_line and text and not text.endswith("\n") else ""
        sys.stdout.flush()
        sys.stdout.buffer.write(self.encoded(text + ending))
        sys.stdout.buffer.flush()


def given(text: str | None, file: Path | None, *, passing: bool = False) -> Draft:
    """The one draft of a call. With `passing`, a stream that can't be read as text goes on to standard output unchanged.

    Raises:
        InputError: none is given, or two, or it can't be read.
    """
    from tonecheck.records import read_file, read_stream
    from tonecheck.records.read import MAX_BYTES

    if (text is None) == (file is None):
        raise InputError("give one message: a text, '-' for standard input, or --file (see 'tonecheck reword --help')")
    if file is not None:
        return _draft(read_file(file), "file", file.read_bytes())
    if text != "-":
        assert text is not None
        return Draft(text, "argument")
    content = sys.stdin.buffer.read(MAX_BYTES + 1)
    try:
        return _draft(read_stream(io.BytesIO(content)), "stream", content)
    except InputError:
        if passing:
            sys.stdout.buffer.write(content)
            shutil.copyfileobj(sys.stdin.buffer, sys.stdout.buffer)
        raise


def _draft(text: str, source: str, content: bytes) -> Draft:
    mark, encoding = next((pair for pair in _MARKS if content.startswith(pair[0])), _NO_MARK)
    draft = Draft(text, source, mark, encoding)
    return draft if draft.encoded(text) == content else Draft(text, source)  # a mail's text is not the file


@contextmanager
def kept(draft: Draft, *, passing: bool) -> Iterator[None]:
    """While a draft is worked on: with `passing`, whatever goes wrong, it goes on to standard output unchanged. One that
    was typed or piped in is shown again on standard error when the work is interrupted."""
    try:
        yield
    except KeyboardInterrupt:
        show_again(draft)
        raise
    except Exception:
        if passing:
            draft.write(draft.text)
        raise


def show_again(draft: Draft) -> None:
    """The message on standard error where no other copy may exist."""
    if draft.source == "stream":
        print(f"\nYour message, as it was:\n{_shown(draft.text)}", file=sys.stderr, flush=True)


def _shown(text: str) -> str:
    return text.encode(errors="backslashreplace").decode().rstrip("\r\n")


def ended_like(text: str, model: str) -> str:
    """A text that an editor gave back, with the line ends of the one it was given."""
    if not model.endswith("\n"):
        text = text.removesuffix("\n").removesuffix("\r")
    elif not text.endswith("\n"):
        text += "\n"
    if "\r\n" in model and not re.search(r"(?<!\r)\n", model):
        return re.sub(r"(?<!\r)\n", "\r\n", text)
    return text
