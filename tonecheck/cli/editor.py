"""A text in the writer's own editor. Not `click.edit`: that throws the file away when the editor fails, and lets it draw
into a pipe."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from shutil import which
from typing import IO, TextIO

from tonecheck.types import InputError

_KEYBOARD, _SCREEN = ("CONIN$", "CONOUT$") if os.name == "nt" else ("/dev/tty", "/dev/tty")


def edit(text: str) -> str | None:
    """The text as it was saved, or None when it wasn't saved or is the same.

    Raises:
        InputError: no editor, or it failed; what it had saved stays in a file that the error names.
    """
    handle, name = tempfile.mkstemp(prefix="tonecheck-", suffix=".txt")
    path = Path(name)
    before = text.encode(errors="surrogateescape")
    with os.fdopen(handle, "wb") as file:
        file.write(before)
    command = _command()
    problem = _run([*command, name])
    after = path.read_bytes() if path.exists() else before
    if problem is None:
        with suppress(UnicodeDecodeError):
            edited = after.decode("utf-8-sig")
            path.unlink(missing_ok=True)
            return edited if after != before else None
        problem = "did not save UTF-8"
    if after == before:
        path.unlink(missing_ok=True)
        raise InputError(f"the editor '{command[0]}' {problem}; set EDITOR to another one")
    raise InputError(f"the editor '{command[0]}' {problem}; what it saved is in {path}")


def _command() -> list[str]:
    chosen = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if chosen:
        return [part.strip("\"'") for part in shlex.split(chosen, posix=os.name != "nt")] or ["vi"]
    if os.name == "nt":
        return ["notepad"]
    return [next((name for name in ("sensible-editor", "nano", "vim") if which(name)), "vi")]


def _run(command: list[str]) -> str | None:
    """What went wrong, or None. The editor gets the terminal, wherever this program reads from and writes to."""
    with ExitStack() as stack:
        stdin: IO[bytes] | None = None
        stdout: IO[bytes] | None = None
        try:
            if not sys.stdin.isatty():
                stdin = stack.enter_context(Path(_KEYBOARD).open("rb", buffering=0))
            if not sys.stdout.isatty():
                stdout = stack.enter_context(Path(_SCREEN).open("wb", buffering=0))
            stack.enter_context(_deaf())
            ended = subprocess.run(command, stdin=stdin, stdout=stdout, check=False).returncode  # noqa: S603
        except OSError as error:
            return f"can't be started ({error.strerror or error})"
    return f"ended with {ended}" if ended else None


@contextmanager
def _deaf() -> Iterator[None]:
    """Ctrl+C in an editor is the editor's own affair; a handler, since an ignored signal would be ignored there as well."""
    was = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, was)


@contextmanager
def keyboard() -> Iterator[TextIO]:
    """Where a person's answers come from: standard input, or the terminal when the message came through it.

    Raises:
        InputError: there is no terminal.
    """
    if sys.stdin.isatty():
        with suppress(AttributeError):
            sys.stdin.reconfigure(errors="replace")  # type: ignore[union-attr]
        yield sys.stdin
        return
    try:
        stream = Path(_KEYBOARD).open(encoding="utf-8", errors="replace")  # noqa: SIM115
    except OSError as error:
        raise InputError("--choose needs a terminal; --apply takes the best rewording without asking") from error
    with stream:
        yield stream
