"""The program `tonecheck`: its commands, and errors as one line with the right exit code."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from tonecheck import __version__
from tonecheck.cli import auditing, batching, checking, knowing, learning, reviewing, rewording, serving
from tonecheck.types import TonecheckError

app = typer.Typer(
    name="tonecheck",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Check a manager's draft feedback before it is sent. Works offline; no text leaves this machine.",
)
app.command("check")(checking.check)
app.command("reword")(rewording.reword)
app.command("batch")(batching.batch)
app.command("explain")(knowing.explain)
app.command("doctor")(knowing.doctor)
app.add_typer(learning.corpus, name="corpus")
app.command("train")(learning.train)
app.command("evaluate")(learning.evaluate)
app.command("audit")(auditing.audit)
app.command("behaviour")(auditing.behaviour)
app.command("review")(reviewing.review)
app.command("serve")(serving.serve)
app.add_typer(serving.keys, name="keys")


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"tonecheck {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    pass


def main() -> None:
    """Entry point of the console script. Exit codes: 0, 1 (something to revise), 2 (can't be used), 3 (some rows failed)."""
    try:
        app()
    except TonecheckError as error:
        # A broken name or text in the message must not break the message about it.
        print(f"tonecheck: {error}".encode(errors="backslashreplace").decode(), file=sys.stderr)
        raise SystemExit(2) from None
    except BrokenPipeError:
        sys.stderr.close()
        raise SystemExit(0) from None
    except KeyboardInterrupt:
        raise SystemExit(130) from None
