from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.llm.stage import Server


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    started = Server()
    yield started
    started.stop()
