"""The outermost layer: request id, security and version headers, metrics, one log line a request, errors as problems."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from time import perf_counter

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tonecheck import __version__
from tonecheck.types import ModelInfo
from tonecheck_service import logs, problems
from tonecheck_service.context import CLIENT, REQUEST_ID
from tonecheck_service.metrics import METHODS, Metrics

_ID = re.compile(r"[A-Za-z0-9._:-]{1,128}")
SECURITY = {
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), interest-cohort=()",
    "cache-control": "no-store",
}
"""Set where a route has not set its own."""


def route_of(scope: Scope) -> str:
    """The template of the route that answered (`/v1/check`)."""
    return str(getattr(scope.get("route"), "path", None) or "unmatched")


class Envelope:
    """ASGI middleware around everything."""

    def __init__(
        self, app: ASGIApp, *, metrics: Metrics, model: ModelInfo, renderers: Mapping[str, problems.Renderer]
    ) -> None:
        self.app = app
        self.metrics = metrics
        self.renderers = renderers
        self.headers = {
            **SECURITY,
            "x-tonecheck-version": __version__,
            "x-tonecheck-model": f"{model.name}/{model.version}",
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        given = Headers(scope=scope).get("x-request-id", "")
        request_id = given if _ID.fullmatch(given) else secrets.token_hex(12)
        tokens = REQUEST_ID.set(request_id), CLIENT.set(None)
        scope.setdefault("state", {})["request_id"] = request_id
        method = scope["method"] if scope["method"] in METHODS else "other"
        status, started = 0, perf_counter()

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers["x-request-id"] = request_id
                for name, value in self.headers.items():
                    headers.setdefault(name, value)
            await send(message)

        self.metrics.begun()
        try:
            await self.app(scope, receive, sending)
        except Exception as error:
            if status:  # too late to say so; cutting the connection is the only honest sign
                logs.failure("cut", error)
                raise
            await self.problem(error, scope)(scope, receive, sending)
        finally:
            seconds = perf_counter() - started
            self.metrics.answered(route_of(scope), method, status, seconds)
            logs.event(
                "request",
                method=method,
                route=route_of(scope),
                status=status,
                ms=round(seconds * 1000, 1),
                client=scope["state"].get("client"),
            )
            REQUEST_ID.reset(tokens[0])
            CLIENT.reset(tokens[1])

    def problem(self, error: Exception, scope: Scope) -> ASGIApp:
        """The answer to an error, in the words of the protocol that was spoken."""
        problem = problems.of(error)
        self.metrics.refused(problem.kind)
        if problem.kind == "internal":
            self.metrics.failed("request")
            logs.failure("failure", error)
        path = str(scope["path"])
        render = next((made for prefix, made in self.renderers.items() if path.startswith(prefix)), problems.render)
        response = render(problem)
        for name, value in problem.headers.items():
            response.headers.setdefault(name, value)
        return response
