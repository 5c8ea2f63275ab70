"""Version 1 of the API, asked over real sockets with the model that ships."""

from __future__ import annotations

import json
import socket
import time
from typing import Any

import httpx
import pytest

import tonecheck
from tests.service.conftest import FAIR, HARSH, Server, problem
from tonecheck_service.offsets import utf16
from tonecheck_service.settings import Settings

NDJSON = {"content-type": "application/x-ndjson"}
JSON = {"content-type": "application/json"}


def test_check_gives_what_python_gives(http: httpx.Client, checker: tonecheck.Checker) -> None:
    answer = http.post("/v1/check", json={"text": HARSH, "id": "draft-1"})
    expected = checker.check(tonecheck.Message(HARSH, "draft-1"), reword=False).as_dict()
    assert answer.status_code == 200
    assert answer.json() == expected
    assert answer.json()["verdict"] == "revise"


def test_reword_gives_what_python_gives(http: httpx.Client, checker: tonecheck.Checker) -> None:
    text = "You never send the report on time, Dev. Have it on my desk by five."
    assert http.post("/v1/reword", json={"text": text}).json() == checker.check(text).as_dict()
    assert http.post("/v1/check", json={"text": text, "reword": True}).json() == checker.check(text).as_dict()


def test_batch_keeps_the_order(http: httpx.Client) -> None:
    items = [{"text": HARSH if i % 3 else FAIR, "id": str(i)} for i in range(75)]
    results = http.post("/v1/batch", json={"items": items}).json()["results"]
    assert [result["id"] for result in results] == [item["id"] for item in items]
    assert [result["verdict"] for result in results] == ["revise" if i % 3 else "send" for i in range(75)]


def test_ndjson_answers_each_line_in_its_place(http: httpx.Client) -> None:
    lines = [json.dumps({"text": HARSH, "id": "1"}), "", "no json", json.dumps({"text": 1}), json.dumps({"text": FAIR})]
    answer = http.post("/v1/batch", content="\n".join(lines), headers=NDJSON)
    assert answer.headers["content-type"] == "application/x-ndjson"
    first, second, third, fourth = (json.loads(line) for line in answer.text.splitlines())
    assert (first["id"], first["verdict"]) == ("1", "revise")
    assert (second["line"], second["error"]["status"]) == (3, 400)
    assert (third["line"], third["error"]["errors"][0]["field"]) == (4, "text")
    assert fourth["verdict"] == "send"


def test_ndjson_is_answered_while_it_is_still_being_sent(server: Server) -> None:
    line = json.dumps({"text": FAIR}).encode() + b"\n"
    head = f"POST /v1/batch HTTP/1.1\r\nHost: localhost\r\nContent-Type: {NDJSON['content-type']}\r\n"
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as connection:
        connection.sendall(f"{head}Transfer-Encoding: chunked\r\n\r\n".encode())
        for _ in range(3):
            connection.sendall(b"%x\r\n%s\r\n" % (len(line), line))
            answered = b""
            while b"}\n" not in answered:
                answered += connection.recv(65536)
            assert b'"verdict": "send"' in answered
        connection.sendall(b"0\r\n\r\n")
        while not answered.endswith(b"0\r\n\r\n"):
            answered += connection.recv(65536)


def test_ndjson_of_nothing_is_nothing(http: httpx.Client) -> None:
    answer = http.post("/v1/batch", content=b"\n\n", headers=NDJSON)
    assert (answer.status_code, answer.text) == (200, "")


def test_offsets_in_utf16(http: httpx.Client) -> None:
    text = "😀😀 You never listen."
    cue = http.post("/v1/check", json={"text": text, "offsets": "utf16"}).json()["cues"][0]
    units = text.encode("utf-16-le")
    assert units[2 * cue["start"] : 2 * cue["end"]].decode("utf-16-le") == cue["text"]
    results = http.post("/v1/batch?offsets=utf16", json={"items": [{"text": text}]}).json()["results"]
    assert results[0]["cues"][0]["start"] == cue["start"]


@pytest.mark.parametrize("text", ["", "abc", "é中", "a😀b😀", "😀"])
def test_utf16_counts_code_units(text: str) -> None:
    convert = utf16(text)
    for offset in range(len(text) + 1):
        assert convert(offset) == len(text[:offset].encode("utf-16-le")) // 2


def test_a_deadline_gives_what_is_ready(http: httpx.Client) -> None:
    long = " ".join([HARSH] * 300)
    answer = http.post("/v1/reword", json={"text": long, "deadline_ms": 1, "id": "x"})
    assert answer.status_code == 200
    found = answer.json()
    assert found["id"] == "x"
    assert found["incomplete"] in (["model"], ["reword"])
    assert (found["verdict"] is None) == (found["incomplete"] == ["model"]) == bool(found["note"])


def test_a_deadline_that_is_kept_cuts_nothing(http: httpx.Client) -> None:
    assert http.post("/v1/check", json={"text": FAIR, "deadline_ms": 60_000}).json()["incomplete"] == []


def test_another_language_is_a_note(http: httpx.Client) -> None:
    found = http.post(
        "/v1/check", json={"text": "Was soll das? Du hast schon wieder nichts getan, und alle wissen es."}
    )
    assert found.json()["verdict"] is None
    assert "German" in found.json()["note"]
    assert http.post("/v1/check", json={"text": "ok", "language": "en-GB"}).status_code == 200


def test_rubric(http: httpx.Client, checker: tonecheck.Checker) -> None:
    rubric = http.get("/v1/rubric").json()
    assert {cue["id"] for cue in rubric["cues"]} == set(checker.book.rules)
    assert {axis["id"] for axis in rubric["axes"]} == {"impact", "style"}


