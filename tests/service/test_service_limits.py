"""Who may come in, with how much, how often; and what is never shown."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

import tonecheck
from tests.service.conftest import FAIR, HARSH, MARKER, Local, problem
from tonecheck.types import Message
from tonecheck_service.engine import Engine
from tonecheck_service.gate import scope_of
from tonecheck_service.keys import Keys
from tonecheck_service.origins import is_local
from tonecheck_service.problems import Problem
from tonecheck_service.rates import Bucket, Rates
from tonecheck_service.settings import Settings

Make = Callable[..., Local]
CHECK = {"json": {"text": FAIR}}


@pytest.fixture
def keyed(local: Make, tmp_path: Path) -> tuple[Local, Keys]:
    keys = Keys(tmp_path / "keys.json")
    return local(keys_file=keys.path), keys


def _bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


def test_without_a_key_nothing_is_done(keyed: tuple[Local, Keys]) -> None:
    app, _ = keyed
    for path in ("/v1/check", "/v1/batch", "/v1/reword", "/nothing"):
        answer = app.post(path, **CHECK)
        problem(answer, 401, "unauthorized")
        assert answer.headers["www-authenticate"].startswith("Bearer")
    problem(app.get("/metrics"), 401, "unauthorized")
    for path in ("/healthz", "/openapi.json", "/v1/rubric"):
        assert app.get(path).status_code == 200


def test_a_key_opens_what_its_scopes_say(keyed: tuple[Local, Keys]) -> None:
    app, keys = keyed
    _, checks = keys.create("crm", ["check"])
    _, measures = keys.create("prometheus", ["metrics"])
    time.sleep(1.1)  # a running service looks at the file once a second
    assert app.post("/v1/check", **CHECK, headers=_bearer(checks)).status_code == 200
    assert app.post("/v1/check", **CHECK, headers={"x-api-key": checks}).status_code == 200
    assert app.post(f"/v1/check?key={checks}", **CHECK).status_code == 200
    problem(app.post("/v1/batch", json={"items": [{"text": FAIR}]}, headers=_bearer(checks)), 403, "forbidden")
    problem(app.get("/metrics", headers=_bearer(checks)), 403, "forbidden")
    assert app.get("/metrics", headers=_bearer(measures)).status_code == 200
    for wrong in (checks[:-1] + "x", "tc_", "", "é"):
        problem(app.post("/v1/check", **CHECK, headers={"x-api-key": wrong.encode()}), 401, "unauthorized")  # type: ignore[dict-item]


def test_a_revoked_key_is_closed_within_a_second(keyed: tuple[Local, Keys]) -> None:
    app, keys = keyed
    key, token = keys.create("crm", ["check"])
    time.sleep(1.1)
    assert app.post("/v1/check", **CHECK, headers=_bearer(token)).status_code == 200
    keys.revoke(key.id)
    time.sleep(1.1)
    problem(app.post("/v1/check", **CHECK, headers=_bearer(token)), 401, "unauthorized")


def test_the_key_of_a_languagetool_form(keyed: tuple[Local, Keys]) -> None:
    app, keys = keyed
    _, token = keys.create("editor", ["check"])
    time.sleep(1.1)
    form = {"text": FAIR, "language": "en-US"}
    assert app.post("/v2/check", data={**form, "apiKey": token}).status_code in (200, 404)
    assert app.post("/v2/check", data={**form, "apiKey": "wrong"}).status_code in (401, 403)


def test_a_rate_is_kept_and_told(keyed: tuple[Local, Keys]) -> None:
    app, keys = keyed
    _, token = keys.create("slow", ["check", "batch"], rate_per_minute=3)
    time.sleep(1.1)
    left = []
    for _ in range(3):
        answer = app.post("/v1/check", **CHECK, headers=_bearer(token))
        assert answer.headers["ratelimit-limit"] == "3"
        left.append(answer.headers["ratelimit-remaining"])
    assert left == ["2", "1", "0"]
    answer = app.post("/v1/check", **CHECK, headers=_bearer(token))
    problem(answer, 429, "too-many-requests")
    assert 1 <= int(answer.headers["retry-after"]) <= 21
    assert answer.headers["ratelimit-remaining"] == "0"


def test_a_batch_pays_for_all_its_texts(local: Make) -> None:
    app = local(rate_per_minute=10)
    answer = app.post("/v1/batch", json={"items": [{"text": FAIR}] * 30})
    assert answer.status_code == 200
    refused = app.post("/v1/check", **CHECK)
    problem(refused, 429, "too-many-requests")
    assert int(refused.headers["retry-after"]) > 100


def test_buckets_fill_and_forget() -> None:
    bucket = Bucket(600)
    assert bucket.take(599)
    assert bucket.take(5)
    assert not bucket.take()
    assert 0 < bucket.wait < 1
    rates = Rates(workers=2)
    assert rates.of("a", 0) is None
    first = rates.of("a", 100)
    assert first is rates.of("a", 100)
    assert first is not None
    assert first.per_minute == 50


def test_limits_of_size_and_number(local: Make) -> None:
    app = local(max_text=20, max_items=2, max_body=1000)
    assert app.post("/v1/check", json={"text": "a" * 20}).status_code == 200
    problem(app.post("/v1/check", json={"text": "a" * 21}), 422, "invalid")
    problem(app.post("/v1/batch", json={"items": [{"text": "a"}] * 3}), 422, "invalid")
    problem(app.post("/v1/check", json={"text": "a" * 1000}), 413, "too-large")
    headers = {"content-type": "application/x-ndjson"}
    problem(app.post("/v1/batch", content=b"a" * 2000, headers=headers), 413, "too-large")
    answer = app.post("/v1/batch", content=json.dumps({"text": "a" * 21}), headers=headers)
    assert json.loads(answer.text)["error"]["status"] == 422
    # The media type of a stream opens no other path to endless bodies.
    problem(app.post("/v1/check", content=b"a" * 2000, headers=headers), 413, "too-large")


def test_too_many_at_once_is_said_at_once(local: Make) -> None:
    app = local(max_concurrent=2)
    answers = app.many(*[("POST", "/v1/reword", {"json": {"text": HARSH}})] * 12)
    statuses = sorted(answer.status_code for answer in answers)
    assert statuses[:2] == [200, 200]
    assert set(statuses[2:]) == {503}
    refused = next(answer for answer in answers if answer.status_code == 503)
    problem(refused, 503, "overloaded")
    assert refused.headers["retry-after"] == "1"
    assert app.post("/v1/check", **CHECK).status_code == 200


def test_a_full_queue_is_said_at_once(local: Make) -> None:
    app = local(max_queue=4, batch_size=1)
    answers = app.many(*[("POST", "/v1/check", CHECK)] * 40)
    assert {answer.status_code for answer in answers} == {200, 503}
    assert app.post("/v1/check", **CHECK).status_code == 200


def test_a_web_page_can_not_come_by_another_name(local: Make) -> None:
    app = local()
    found = problem(app.get("/v1/rubric", headers={"host": "evil.example.org"}), 400, "bad-host")
    assert "allowed_hosts" in found["detail"]
    for host in ("localhost:8765", "127.0.0.1", "[::1]:80", "tonecheck", "a.localhost"):
        assert app.get("/v1/rubric", headers={"host": host}).status_code == 200
    named = local(allowed_hosts=("tone.example.org",))
    assert named.get("/v1/rubric", headers={"host": "tone.example.org:443"}).status_code == 200
    assert named.get("/v1/rubric", headers={"host": "localhost"}).status_code == 400
    assert not is_local("127.0.0.1.evil.org")


def test_a_probe_may_call_it_by_any_address(local: Make) -> None:
    app = local(allowed_hosts=("tone.example.org",))
    assert app.get("/healthz", headers={"host": "10.0.0.7:8765"}).status_code == 200
    assert app.get("/readyz", headers={"host": "127.0.0.1:8765"}).json()["type"].endswith("not-ready")


def test_other_origins_are_closed_unless_named(local: Make) -> None:
    ask = {"origin": "https://a.example", "access-control-request-method": "POST"}
    assert "access-control-allow-origin" not in local()("OPTIONS", "/v1/check", headers=ask).headers
    app = local(cors_origins=("https://a.example",))
    allowed = app("OPTIONS", "/v1/check", headers=ask)
    assert allowed.headers["access-control-allow-origin"] == "https://a.example"
    assert "x-request-id" in allowed.headers
    other = app("POST", "/v1/check", **CHECK, headers={"origin": "https://b.example"})
    assert "access-control-allow-origin" not in other.headers


def test_whatever_is_not_known_to_be_open_is_closed() -> None:
    assert scope_of("/v1/check") == scope_of("/v2/check") == scope_of("/v9/new") == "check"
    assert scope_of("/v1/batch") == "batch"
    assert scope_of("/v1alpha1/comments:suggestscore") == "feedback"
    assert scope_of("/static/app.js") is None


def test_an_error_inside_says_nothing(
    local: Make, capfd: pytest.CaptureFixture[str], checker: tonecheck.Checker
) -> None:
    app = local()

    def broken(messages: Any) -> Any:
        raise ValueError(messages[0].text)

    app.app.state.engine.checker = type("Broken", (), {"begin": staticmethod(broken), "model": checker.model})()
    found = problem(app.post("/v1/check", json={"text": HARSH}), 500, "internal")
    assert found["detail"] == "the error is in the server's log under this request id"
    assert MARKER not in "".join(capfd.readouterr())


def test_one_broken_text_does_not_take_the_others_with_it(checker: tonecheck.Checker) -> None:
    class Fragile:
        model = checker.model

        def begin(self, messages: list[Message]) -> Any:
            if any("break" in message.text for message in messages):
                raise ValueError
            return checker.begin(messages)

    engine = Engine(Fragile(), Settings())  # type: ignore[arg-type]

    async def scenario() -> list[Any]:
        calls = [engine.check([Message(text)], reword=False) for text in (FAIR, "break", HARSH)]
        return await asyncio.gather(*calls, return_exceptions=True)

    first, second, third = asyncio.run(scenario())
    assert (first[0].verdict, third[0].verdict) == ("send", "revise")
    assert isinstance(second, ValueError)


def test_time_is_limited(checker: tonecheck.Checker) -> None:
    class Slow:
        model = checker.model

        def begin(self, messages: list[Message]) -> Any:
            time.sleep(0.5)
            return checker.begin(messages)

    engine = Engine(Slow(), Settings(timeout_ms=100))  # type: ignore[arg-type]
    with pytest.raises(Problem) as caught:
        asyncio.run(engine.check([Message(FAIR)], reword=False))
    assert caught.value.kind == "timeout"
    [late] = asyncio.run(engine.check([Message(FAIR, "a")], reword=True, deadline_ms=50))
    assert (late.id, late.incomplete, late.verdict) == ("a", ("model",), None)
    assert late.note == "not checked: the deadline of 50 ms passed first"


def test_a_deadline_that_cuts_off_rewording_keeps_the_check(checker: tonecheck.Checker) -> None:
    class Pondering:
        model = checker.model
        begin = staticmethod(checker.begin)

        def finish(self, result: Any, findings: Any) -> Any:
            time.sleep(2)
            return result

    engine = Engine(Pondering(), Settings())  # type: ignore[arg-type]
    [cut] = asyncio.run(engine.check([Message(HARSH)], reword=True, deadline_ms=1000))
    assert (cut.verdict, cut.incomplete) == ("revise", ("reword",))


def test_a_slow_body_is_timed_out(checker: tonecheck.Checker) -> None:
    app = Local(checker, timeout_ms=100)

    async def slowly() -> Any:
        yield b'{"text": '
        await asyncio.sleep(1)
        yield b'"a"}'

    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(app.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            return await client.post("/v1/check", content=slowly(), headers={"content-type": "application/json"})

    answer = asyncio.run(ask())
    assert problem(answer, 408, "request-timeout")["detail"] == "the body must be here within 100 ms"
    assert answer.headers["connection"] == "close"
