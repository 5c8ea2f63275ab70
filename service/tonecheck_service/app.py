"""The application: `create_app(checker, settings)`."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from threading import Lock
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware

from tonecheck import __version__
from tonecheck.pipeline import Checker
from tonecheck_service import audit as audits
from tonecheck_service.engine import Engine
from tonecheck_service.envelope import Envelope
from tonecheck_service.gate import Gate
from tonecheck_service.keys import Keys
from tonecheck_service.metrics import Metrics
from tonecheck_service.openapi import describe
from tonecheck_service.problems import Renderer
from tonecheck_service.settings import Settings

PROTOCOLS = ("checks", "operations", "languagetool", "perspective", "page")
"""Modules with `router(settings) -> APIRouter`, whose routes carry their full paths (`/v2/check`). A protocol with its own
way to word errors also has `ERRORS: Mapping[str, Renderer]`, by the beginning of the path."""
_EXPOSED = ("X-Request-ID", "Retry-After", "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset")


def create_app(checker: Checker, settings: Settings | None = None) -> FastAPI:
    """The whole service over one checker.

    Raises:
        InputError: the file of keys or the audit record can't be used.
    """
    settings = settings or Settings()
    metrics = Metrics()
    metrics.model(checker.model.files.info)
    engine = Engine(checker, settings, metrics, _audit(settings))
    keys = Keys(settings.keys_file) if settings.keys_file else None
    modules = [_module(name) for name in PROTOCOLS]
    renderers: dict[str, Renderer] = {}
    for module in modules:
        renderers |= getattr(module, "ERRORS", {})

    app = FastAPI(
        title="tonecheck",
        version=__version__,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
        lifespan=_lifespan,
        middleware=_layers(settings, engine, keys, renderers),
        exception_handlers=dict.fromkeys((HTTPException, RequestValidationError), _raise),
    )
    app.state.engine, app.state.settings, app.state.keys = engine, settings, keys
    for module in modules:
        if module is not None:
            app.include_router(module.router(settings))
    app.openapi = _described(app, checker, settings)  # type: ignore[method-assign]
    return app


def _layers(
    settings: Settings, engine: Engine, keys: Keys | None, renderers: Mapping[str, Renderer]
) -> list[Middleware]:
    model = engine.checker.model.files.info
    layers = [Middleware(Envelope, metrics=engine.metrics, model=model, renderers=renderers)]
    if settings.cors_origins:
        layers.append(
            Middleware(
                CORSMiddleware,
                allow_origins=settings.cors_origins,
                allow_methods=("GET", "POST"),
                allow_headers=("Authorization", "Content-Type", "X-API-Key", "X-Request-ID"),
                expose_headers=_EXPOSED,
            )
        )
    return [*layers, Middleware(Gate, settings=settings, keys=keys)]


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    await app.state.engine.start()
    yield
    await app.state.engine.stop()


async def _raise(request: Request, error: Exception) -> Any:
    """All errors are worded in one place, the envelope."""
    raise error


def _audit(settings: Settings) -> audits.Audit | None:
    if settings.audit_url is None or settings.audit_salt is None:
        return None
    store = audits.open_store(settings.audit_url.get_secret_value())
    return audits.Audit(store, settings.audit_salt.get_secret_value().encode())


def _module(name: str) -> Any:
    full = f"tonecheck_service.{name}"
    return importlib.import_module(full) if importlib.util.find_spec(full) else None


def _described(app: FastAPI, checker: Checker, settings: Settings) -> Any:
    made: dict[str, Any] = {}
    making = Lock()

    def openapi() -> dict[str, Any]:
        with making:  # the examples cost some checks, which many who ask at once should not each set off
            if not made:
                made.update(describe(app, checker.offline(), settings))
        return made

    return openapi
