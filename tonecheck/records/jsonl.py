"""JSON Lines: an object a line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import chain, islice
from typing import Any, NoReturn, TextIO

from tonecheck.records import encoding, fields
from tonecheck.records.lines import Line, lines, open_text, position
from tonecheck.records.origin import Origin
from tonecheck.records.source import Options, Record, Source
from tonecheck.types import InputError

_LOOKED_AT = 20
"""So many records say which fields there are."""


def read_jsonl(origin: Origin, options: Options) -> Source:
    """Objects, one a line; empty lines are skipped.

    Raises:
        InputError: there is nothing, or one array instead of lines.
    """
    name = encoding.of_origin(origin, options.encoding)
    opened: list[TextIO] = []

    def start() -> Iterator[Record]:
        opened[:] = [open_text(origin, name)]
        written = (line for line in lines(opened[0]) if line.problem or line.text.strip())
        return (_record(number, line) for number, line in enumerate(written, 1))

    begun = start()
    looked_at = list(islice(begun, _LOOKED_AT))
    if all(record.problem for record in looked_at):
        opened[0].close()
    if not looked_at:
        raise InputError(f"{origin.name}: this is empty")
    array = "; turn an array into lines with jq -c '.[]'" if origin.head.lstrip()[:1] == b"[" else ""
    if all(record.problem for record in looked_at) or (array and looked_at[0].problem):
        raise InputError(f"{origin.name}: {looked_at[0].where}: {looked_at[0].problem}{array}")
    waiting = [chain(looked_at, begun)]

    def records() -> Iterator[Record]:
        return waiting.pop() if waiting else start()

    def fraction() -> float | None:
        return position(opened[0], origin.size)

    names = dict.fromkeys(path for record in looked_at for path in fields.paths(record.values))
    found = {"format": "jsonl", "encoding": name}
    return Source(origin.name, None, tuple(names), records, fraction, found, once=origin.size is None)


def _record(number: int, line: Line) -> Record:
    values, problem = (None, line.problem) if line.problem else _object(line.text)
    return Record(number, f"line {line.number}", values or {}, problem)


def _object(text: str) -> tuple[dict[str, Any] | None, str | None]:
    try:
        values = json.loads(text, parse_constant=_refuse)
    except json.JSONDecodeError as error:
        return None, f"this is no JSON ({error.msg}, at character {error.pos + 1})"
    except (ValueError, RecursionError) as error:
        return None, f"this is no JSON ({error})"
    return (values, None) if isinstance(values, dict) else (None, "a line must be an object")


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"{name} is no value of JSON")
