"""What somebody would try who means no good: over sockets where the wire matters, else in this process."""

from __future__ import annotations

import asyncio
import gzip
import json
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

import tonecheck
from tests.service.conftest import FAIR, HARSH, Local, Server, problem, serving
from tonecheck_service.keys import Keys

Make = Callable[..., Local]
JSON = {"content-type": "application/json"}
FORM = {"content-type": "application/x-www-form-urlencoded"}


@pytest.fixture(scope="module")
def hasty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that waits for no request longer than half a second."""
    with serving(tmp_path_factory.mktemp("hasty"), timeout_ms=500) as running:
        yield running


def _until_closed(connection: socket.socket) -> bytes:
    """What still comes; fails if the other side leaves the connection open."""
    connection.settimeout(30)
    received = b""
    try:
        while part := connection.recv(65536):
            received += part
    except ConnectionResetError:
        pass
    return received


@pytest.mark.parametrize(
    "sent",
    [b"", b"POST /v1/check HTTP/1.1\r\nHost: localhost\r\nX-Slow: ", b"\r\n", b"POST /v1/check HT"],
    ids=["nothing", "half a head", "an empty line", "half a line"],
)
def test_who_never_finishes_a_head_is_not_waited_for(hasty: Server, sent: bytes) -> None:
    with socket.create_connection(("127.0.0.1", hasty.port)) as connection:
        connection.sendall(sent)
        assert _until_closed(connection) == b""


def test_an_empty_line_after_an_answer_keeps_no_connection(hasty: Server) -> None:
    with socket.create_connection(("127.0.0.1", hasty.port)) as connection:
        connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        answer = connection.recv(65536)
        while not answer.endswith(b'{"status":"ok"}'):  # head and body may come in two pieces
            part = connection.recv(65536)
            assert part, f"closed after {answer!r}"
            answer += part
        assert b"200 OK" in answer
        connection.sendall(b"\r\n")
        assert _until_closed(connection) == b""


def test_an_endless_head_is_cut_off(server: Server) -> None:
    with socket.create_connection(("127.0.0.1", server.port)) as connection:
        connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Long: ")
        with pytest.raises(OSError):  # noqa: PT011 - reset or broken, as the system says it
            connection.sendall(b"a" * 100_000_000)


def test_a_slow_body_gets_its_answer_and_no_more(hasty: Server) -> None:
    head = (
        b"POST /v1/check HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{"
    )
    with socket.create_connection(("127.0.0.1", hasty.port)) as connection:
        connection.sendall(head)
        assert _until_closed(connection).startswith(b"HTTP/1.1 408 ")


def test_a_stream_must_bring_lines(hasty: Server) -> None:
    """A byte now and then is no line, and must not hold a place for ever."""
    head = "POST /v1/batch HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-ndjson\r\n"
    with socket.create_connection(("127.0.0.1", hasty.port)) as connection:
        connection.sendall(f"{head}Transfer-Encoding: chunked\r\n\r\n".encode())
        with pytest.raises(OSError, match=r"reset|[Bb]roken pipe"):
            _drip(connection, 10)


def _drip(connection: socket.socket, seconds: int) -> None:
    for _ in range(10 * seconds):
        connection.sendall(b"1\r\n \r\n")
        time.sleep(0.1)


@pytest.mark.parametrize("given", ["a\r\nSet-Cookie: x=1", "a b", "é", "x" * 129, ""])
def test_a_request_id_brings_no_header_with_it(local: Make, given: str) -> None:
    answer = local().get("/healthz", headers={b"x-request-id": given.encode()})  # type: ignore[dict-item]
    assert answer.status_code == 200
    assert len(answer.headers["x-request-id"]) == 24
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("path", ["/v1/check", "/v2/check", "/v1/batch"])
def test_a_packed_body_is_not_unpacked(local: Make, path: str) -> None:
    kinds = {"/v2/check": FORM, "/v1/batch": {"content-type": "application/x-ndjson"}}
    headers = {**kinds.get(path, JSON), "content-encoding": "gzip"}
    answer = local().post(path, content=gzip.compress(b"0" * 10_000_000), headers=headers)
    assert answer.status_code == 415
    assert "content-encoding" in answer.text


BODIES = {
    "half a pair": (b'{"text": "You never listen \\ud83d"}', 422),
    "the other half": (b'{"text": "\\udfff"}', 422),
    "half a pair in a name": (b'{"\\ud800": "a"}', 422),
    "half a pair in an id": (b'{"text": "a", "id": "\\ud800"}', 422),
    "half a pair in bytes": (b'{"text": "\xed\xa0\x80"}', 400),
    "a zero": (b'{"text": "You never\\u0000 listen"}', 200),
    "deep lists": (b"[" * 100_000, 400),
    "deep objects": (b'{"text":' * 50_000, 400),
    "NaN": (b'{"text": "a", "deadline_ms": NaN}', 422),
    "Infinity": (b'{"text": "a", "deadline_ms": Infinity}', 422),
    "beyond a double": (b'{"text": "a", "deadline_ms": 1e999}', 422),
    "a number of 100,000 digits": (b'{"text": "a", "deadline_ms": ' + b"9" * 100_000 + b"}", 400),
    "the same name twice": (b'{"text": 1, "text": "Thanks."}', 200),
}


@pytest.mark.parametrize("name", BODIES)
def test_odd_json_is_answered_or_refused(http: httpx.Client, name: str) -> None:
    body, status = BODIES[name]
    answer = http.post("/v1/check", content=body, headers=JSON)
    assert answer.status_code == status, answer.text
    lines = http.post("/v1/batch", content=body, headers={"content-type": "application/x-ndjson"})
    assert lines.status_code == 200
    told = [json.loads(line) for line in lines.text.splitlines()]
    assert [line["error"]["status"] if "error" in line else 200 for line in told][:1] == [status]


@pytest.mark.parametrize("name", BODIES)
def test_odd_json_in_the_other_protocols(http: httpx.Client, name: str) -> None:
    body, _ = BODIES[name]
    google = b'{"requestedAttributes": {"TOXICITY": {"scoreThreshold": 1e999}}, "comment": ' + body + b"}"
    assert http.post("/v1alpha1/comments:analyze", content=google, headers=JSON).status_code == 400
    form = {"language": "en-US", "data": body.decode("utf-8", "replace")}
    assert http.post("/v2/check", data=form).status_code in (200, 400, 413)


def test_each_wrong_key_looks_the_same(local: Make, tmp_path: Path) -> None:
    keys = Keys(tmp_path / "keys.json")
    key, token = keys.create("a", ["check"])
    keys.revoke(key.id)
    app = local(keys_file=keys.path)
    told = set()
    for wrong in (
        token,
        token[:11] + "x" * 43,
        "tc_abcdefgh" + "x" * 43,
        "x",
        "\ud800".encode("utf-8", "surrogatepass"),
    ):
        answer = app.post("/v1/check", json={"text": FAIR}, headers={b"x-api-key": wrong})  # type: ignore[dict-item]
        found = problem(answer, 401, "unauthorized")
        told.add(found["detail"])
    assert len(told) == 1


FOREIGN: list[dict[str, str]] = [
    {"origin": "https://evil.example"},
    {"origin": "http://localhost:3000"},
    {"origin": "null"},
    {"origin": "http://["},
    {"sec-fetch-site": "cross-site"},
    {"origin": "http://localhost:3000", "sec-fetch-site": "same-site"},
]
OWN: list[dict[str, str]] = [
    {},
    {"origin": "http://localhost"},
    {"origin": "http://localhost", "sec-fetch-site": "same-origin"},
    {"origin": "https://tone.example.org", "sec-fetch-site": "same-origin"},  # a proxy gave it another name
    {"sec-fetch-site": "none"},
    {"origin": "chrome-extension://abcdefgh", "sec-fetch-site": "cross-site"},
    {"origin": "moz-extension://0a1b-2c3d"},
]


@pytest.mark.parametrize("headers", FOREIGN)
def test_a_page_of_another_site_sets_nothing_to_work(local: Make, headers: dict[str, str]) -> None:
    """A form can be sent across sites without asking first; its sender can't read the answer, but the model would run."""
    app = local()
    form = {"text": HARSH, "language": "en-US"}
    assert app.post("/v2/check", data=form, headers=headers).status_code == 403
    assert app.get("/v2/check", params=form, headers=headers).text.startswith("Error: another site's page asks")
    found = problem(app.post("/v1/check", json={"text": HARSH}, headers=headers), 403, "bad-origin")
    assert "cors_origins" in found["detail"]
    assert app.get("/", headers=headers).status_code == 200  # a link to the page is no harm


