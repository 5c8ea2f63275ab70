"""Excel workbooks (.xlsx): one sheet, row by row, under a header that may be merged from several cells."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import datetime, time
from typing import Any

from tonecheck.records import fields
from tonecheck.records.extra import library
from tonecheck.records.origin import Origin, on_disk
from tonecheck.records.parquet import first_line
from tonecheck.records.source import Options, Record, Source
from tonecheck.types import InputError

_TOP = 20
"""The header is looked for in so many rows."""
_MERGED = re.compile(rb'<mergeCell ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')
_DAMAGE = (zipfile.BadZipFile, zlib.error, KeyError, OSError, EOFError, SyntaxError, TypeError, ValueError)
"""What the libraries raise on files that are none; a broken XML is a SyntaxError."""
Cells = list[Any]
Merge = tuple[int, int, int, int]
"""First row, first column, last row, last column; all from 1."""


def read_sheet(origin: Origin, options: Options) -> Source:
    """The rows of one sheet: the one named by `options.sheet`, else the first with a column for texts, else the first.

    Raises:
        InputError: it is no workbook, is damaged, or has no such sheet or nothing in it.
    """
    openpyxl = library("openpyxl", origin.name)
    try:
        book = openpyxl.load_workbook(on_disk(origin), read_only=True, data_only=True, keep_links=False)
        sizes = {sheet.title: sheet.max_row for sheet in book.worksheets}  # a guess, for the time left
        sheet, columns, begin = _chosen(book, origin, options)
    except _DAMAGE as error:
        raise InputError(f"{origin.name}: this workbook is damaged ({first_line(error)})") from error
    total, done = sizes[sheet.title] or 0, [0]

    def records() -> Iterator[Record]:
        number = 0
        try:
            for done[0], cells in enumerate(sheet.iter_rows(min_row=begin, values_only=True), begin):
                if any(cell is not None for cell in cells):
                    number += 1
                    yield _record(number, f"row {done[0]}", list(cells), columns)
        except _DAMAGE as error:
            yield Record(
                number + 1, f"after row {done[0]}", {}, f"the rest of the sheet is damaged ({first_line(error)})"
            )

    def fraction() -> float | None:
        return min(1.0, done[0] / total) if total else None

    return Source(
        origin.name, columns, columns, records, fraction, {"format": "xlsx", "sheet": sheet.title}, typed=True
    )


def _record(number: int, where: str, cells: Cells, columns: tuple[str, ...]) -> Record:
    extra = any(cell is not None for cell in cells[len(columns) :])
    problem = f"there are cells beyond column {len(columns)}, the last one of the header" if extra else None
    days = [_day(cell) for cell in cells]
    return Record(number, where, dict(zip(columns, days + [None] * len(columns), strict=False)), problem)


def _day(cell: Any) -> Any:
    """Excel has no days, only midnights."""
    return cell.date() if isinstance(cell, datetime) and cell.time() == time() else cell


def _chosen(book: Any, origin: Origin, options: Options) -> tuple[Any, tuple[str, ...], int]:
    sheets = [sheet for sheet in book.worksheets if options.sheet in (None, sheet.title)]
    if not sheets:
        names = ", ".join(f"'{sheet.title}'" for sheet in book.worksheets)
        raise InputError(f"{origin.name}: there is no sheet '{options.sheet}'; there are {names or 'none'}")
    headed = [(sheet, *found) for sheet in sheets if (found := _header(sheet))]
    if not headed:
        raise InputError(f"{origin.name}: this is empty; the first row must name the columns")
    fitting = (entry for entry in headed if fields.guess_text(entry[1], options.text_field))
    return next(fitting, headed[0])


def _header(sheet: Any) -> tuple[tuple[str, ...], int] | None:
    """The columns' names, and the number of the first row below them."""
    sheet.reset_dimensions()  # what programs write there is often wrong
    top = [list(row) for row in sheet.iter_rows(max_row=_TOP, values_only=True)]
    width = max((index + 1 for row in top for index, cell in enumerate(row) if cell is not None), default=0)
    top = [(row + [None] * width)[:width] for row in top]
    merges = _merges(sheet)
    first = next((i for i, row in enumerate(top) if _names_columns(row, i, top, merges)), None)
    if first is None:
        return None
    last = _last(first, top, merges)
    levels = [_filled(index, top[index], merges, top) for index in range(first, last + 1)]
    names = [
        " ".join(dict.fromkeys(str(level[i]).strip() for level in levels if level[i] is not None)) for i in range(width)
    ]
    return fields.unique(names), last + 2


def _names_columns(row: Cells, index: int, top: list[Cells], merges: list[Merge]) -> bool:
    """Neither empty nor a title: one cell above rows with more of them."""
    filled = sum(cell is not None for cell in row)
    wider = any(sum(cell is not None for cell in below) > 1 for below in top[index + 1 : index + 4])
    return filled > 1 or (filled == 1 and not wider)


def _last(first: int, top: list[Cells], merges: list[Merge]) -> int:
    """The last row of the header: cells merged downwards reach it; below ones merged sideways are the names of parts."""
    here = [merge for merge in merges if merge[0] == first + 1]
    down = max((bottom - 1 for _, _, bottom, _ in here), default=first)
    sideways = [merge for merge in here if merge[3] > merge[1]]
    below = top[first + 1] if first + 1 < len(top) else []
    parts = [cell for _, left, _, right in sideways for cell in below[left - 1 : right]]
    if parts and all(isinstance(cell, str) and len(cell) <= 40 for cell in parts) and len(set(parts)) == len(parts):
        down = max(down, first + 1) if _only_parts(below, sideways, down > first) else down
    return min(down, len(top) - 1)


def _only_parts(below: Cells, sideways: list[Merge], merged_down: bool) -> bool:
    """Whether a row holds nothing but names of parts: what stands under a cell of its own would be data."""
    under = {column - 1 for _, left, _, right in sideways for column in range(left, right + 1)}
    return merged_down or all(cell is None for index, cell in enumerate(below) if index not in under)


def _filled(index: int, row: Cells, merges: list[Merge], top: list[Cells]) -> Cells:
    """A row with the value of a merged cell in each of the cells it covers."""
    filled = list(row)
    for first, left, last, right in merges:
        if first <= index + 1 <= last:
            filled[left - 1 : right] = [top[first - 1][left - 1]] * (min(right, len(row)) - left + 1)
    return filled


def _merges(sheet: Any) -> list[Merge]:
    """Merged cells that begin in the first rows. The library leaves them out when it reads row by row: they stand after
    the rows, so the sheet is searched to its end."""
    found: list[Merge] = []
    rest = b""
    with sheet.parent._archive.open(sheet._worksheet_path) as file:
        while chunk := file.read(1 << 20):
            piece = rest + chunk
            matches = list(_MERGED.finditer(piece))
            found += [merge for match in matches if (merge := _merge(match))[0] <= _TOP]
            rest = piece[max(len(piece) - 60, matches[-1].end() if matches else 0) :]
    return found


def _merge(match: re.Match[bytes]) -> Merge:
    return int(match[2]), _column(match[1]), int(match[4]), _column(match[3])


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
