"""The choice between rewordings on a terminal: accept, next, edit, quit. It writes to standard error only; the chosen text is
given back. Plain lines are read, so it works on every terminal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TextIO

from rich.console import Console
from rich.text import Text

from tonecheck.cli.drafts import Draft, ended_like, show_again
from tonecheck.render.diff import with_blanks
from tonecheck.render.lines import printable, put
from tonecheck.render.rewording import one, to_fill_in
from tonecheck.types import InputError, Result, Rewording

HELP = "a takes this text, n shows the next one, e opens it in your editor, q leaves without choosing."


@dataclass(frozen=True, slots=True)
class Candidate:
    """A text to choose: a rewording, or the writer's own edit with its check."""

    text: str
    blanks: tuple[str, ...]
    rewording: Rewording | None = None
    checked: Result | None = None

    @property
    def ready(self) -> bool:
        """Whether it can be sent as it stands."""
        return not self.blanks and not (self.checked and self.checked.verdict == "revise")


@dataclass(slots=True)
class Choice:
    """One person choosing. `check` judges an edited text, `edit` opens an editor."""

    result: Result
    console: Console
    answers: TextIO
    check: Callable[[str], Result]
    edit: Callable[[str], str | None]
    ring: list[Candidate] = field(init=False)
    at: int = 0

    def __post_init__(self) -> None:
        self.ring = [Candidate(item.text, item.blanks, item) for item in self.result.rewordings]

    def run(self) -> Candidate | None:
        """The accepted text, or None when none was chosen."""
        self._show()
        while True:
            answer = self._ask()
            if answer in ("a", "accept"):
                return self.ring[self.at]
            if answer in ("q", "quit"):
                return None
            if answer in ("n", "next"):
                self._next()
            elif answer in ("e", "edit"):
                self._edit()
            else:
                put(self.console, Text(HELP), 0)

    @property
    def edited(self) -> str | None:
        """The last text that the writer changed."""
        return next((item.text for item in reversed(self.ring) if item.rewording is None), None)

    def _ask(self) -> str:
        self.console.print(Text("accept, next, edit or quit (a/n/e/q)? "), end="", soft_wrap=True)
        self.console.file.flush()
        line = self.answers.readline()
        if not line:  # Ctrl+D
            self.console.print()
            return "quit"
        return line.strip().lower()

    def _next(self) -> None:
        if len(self.ring) == 1:
            put(self.console, Text("There is no other one."), 0)
            return
        self.at = (self.at + 1) % len(self.ring)
        self._show()

    def _edit(self) -> None:
        now = self.ring[self.at]
        try:
            saved = self.edit(now.text)
        except InputError as error:
            put(self.console, Text(printable(f"Not edited: {error}.")), 0)
            return
        if saved is None or not saved.strip():
            put(self.console, Text("Nothing was saved; the text is as before."), 0)
            return
        text = ended_like(saved, now.text)
        known = dict.fromkeys(blank for item in self.result.rewordings for blank in item.blanks)
        blanks = tuple(blank for blank in known if f"[{blank}]" in text)
        candidate = Candidate(text, blanks, checked=self.check(text))
        if now.rewording is None:
            self.ring[self.at] = candidate
        else:
            self.at += 1
            self.ring.insert(self.at, candidate)
        self._show()

    def _show(self) -> None:
        item = self.ring[self.at]
        number = f"{self.at + 1} of {len(self.ring)}  "
        self.console.print()
        if item.rewording:
            one(self.result, item.rewording, self.console, number)
            return
        heading = Text.assemble((number, "dim"), ("Your edit", "bold"), _found(item.checked))
        put(self.console, heading, 0)
        put(self.console, with_blanks(Text(printable(item.text.strip("\r\n"))), item.blanks))
        to_fill_in(item.blanks, self.console)


def _found(checked: Result | None) -> str:
    if not checked or not checked.verdict or not checked.impact:
        return ""
    harm = f"harmful {round(100 * checked.impact.scores['harmful'])} %"
    said = {"revise": "still to be revised", "consider": "think again", "send": "ready to send"}[checked.verdict]
    return f", {said} ({harm})"


def left(draft: Draft, choice: Choice) -> None:
    """Nothing was chosen: what exists nowhere else is shown once more."""
    if choice.edited is not None:
        choice.console.print(Text("\nYour edited text, not chosen:"), soft_wrap=True)
        choice.console.print(Text(printable(choice.edited)), soft_wrap=True)
    else:
        show_again(draft)
