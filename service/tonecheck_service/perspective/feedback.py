"""Suggested scores, kept in an SQLite file if the operator has named one. This is the only place where texts are kept."""

from __future__ import annotations

import asyncio
import json
import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from tonecheck_service.context import CLIENT
from tonecheck_service.perspective.schemas import SuggestBody
from tonecheck_service.problems import Problem

_TABLE = """create table if not exists suggestion (
    id integer primary key, received text not null, client text, text text not null, scores text not null,
    languages text not null, community text, session text, token text
)"""
_PATIENCE = 5.0
"""Seconds to wait for another process that writes."""


async def keep(file: Path, body: SuggestBody, text: str) -> None:
    """One more row.

    Raises:
        Problem: it can't be written; the client should ask again.
    """
    scores = {
        name: given.model_dump(by_alias=True, exclude_none=True)
        for name, given in (body.attribute_scores or {}).items()
        if given is not None
    }
    row = (
        datetime.now(UTC).isoformat(timespec="milliseconds"),
        CLIENT.get(),
        text,
        json.dumps(scores, ensure_ascii=False, sort_keys=True),
        json.dumps(body.languages or []),
        body.community_id,
        body.session_id,
        body.client_token,
    )
    try:
        await asyncio.to_thread(_write, file, row)
    except (OSError, sqlite3.Error):
        raise Problem("audit-unavailable", "The suggestion could not be kept.", headers={"Retry-After": "5"}) from None


def _write(file: Path, row: tuple[str | None, ...]) -> None:
    if not file.exists():
        os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))  # texts of people: for nobody else to read
    with closing(sqlite3.connect(file, timeout=_PATIENCE)) as store, store:
        store.execute(_TABLE)
        store.execute(
            "insert into suggestion (received, client, text, scores, languages, community, session, token) "
            "values (?, ?, ?, ?, ?, ?, ?, ?)",
            row,
        )