@pytest.mark.parametrize("headers", OWN)
def test_own_pages_programs_and_add_ons_are_let_in(local: Make, headers: dict[str, str]) -> None:
    assert local().post("/v1/check", json={"text": FAIR}, headers=headers).status_code == 200


def test_a_named_origin_and_a_key_are_let_in(local: Make, tmp_path: Path) -> None:
    foreign = {"origin": "https://a.example", "sec-fetch-site": "cross-site"}
    named = local(cors_origins=("https://a.example",))
    assert named.post("/v1/check", json={"text": FAIR}, headers=foreign).status_code == 200
    keys = Keys(tmp_path / "keys.json")
    _, token = keys.create("a", ["check"])
    keyed = local(keys_file=keys.path)
    assert keyed.post("/v1/check", json={"text": FAIR}, headers={**foreign, "x-api-key": token}).status_code == 200


def test_what_nobody_waits_for_is_called_off(checker: tonecheck.Checker) -> None:
    """The client hangs up while its text waits behind another: it isn't checked."""
    app = Local(checker, batch_size=1, batching=False).app
    engine, seen = app.state.engine, []

    class Slow:
        model, book = checker.model, checker.book

        def begin(self, messages: Any) -> Any:
            seen.extend(message.text for message in messages)
            time.sleep(0.3)
            return checker.begin(messages)

    engine.checker = Slow()

    async def ask(text: str, leaves: bool) -> None:
        body = [{"type": "http.request", "body": json.dumps({"text": text}).encode(), "more_body": False}]
        answered = asyncio.Event()

        async def receive() -> Any:
            if body:
                return body.pop()
            await (asyncio.sleep(0.1) if leaves else answered.wait())
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            sent.append((text, message["type"], message.get("status")))
            if message["type"] == "http.response.body":
                answered.set()

        headers = [(b"host", b"localhost"), (b"content-type", b"application/json")]
        scope = {"type": "http", "method": "POST", "path": "/v1/check", "query_string": b"", "headers": headers}
        await app({**scope, "client": ("127.0.0.1", 1), "app": app}, receive, send)

    async def scenario() -> None:
        texts = [f"Thanks, {name}." for name in ("Dev", "Ola", "Mei")]
        await asyncio.gather(*[ask(text, leaves=False) for text in texts], ask("I left.", leaves=True))

    sent: list[tuple[str, str, int | None]] = []
    asyncio.run(scenario())
    assert sorted(seen) == ["Thanks, Dev.", "Thanks, Mei.", "Thanks, Ola."]
    assert {(text, status) for text, kind, status in sent if kind == "http.response.start"} == {
        *((text, 200) for text in seen),
        ("I left.", 499),
    }
    assert 'status="499"' in engine.metrics.exposition().decode()
