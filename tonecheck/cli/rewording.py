"""`tonecheck reword`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from enum import StrEnum
from io import TextIOWrapper
from typing import TYPE_CHECKING, Annotated, TextIO

import typer

from tonecheck.cli import drafts
from tonecheck.cli.checking import write
from tonecheck.cli.options import ExitZero, FileOption, Format, FormatOption, Language, Model, TextArgument
from tonecheck.types import InputError, Message, Result

if TYPE_CHECKING:
    from rich.console import Console


class Kind(StrEnum):
    """Which rewordings are shown."""

    minimal = "minimal"
    leader = "leader"


Apply = Annotated[
    bool, typer.Option("--apply", help="Print only the best rewording, to pipe; the message itself where none passed.")
]
Only = Annotated[
    Kind | None,
    typer.Option("--kind", help="Only the least change, or only as a leader would say it.", show_default=False),
]
Choose = Annotated[
    bool | None,
    typer.Option(
        "--choose/--no-choose",
        help="Accept, next, edit or quit; the chosen text is printed.  [default: on a terminal]",
        show_default=False,
    ),
]
ExplainRejected = Annotated[
    bool, typer.Option("--explain-rejected", help="Also show the drafts that failed the proof, and why.")
]


def reword(
    text: TextArgument = None,
    file: FileOption = None,
    apply: Apply = False,
    kind: Only = None,
    choose: Choose = None,
    explain_rejected: ExplainRejected = False,
    format: FormatOption = Format.text,
    exit_zero: ExitZero = False,
    language: Language = None,
    model: Model = "en",
) -> None:
    """Reword one message: the same facts and as many of your words as possible, without what harms or orders about.

    Exits with 0 when there is nothing to revise, 1 when there is, 2 when the message can't be checked. With --apply, or
    after a choice, that is said of the text that was printed.
    """
    _compatible(apply, choose, format)
    draft = drafts.given(text, file, passing=apply)
    with drafts.kept(draft, passing=apply):
        check = _checker(model, language)
        result = _only(check(draft.text, True), kind)
        if result.note:
            if not apply:
                write(result, format)
            raise InputError(result.note)
    if apply:
        code = _apply(draft, result, explain_rejected)
    elif format is not Format.text:
        code = _write(result, format, explain_rejected)
    elif result.rewordings and (choose if choose is not None else _on_terminal()):
        code = _choose(draft, result, lambda edited: check(edited, False), explain_rejected)
    else:
        code = _list(result, explain_rejected)
    raise typer.Exit(0 if exit_zero else code)


def _compatible(apply: bool, choose: bool | None, format: Format) -> None:
    if apply and (choose or format is not Format.text):
        raise InputError("--apply prints the text and nothing else; leave out --choose and --format")
    if choose and format is not Format.text:
        raise InputError("--choose asks on a terminal; leave out --format")


def _checker(model: str, language: str | None) -> Callable[[str, bool], Result]:
    from tonecheck.pipeline import load

    checker = load(model)
    return lambda text, reword: checker.check(Message(text, language=language), reword=reword)


def _only(result: Result, kind: Kind | None) -> Result:
    if kind is None:
        return result
    return replace(
        result,
        rewordings=tuple(item for item in result.rewordings if item.kind == kind),
        rejected=tuple(item for item in result.rejected if item.kind == kind),
    )


def _on_terminal() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty() and sys.stderr.isatty()


def _console(stream: TextIO) -> Console:
    from rich.console import Console

    if isinstance(stream, TextIOWrapper):
        stream.reconfigure(errors="replace")
    return Console(file=stream, highlight=False, soft_wrap=False)


def _say(line: str) -> None:
    print(f"tonecheck: {line}", file=sys.stderr, flush=True)


def _explain(result: Result, asked: bool) -> None:
    from tonecheck.render import rejected

    if asked:
        rejected(result.rejected, _console(sys.stderr))


def _apply(draft: drafts.Draft, result: Result, explain: bool) -> int:
    _explain(result, explain)
    best = next(iter(result.rewordings), None)
    draft.write(best.text if best else draft.text)
    if best is None:
        if result.verdict != "send":
            _say("no rewording passed the proof; the text is printed unchanged (--explain-rejected shows why)")
        return int(result.verdict == "revise")
    return _filled_in(best.blanks)


def _filled_in(blanks: Sequence[str]) -> int:
    if blanks:
        _say(f"fill in before you send it: {' '.join(f'[{blank}]' for blank in blanks)}")
    return int(bool(blanks))


def _write(result: Result, format: Format, explain: bool) -> int:
    _explain(result, explain)
    write(result, format)
    return int(result.verdict == "revise")


def _list(result: Result, explain: bool) -> int:
    from tonecheck.render import rejected, reworded

    console = _console(sys.stdout)
    reworded(result, console)
    if explain:
        console.print()
        rejected(result.rejected, console)
    return int(result.verdict == "revise")


def _choose(draft: drafts.Draft, result: Result, check: Callable[[str], Result], explain: bool) -> int:
    from tonecheck.cli.choosing import Choice, left
    from tonecheck.cli.editor import edit, keyboard

    _explain(result, explain)
    with keyboard() as answers:
        choice = Choice(result, _console(sys.stderr), answers, check, edit)
        try:
            chosen = choice.run()
        except BaseException:
            left(draft, choice)
            raise
    if chosen is None:
        left(draft, choice)
        return int(result.verdict == "revise")
    draft.write(chosen.text)
    return _filled_in(chosen.blanks) or int(not chosen.ready)
