"""The curl commands of the documentation, run as written against a running service."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.service.conftest import Server

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
