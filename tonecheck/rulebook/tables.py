"""Read the rulebook's TOML and CSV, checking every entry: an error names the file and the entry."""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tonecheck.types import RulebookError

SCHEMA = 1
DATA = Path(__file__).parent.parent / "data"
"""A folder for each language."""


class Entry:
    """One table of a file, read field by field; whatever is missing, wrong or unknown is an error that names it."""

    def __init__(self, values: Mapping[str, Any], where: str) -> None:
        self.values = dict(values)
        self.where = where
        self.read: set[str] = set()

    def fail(self, problem: str) -> RulebookError:
        return RulebookError(f"{self.where}: {problem}")

    def _get(self, field: str, kind: type | tuple[type, ...], default: Any) -> Any:
        self.read.add(field)
        if field not in self.values:
            if default is _REQUIRED:
                raise self.fail(f"'{field}' is missing")
            return default
        value = self.values[field]
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise self.fail(f"'{field}' is {value!r}, which is of the wrong type")
        return value

    def text(self, field: str) -> str:
        value: str = self._get(field, str, _REQUIRED)
        if not value.strip():
            raise self.fail(f"'{field}' is empty")
        return value

    def optional_text(self, field: str) -> str | None:
        return self.text(field) if field in self.values else self._get(field, str, None)

    def texts(self, field: str, least: int = 0) -> tuple[str, ...]:
        values: list[Any] = self._get(field, list, _REQUIRED if least else [])
        if not all(isinstance(value, str) and value.strip() for value in values):
            raise self.fail(f"'{field}' must be a list of texts")
        if len(values) < least:
            raise self.fail(f"'{field}' has {len(values)} entries and needs {least}")
        return tuple(values)

    def number(self, field: str) -> float:
        value = float(self._get(field, (int, float), _REQUIRED))
        if not 0 <= value <= 1:
            raise self.fail(f"'{field}' is {value}, not between 0 and 1")
        return value

    def flag(self, field: str) -> bool:
        value: bool = self._get(field, bool, False)
        return value

    def mapping(self, field: str) -> dict[str, str]:
        value: dict[str, str] = self._get(field, dict, _REQUIRED)
        return value

    def regex(self, field: str, flags: int = re.IGNORECASE) -> re.Pattern[str] | None:
        source = self.optional_text(field)
        if source is None:
            return None
        try:
            return re.compile(source, flags)
        except re.error as error:
            raise self.fail(f"'{field}' is no regular expression: {error}") from error

    def done(self) -> None:
        """Raise for a field that nothing has read: most often a typing error."""
        if unknown := sorted(self.values.keys() - self.read):
            raise self.fail(f"unknown field '{unknown[0]}'")


_REQUIRED = object()


def read_toml(path: Path) -> dict[str, Any]:
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise RulebookError(f"{path.name}: {error}") from error
    if values.get("schema") != SCHEMA:
        raise RulebookError(f"{path.name}: 'schema' must be {SCHEMA}, not {values.get('schema')!r}")
    return values


def entries(values: Mapping[str, Any], table: str, file: str, key: str = "id") -> list[Entry]:
    """The tables `[[table]]` of a file, each named by its `id` (or its position where it has none)."""
    rows = values.get(table)
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        raise RulebookError(f"{file}: no [[{table}]] entries")
    found = [Entry(row, f"{file}: {table} '{row.get(key, f'number {number}')}'") for number, row in enumerate(rows, 1)]
    seen: set[str] = set()
    for entry in found:
        name = entry.text(key)
        if name in seen:
            raise entry.fail(f"the {key} stands twice")
        seen.add(name)
    return found


def read_csv(path: Path, columns: Sequence[str]) -> list[dict[str, str]]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            if tuple(reader.fieldnames or ()) != tuple(columns):
                raise RulebookError(f"{path.name}: the columns must be {','.join(columns)}")
            rows = []
            for row in reader:
                if None in row or not all(row.values()):
                    raise RulebookError(f"{path.name}: line {reader.line_num} must have {len(columns)} filled fields")
                rows.append(row)
            return rows
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise RulebookError(f"{path.name}: {error}") from error
