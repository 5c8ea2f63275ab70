"""The audit record: that a text was checked and what was found, never the text.

A row holds a keyed hash of the text (HMAC-SHA-256 with the operator's salt, so that short texts can't be guessed), cue
ids, verdict, labels, model version and time. The rows of a batch are one transaction, committed before any of its
results is answered: an answer always has its row, and there are no half rows.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import sqlite3
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, Protocol
from urllib.parse import unquote

from tonecheck.types import InputError, Result

COLUMNS = (
    "time", "request_id", "client", "text_hash", "language", "verdict", "impact", "style", "cues", "incomplete",
    "model", "model_version",
)  # fmt: skip
_TABLE = f"""CREATE TABLE IF NOT EXISTS tonecheck_audit (
    id {{key}}, {", ".join(f"{name} TEXT" for name in COLUMNS)})"""
_INSERT = f"INSERT INTO tonecheck_audit ({', '.join(COLUMNS)}) VALUES ({', '.join(['{mark}'] * len(COLUMNS))})"  # noqa: S608
_ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(7066697431)"
"""Several workers make the table at once, which PostgreSQL's IF NOT EXISTS does not stand."""
Row = tuple[str | None, ...]
Entry = tuple[Result, str | None, str | None]
"""A result, the id of the API key, the request id."""


class AuditError(Exception):
    """The record can't be written."""


class Store(Protocol):
    """Keeps rows; all of a call or none."""

    def insert(self, rows: Sequence[Row]) -> None: ...

    def close(self) -> None: ...


class Audit:
    """The record; safe to use from several threads."""

    def __init__(self, store: Store, salt: bytes) -> None:
        self._store = store
        self._salt = salt

    def write(self, entries: Sequence[Entry]) -> None:
        """Record results in one transaction.

        Raises:
            AuditError: it can't be written; nothing of it was.
        """
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        try:
            self._store.insert([self._row(now, *entry) for entry in entries])
        except Exception as error:  # each database has its own errors
            raise AuditError from error

    def close(self) -> None:
        self._store.close()

    def hash(self, text: str) -> str:
        """What a text is known by in the record."""
        return hmac.new(self._salt, text.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()

    def _row(self, now: str, result: Result, client: str | None, request_id: str | None) -> Row:
        return (
            now,
            request_id,
            client,
            self.hash(result.text),
            result.language,
            result.verdict,
            result.impact.label if result.impact else None,
            result.style.label if result.style else None,
            json.dumps(sorted({cue.id for cue in result.cues})),
            json.dumps(list(result.incomplete)),
            result.model.name,
            result.model.version,
        )


class SQLite:
    """A file, shared safely by several workers."""

    def __init__(self, path: str) -> None:
        try:
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))  # who was checked when is for nobody else to read
            self._connection = sqlite3.connect(path, timeout=10, check_same_thread=False, isolation_level=None)
            self._connection.execute("PRAGMA journal_mode=WAL")
            self._connection.execute("PRAGMA synchronous=FULL")  # what was answered survives a power cut as well
            self._connection.execute(_TABLE.format(key="INTEGER PRIMARY KEY AUTOINCREMENT"))
        except (sqlite3.Error, OSError) as error:
            reason = error.strerror if isinstance(error, OSError) else error
            raise InputError(f"audit_url: {path}: {reason}") from error
        self._lock = threading.Lock()

    def insert(self, rows: Sequence[Row]) -> None:
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                self._connection.executemany(_INSERT.format(mark="?"), rows)
                self._connection.execute("COMMIT")
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise

    def close(self) -> None:
        with self._lock:
            self._connection.close()


class PostgreSQL:
    """A database by URL; connects anew when the connection was lost."""

    def __init__(self, url: str) -> None:
        try:
            import psycopg
        except ImportError:
            raise InputError("audit_url: PostgreSQL needs a driver: pip install 'psycopg[binary]'") from None
        self._connect: Callable[[], Any] = lambda: psycopg.connect(url, connect_timeout=10)
        self._lost: type[Exception] = psycopg.OperationalError
        self._lock = threading.Lock()
        try:
            self._connection = self._connect()
            with self._connection.transaction():
                self._connection.execute(_ONE_AT_A_TIME)
                self._connection.execute(_TABLE.format(key="BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY"))
        except psycopg.Error as error:
            # What the driver says may quote the URL, and with it the password.
            raise InputError(f"audit_url: the database can't be used ({type(error).__name__})") from None

    def insert(self, rows: Sequence[Row]) -> None:
        with self._lock:
            try:
                self._insert(rows)
            except self._lost:
                self._connection.close()
                self._connection = self._connect()
                self._insert(rows)

    def _insert(self, rows: Sequence[Row]) -> None:
        with self._connection.transaction(), self._connection.cursor() as cursor:
            cursor.executemany(_INSERT.format(mark="%s"), rows)

    def close(self) -> None:
        with self._lock:
            self._connection.close()


def open_store(url: str) -> Store:
    """The store of a URL: `sqlite:///relative/file`, `sqlite:////absolute/file`, or `postgresql://…`.

    Raises:
        InputError: an unknown kind of URL, or it can't be opened. Never quotes the URL, which may hold a password.
    """
    scheme, _, rest = url.partition("://")
    if scheme == "sqlite" and rest.startswith("/") and len(rest) > 1:
        return SQLite(unquote(rest[1:]))
    if scheme in ("postgresql", "postgres"):
        return PostgreSQL(url)
    raise InputError("audit_url: it must be sqlite:///FILE or postgresql://USER:PASSWORD@HOST/DATABASE")
