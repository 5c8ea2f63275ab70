from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.conftest import Run
from tests.terminal.stage import PROGRAM, Screen, surroundings


@pytest.fixture
def reword(tmp_path: Path) -> Run:
    def call(*arguments: str, stdin: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [*PROGRAM, "reword", *arguments],
            input=stdin,
            capture_output=True,
            cwd=tmp_path,
            env=surroundings(**environment),
            timeout=120,
        )

    return call


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[Callable[..., Screen]]:
    pytest.importorskip("termios")
    opened: list[Screen] = []

    def start(*arguments: str, stdin: bytes | None = None, piped: bool = False, **environment: str) -> Screen:
        opened.append(Screen(tmp_path, *arguments, stdin=stdin, piped=piped, **environment))
        return opened[-1]

    yield start
    for one in opened:
        one.close()
