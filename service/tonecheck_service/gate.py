"""Who may come in, with how much, how often: name and origin, key and scope, rate, concurrency, size and time of the body."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tonecheck_service import bodies, origins
from tonecheck_service.context import CLIENT
from tonecheck_service.keys import Key, Keys
from tonecheck_service.problems import Problem
from tonecheck_service.rates import Bucket, Rates
from tonecheck_service.settings import Settings

OPEN = (
    *("/", "/favicon.ico", "/healthz", "/readyz", "/openapi.json", "/v1/rubric"),
    *("/v2/healthcheck", "/v2/languages", "/v2/configinfo", "/v2/info", "/v2/maxtextlength"),
)
PROBES = ("/healthz", "/readyz")
"""What watches over containers asks by their address, whatever the service is called outside."""
OPEN_UNDER = ("/static/", "/$discovery/", "/discovery/")
"""What needs no key: nothing of it does work or tells about anybody."""
SCOPES = (("/v1/batch", "batch"), ("/metrics", "metrics"), ("/v1alpha1/comments:suggestscore", "feedback"))
"""Paths that need another scope than `check`, which is that of every path not named here."""
STREAM = "/v1/batch"
NDJSON = "application/x-ndjson"
FORM = "application/x-www-form-urlencoded"
TOKENS = ("key", "apiKey")
"""Where clients of other protocols put their key in a query or form."""


def scope_of(path: str) -> str | None:
    """The scope that a path needs, None if it is open."""
    if path in OPEN or path.startswith(OPEN_UNDER):
        return None
    return next((needed for prefix, needed in SCOPES if path == prefix), "check")


@dataclass(slots=True)
class Caller:
    """Who sent a request; `request.state.caller`."""

    key: Key | None
    bucket: Bucket | None

    def charge(self, texts: int) -> None:
        """Pay for the texts of a request beyond the first."""
        if self.bucket and texts > 0:
            self.bucket.charge(texts)

    async def afford(self) -> None:
        """Wait until the client is out of debt (streams only)."""
        if self.bucket and (wait := self.bucket.wait):
            await asyncio.sleep(wait)


class Gate:
    """ASGI middleware; refuses before anything is read."""

    def __init__(self, app: ASGIApp, *, settings: Settings, keys: Keys | None) -> None:
        self.app = app
        self.settings = settings
        self.keys = keys
        self._rates = Rates(settings.workers)
        self._active = self._reading = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if scope["path"] not in PROBES:
            origins.check_host(headers.get("host", ""), self.settings)
        needed = scope_of(scope["path"])
        if needed is None:
            await self.app(scope, bodies.bounded(receive, self.settings), send)
            return
        origins.check_origin(headers, self.settings)
        streams = scope["path"] == STREAM and is_stream(headers)
        bodies.check_plain(headers)
        if not streams:
            bodies.check_declared(headers, self.settings)
        # A stream is bounded by who reads it.
        body = receive if streams else bodies.bounded(receive, self.settings)
        key = None
        if self.keys is not None:
            token, body = await self._token(scope, headers, body)
            key = self._admitted(token, needed)
        caller = self._caller(scope, key)
        await self._work(scope, body, self._with_rates(caller, send), needed, streams=streams)

    async def _work(self, scope: Scope, receive: Receive, send: Send, needed: str, *, streams: bool) -> None:
        if needed != "metrics":
            self._room(self._active)
        self._active += 1
        try:
            if streams:
                await self.app(scope, receive, send)
            else:
                await bodies.attended(self.app, scope, receive, send)
        finally:
            self._active -= 1

    def _room(self, taken: int) -> None:
        if taken >= self.settings.max_concurrent:
            raise Problem("overloaded", "too many requests are being worked on", headers={"Retry-After": "1"})

    async def _token(self, scope: Scope, headers: Mapping[str, str], receive: Receive) -> tuple[str, Receive]:
        """The token, from where each protocol keeps it: a header, `?key=` (Perspective) or the form (LanguageTool)."""
        scheme, _, bearer = headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer" and bearer:
            return bearer.strip(), receive
        if given := headers.get("x-api-key", ""):
            return given, receive
        query = scope["query_string"].decode("latin-1")
        for name in TOKENS:
            if found := _field(query, name):
                return found, receive
        if scope["path"].startswith("/v2/") and headers.get("content-type", "").startswith(FORM):
            body = await self._form(receive)
            return _field(body.decode("utf-8", "replace"), "apiKey"), bodies.again(body, receive)
        return "", receive

    async def _form(self, receive: Receive) -> bytes:
        """A body from somebody not known yet; counted apart, so that strangers can fill neither memory nor all places."""
        self._room(self._reading)
        self._reading += 1
        try:
            return await bodies.read(receive)
        finally:
            self._reading -= 1

    def _admitted(self, token: str, needed: str) -> Key:
        assert self.keys is not None
        key = self.keys.find(token) if token else None
        if key is None:
            how = (
                "this API key isn't known"
                if token
                else "send an API key as 'Authorization: Bearer …' or 'X-API-Key: …'"
            )
            raise Problem("unauthorized", how, headers={"WWW-Authenticate": 'Bearer realm="tonecheck"'})
        if needed not in key.scopes:
            raise Problem("forbidden", f"the key lacks the scope '{needed}'")
        return key

    def _caller(self, scope: Scope, key: Key | None) -> Caller:
        address = (scope.get("client") or ("?",))[0]
        rate = key.rate_per_minute if key else self.settings.rate_per_minute
        caller = Caller(key, self._rates.of(f"key {key.id}" if key else f"address {address}", rate))
        scope["state"]["caller"] = caller
        scope["state"]["client"] = key.id if key else None
        CLIENT.set(key.id if key else None)
        if caller.bucket and not caller.bucket.take():
            wait = math.ceil(caller.bucket.wait)
            headers = {"Retry-After": str(max(1, wait)), **caller.bucket.headers()}
            raise Problem("too-many-requests", f"at most {caller.bucket.per_minute:g} texts a minute", headers=headers)
        return caller

    def _with_rates(self, caller: Caller, send: Send) -> Send:
        bucket = caller.bucket
        if bucket is None:
            return send

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in bucket.headers().items():
                    headers.setdefault(name, value)
            await send(message)

        return sending


def is_stream(headers: Mapping[str, str]) -> bool:
    """Whether the body is NDJSON."""
    return headers.get("content-type", "").split(";")[0].strip().lower() == NDJSON


def _field(form: str, name: str) -> str:
    try:
        return parse_qs(form, max_num_fields=100).get(name, [""])[0]
    except ValueError:
        return ""
