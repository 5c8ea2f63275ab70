"""Logs as one JSON object a line. What a message or an exception says is never written: it could quote a text."""

from __future__ import annotations

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

from tonecheck_service.context import CLIENT, REQUEST_ID

log = logging.getLogger("tonecheck.service")
_OURS = ("tonecheck.service", "uvicorn.error")
"""Loggers whose messages are known to hold no text."""


class JsonFormatter(logging.Formatter):
    """One line a record; of an exception, its type and where it came from."""

    def format(self, record: logging.LogRecord) -> str:
        entry: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.getMessage() if record.name in _OURS and not record.exc_info else "log",
            "logger": record.name,
        }
        if request_id := REQUEST_ID.get():
            entry["request_id"] = request_id
        if client := CLIENT.get():
            entry["client"] = client
        entry |= getattr(record, "fields", {})
        if record.exc_info and record.exc_info[0]:
            entry["error"] = record.exc_info[0].__name__
            entry["at"] = frames(record.exc_info[2])
        return json.dumps(entry)


def frames(trace: TracebackType | None) -> list[str]:
    """`file.py:12 in name` of the innermost frames, without source lines or values."""
    return [f"{Path(frame.filename).name}:{frame.lineno} in {frame.name}" for frame in traceback.extract_tb(trace)[-8:]]


def event(name: str, level: int = logging.INFO, **fields: Any) -> None:
    """Log an event with its fields."""
    if log.isEnabledFor(level):
        log.log(level, name, extra={"fields": fields})


def failure(name: str, error: BaseException) -> None:
    """Log an error: its type and place, never what it says."""
    event(name, logging.ERROR, error=type(error).__name__, at=frames(error.__traceback__))


def configure(level: str) -> None:
    """Send everything to standard error as JSON."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    for name in _OURS:
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [], True
        logger.setLevel(level.upper())
    logging.getLogger("uvicorn.access").disabled = True
