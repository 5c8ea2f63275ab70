"""Results for people and for programs. A new format is a function and its line in `FORMATS`."""

from __future__ import annotations

import json
from collections.abc import Callable

from rich.console import Console

from tonecheck.render.rewording import rejected
from tonecheck.render.terminal import reworded, text
from tonecheck.types import Result

__all__ = ["FORMATS", "dumps", "rejected", "reworded", "text"]


def dumps(result: Result, indent: int | None = None) -> str:
    """One result as JSON; escaped only where it must be (a lone surrogate has no UTF-8)."""
    plain = json.dumps(result.as_dict(), ensure_ascii=False, indent=indent)
    try:
        plain.encode()
    except UnicodeEncodeError:
        return json.dumps(result.as_dict(), indent=indent)
    return plain


def _json(result: Result, console: Console) -> None:
    print(dumps(result, indent=2), file=console.file)


def _jsonl(result: Result, console: Console) -> None:
    print(dumps(result), file=console.file)


FORMATS: dict[str, Callable[[Result, Console], None]] = {"text": text, "json": _json, "jsonl": _jsonl}
"""What `--format` names: writes one result to the console's file."""
