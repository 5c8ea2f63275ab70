"""`tonecheck check`."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from tonecheck.types import InputError, Message, Result


class Format(StrEnum):
    """How results are printed."""

    text = "text"
    json = "json"
    jsonl = "jsonl"


def check(
    text: Annotated[
        str | None, typer.Argument(help="The message; '-' reads standard input.", show_default=False)
    ] = None,
    file: Annotated[
        Path | None, typer.Option("--file", help="Read the message from a file: txt, md or eml.", show_default=False)
    ] = None,
    format: Annotated[Format, typer.Option("--format", help="How to print the result.")] = Format.text,
    no_reword: Annotated[bool, typer.Option("--no-reword", help="Leave rewordings out.")] = False,
    exit_zero: Annotated[
        bool, typer.Option("--exit-zero", help="Exit with 0 even when there is something to revise.")
    ] = False,
    language: Annotated[
        str | None, typer.Option("--language", help="Language code of the message, if it is known.", show_default=False)
    ] = None,
    model: Annotated[str, typer.Option("--model", help="Name or folder of a model.")] = "en",
) -> None:
    """Check one message: is it constructive or harmful, boss-like or leader-like, and which words make it so.

    Exits with 0 when there is nothing to revise, 1 when there is, 2 when the message can't be checked.
    """
    from tonecheck.pipeline import load

    message = Message(_given(text, file), language=language)
    result = load(model).check(message, reword=not no_reword)
    write(result, format)
    if result.note:
        raise InputError(result.note)
    raise typer.Exit(int(result.verdict == "revise" and not exit_zero))


def _given(text: str | None, file: Path | None) -> str:
    from tonecheck.records import read_file, read_stream

    if (text is None) == (file is None):
        raise InputError("give one message: a text, '-' for standard input, or --file (see 'tonecheck check --help')")
    if file is not None:
        return read_file(file)
    if text == "-":
        return read_stream(sys.stdin.buffer)
    assert text is not None
    return text


def write(result: Result, format: Format) -> None:
    """Print a result on standard output; a result that is only a note goes there as JSON, else it is an error line."""
    from rich.console import Console

    from tonecheck.render import FORMATS

    if result.note and format is Format.text:
        return
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")
    FORMATS[format.value](result, Console(file=sys.stdout, highlight=False, soft_wrap=False))
