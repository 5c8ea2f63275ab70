"""Lines of a batch back into records, one at a time: the file may be larger than memory."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tonecheck.types import AXES, InputError

_NEEDED = ("impact", "style", "cues", "text")
_AGAIN = "write the file anew with 'tonecheck batch'"


def records(path: Path) -> Iterator[dict[str, Any]]:
    """The records of a `.jsonl` as `tonecheck batch` writes it; a missing `row` is the line's number.

    Raises:
        InputError: the file can't be read, or a line is no such record; the text says which and why.
    """
    try:
        with path.open(encoding="utf-8-sig") as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    yield _record(line, f"{path}:{number}", number)
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: not UTF-8 text; give the .jsonl that 'tonecheck batch' wrote") from error
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from error


def _record(line: str, where: str, number: int) -> dict[str, Any]:
    try:
        record = json.loads(line)
    except ValueError as error:
        raise InputError(f"{where}: this line is no JSON; give the .jsonl that 'tonecheck batch' wrote") from error
    if not isinstance(record, dict) or not ("error" in record or "verdict" in record):
        raise InputError(f"{where}: no result of tonecheck; give the .jsonl that 'tonecheck batch' wrote")
    if "error" not in record and record["verdict"] is not None:
        missing = [key for key in _NEEDED if record.get(key) is None]
        if missing:
            raise InputError(f"{where}: the result has no '{missing[0]}'; {_AGAIN}")
        if not _whole(record):
            raise InputError(f"{where}: the result is not whole; {_AGAIN}")
    if not isinstance(record.get("fields") or {}, dict):
        raise InputError(f"{where}: 'fields' must be an object of columns")
    return {**record, "row": record["row"] if isinstance(record.get("row"), int) else number}


def _whole(record: dict[str, Any]) -> bool:
    """Whether everything is there that the page reads without asking."""
    try:
        scores = [record[axis]["scores"][label] for axis in AXES for label in (*AXES[axis], record[axis]["label"])]
        scores += [place for cue in record["cues"] for place in (cue["start"], cue["end"])]
        words = [cue[key] for cue in record["cues"] for key in ("id", "why", "advice")]
        words += [each[key] for each in record.get("rewordings") or () for key in ("text", "kind")]
        return all(isinstance(each, int | float) for each in scores) and all(isinstance(each, str) for each in words)
    except (KeyError, TypeError):
        return False
