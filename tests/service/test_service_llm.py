"""The service and a language model that rewords: one file of settings, and nothing sent that nobody wrote."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.conftest import ROOT
from tests.service.conftest import HARSH, PROGRAM, SURROUNDINGS, serving
from tonecheck.reword import llm
from tonecheck_service.settings import Settings, load

FILE = """
port = 9000
max_text = 500

[llm]
url = "http://localhost:11434/v1"
model = "qwen3:8b"
timeout = 8
"""


@pytest.fixture
def writer() -> Iterator[str]:
    """The address of a language model that takes its time."""
    program = subprocess.Popen(
        [sys.executable, str(ROOT / "tests" / "llm" / "server.py")], stdout=subprocess.PIPE, text=True
    )
    assert program.stdout
    address = f"http://127.0.0.1:{program.stdout.readline().strip()}"
    plan = json.dumps([{"content": "{}", "delay": 60}]).encode()
    urllib.request.urlopen(urllib.request.Request(f"{address}/script", plan, method="PUT"), timeout=10)
    yield address
    program.kill()
    program.wait()
    program.stdout.close()


def _seen(address: str) -> list[Any]:
    found: list[Any] = httpx.get(f"{address}/seen").json()
    return found


def test_one_file_is_read_by_both(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "tonecheck.toml"
    file.write_text(FILE)
    monkeypatch.setenv("TONECHECK_CONFIG", str(file))
    assert (load().port, load().max_text) == (9000, 500)
    model = llm.read()
    assert model is not None
    assert (model.host, model.model, model.timeout) == ("localhost", "qwen3:8b", 8)


def test_the_file_that_ships_does_with_its_language_model(tmp_path: Path) -> None:
    shipped = (ROOT / "service" / "deploy" / "tonecheck.toml").read_text(encoding="utf-8")
    head, table = shipped.split("# [llm]")
    file = tmp_path / "tonecheck.toml"
    file.write_text(f"{head}[llm]{table.replace('# url', 'url').replace('# model', 'model')}")
    assert load(file) == Settings()
    model = llm.read({"TONECHECK_CONFIG": str(file)})
    assert model is not None
    assert model.url == "http://localhost:11434/v1/chat/completions"


@pytest.mark.parametrize(
    ("wrong", "says"),
    [("modle = 'a'", "unknown setting 'modle' in [llm]"), ("url = 'http://llm.example.org'\nmodel = 'a'", "use https")],
)
def test_a_wrong_language_model_is_said_before_anything_is_served(tmp_path: Path, wrong: str, says: str) -> None:
    file = tmp_path / "tonecheck.toml"
    file.write_text(f"port = 0\n[llm]\n{wrong}\n")
    done = subprocess.run(
        [*PROGRAM, "serve", "--config", str(file)], env=SURROUNDINGS, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert says in done.stderr


def test_it_is_asked_only_about_messages_and_no_deadline_waits_for_it(tmp_path: Path, writer: str) -> None:
    with (
        serving(tmp_path, llm_url=writer, llm_model="slow", llm_timeout=60) as server,
        httpx.Client(base_url=server.url) as client,
    ):
        assert client.get("/openapi.json", timeout=60).status_code == 200
        assert _seen(writer) == []  # neither to get warm nor for the examples
        body = {"text": HARSH, "reword": True, "deadline_ms": 8000}
        found = client.post("/v1/check", json=body, timeout=60).json()
        assert (found["verdict"], found["incomplete"]) == ("revise", ["reword"])
        assert HARSH.split()[0] in json.dumps(_seen(writer))
