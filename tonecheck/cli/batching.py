"""`tonecheck batch`: a shell over `tonecheck.batch`."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from tonecheck.cli.ending import finish, on_ray, page, reportable
from tonecheck.types import InputError

if TYPE_CHECKING:
    from tonecheck.batch import Checks, Crew, Tally
    from tonecheck.encoder import ModelFiles
    from tonecheck.records import Row, Source

_FEW = 200
"""Rows that are done before further processes would have loaded their models."""


class Stopped(BaseException):
    """A signal asks the run to end; what is done is kept."""


def batch(
    given: Annotated[
        str,
        typer.Argument(
            metavar="IN",
            help="CSV, TSV, JSONL, Parquet, XLSX, mbox, eml, txt or md; a folder of the last three; '-' reads standard input.",
            show_default=False,
        ),
    ],
    output: Annotated[
        str,
        typer.Option(
            "--output", "-o", help="Its ending names the format: jsonl, csv, tsv, parquet, xlsx; '-' prints JSON lines."
        ),
    ] = "-",
    text_field: Annotated[
        str | None,
        typer.Option(
            "--text-field", help="Column of the messages; dotted when nested (message.body).", show_default=False
        ),
    ] = None,
    id_field: Annotated[str | None, typer.Option("--id-field", help="Column of their ids.", show_default=False)] = None,
    input_format: Annotated[
        str | None,
        typer.Option("--input-format", help="Format of IN, where content and name mislead.", show_default=False),
    ] = None,
    encoding: Annotated[
        str | None, typer.Option("--encoding", help="Encoding of IN, where it is misjudged.", show_default=False)
    ] = None,
    sheet: Annotated[
        str | None,
        typer.Option("--sheet", help="Sheet of a workbook; else the first with messages.", show_default=False),
    ] = None,
    reword: Annotated[
        bool, typer.Option("--reword", help="Suggest rewordings as well. Slow: some 0.3 s for each harmful message.")
    ] = False,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with an interrupted run, if there is one.")] = False,
    restart: Annotated[bool, typer.Option("--restart", help="Begin anew, though there is an interrupted run.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace OUT if it exists.")] = False,
    exit_zero: Annotated[
        bool, typer.Option("--exit-zero", help="Exit with 0 even when there is something to revise.")
    ] = False,
    workers: Annotated[
        int | None,
        typer.Option(
            "--workers", help="Processes, each with a model.  [default: one a core]", min=1, show_default=False
        ),
    ] = None,
    threads: Annotated[int, typer.Option("--threads", help="Threads of each process.", min=1)] = 1,
    model: Annotated[str, typer.Option("--model", help="Name or folder of a model.")] = "en",
    report: Annotated[
        Path | None,
        typer.Option(
            "--report",
            help="Also a page for a training, as 'tonecheck review' makes it, with its columns guessed.",
            show_default=False,
        ),
    ] = None,
    engine: Annotated[
        str, typer.Option("--engine", help="local, or ray: many machines; IN and OUT may then be addresses (s3://...).")
    ] = "local",
) -> None:
    """Check many messages: every row of IN, in order, with the verdict, scores and cues beside its own columns.

    OUT appears when all is done; an interrupted run goes on with --resume. Exits with 0 when there is nothing to revise,
    1 when there is, 2 when IN or OUT can't be used, 3 when some rows couldn't be read (they are in OUT, with the reason).
    """
    from tonecheck.batch import check
    from tonecheck.records import FORMATS, Options, choose, open_source, rows

    if input_format not in (None, *FORMATS):
        raise InputError(f"no input format '{input_format}'; one of {', '.join(FORMATS)}")
    out = None if output == "-" else Path(output)
    reportable(report, out)
    if engine != "local":
        on_ray(engine, given, output, report, text_field, id_field, model, reword, workers, force, exit_zero)
    if out and out.exists() and Path(given).exists() and out.samefile(given) and force:
        raise InputError(f"{out}: IN and OUT are the same file; give OUT another name")
    if out:
        check(out, resume=resume, restart=restart, force=force)
    elif resume or restart:
        raise InputError("only a run that writes a file (-o OUT) can be resumed")
    source = open_source(given, Options(input_format, encoding, sheet, text_field))
    text, name = choose(source, text_field, id_field)
    files = _model(model)
    settings = {
        **_judged_by(files),
        **{f"input_{name}": value for name, value in source.found.items()},
        "text_field": text,
        "id_field": name,
        "reword": reword,
    }
    with (
        _stoppable(out),
        _progress(source) as tick,
        _checkers(rows(source, text, name), model, workers, threads) as (
            found,
            checker,
        ),
    ):
        done = _run(
            found,
            checker,
            out,
            tick,
            reword,
            source=source,
            text=text,
            settings=settings,
            resume=resume,
            force=force,
            before=partial(page, report),
        )
    finish(done, exit_zero)


def _run(
    found: Iterator[Row],
    checker: Checks | Crew,
    out: Path | None,
    tick: Callable[[int], None],
    reword: bool,
    **more: Any,
) -> Tally:
    from tonecheck.batch import batch, stream

    if out is None:
        return stream(found, checker, sys.stdout.buffer, reword=reword, tick=tick)
    try:
        return batch(found, checker, out, reword=reword, tick=tick, **more)
    except OSError as error:
        raise InputError(
            f"{out}: can't be written ({error.strerror or error}); what is done is kept: go on with --resume"
        ) from error


def _model(name: str) -> ModelFiles:
    from tonecheck import encoder

    return encoder.read(encoder.locate(name))


def _judged_by(files: ModelFiles) -> dict[str, str]:
    """What tells one model's answers from another's: the version of this program, the weights, and the thresholds."""
    import hashlib

    from tonecheck import __version__

    described = hashlib.sha256((files.folder / "model.toml").read_bytes()).hexdigest()
    return {"tonecheck": __version__, "model": f"{files.info.name} {files.info.version} {described[:16]}"}


@contextmanager
def _checkers(
    found: Iterator[Row], model: str, workers: int | None, threads: int
) -> Iterator[tuple[Iterator[Row], Checks | Crew]]:
    """The rows, and who checks them: a crew, or this process where one is asked for or the rows are few."""
    import os

    from tonecheck.batch import Crew
    from tonecheck.pipeline import load

    first = list(islice(found, _FEW))
    number = workers or (os.cpu_count() or 1 if len(first) == _FEW else 1)
    every = chain(first, found)
    with Crew(partial(load, model, threads=threads), number) if number > 1 else nullcontext(None) as crew:
        yield every, crew or load(model, threads=threads)


@contextmanager
def _stoppable(out: Path | None) -> Iterator[None]:
    """SIGTERM and SIGHUP end a run as Ctrl-C does: with what is done kept, and a line that says how to go on."""

    def stop(number: int, frame: object) -> NoReturn:
        for name in asked:
            signal.signal(name, signal.SIG_IGN)
        raise Stopped(number)

    asked = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
    for name in asked:
        signal.signal(name, stop)
    try:
        yield
    except Stopped as stopped:
        more = "; go on with --resume" if out else ""
        print(f"tonecheck: stopped{more}", file=sys.stderr)
        raise typer.Exit(128 + stopped.args[0]) from None


@contextmanager
def _progress(source: Source) -> Iterator[Callable[[int], None]]:
    """Rows, rate and time left on a terminal; nothing elsewhere."""
    if not sys.stderr.isatty():
        yield lambda done: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.fields[rows]:,} rows"),
        BarColumn(),
        TextColumn("{task.fields[rate]:.0f} a second"),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task("", total=None, rows=0, rate=0.0)
        begun: list[tuple[float, int]] = []

        def tick(done: int) -> None:
            now = shown.get_time()
            begun[:] = begun or [(now, done)]
            passed = now - begun[0][0]
            fraction = source.fraction()
            shown.update(
                task,
                rows=done,
                rate=(done - begun[0][1]) / passed if passed else 0.0,
                total=1.0 if fraction is not None else None,
                completed=fraction or 0.0,
            )

        yield tick
