from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests import review_records
from tests.conftest import ROOT

PAGES = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "corpora" / "en" / "README.md",
    ROOT / "corpora" / "exam" / "README.md",
    *sorted((ROOT / "docs").glob("*.md")),
]
BLOCKS = [
    block for page in PAGES for block in re.findall(r"```(\w+)\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
]
COMMANDS = [
    line[2:]
    for kind, text in BLOCKS
    if kind == "console"
    for line in text.splitlines()
    if line.startswith("$ ") and not line.startswith("$ curl ")  # those need a running service: tests/service
]
SCRIPTS = [text for kind, text in BLOCKS if kind == "python"]
MAIL = "From: a@example.org\nTo: b@example.org\nSubject: Count\n\nThe recount is in the tray.\n"


@pytest.mark.parametrize("command", COMMANDS)
def test_commands_run_as_written(command: str, tmp_path: Path) -> None:
    (tmp_path / "draft.eml").write_text(MAIL, encoding="utf-8")
    (tmp_path / "draft.txt").write_text("Thanks for the clear chart, Dev.", encoding="utf-8")
    if "checked.jsonl" in command:
        fields = (
            {"team": team, "month": f"2025-{1 + place % 4:02d}"} for place, team in enumerate(["depot", "office"] * 30)
        )
        review_records.write(tmp_path / "checked.jsonl", review_records.records(fields))
    for name in ("corpora", "benchmarks"):
        (tmp_path / name).symlink_to(ROOT / name)
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["sh", "-c", command], cwd=tmp_path, env={**os.environ, "PATH": path}, capture_output=True, text=True
    )
    assert done.returncode in (0, 1), done.stderr
    assert done.stdout.strip()


@pytest.mark.parametrize("script", SCRIPTS)
def test_python_runs_as_written(script: str) -> None:
    done = subprocess.run([sys.executable, "-W", "error", "-c", script], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "revise" in done.stdout


def test_the_readme_has_what_these_tests_look_for() -> None:
    assert len(COMMANDS) >= 8
    assert len(SCRIPTS) == 2


def test_links_lead_somewhere() -> None:
    for page in PAGES:
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), (page, target)
