from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

import tonecheck
from tests.conftest import ROOT

pytest.importorskip("fastapi")

from tonecheck_service.app import create_app
from tonecheck_service.settings import Settings

PROGRAM = [sys.executable, "-c", "from tonecheck.cli import main; main()"]
SURROUNDINGS = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, (ROOT, ROOT / "service")))}
"""The program runs from this checkout, wherever its folder is."""
MARKER = "Zyxomander"
"""A word that no log, metric, error or record may show."""
HARSH = f"You never listen, {MARKER}. You are useless."
FAIR = "Thanks for the clear chart, Dev. It saved me an hour."


class Server:
    """`tonecheck serve` in a process of its own, on a free port of loopback."""

    def __init__(self, folder: Path, arguments: tuple[str, ...] = (), port: int = 0, **settings: Any) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = port or free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = folder / f"log-{self.port}.txt"
        surroundings = {f"TONECHECK_{name.upper()}": str(value) for name, value in settings.items()}
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*PROGRAM, "serve", "--port", str(self.port), *arguments],
                stdout=log,
                stderr=log,
                cwd=folder,
                env={**SURROUNDINGS, **surroundings},
            )

    def wait(self, seconds: float = 300) -> Server:
        """Until it is ready."""
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            assert self.process.poll() is None, self.log.read_text()
            try:
                if httpx.get(f"{self.url}/readyz", timeout=5).status_code == 200:
                    return self
            except httpx.TransportError:
                pass
            time.sleep(0.1)
        raise AssertionError(self.log.read_text())

    def stop(self, how: int = signal.SIGTERM) -> int:
        if self.process.poll() is None:
            self.process.send_signal(how)
        return self.process.wait(60)


@contextmanager
def serving(folder: Path, *arguments: str, **settings: Any) -> Iterator[Server]:
    server = Server(folder, arguments, **settings)
    try:
        yield server.wait()
    finally:
        server.stop(signal.SIGKILL)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for all tests that only ask. A busy machine must not fail what is not about time."""
    with serving(tmp_path_factory.mktemp("server"), max_queue=1024, timeout_ms=300_000) as running:
        yield running


@pytest.fixture(scope="session")
def http(server: Server) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.url, timeout=300) as client:
        yield client


class Local:
    """The application in this process, for what settings change."""

    def __init__(self, checker: tonecheck.Checker, **settings: Any) -> None:
        self.app = create_app(checker, Settings(**settings))

    def __call__(self, method: str, path: str, **request: Any) -> httpx.Response:
        return self.many((method, path, request))[0]

    def post(self, path: str, **request: Any) -> httpx.Response:
        return self("POST", path, **request)

    def get(self, path: str, **request: Any) -> httpx.Response:
        return self("GET", path, **request)

    def many(self, *requests: tuple[str, str, dict[str, Any]]) -> list[httpx.Response]:
        """All at once."""

        async def ask() -> list[httpx.Response]:
            transport = httpx.ASGITransport(self.app, client=("127.0.0.1", 40_000))
            async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
                calls = [client.request(method, path, **request) for method, path, request in requests]
                return list(await asyncio.gather(*calls))

        return asyncio.run(ask())


@pytest.fixture
def local(checker: tonecheck.Checker) -> Callable[..., Local]:
    """An application with other settings."""
    return lambda **settings: Local(checker, **settings)


def problem(response: httpx.Response, status: int, kind: str) -> dict[str, Any]:
    """What the error says, after checking that it is one as promised."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    found: dict[str, Any] = response.json()
    assert found["type"] == f"urn:tonecheck:problem:{kind}"
    assert found["status"] == status
    assert found["title"]
    assert found["detail"]
    assert found["request_id"] == response.headers["x-request-id"]
    assert MARKER not in response.text
    return found
