"""The documentation of the service: its commands run as written, and what it shows is what comes."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.conftest import ROOT
from tests.service.conftest import PROGRAM, SURROUNDINGS, Server
from tonecheck_service import page
from tonecheck_service.problems import KINDS
from tonecheck_service.settings import Settings

PAGES = sorted((ROOT / "docs").glob("*.md"))
COMMANDS = [
    (page.name, line[2:])
    for page in PAGES
    for block in re.findall(r"```console\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    for line in block.splitlines()
    if line.startswith("$ curl ")
]
HOST = "localhost:8765"


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
@pytest.mark.parametrize(("page", "command"), COMMANDS)
def test_curl_commands_run_as_written(page: str, command: str, server: Server, tmp_path: Path) -> None:
    assert HOST in command
    (tmp_path / "drafts.ndjson").write_text('{"text": "You never listen."}\n{"text": "Thanks for the chart."}\n')
    done = subprocess.run(
        ["sh", "-c", command.replace(HOST, f"127.0.0.1:{server.port}")], cwd=tmp_path, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()
    assert not done.stdout.startswith('{"type":"urn:tonecheck:problem')


def test_there_are_such_commands() -> None:
    assert len([command for page, command in COMMANDS if page == "service.md"]) >= 6


SERVICE = (ROOT / "docs" / "service.md").read_text(encoding="utf-8")


def _blocks(kind: str, page: str = SERVICE) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", page, re.DOTALL)


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_the_way_to_a_key_and_beyond_this_machine_runs_as_written(tmp_path: Path) -> None:
    [block] = [block for block in _blocks("sh") if "keys create" in block and "docker" not in block]
    make, serve, ask = block.strip().splitlines()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program = tmp_path / "tonecheck"  # from this checkout, installed or not
    program.write_text(f'#!/bin/sh\nexec {" ".join(map(shlex.quote, PROGRAM))} "$@"\n')
    program.chmod(0o755)
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    shell: Any = {"cwd": tmp_path, "env": {**SURROUNDINGS, "PATH": path, "TONECHECK_PORT": str(port)}}
    subprocess.run(["sh", "-c", make], check=True, **shell, capture_output=True)
    serving = subprocess.Popen(["sh", "-c", serve.removesuffix("&")], **shell, start_new_session=True)
    try:
        _until_ready(f"http://127.0.0.1:{port}/readyz")
        asked = subprocess.run(
            ["sh", "-c", ask.replace(HOST, f"127.0.0.1:{port}")], **shell, capture_output=True, check=True
        )
        assert json.loads(asked.stdout)["verdict"] == "revise"
    finally:
        os.killpg(serving.pid, signal.SIGKILL)
        serving.wait()


def _until_ready(address: str) -> None:
    ends = time.monotonic() + 300
    while time.monotonic() < ends:
        try:
            if httpx.get(address, timeout=5).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.2)
    raise AssertionError("it did not get ready")


def test_the_error_that_is_shown_is_the_one_that_comes(http: httpx.Client) -> None:
    shown = json.loads(next(block for block in _blocks("json") if "urn:tonecheck" in block))
    came = http.post("/v1/batch", json={"items": [{"text": "a"}, {"id": "b"}]}).json()
    assert {**came, "request_id": shown["request_id"]} == shown


def test_all_kinds_of_errors_are_told_with_their_status() -> None:
    told = {
        (status, kind)
        for statuses, kinds in re.findall(r"^\| ([\d, ]+) \| (`[^|]+`) \|", SERVICE, re.MULTILINE)
        for status in statuses.split(", ")
        for kind in re.findall(r"`([a-z-]+)`", kinds)
    }
    for kind, (status, _) in KINDS.items():
        if kind not in ("gone", "not-acceptable"):  # nobody is there to read the one; the other is the framework's
            assert (str(status), kind) in told


def test_the_policy_of_the_page_is_the_one_that_is_shown() -> None:
    text = (ROOT / "docs" / "page.md").read_text(encoding="utf-8")
    assert " ".join(_blocks("", text)[-1].split()) == page.POLICY


def test_the_settings_that_are_named_exist_with_these_defaults() -> None:
    for name in ("languagetool.md", "service.md", "page.md", "perspective.md"):
        text = (ROOT / "docs" / name).read_text(encoding="utf-8")
        for setting in re.findall(r"`((?:max|drain|typing|timeout|allowed|cors|audit|feedback|keys)_[a-z]+)`", text):
            assert setting in Settings.model_fields, (name, setting)
    settings = Settings()
    assert (settings.max_text, settings.typing_ms, settings.port) == (50_000, 10_000, 8765)
