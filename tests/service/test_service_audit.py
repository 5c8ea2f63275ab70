"""The audit record holds no text and no half rows, whatever happens."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import stat
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

import tonecheck
from tests.service.conftest import FAIR, HARSH, MARKER, Local, Server, problem, serving
from tonecheck.types import InputError
from tonecheck_service.audit import COLUMNS, Audit, SQLite, open_store

SALT = "a secret of enough letters"


def _rows(file: Path) -> list[sqlite3.Row]:
    connection = sqlite3.connect(file)
    connection.row_factory = sqlite3.Row
    try:
        return connection.execute("SELECT * FROM tonecheck_audit ORDER BY id").fetchall()
    finally:
        connection.close()


def _app(checker: tonecheck.Checker, file: Path) -> Local:
    return Local(checker, audit_url=f"sqlite:///{file}", audit_salt=SALT)


def test_a_row_for_each_text_and_no_text_in_it(checker: tonecheck.Checker, tmp_path: Path) -> None:
    file = tmp_path / "audit.db"
    app = _app(checker, file)
    app.post("/v1/check", json={"text": HARSH, "id": MARKER}, headers={"x-request-id": "r1"})
    app.post("/v1/batch", json={"items": [{"text": FAIR}, {"text": HARSH}]})
    app.app.state.engine.audit.close()
    first, second, third = _rows(file)
    assert (first["verdict"], first["impact"], first["request_id"]) == ("revise", "harmful", "r1")
    assert "overgeneralisation" in json.loads(first["cues"])
    assert first["model_version"] == checker.model.files.info.version
    assert first["text_hash"] == third["text_hash"] != second["text_hash"]
    assert second["verdict"] == "send"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    content = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert MARKER.encode() not in content
    assert SALT.encode() not in content


def test_the_hash_needs_the_salt(tmp_path: Path) -> None:
    one, other = (Audit(SQLite(str(tmp_path / "a.db")), salt) for salt in (b"one", b"other"))
    assert one.hash("a") != other.hash("a")
    one.close()
    other.close()


def test_rows_of_a_batch_come_together_or_not_at_all(tmp_path: Path) -> None:
    store = SQLite(str(tmp_path / "a.db"))
    row = ("x",) * len(COLUMNS)
    with pytest.raises(sqlite3.Error):
        store.insert([row, row, ("too", "short")])
    store.insert([row])
    store.close()
    assert len(_rows(tmp_path / "a.db")) == 1


def test_no_record_no_answer(checker: tonecheck.Checker, tmp_path: Path) -> None:
    app = _app(checker, tmp_path / "audit.db")
    app.app.state.engine.audit.close()
    found = problem(app.post("/v1/check", json={"text": HARSH}), 503, "audit-unavailable")
    assert found["detail"] == "results are only given where they can be recorded"
    assert "verdict" not in found


@pytest.mark.parametrize("url", ["mysql://a:hunter2@b/c", "sqlite://", "hunter2", "sqlite:////no/such/folder/a.db"])
def test_a_wrong_url_is_one_line_without_a_secret(url: str) -> None:
    with pytest.raises(InputError, match="audit_url") as caught:
        open_store(url)
    assert "hunter2" not in str(caught.value)


def _ask_until_answered(url: str, name: str, ends: float) -> dict[str, Any]:
    """A client that retries, as clients should."""
    while time.monotonic() < ends:
        try:
            answer = httpx.post(
                f"{url}/v1/check", json={"text": HARSH, "id": name}, timeout=20, headers={"x-request-id": name}
            )
            if answer.status_code == 200:
                found: dict[str, Any] = answer.json()
                return found
        except httpx.TransportError:
            pass
        time.sleep(0.05)
    raise AssertionError(name)


def test_killed_in_the_middle_and_started_again_nothing_is_lost(tmp_path: Path) -> None:
    file = tmp_path / "audit.db"
    settings: dict[str, Any] = {"audit_url": f"sqlite:///{file}", "audit_salt": SALT}
    names = [f"n{i}" for i in range(120)]
    ends = time.monotonic() + 240
    with serving(tmp_path, **settings) as first, ThreadPoolExecutor(16) as pool:
        answers = [pool.submit(_ask_until_answered, first.url, name, ends) for name in names]
        while sum(answer.done() for answer in answers) < 30:
            time.sleep(0.01)
        first.stop(signal.SIGKILL)
        again = Server(tmp_path, port=first.port, **settings).wait()
        try:
            found = [answer.result() for answer in answers]
        finally:
            again.stop(signal.SIGKILL)
    assert [answer["id"] for answer in found] == names
    rows = _rows(file)
    assert {row["request_id"] for row in rows} >= set(names)  # who was answered has a row; a retry may have two
    assert all(row[column] is not None for row in rows for column in ("time", "text_hash", "verdict", "cues", "model"))
    connection = sqlite3.connect(file)
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()


@pytest.fixture
def database() -> Iterator[str]:
    url = os.environ.get("TONECHECK_TEST_POSTGRESQL")
    if not url:
        pytest.skip("TONECHECK_TEST_POSTGRESQL names no database")
    yield url
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP TABLE tonecheck_audit")


def test_postgresql(checker: tonecheck.Checker, database: str) -> None:
    import psycopg

    app = Local(checker, audit_url=database, audit_salt=SALT)
    writers = [
        threading.Thread(target=app.post, args=("/v1/check",), kwargs={"json": {"text": HARSH}}) for _ in range(4)
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    with psycopg.connect(database, autocommit=True) as connection:
        rows = connection.execute("SELECT verdict, model FROM tonecheck_audit").fetchall()
        assert rows == [("revise", "tonecheck-en")] * 4
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
    assert app.post("/v1/check", json={"text": HARSH}).status_code == 200  # it connects anew
    app.app.state.engine.audit.close()
