"""One batch from its rows to its finished output, however often it is interrupted in between."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from tonecheck.batch.journal import EVERY, Place, Spool, check
from tonecheck.batch.tally import Tally
from tonecheck.batch.work import Checks, Crew, answered
from tonecheck.records import answer
from tonecheck.records.fields import Row
from tonecheck.records.source import Source
from tonecheck.records.write import convert
from tonecheck.types import InputError

Tick = Callable[[int], None]
"""Told the number of rows that are done, now and then."""


def batch(
    rows: Iterable[Row],
    checker: Checks | Crew,
    out: Path,
    *,
    source: Source | None = None,
    text: str = "text",
    settings: Mapping[str, Any] | None = None,
    reword: bool = False,
    resume: bool = False,
    restart: bool = False,
    force: bool = False,
    every: float = EVERY,
    tick: Tick = lambda done: None,
    before: Callable[[Path], None] = lambda lines: None,
) -> Tally:
    """Check rows and write the output whose format `out` names. It appears whole, or not at all.

    Args:
        source: where the rows come from; its columns and their types go into a table.
        text: the column that the texts came from, for a table.
        settings: whatever decides the output; a run is resumed only with the same.
        every: seconds between two entries of the journal; a power cut costs the work of so many.
        before: called with the file of lines (see `records.review`) when all rows are done, before it is removed.

    Raises:
        InputError: see `journal.check` and `Spool`; or the input is not that of the run that is resumed.
        TonecheckError: the checker can't be used at all.
        OSError: the output can't be written (a full disk).
    """
    check(out, resume=resume, restart=restart, force=force)
    spool = Spool(Place(out), settings or {}, resume=resume, force=force, every=every)
    if spool.finished:
        spool.place.clear()
        return spool.done
    try:
        left = _after(spool, rows)
        for lines, outcomes in _lines(left, checker, reword):
            spool.append(lines, outcomes)
            tick(spool.done.rows)
        before(spool.place.lines)
        spool.publish(_output(spool, source, text))
        return spool.done
    finally:
        if not spool.file.closed:  # interrupted: what is done stays done
            spool.checkpoint()
            spool.close()


def stream(
    rows: Iterable[Row], checker: Checks | Crew, file: BinaryIO, *, reword: bool = False, tick: Tick = lambda done: None
) -> Tally:
    """Check rows and write JSON lines to a stream, as they come. There is nothing to resume."""
    done = Tally()
    for lines, outcomes in _lines(rows, checker, reword):
        file.write(b"".join(lines))
        file.flush()
        done = done.plus(sum(map(len, lines)), outcomes)
        tick(done.rows)
    return done


Outcomes = list[tuple[str | None, str | None]]


def _lines(rows: Iterable[Row], checker: Checks | Crew, reword: bool) -> Iterator[tuple[list[bytes], Outcomes]]:
    for group in answered(rows, checker, reword):
        lines = [answer.line(row, found) for row, found in group]
        yield lines, [(None, found) if isinstance(found, str) else (found["verdict"], None) for _, found in group]


def _after(spool: Spool, rows: Iterable[Row]) -> Iterator[Row]:
    """The rows that are not done yet, once those that are have been compared with the lines in the file."""
    left = iter(rows)
    spool.file.seek(0)
    for number in range(spool.done.rows):
        row = next(left, None)
        if row is None or not spool.file.readline().startswith(answer.head(row)):
            raise InputError(
                f"{spool.place.out}: the input is not the one that the unfinished run began with (row {number + 1:,} "
                "differs); begin anew with --restart"
            )
    spool.file.seek(0, os.SEEK_END)
    return left


def _output(spool: Spool, source: Source | None, text: str) -> Path:
    place = spool.place
    return place.ready if convert(place.lines, place.ready, place.out, source, text) else place.lines
