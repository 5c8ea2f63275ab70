"""Comma- or tab-separated tables, as they come: any delimiter, any encoding, ragged rows, quotes that never close."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from typing import TextIO

from tonecheck.records import encoding, fields
from tonecheck.records.lines import TOO_LONG, Line, lines, open_text, position
from tonecheck.records.origin import HEAD, Origin
from tonecheck.records.source import MAX_RECORD, Options, Record, Source
from tonecheck.types import InputError

csv.field_size_limit(10_000_000)  # lines are measured before; this is for all of the process, and never below
DELIMITERS = ",;\t|"
_OPEN = "a quote is opened here and not closed"


def read_table(origin: Origin, options: Options) -> Source:
    """A CSV or TSV with a header.

    Raises:
        InputError: there is no header, or it can't be read.
    """
    name = encoding.of_origin(origin, options.encoding)
    delimiter, skipped = _delimiter(origin, name, options.text_field)
    opened: list[TextIO] = []

    def start() -> tuple[Iterator[tuple[Line, list[str]]], tuple[str, ...]]:
        opened[:] = [open_text(origin, name)]
        rows = _rows(lines(opened[0]), delimiter)
        for _ in range(skipped):
            next(rows)
        return rows, _header(rows, origin, opened[0])

    waiting = [start()]
    columns = waiting[0][1]

    def records() -> Iterator[Record]:
        rows, _ = waiting.pop() if waiting else start()
        for number, (line, cells) in enumerate(rows, 1):
            yield _record(number, line, cells, columns)

    def fraction() -> float | None:
        return position(opened[0], origin.size)

    found = {"format": "csv", "encoding": name, "delimiter": delimiter}
    return Source(origin.name, columns, columns, records, fraction, found, once=origin.size is None)


def _header(rows: Iterator[tuple[Line, list[str]]], origin: Origin, file: TextIO) -> tuple[str, ...]:
    line, cells = next(rows, (None, []))
    if line and not line.problem:
        return fields.unique(cells)
    file.close()
    if line is None:
        raise InputError(f"{origin.name}: this is empty; the first line must name the columns")
    raise InputError(f"{origin.name}:{line.number}: the header can't be read: {line.problem}")


def _record(number: int, line: Line, cells: list[str], columns: tuple[str, ...]) -> Record:
    problem = line.problem
    if len(columns) == 1 < len(cells) and not line.text.startswith('"'):
        cells = [line.text.rstrip("\r\n")]  # one column has no delimiter: its commas are the writer's
    if len(cells) > len(columns):
        if any(cell.strip() for cell in cells[len(columns) :]):
            problem = problem or f"{len(cells)} cells, but the header has {len(columns)}"
    elif len(cells) < len(columns):
        cells = cells + [""] * (len(columns) - len(cells))
    return Record(number, f"line {line.number}", dict(zip(columns, cells, strict=False)), problem)


class _Feed:
    """Lines for `csv.reader`, which takes several for a record with line breaks in its cells."""

    def __init__(self, source: Iterator[Line]) -> None:
        self._source = source
        self._again: deque[Line] = deque()
        self.taken: list[Line] = []
        self.size = 0
        self.ended = False

    def __iter__(self) -> _Feed:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._source, None)
        if line is None:
            self.ended = True
            raise StopIteration
        self.taken.append(line)
        self.size += len(line.text)
        if line.problem == TOO_LONG:
            raise csv.Error(TOO_LONG if len(self.taken) == 1 else _OPEN)
        if self.size > MAX_RECORD:
            raise csv.Error(_OPEN)
        return line.text

    def fresh(self) -> None:
        self.taken, self.size, self.ended = [], 0, False

    def spoiled(self, problem: str) -> Line:
        """The first line of the record, with what is wrong with it. The lines after it will be read once more."""
        first, *rest = self.taken
        self._again.extendleft(reversed(rest))
        return replace(first, problem=first.problem or problem)

    def record(self) -> Line:
        problem = next((f"line {line.number}: {line.problem}" for line in self.taken[1:] if line.problem), None)
        return replace(self.taken[0], problem=problem) if problem else self.taken[0]


def _rows(source: Iterator[Line], delimiter: str) -> Iterator[tuple[Line, list[str]]]:
    """The cells of each record with its first line. A quote that never closes spoils its own line only: the lines after it
    are read as records of their own."""
    feed = _Feed(source)
    reader = csv.reader(feed, delimiter=delimiter)
    while True:
        feed.fresh()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            line = feed.spoiled(str(error))
            yield line, [] if line.problem == TOO_LONG else next(csv.reader([line.text], delimiter=delimiter))
            continue
        if feed.ended:  # in the middle of a record
            line = feed.spoiled(_OPEN)
            yield line, next(csv.reader([line.text], delimiter=delimiter))
        elif cells:
            yield feed.record(), cells


def _delimiter(origin: Origin, name: str, wanted: str | None) -> tuple[str, int]:
    """The delimiter, and how many lines before the header speak of it (Excel's `sep=;`)."""
    sample = origin.head.decode(name, "replace")
    whole = sample if len(origin.head) < HEAD else sample[: sample.rfind("\n") + 1]
    if whole[:4].lower() == "sep=" and whole[5:6] in ("\r", "\n"):
        return whole[4], 1
    first = ["\t"] if origin.suffix == ".tsv" else []
    candidates = list(dict.fromkeys([*first, *_sniffed(whole), *DELIMITERS]))
    return max(candidates, key=lambda delimiter: _fit(whole, delimiter, wanted)), 0  # the first of equals


def _sniffed(sample: str) -> list[str]:
    try:
        return [csv.Sniffer().sniff(sample[:20_000], DELIMITERS).delimiter]
    except csv.Error:
        return []


def _fit(sample: str, delimiter: str, wanted: str | None) -> tuple[bool, float]:
    """How well a delimiter explains the sample: its header names a text, and its rows have as many cells as the header."""
    try:
        rows = [row for row in csv.reader(sample.splitlines(keepends=True)[:200], delimiter=delimiter) if row]
    except csv.Error:
        return False, 0
    if not rows or len(rows[0]) < 2:
        return bool(rows) and fields.guess_text(rows[0], wanted) is not None, 0
    even = sum(len(row) == len(rows[0]) for row in rows) / len(rows)
    return fields.guess_text(rows[0], wanted) is not None, even