def test_alive_ready_and_measured(http: httpx.Client) -> None:
    assert http.get("/healthz").json() == {"status": "ok"}
    assert http.get("/readyz").json() == {"status": "ready"}
    http.post("/v1/check", json={"text": FAIR})
    figures = http.get("/metrics")
    assert figures.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert 'tonecheck_requests_total{method="POST",route="/v1/check",status="200"}' in figures.text
    assert 'tonecheck_texts_total{verdict="send"}' in figures.text
    assert "tonecheck_ready 1.0" in figures.text


def test_request_id_in_and_out(http: httpx.Client) -> None:
    assert http.get("/healthz", headers={"x-request-id": "abc-1.2_3"}).headers["x-request-id"] == "abc-1.2_3"
    made = http.get("/healthz", headers={"x-request-id": "two words"}).headers["x-request-id"]
    assert len(made) == 24
    found = problem(http.get("/nothing", headers={"x-request-id": "mine"}), 404, "not-found")
    assert found["request_id"] == "mine"


def test_headers_of_version_and_safety(http: httpx.Client) -> None:
    headers = http.post("/v1/check", json={"text": FAIR}).headers
    assert headers["x-tonecheck-version"] == tonecheck.__version__
    assert headers["x-tonecheck-model"].startswith("tonecheck-en/")
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"
    assert "server" not in headers


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"[" * 5000, b'{"text": "a"} x'])
def test_a_body_that_is_no_json_is_400(http: httpx.Client, body: bytes) -> None:
    found = problem(http.post("/v1/check", content=body, headers=JSON), 400, "bad-request")
    assert found["detail"] == "the body isn't valid JSON in UTF-8"
    assert "errors" not in found


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "text"),
        ({"text": None}, "text"),
        ({"text": "a", "reword": "yes"}, "reword"),
        ({"text": "a", "offsets": "bytes"}, "offsets"),
        ({"text": "a", "deadline_ms": 0}, "deadline_ms"),
        ({"text": "a", "deadline_ms": 1.5}, "deadline_ms"),
        ({"text": "a", "language": "english please"}, "language"),
        ({"text": "a", "id": "x" * 201}, "id"),
        ({"text": "a", "rewrod": True}, "rewrod"),
        ({"text": "a", f"{HARSH}": True}, "(unknown)"),
        ([], "(body)"),
    ],
)
def test_a_wrong_field_is_422_and_named(http: httpx.Client, body: object, field: str) -> None:
    found = problem(http.post("/v1/check", json=body), 422, "invalid")
    assert [error["field"] for error in found["errors"]] == [field]


def test_wrong_items_are_named(http: httpx.Client) -> None:
    found = problem(http.post("/v1/batch", json={"items": [{"text": "a"}, {"id": "b"}]}), 422, "invalid")
    assert found["errors"][0]["field"] == "items[1].text"
    none = problem(http.post("/v1/batch", json={"items": []}), 422, "invalid")
    assert none["errors"][0]["field"] == "items"
    odd = problem(http.post("/v1/batch?offsets=bytes", json={"items": [{"text": "a"}]}), 422, "invalid")
    assert odd["errors"][0]["field"] == "offsets"


def test_other_paths_methods_and_media(http: httpx.Client) -> None:
    assert problem(http.get("/v1/nothing"), 404, "not-found")["detail"] == "no such path; /openapi.json lists them"
    answer = http.get("/v1/check")
    assert problem(answer, 405, "method-not-allowed")["detail"] == "use POST"
    assert answer.headers["allow"] == "POST"
    for headers in ({}, {"content-type": "text/plain"}, {"content-type": "application/jsonp"}):
        found = problem(http.post("/v1/check", content=b"{}", headers=headers), 415, "unsupported-media-type")
        assert found["detail"] == "send the body as application/json"


def test_too_large_a_body_is_413_and_the_connection_goes_on(http: httpx.Client) -> None:
    body = json.dumps({"text": "a" * 2_100_000}).encode()
    for content in (body, iter([body])):
        found = problem(http.post("/v1/check", content=content, headers=JSON), 413, "too-large")
        assert found["detail"] == "a body may have at most 2,000,000 bytes"
    assert http.get("/healthz").status_code == 200
    found = problem(http.post("/v1/check", json={"text": "a" * 50_001}), 422, "invalid")
    assert found["errors"] == [{"field": "text", "message": "at most 50,000 characters"}]


def test_five_thousand_words_are_checked(http: httpx.Client) -> None:
    sentence = "The totals on the next page differ from what the client was told in May, so we call."
    text = f"You never read this. {' '.join([sentence] * 294)}"
    assert len(text.split()) > 5000
    found = http.post("/v1/check", json={"text": text, "reword": True}).json()
    assert (found["verdict"], found["incomplete"]) == ("revise", [])
    assert Settings().max_text >= 5000 * len("longwords ")


def test_the_log_is_json_lines(http: httpx.Client, server: Server) -> None:
    http.get("/healthz", headers={"x-request-id": "look-for-me"})
    deadline = time.monotonic() + 10  # the line is written after the answer has been sent
    found: list[dict[str, Any]] = []
    while not found and time.monotonic() < deadline:
        lines = server.log.read_text().splitlines(keepends=True)
        entries = [json.loads(line) for line in lines if line.endswith("\n")]
        found = [entry for entry in entries if entry.get("request_id") == "look-for-me"]
        time.sleep(0.05)
    [entry] = found
    assert (entry["event"], entry["route"], entry["status"], entry["method"]) == ("request", "/healthz", 200, "GET")
