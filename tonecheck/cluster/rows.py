"""Rows in, rows out: what one worker does with a chunk of messages. A row that can't be checked says why in `error`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from tonecheck.pipeline import Checker
from tonecheck.types import Message, Result


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the source: `number` counts from 1 over all files, `fields` are its other columns."""

    number: int
    text: str
    id: str | None
    fields: dict[str, Any]
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Summary:
    """How many rows came out, and how: the three verdicts, those with a `note` instead, and those with an `error`."""

    rows: int = 0
    send: int = 0
    consider: int = 0
    revise: int = 0
    not_judged: int = 0
    errors: int = 0

    def __add__(self, other: Summary) -> Summary:
        return Summary(*(getattr(self, name) + getattr(other, name) for name in Summary.__slots__))


def summary(rows: Sequence[dict[str, Any]]) -> Summary:
    """The summary of rows as `check_rows` gives them."""
    kinds = ["errors" if "error" in row else row["verdict"] or "not_judged" for row in rows]
    return Summary(len(rows), *(kinds.count(name) for name in Summary.__slots__[1:]))


def check_rows(checker: Checker, rows: Sequence[Row], *, reword: bool) -> Iterator[dict[str, Any]]:
    """For each row `row`, the result's own keys (or `id` and `error`), and `fields`; in order."""
    readable = [Message(row.text, row.id) for row in rows if row.error is None]
    results = iter(_checked(checker, readable, reword))
    for row in rows:
        found: Result | str = next(results) if row.error is None else row.error
        said = {"id": row.id, "error": found} if isinstance(found, str) else found.as_dict()
        yield {"row": row.number, **said, "fields": row.fields}


def _checked(checker: Checker, messages: Sequence[Message], reword: bool) -> list[Result | str]:
    """No text should raise; if one does, it alone gets an error, and a job of many hours goes on."""
    try:
        return list(checker.check_many(messages, reword=reword))
    except Exception:
        return [_checked_alone(checker, message, reword) for message in messages]


def _checked_alone(checker: Checker, message: Message, reword: bool) -> Result | str:
    try:
        return checker.check(message, reword=reword)
    except Exception as error:
        return f"the check failed: {type(error).__name__}: {error}"
