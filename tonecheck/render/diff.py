"""A rewording against its message, word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal

from rich.console import Console
from rich.text import Text

from tonecheck.render.lines import coloured, printable
from tonecheck.types import Change

LONG = 600
"""Characters of a message from which only what stands around the changes is shown."""
AROUND = 120
"""Characters shown on each side of a change, then."""
_OLD, _NEW, _BLANK = "red strike", "green", "bold black on yellow"
_ELLIPSIS = " … "

Kind = Literal["kept", "gone", "new"]
Piece = tuple[Kind, str]


def diff(text: str, changes: Sequence[Change], blanks: Sequence[str], console: Console) -> Text:
    """Deleted words struck and red, added ones green; without colour `[-deleted-]{+added+}`. Blanks stand out."""
    pieces = list(_pieces(text, changes))
    if len(text) > LONG:
        pieces = _around(pieces)
    shown = Text()
    last: Kind = "kept"
    for kind, words in pieces:
        if words:
            _add(shown, kind, printable(words), coloured(console), last)
            last = kind
    return with_blanks(shown, blanks)


def with_blanks(text: Text, blanks: Sequence[str]) -> Text:
    """The same text; what has to be filled in is highlighted."""
    if blanks:
        text.highlight_regex("|".join(re.escape(f"[{blank}]") for blank in blanks), _BLANK)
    return text


def _pieces(text: str, changes: Sequence[Change]) -> Iterator[Piece]:
    at = 0
    for change in changes:
        yield "kept", text[at : change.span.start]
        yield from _replaced(change.before, change.after)
        at = change.span.end
    yield "kept", text[at:]


def _replaced(before: str, after: str) -> Iterator[Piece]:
    """Blanks and line breaks at the ends of a change stand outside its marks."""
    old, new = before.strip(), after.strip()
    yield "kept", max(_lead(before), _lead(after), key=len)
    yield "gone", old
    yield "new", new
    if old or new:
        yield "kept", max(_trail(before), _trail(after), key=len)


def _lead(words: str) -> str:
    return words[: len(words) - len(words.lstrip())]


def _trail(words: str) -> str:
    return words[len(words.rstrip()) :]


def _around(pieces: Sequence[Piece]) -> list[Piece]:
    """Long stretches without a change are cut to what stands next to one."""
    joined: list[Piece] = []
    for kind, words in pieces:
        if kind == "kept" and joined and joined[-1][0] == "kept":
            joined[-1] = ("kept", joined[-1][1] + words)
        elif words:
            joined.append((kind, words))
    last = len(joined) - 1
    return [
        (kind, _cut(words, at > 0, at < last) if kind == "kept" else words) for at, (kind, words) in enumerate(joined)
    ]


def _cut(words: str, head: bool, tail: bool) -> str:
    """Whole words after the change before (head) and ahead of the next change (tail), an ellipsis for the rest."""
    if len(words) <= AROUND * (head + tail) + len(_ELLIPSIS):
        return words
    first = re.sub(r"\S*\Z", "", words[:AROUND]).rstrip() if head else ""
    final = re.sub(r"\A\S*", "", words[-AROUND:]).lstrip() if tail else ""
    return f"{first}{_ELLIPSIS}{final}" if head else f"{_ELLIPSIS}{final}".lstrip()


def _add(shown: Text, kind: Kind, words: str, colour: bool, last: Kind) -> None:
    if kind == "kept":
        shown.append(words)
    elif not colour:
        shown.append(f"[-{words}-]" if kind == "gone" else f"{{+{words}+}}")
    else:
        shown.append(" " if (last, kind) == ("gone", "new") else "")
        shown.append(words, _OLD if kind == "gone" else _NEW)
