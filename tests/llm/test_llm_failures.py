"""A server that fails: the edits are shown, and one line tells."""

from __future__ import annotations

import json
import logging
import time
from typing import Any

import pytest

from tests.llm.stage import (
    KEY,
    LEADER,
    MESSAGE,
    MINIMAL,
    PATIENCE,
    Server,
    answers,
    found,
    rescore,
    suggested,
)
from tonecheck.reword.llm import prompt
from tonecheck.reword.llm.client import Client, NoAnswerError
from tonecheck.reword.llm.generator import RETRIES, LLMGenerator
from tonecheck.reword.llm.settings import Settings

BROKEN: dict[str, dict[str, Any]] = {
    "HTTP 500": {"raw": "Internal Server Error", "status": 500},
    "HTTP 401 that repeats the key": {"raw": f"wrong key {KEY}", "status": 401},
    "HTTP 400": {"raw": "{}", "status": 400},
    "HTTP 429": {"raw": "{}", "status": 429},
    "a redirect": {"raw": "{}", "status": 307, "to": "http://127.0.0.1:9/v1/chat/completions"},
    "not JSON": {"raw": "<html>proxy error</html>"},
    "half of the JSON": {"raw": '{"choices": [{"message": {"content": "{\\"mini'},
    "not UTF-8": {"raw": "\udcff"},
    "empty body": {"raw": ""},
    "no choices": {"raw": '{"choices": []}'},
    "another shape": {"raw": "[1, 2]"},
    "deeply nested": {"raw": "[" * 100_000},
    "no content": {"content": None},
    "hung up": {"hang_up": True},
    "endless": {**answers(), "flood": 3_000_000},
}


@pytest.mark.parametrize("plan", BROKEN.values(), ids=BROKEN)
def test_a_broken_server_leaves_the_edits_and_one_line_that_tells(
    server: Server, plan: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    server.does(plan)
    shown, _, took = suggested(server.settings())
    assert [r.source for r in shown] == ["edit"]
    assert took < PATIENCE
    assert len(caplog.records) == 1
    assert "127.0.0.1" in caplog.text
    assert KEY not in caplog.text
    assert "aisle" not in caplog.text


UNREADABLE: dict[str, Any] = {
    "empty": "",
    "words": "I'd be happy to help with that!",
    "half": '{"minimal": "The count',
    "another schema": '{"rewordings": [{"text": "The count"}]}',
    "wrong types": '{"minimal": 7, "leader": ["a"]}',
    "a list": "[]",
    "braces": "{" * 30_000,
    "huge": "{} " * 50_000,
}


@pytest.mark.parametrize("content", UNREADABLE.values(), ids=UNREADABLE)
def test_an_answer_that_cannot_be_read_is_asked_for_again_and_then_given_up(server: Server, content: str) -> None:
    server.does({"content": content})
    shown, _, took = suggested(server.settings())
    assert [r.source for r in shown] == ["edit"]
    assert took < PATIENCE
    requests = server.seen()
    assert len(requests) == 1 + RETRIES
    assert "not the JSON object" in requests[-1]["body"]["messages"][-1]["content"]
    assert len(json.dumps(requests[-1])) < 40_000


def test_none_is_an_honest_answer(server: Server) -> None:
    server.does(answers("", ""))
    assert [r.source for r in suggested(server.settings())[0]] == ["edit"]
    assert len(server.seen()) == 1


@pytest.mark.parametrize(
    "plan", [{"delay": 60}, {**answers(), "drip": 0.4}, {"header_drip": 0.4}], ids=["silent", "drip", "headers"]
)
def test_a_slow_server_is_given_up_in_time_and_then_left_alone(
    server: Server, plan: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    server.does(plan)
    generator = LLMGenerator(server.settings(timeout=1.5))
    prompt.Chat(found(MESSAGE), prompt.passage(found(MESSAGE)))
    began = time.monotonic()
    assert list(generator.propose(found(MESSAGE), rescore)) == []
    assert 1.0 < time.monotonic() - began < 10
    assert "did not answer in time" in caplog.text
    assert list(generator.propose(found(MESSAGE), rescore)) == []
    assert len(server.seen()) == 1
    assert len(caplog.records) == 1


def test_a_slow_second_answer_keeps_the_first(server: Server) -> None:
    server.does(answers(MINIMAL, LEADER.replace("312", "9")), {"delay": 60})
    generator = LLMGenerator(server.settings(timeout=4))
    prompt.Chat(found(MESSAGE), prompt.passage(found(MESSAGE)))
    assert MINIMAL in [draft.text for draft in generator.propose(found(MESSAGE), rescore)]


def test_no_server_at_all(caplog: pytest.LogCaptureFixture) -> None:
    gone = Server()
    gone.stop()
    shown, _, took = suggested(gone.settings())
    assert [r.source for r in shown] == ["edit"]
    assert took < PATIENCE
    assert "can't be reached" in caplog.text


def test_an_unknown_host(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(NoAnswerError):
        Client(Settings("https://no-such-host.invalid/v1/chat/completions", "test", None, 5)).ask([], {}, 5)


def test_warnings_of_the_llm_go_through_its_logger(caplog: pytest.LogCaptureFixture, server: Server) -> None:
    server.does({"raw": "", "status": 503})
    with caplog.at_level(logging.WARNING, "tonecheck.llm"):
        suggested(server.settings())
    told = [record for record in caplog.records if record.levelno == logging.WARNING]
    assert {record.name for record in told} == {"tonecheck.llm"}
    assert "503" in caplog.text
