"""Lines on a terminal: wrapped behind an indent, and free of whatever a terminal would take for a command."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

_JOINERS = "\u200c\u200d"
"""They hold letters and emoji together, and show nothing themselves."""


def put(console: Console, text: Text, indent: int = 2) -> None:
    """Wrapped to the console's width behind an indent, without the trailing blanks that a padding leaves."""
    for line in text.wrap(console, max(20, console.width - indent)):
        line.rstrip()
        console.print(Text(" " * indent if line else "") + line, soft_wrap=True)


def printable(piece: str) -> str:
    """Words of a message with a mark for each control character; every kind of line end is one."""
    plain = piece.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c if c.isprintable() or c in "\n\t" or c in _JOINERS else "\ufffd" for c in plain)


def coloured(console: Console) -> bool:
    """Whether colours show: a terminal that has them, and nobody who asked for none."""
    return console.color_system is not None and not console.no_color
