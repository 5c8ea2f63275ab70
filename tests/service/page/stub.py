"""The page over answers that a test chooses, on a port of this machine."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from fastapi import FastAPI, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response

from tests.service.page.answers import answer
from tonecheck_service import page
from tonecheck_service.settings import Settings

Reply = Callable[[dict[str, Any]], Response]


def good(body: dict[str, Any]) -> Response:
    return JSONResponse(answer(body["text"]))


@dataclass
class Stub:
    """The page over answers that a test chooses."""

    address: str = ""
    reply: Reply = good
    asked: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    def app(self) -> FastAPI:
        app = FastAPI()
        app.include_router(page.router(Settings()))

        @app.post("/v1/check")
        async def check(request: Request) -> Response:
            body = await request.json()
            self.asked.append(body)
            self.headers.append(dict(request.headers))
            return await run_in_threadpool(self.reply, body)

        return app


class Served:
    """An application on a free port of this machine, in a thread."""

    def __init__(self, app: Any) -> None:
        config = uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error", lifespan="auto", ws="none")
        self.server = uvicorn.Server(config)
        self.thread = threading.Thread(target=self.server.run, daemon=True)
        self.thread.start()
        ends = time.monotonic() + 60
        while not self.server.started:
            assert time.monotonic() < ends
            time.sleep(0.02)
        port = self.server.servers[0].sockets[0].getsockname()[1]
        self.address = f"http://127.0.0.1:{port}"

    def stop(self) -> None:
        self.server.should_exit = True
        self.thread.join(30)
