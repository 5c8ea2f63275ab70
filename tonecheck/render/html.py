"""HTML by small pieces: whatever is not already `Html` is escaped, so no message can break out of a page."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from importlib import resources

_VOID = frozenset(["br", "meta", "wbr"])
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
"""No script, no picture, no font, no address: a page is one file that asks nobody for anything."""


class Html(str):
    """Text that is HTML already."""

    __slots__ = ()


Child = str | int | None | Iterable["Child"]


def tag(name: str, /, *children: Child, **attributes: str | int | float | bool | None) -> Html:
    """One element. `class_` is class, `_` in other names is `-`; an attribute that is None or False is left out."""
    written = "".join(
        _attribute(key, value) for key, value in attributes.items() if value is not None and value is not False
    )
    if name in _VOID:
        return Html(f"<{name}{written}>")
    return Html(f"<{name}{written}>{join(*children)}</{name}>")


def _attribute(key: str, value: str | int | float | bool | None) -> str:
    key = key.rstrip("_").replace("_", "-")
    return f" {key}" if value is True else f' {key}="{escape(printable(str(value)))}"'


def join(*children: Child) -> Html:
    """Pieces one after another; plain text is escaped, None is nothing."""
    return Html("".join(map(_html, children)))


def _html(child: Child) -> str:
    if child is None:
        return ""
    if isinstance(child, Html):
        return str(child)
    if isinstance(child, str | int):
        return escape(printable(str(child)))
    return join(*child)


def printable(text: str) -> str:
    """Text with a mark in place of what HTML can't hold: control characters and lone surrogates."""
    return "".join(c if c.isprintable() or c in "\n\t" or not _forbidden(c) else "\ufffd" for c in text)


def _forbidden(character: str) -> bool:
    code = ord(character)
    return code < 32 or 127 <= code < 160 or 0xD800 <= code < 0xE000


def document(title: str, *body: Child, policy: str = _POLICY, more_style: str = "") -> str:
    """A whole page with the house style inside it, and `more_style` after that."""
    style = resources.files("tonecheck.render").joinpath("style.css").read_text(encoding="utf-8")
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("meta", http_equiv="Content-Security-Policy", content=policy),
        tag("title", title),
        tag("style", Html(style + more_style)),
    )
    return f"<!doctype html>\n{tag('html', head, tag('body', *body), lang='en')}\n"
