"""How a batch ends: on a cluster or here, with what is told, a page if one is asked for, and the exit code."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import typer

from tonecheck.types import InputError

if TYPE_CHECKING:
    from tonecheck.batch import Tally


def finish(done: Tally, exit_zero: bool) -> NoReturn:
    """What is told at the end, and the exit code."""
    _tell(done)
    raise typer.Exit(3 if done.failed else int(bool(done.revise) and not exit_zero))


def page(report: Path | None, lines: Path) -> None:
    """The page for a training, if one is asked for, from the JSON lines of a batch."""
    if report is None:
        return
    from tonecheck import review as reviewing
    from tonecheck.records import review

    reviewing.write(report, lambda: review(lines))


def reportable(report: Path | None, out: Path | None) -> None:
    """What a page needs, asked before hours of work."""
    if report is None:
        return
    from tonecheck.review.write import check

    if out is None:
        raise InputError("a report is made from a file: name one with -o OUT")
    check(report)


def on_ray(
    engine: str,
    given: str,
    output: str,
    report: Path | None,
    text_field: str | None,
    id_field: str | None,
    model: str,
    reword: bool,
    workers: int | None,
    force: bool,
    exit_zero: bool,
) -> NoReturn:
    """The same on a cluster; a folder as OUT goes on by itself where an earlier run stopped."""
    if engine != "ray":
        raise InputError(f"no engine '{engine}'; local or ray")
    if "-" in (given, output):
        raise InputError("--engine ray reads and writes files: name IN and -o OUT")
    from tonecheck.batch import check
    from tonecheck.cluster import ray

    if report and not output.endswith((".jsonl", ".ndjson")):
        raise InputError("--report with --engine ray needs -o OUT.jsonl")
    if "://" not in output and Path(output).suffix:
        check(Path(output), resume=False, restart=True, force=force)
    done = ray.run(given, output, text_field=text_field, id_field=id_field, model=model, reword=reword, workers=workers)
    page(report, Path(output))
    finish(done, exit_zero)


def _tell(done: Tally) -> None:
    """On a terminal always, in a pipe only where something went wrong."""
    from tonecheck.render.lines import printable

    if done.failed or done.unjudged or sys.stderr.isatty():
        print(f"tonecheck: {done}", file=sys.stderr)
    for error in done.first:
        print(f"  {printable(' '.join(error.split()))}", file=sys.stderr)
    if done.failed > len(done.first):
        print(f"  and {done.failed - len(done.first):,} more; all are in the output", file=sys.stderr)
