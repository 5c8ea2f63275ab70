"""A real process: overload, SIGTERM in the middle, several workers, and what its outputs never show."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx

import tonecheck
from tests.service.conftest import HARSH, MARKER, Local, serving
from tonecheck.text.language import _identifier


def test_sigterm_finishes_what_was_accepted(tmp_path: Path) -> None:
    items = [{"text": f"{HARSH} Number {i}.", "id": str(i)} for i in range(150)]
    answers: list[httpx.Response] = []
    with serving(tmp_path) as server:
        client = threading.Thread(
            target=lambda: answers.append(httpx.post(f"{server.url}/v1/batch", json={"items": items}, timeout=60))
        )
        client.start()
        time.sleep(0.3)
        assert not answers
        assert server.stop() == 0
        client.join()
        assert answers[0].status_code == 200
        assert len(answers[0].json()["results"]) == 150
        log = [json.loads(line) for line in server.log.read_text().splitlines()]
    assert not [entry for entry in log if entry["level"] == "error"]


def test_overload_is_refused_quickly_and_passes_by_itself(tmp_path: Path) -> None:
    with serving(tmp_path, max_concurrent=4) as server:

        def ask(_: int) -> tuple[int, float, str | None]:
            started = time.perf_counter()
            answer = httpx.post(f"{server.url}/v1/batch", json={"items": [{"text": HARSH}] * 20}, timeout=60)
            return answer.status_code, time.perf_counter() - started, answer.headers.get("retry-after")

        with ThreadPoolExecutor(24) as pool:
            done = list(pool.map(ask, range(72)))
        assert {status for status, _, _ in done} == {200, 503}
        refused = sorted(seconds for status, seconds, _ in done if status == 503)
        served = sorted(seconds for status, seconds, _ in done if status == 200)
        assert refused[len(refused) // 2] < served[len(served) // 2]
        assert all(wait for status, _, wait in done if status == 503)
        assert httpx.post(f"{server.url}/v1/check", json={"text": HARSH}, timeout=60).status_code == 200


def test_several_workers(tmp_path: Path) -> None:
    with serving(tmp_path, "--workers", "2") as server:
        with ThreadPoolExecutor(8) as pool:
            done = list(
                pool.map(lambda _: httpx.post(f"{server.url}/v1/check", json={"text": HARSH}, timeout=60), range(40))
            )
        assert {answer.status_code for answer in done} == {200}
        assert server.stop() == 0


def test_no_text_in_logs_metrics_errors_or_records(tmp_path: Path) -> None:
    """Asks in every way, right and wrong, with a marker in all places a text can be, then looks for it everywhere."""
    settings = {
        "audit_url": f"sqlite:///{tmp_path}/audit.db",
        "audit_salt": "a secret of enough letters",
        "log_level": "debug",
    }
    shown = []
    with serving(tmp_path, **settings) as server, httpx.Client(base_url=server.url, timeout=60) as client:
        marked = {"text": HARSH, "id": MARKER}
        form = {"content-type": "application/x-www-form-urlencoded"}
        client.post("/v1/check", json=marked)
        client.post("/v1/reword", json=marked)
        client.post("/v1/batch", json={"items": [marked] * 3})
        client.post("/v2/check", content=f"text={MARKER}&language=en-US", headers=form)
        client.post(
            "/v1alpha1/comments:analyze", json={"comment": {"text": HARSH}, "requestedAttributes": {"TOXICITY": {}}}
        )
        for wrong in (
            client.post("/v1/check", json={"text": [HARSH], MARKER: MARKER}),
            client.post("/v1/check", content=f'{{"text": "{HARSH}'),
            client.post("/v1/check", content=f'{{"text": "{HARSH}', headers={"content-type": "application/json"}),
            client.post("/v1/check", json={"text": HARSH * 2000}),
            client.post("/v1/check", json={"text": HARSH * 100_000}),
            client.post(f"/v1/{MARKER}?{MARKER}={MARKER}", json=marked),
            client.request(MARKER.upper(), "/v1/check", json=marked),
            client.get("/v1/rubric", headers={"host": f"{MARKER}.example.org"}),
            client.get("/healthz", headers={"x-request-id": f"{MARKER} x", "user-agent": MARKER, "referer": MARKER}),
            client.get("/metrics"),
        ):
            shown.append(wrong.text + repr(sorted(wrong.headers.items())))
        server.stop()
        shown.append(server.log.read_text())
    connection = sqlite3.connect(tmp_path / "audit.db")
    shown.extend(connection.iterdump())
    connection.close()
    assert "tonecheck_audit" in "".join(shown)
    for text in shown:
        assert MARKER.lower() not in text.lower()


def test_ready_means_that_nothing_is_loaded_any_more(checker: tonecheck.Checker) -> None:
    _identifier.cache_clear()
    app = Local(checker).app

    async def scenario() -> tuple[int, int, int]:
        transport = httpx.ASGITransport(app)
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(transport=transport, base_url="http://localhost") as client,
        ):
            before = (await client.get("/readyz")).status_code
            ends = time.monotonic() + 120
            while not app.state.engine.ready and time.monotonic() < ends:
                await asyncio.sleep(0.05)
            loaded = _identifier.cache_info().currsize
            return before, (await client.get("/readyz")).status_code, loaded

    assert asyncio.run(scenario()) == (503, 200, 1)
    assert "spacy" in sys.modules  # what rewordings need
