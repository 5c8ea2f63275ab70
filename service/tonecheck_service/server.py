"""Runs the service: `tonecheck serve`. Not reachable from other machines unless there are API keys."""

from __future__ import annotations

import ipaddress
import math
import signal
import sys
from functools import partial
from types import FrameType
from typing import Any

import uvicorn
from fastapi import FastAPI

from tonecheck import pipeline
from tonecheck.reword import llm
from tonecheck.types import InputError, TonecheckError
from tonecheck_service import logs
from tonecheck_service.app import create_app
from tonecheck_service.keys import Keys
from tonecheck_service.protocol import Guarded
from tonecheck_service.settings import Settings, load

_IDLE = 75
"""Seconds for which an idle connection is kept: more than the 60 of most proxies."""


def serve(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT; what was accepted by then is finished.

    Raises:
        InputError: the address needs API keys and there are none, or something that the settings name can't be used.
        SettingsError: a language model is configured, but not as it must be.
    """
    permit(settings)
    llm.read()
    _leave_quietly()
    logs.configure(settings.log_level)
    options: dict[str, Any] = {
        "http": partial(Guarded, seconds=settings.timeout_ms / 1000),
        "host": settings.host,
        "port": settings.port,
        "log_config": None,
        "access_log": False,
        "server_header": False,
        "proxy_headers": False,
        "ws": "none",
        "timeout_keep_alive": _IDLE,
        "timeout_graceful_shutdown": math.ceil(settings.drain_ms / 1000) + 1,
    }
    if settings.workers > 1:
        name = "tonecheck_service.server:build"
        uvicorn.run(name, factory=True, workers=settings.workers, timeout_worker_healthcheck=60, **options)
    else:
        uvicorn.run(create_app(pipeline.load(settings.model, threads=settings.threads), settings), **options)


def build() -> FastAPI:
    """The application of one of several workers, from the environment that `tonecheck serve` left."""
    settings = load()
    logs.configure(settings.log_level)
    try:
        return create_app(pipeline.load(settings.model, threads=settings.threads), settings)
    except TonecheckError as error:
        print(f"tonecheck: {error}", file=sys.stderr)  # noqa: T201
        raise SystemExit(2) from None


def permit(settings: Settings) -> None:
    """Whether the address may be listened on.

    Raises:
        InputError: it is reachable from elsewhere, and nobody would have to show a key.
    """
    if is_loopback(settings.host) or settings.insecure:
        return
    if settings.keys_file is None or not Keys(settings.keys_file).any:
        raise InputError(
            f"host {settings.host} can be reached from other machines, and there are no API keys: make one with "
            "'tonecheck keys create --file keys.json' and set keys_file (or say --insecure if something else guards it)"
        )


def is_loopback(host: str) -> bool:
    """Whether an address is reachable from this machine only."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _leave_quietly() -> None:
    """After a graceful stop uvicorn raises the signal again; a stop that was asked for is no failure."""

    def leave(number: int, frame: FrameType | None) -> None:
        raise SystemExit(0)

    signal.signal(signal.SIGTERM, leave)
