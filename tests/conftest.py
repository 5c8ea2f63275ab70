from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from copy import copy
from pathlib import Path

import pytest

import tonecheck
from tonecheck.reword.generator import EditGenerator
from tonecheck.rulebook import Rulebook, load

ROOT = Path(__file__).parent.parent
Run = Callable[..., subprocess.CompletedProcess[bytes]]


@pytest.fixture(scope="session")
def checker() -> tonecheck.Checker:
    """The model that ships."""
    return tonecheck.load()


@pytest.fixture(scope="session")
def edits(checker: tonecheck.Checker) -> tonecheck.Checker:
    """The same with rewordings by the rules and the proof alone, without tagger and rating."""
    twin = copy(checker)
    twin.generators = (EditGenerator("en"),)
    twin.tagger = twin.weights = None
    return twin


@pytest.fixture(scope="session")
def book() -> Rulebook:
    return load()


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """The installed program in a fresh process, in an empty folder."""
    program = Path(sys.executable).parent / "tonecheck"

    def call(*arguments: str, stdin: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
        surroundings = {**os.environ, "COLUMNS": "100", "TONECHECK_LLM_URL": "", **environment}
        return subprocess.run(
            [str(program), *arguments], input=stdin, capture_output=True, cwd=tmp_path, env=surroundings, timeout=120
        )

    return call
