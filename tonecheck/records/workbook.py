"""Excel output. Text stays text: nothing that begins with `=` becomes a formula, nothing that looks like an address a link."""

from __future__ import annotations

import math
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

from tonecheck.records import flat
from tonecheck.records.answer import plain
from tonecheck.records.write import Table, cell, clean

_ROWS = 1_048_575
"""Rows below the header that one sheet holds; more go on the next."""
_LONGEST = 32_767
_CUT = f"in this table a cell is cut at {_LONGEST:,} characters, the most that Excel holds"
_WIDEST = 2**53
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
    "default_date_format": "yyyy-mm-dd hh:mm:ss",
}


def write_sheet(path: Path, table: Table) -> None:
    """A table as a workbook, row by row. The same table gives the same bytes."""
    from xlsxwriter import Workbook

    with Workbook(str(path), _OPTIONS) as book:
        book.set_properties({"created": datetime(2000, 1, 1)})  # no moment of writing in it
        book.use_zip64()
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet, number = _sheet(book, table, 1), 0
        for values, added in table.rows():
            if number == _ROWS:
                sheet, number = _sheet(book, table, len(book.worksheets()) + 1), 0
            number += 1
            cells = [_fitting(values.get(name)) for name in table.columns]
            if any(isinstance(value, str) and len(value) > _LONGEST for value in cells):
                added = {**added, f"{flat.PREFIX}note": "; ".join(filter(None, (added[f"{flat.PREFIX}note"], _CUT)))}
            cells += [_fitting(added[name]) for name in flat.COLUMNS]
            for column, value in enumerate(cells):
                _put(sheet, number, column, value, day)


def _sheet(book: Any, table: Table, number: int) -> Any:
    sheet = book.add_worksheet("messages" if number == 1 else f"messages {number}")
    sheet.freeze_panes(1, 0)
    bold = book.add_format({"bold": True})
    for column, name in enumerate((*table.columns, *flat.COLUMNS)):
        sheet.write_string(0, column, clean(name), bold)
    return sheet


def _fitting(value: Any) -> Any:
    """What a cell of Excel can hold: numbers of up to 15 digits, dates from 1900, text."""
    held = cell(value)
    if isinstance(held, bool) or held is None:
        return held
    if isinstance(held, int):
        return held if abs(held) < _WIDEST else str(held)
    if isinstance(held, (float, Decimal)):
        return float(held) if math.isfinite(held) else None
    if isinstance(held, (datetime, date, time)):
        fits = isinstance(held, time) or held.year >= 1900
        return held if fits and getattr(held, "tzinfo", None) is None else plain(held)
    return held if isinstance(held, str) else str(plain(held))


def _put(sheet: Any, row: int, column: int, value: Any, day: Any) -> None:
    if value is None or value == "":
        return
    if isinstance(value, str):
        sheet.write_string(row, column, value)
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, date) and not isinstance(value, datetime):
        sheet.write_datetime(row, column, value, day)
    elif isinstance(value, (datetime, time)):
        sheet.write_datetime(row, column, value)
    else:
        sheet.write_number(row, column, value)
