"""`tonecheck check`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from tonecheck.cli import options
from tonecheck.cli.options import (
    Device,
    DeviceOption,
    Engine,
    EngineOption,
    ExitZero,
    FileOption,
    Format,
    FormatOption,
    Language,
    Model,
    TextArgument,
)
from tonecheck.types import InputError, Message, Result


def check(
    text: TextArgument = None,
    file: FileOption = None,
    format: FormatOption = Format.text,
    no_reword: Annotated[bool, typer.Option("--no-reword", help="Leave rewordings out.")] = False,
    exit_zero: ExitZero = False,
    language: Language = None,
    model: Model = "en",
    engine: EngineOption = Engine.onnx,
    device: DeviceOption = Device.cpu,
) -> None:
    """Check one message: is it constructive or harmful, boss-like or leader-like, and which words make it so.

    Exits with 0 when there is nothing to revise, 1 when there is, 2 when the message can't be checked.
    """
    message = Message(_given(text, file), language=language)
    result = options.checker(model, engine, device).check(message, reword=not no_reword)
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
