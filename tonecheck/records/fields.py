"""Which column is the text, which the id; and from records to rows that can be checked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tonecheck.records.source import Record, Source
from tonecheck.types import InputError

TEXTS = "text message body feedback comment comments content draft msg note review remark description".split()
"""Names of a column with messages, the surest first; "Feedback text" and "message.body" count as well."""
IDS = "id uuid message_id messageid feedback_id row_id key nr".split()
_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Row:
    """A record with its text found. `fields` are the other columns; `error` says why there is nothing to check."""

    number: int
    id: str | None
    text: str
    fields: Mapping[str, Any]
    error: str | None = None


def unique(names: Iterable[Any]) -> tuple[str, ...]:
    """Column names without blanks around them, none empty and none twice ("text", "column 2", "text 2")."""
    found: dict[str, None] = {}
    for position, name in enumerate(names, 1):
        plain = str(name if name is not None else "").strip() or f"column {position}"
        candidate, count = plain, 1
        while candidate in found:
            count += 1
            candidate = f"{plain} {count}"
        found[candidate] = None
    return tuple(found)


def guess_text(columns: Iterable[str], wanted: str | None = None) -> str | None:
    """The column that holds the messages: the `wanted` one, else the one whose name says so."""
    return _named(columns, wanted) if wanted else _guess(columns, TEXTS)


def choose(source: Source, text: str | None, id: str | None) -> tuple[str, str | None]:
    """Names of the text column and of the id column (None where there is none).

    Raises:
        InputError: a named column is missing, or no name says that it is the text; the columns are listed.
    """
    found = guess_text(source.paths, text)
    if found is None:
        problem = f"there is no column '{text}'" if text else "which column is the text? say --text-field NAME"
        raise InputError(f"{source.name}: {problem}; there are {_listed(source.paths)}")
    named = _named(source.paths, id) if id else _guess([path for path in source.paths if path != found], IDS)
    if id and named is None:
        raise InputError(f"{source.name}: there is no column '{id}'; there are {_listed(source.paths)}")
    return found, named


def rows(source: Source, text: str, id: str | None) -> Iterator[Row]:
    """The rows of a source, in order, each with its text or an error."""
    for record in source.records():
        yield row(record, text, id)


def row(record: Record, text: str, id: str | None) -> Row:
    """A record as a row. A text in a column of its own leaves `fields`; one inside a nested value stays there too."""
    values = dict(record.values)
    found = look_up(values, text)
    name = look_up(values, id) if id else None
    problem = record.problem or _wrong(found, text, values)
    if isinstance(found, str) and text in values:
        del values[text]
    shown = found if isinstance(found, str) else "" if found is None or problem else str(found)
    where = f"{record.where}: {problem}" if problem else None
    return Row(record.number, None if name is None or name == "" else str(name), shown, values, where)


def look_up(values: Mapping[str, Any], path: str) -> Any:
    """A value by its name, or by a dotted path into nested values; None where there is none."""
    if path in values:
        return values[path]
    head, dot, rest = path.partition(".")
    inner = values.get(head)
    return look_up(inner, rest) if dot and isinstance(inner, Mapping) else None


def paths(values: Mapping[str, Any], before: str = "") -> list[str]:
    """All names under which a value can be found, nested ones dotted, down to four levels."""
    found = []
    for name, value in values.items():
        nested = isinstance(value, Mapping) and before.count(".") < 3
        found += paths(value, f"{before}{name}.") if nested else [f"{before}{name}"]
    return found


def _wrong(found: Any, text: str, values: Mapping[str, Any]) -> str | None:
    if isinstance(found, (Mapping, list)):
        return f"'{text}' holds a nested value, not a text"
    if found is None and text not in values and "." not in text:
        return f"there is no '{text}' here"
    return None


def _named(columns: Iterable[str], wanted: str) -> str | None:
    listed = list(columns)
    if wanted in listed:
        return wanted
    return next((name for name in listed if name.casefold() == wanted.casefold()), None)


def _guess(columns: Iterable[str], names: list[str]) -> str | None:
    """A whole name before the last part of a dotted one, before the last word of a longer one (of texts: the id of an
    employee is none of a message)."""
    listed = list(columns)
    plain = [re.sub(r"[\W_]+", "_", name.casefold()).strip("_") for name in listed]
    last = [name.rpartition(".")[2].casefold() for name in listed]
    words = [name.rpartition("_")[2] for name in plain]
    for spelled in (plain, last, words)[: 3 if names is TEXTS else 2]:
        for name in names:
            for index, column in enumerate(listed):
                if name == spelled[index] and not column.startswith("tonecheck_"):
                    return column
    return None


def _listed(columns: Iterable[str]) -> str:
    listed = [" ".join(name.split()) for name in columns]
    more = f" and {len(listed) - _SHOWN} more" if len(listed) > _SHOWN else ""
    return (", ".join(f"'{name[:60]}'" for name in listed[:_SHOWN]) or "none at all") + more
