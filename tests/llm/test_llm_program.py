"""The whole way, with the model that ships."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Run
from tests.llm.stage import (
    KEY,
    LIES,
    MESSAGE,
    MINIMAL,
    PATIENCE,
    Server,
    answers,
    config_file,
)
from tonecheck import Checker


@pytest.fixture
def configured(server: Server, checker: Checker, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Checker:
    monkeypatch.setenv("TONECHECK_CONFIG", config_file(tmp_path, ""))
    for name, value in (("URL", server.url), ("MODEL", "test"), ("API_KEY", KEY), ("TIMEOUT", str(PATIENCE))):
        monkeypatch.setenv(f"TONECHECK_LLM_{name}", value)
    return Checker(checker.model, checker.book)


def test_a_checker_asks_the_llm_first(configured: Checker, server: Server) -> None:
    server.does(answers())
    result = configured.check(MESSAGE)
    assert (MINIMAL, "llm:test") in [(r.text, r.source) for r in result.rewordings], result.rejected
    assert KEY not in json.dumps(result.as_dict())


def test_without_rewordings_nobody_is_asked(configured: Checker, server: Server) -> None:
    server.does(answers())
    configured.check(MESSAGE, reword=False)
    configured.check("The standup moves to ten tomorrow.")
    assert server.seen() == []


@pytest.mark.parametrize(
    "name", ["a number changed", "the name changed", "the deadline dropped", "praise added", "bland", "still an insult"]
)
def test_a_lie_is_never_shown_by_a_checker(configured: Checker, server: Server, name: str) -> None:
    server.does(answers(LIES[name], f"{LIES[name]} What happened there?"))
    result = configured.check(MESSAGE)
    assert not [r for r in result.rewordings if r.source != "edit"]
    assert result.verdict == "revise"


@pytest.mark.parametrize("plan", [{"raw": "oops", "status": 500}, {"content": ""}, {"obey": "json"}, {"hang_up": True}])
def test_a_failing_server_changes_nothing_in_the_result(
    configured: Checker, checker: Checker, server: Server, plan: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    server.does(plan)
    result = configured.check(MESSAGE)
    monkeypatch.setenv("TONECHECK_LLM_URL", "")
    assert result.as_dict() == Checker(checker.model, checker.book).check(MESSAGE).as_dict()


def test_doctor_names_the_host_and_nothing_else(run: Run, server: Server, tmp_path: Path) -> None:
    server.does(answers())
    config = config_file(tmp_path, "")
    done = run(
        "doctor",
        TONECHECK_CONFIG=config,
        TONECHECK_LLM_URL=server.url,
        TONECHECK_LLM_MODEL="m",
        TONECHECK_LLM_API_KEY=KEY,
    )
    assert b"llm at 127.0.0.1;" in done.stdout
    assert KEY.encode() not in done.stdout + done.stderr
    assert server.seen() == [], "the self-test must not be sent anywhere"
    assert b"llm none configured" in run("doctor", TONECHECK_CONFIG=config, TONECHECK_LLM_URL="").stdout


def test_the_program_says_in_one_line_what_is_wrong(run: Run, tmp_path: Path) -> None:
    config = config_file(tmp_path, "")
    done = run(
        "check", MESSAGE, TONECHECK_CONFIG=config, TONECHECK_LLM_URL="http://10.0.0.7/v1", TONECHECK_LLM_MODEL="m"
    )
    assert done.returncode == 2
    assert b"unencrypted" in done.stderr
    assert len(done.stderr.splitlines()) == 1
