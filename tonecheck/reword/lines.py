"""A message as lines, each with its ways to be said, and the message put together again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from tonecheck.reword import rules, syntax
from tonecheck.text.wrapping import wrapping
from tonecheck.types import Cue, Span


@dataclass(slots=True)
class Line:
    """One sentence and its ways: `ways[0]` is the sentence itself; `at` is the one in use, `hot` whether it stings by itself."""

    span: Span
    ways: list[str]
    cues: list[Cue]
    at: int = 0
    flagged: bool = field(default=False)
    hot: bool = False

    @property
    def text(self) -> str:
        return self.ways[self.at]


def called(text: str) -> str:
    """The name that a sentence calls ("Don't bother, Tomasz, I know."), if it calls one."""
    for found in re.finditer(r"(?:^|[,;]\s)([A-Z][a-zà-ÿ'’-]+)(?=,\s|[.!?]*\s*$)", text):
        last = not text[found.end() :].strip(" .!?") and found.start()  # ", Fintan." calls somebody, "Ja, ..." may not
        if found[1].lower() in rules.first_names() or (last and not syntax.known(found[1].lower())):
            return found[1]
    return ""


def with_name(text: str, name: str) -> str:
    """The text with the name called at its beginning, after a greeting's line if there is one."""
    if not name or name.lower() in text.lower() or text.lstrip()[:1] in "@#" or not text.strip():
        return text
    start = len(text) - len(text.lstrip())
    word = re.match(r"\S+", text[start:])
    keep = word is None or not word[0][1:].islower() or word[0] in ("I",) or _proper(text)
    rest = text[start:] if keep else text[start].lower() + text[start + 1 :]
    return f"{text[:start]}{name}, {rest}"


def _proper(text: str) -> bool:
    """Whether a text begins with a name: a proper noun that is no word of the language in small letters ("Spray book's empty.")."""
    first = syntax.parse(text)[0]
    named = bool(first.ent_type_) or first.lower_ in rules.first_names() or not syntax.known(first.lower_)
    return first.pos_ == "PROPN" and named


def addressed(text: str) -> str:
    """The name with which a message begins, if it does."""
    found = re.match(r"\s*((?:(?:Hi|Hello|Hey|Dear) )?[A-Z][\w'’-]+),\s", text)
    return f"{found[1]}, " if found else ""


def assembled(text: str, lines: Sequence[Line]) -> str:
    """The message with each line in its present way; what stands between and around them stays to the last character.

    A sentence that goes takes the blank before it along. At the start of a paragraph the next one takes its place; alone in
    its paragraph, the break before it stays and the one after it goes.
    """
    out: list[str] = []
    saved: str | None = None
    at = 0
    for line in lines:
        gap = text[at : line.span.start] if saved is None else saved
        saved = None
        at = line.span.end
        if line.text:
            out.append(gap + line.text)
        elif not out or "\n" in gap:
            saved = gap
    if saved is not None and not out:
        out.append(saved.rstrip())
    out.append(text[at:])
    whole = "".join(out)
    if not text.lstrip().startswith("As a result"):  # of nothing that is told before
        whole = re.sub(r"^(\s*)As a result (\w)", lambda found: found[1] + found[2].upper(), whole)
    return whole if whole.strip() else ""


def says_something(text: str) -> bool:
    words = re.findall(r"\w+", re.sub(r"\[[^\]]*\]", " ", text))
    return len(words) >= 2


def before_signature(text: str, question: str) -> str:
    """A sentence added after the last one that is no signature."""
    starts = [start for start, end, _ in wrapping(text) if end == len(text)]
    body = text[: starts[0]] if starts else text
    tail = text[len(body) :]
    closing = body[len(body.rstrip()) :]
    body = body.rstrip()
    # A name alone after the last full stop is a signature as well.
    last = re.search(r"(?<=[.!?])\s+(?:[A-Z][\w.'’-]*\s?){1,3}$", body) if not starts else None
    if last:
        body, tail = body[: last.start()], body[last.start() :] + closing + tail
        closing = ""
    if body and body[-1] not in ".!?…])":
        body += "."
    return f"{body} {question}{closing}{tail}"
