"""Who may come in, with how much, how often: host, key and scope, rate, concurrency, size and time of the body."""

from __future__ import annotations

import asyncio
import ipaddress
import math
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tonecheck_service.context import CLIENT
from tonecheck_service.keys import Key, Keys
from tonecheck_service.problems import Problem
from tonecheck_service.rates import Bucket, Rates
from tonecheck_service.settings import Settings

OPEN = (
    *("/", "/favicon.ico", "/healthz", "/readyz", "/openapi.json", "/v1/rubric"),
    *("/v2/healthcheck", "/v2/languages", "/v2/configinfo", "/v2/info", "/v2/maxtextlength"),
)
OPEN_UNDER = ("/static/", "/$discovery/", "/discovery/")
"""What needs no key: nothing of it does work or tells about anybody."""
SCOPES = (("/v1/batch", "batch"), ("/metrics", "metrics"), ("/v1alpha1/comments:suggestscore", "feedback"))
"""Paths that need another scope than `check`, which is that of every path not named here."""
STREAM = "/v1/batch"
NDJSON = "application/x-ndjson"
FORM = "application/x-www-form-urlencoded"
TOKENS = ("key", "apiKey")
"""Where clients of other protocols put their key in a query or form."""
_DRAIN = 16
"""A declared body of up to so many times the limit is read and thrown away, so that the client sees the answer."""


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
        self._active = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        self._host(headers.get("host", ""))
        needed = scope_of(scope["path"])
        if needed is None:
            await self.app(scope, self._bounded(receive), send)
            return
        streams = scope["path"] == STREAM and is_stream(headers)
        if not streams:
            self._declared(headers)
        # A stream is bounded by who reads it.
        bounded = receive if streams else self._bounded(receive)
        key = None
        if self.keys is not None:
            token, bounded = await self._token(scope, headers, bounded)
            key = self._admitted(token, needed)
        caller = self._caller(scope, key)
        if self._active >= self.settings.max_concurrent and needed != "metrics":
            raise Problem("overloaded", "too many requests are being worked on", headers={"Retry-After": "1"})
        self._active += 1
        try:
            await self.app(scope, bounded, self._with_rates(caller, send))
        finally:
            self._active -= 1

    def _host(self, given: str) -> None:
        """Without keys, a web page must not reach the service through a name that it made point here (DNS rebinding)."""
        name = given.rsplit(":", 1)[0] if not given.endswith("]") else given
        allowed = self.settings.allowed_hosts
        if allowed:
            known = name.lower() in allowed
        else:
            known = self.keys is not None or self.settings.insecure or is_local(name)
        if not known:
            raise Problem("bad-host", "the Host header names another service; see the setting allowed_hosts")

    def _declared(self, headers: Mapping[str, str]) -> None:
        length = headers.get("content-length", "")
        if length.isdecimal() and int(length[:18]) > self.settings.max_body:
            raise self._too_large(close=int(length[:18]) > self.settings.max_body * _DRAIN)

    def _too_large(self, *, close: bool) -> Problem:
        detail = f"a body may have at most {self.settings.max_body:,} bytes"
        return Problem("too-large", detail, headers={"Connection": "close"} if close else {})

    def _bounded(self, receive: Receive) -> Receive:
        """`receive` that counts bytes and time."""
        loop = asyncio.get_running_loop()
        ends = loop.time() + self.settings.timeout_ms / 1000
        size, complete = 0, False

        async def bounded() -> Message:
            nonlocal size, complete
            if complete:  # from here on it only waits for the client to go away
                return await receive()
            try:
                message = await asyncio.wait_for(receive(), max(0.001, ends - loop.time()))
            except TimeoutError:
                detail = f"the body must be here within {self.settings.timeout_ms} ms"
                raise Problem("request-timeout", detail, headers={"Connection": "close"}) from None
            size += len(message.get("body", b""))
            complete = not message.get("more_body", False)
            if size > self.settings.max_body:
                raise self._too_large(close=True)
            return message

        return bounded

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
            body = await _read(receive)
            return _field(body.decode("utf-8", "replace"), "apiKey"), _again(body, receive)
        return "", receive

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


def is_local(name: str) -> bool:
    """An address or a name without a dot: what no stranger's DNS can make point here."""
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return "." not in name or name.lower().endswith(".localhost")
    return True


def is_stream(headers: Mapping[str, str]) -> bool:
    """Whether the body is NDJSON."""
    return headers.get("content-type", "").split(";")[0].strip().lower() == NDJSON


def _field(form: str, name: str) -> str:
    try:
        return parse_qs(form, max_num_fields=100).get(name, [""])[0]
    except ValueError:
        return ""


async def _read(receive: Receive) -> bytes:
    parts, more = [], True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Problem("bad-request", "the client went away before its body was complete")
        parts.append(message.get("body", b""))
        more = message.get("more_body", False)
    return b"".join(parts)


def _again(body: bytes, receive: Receive) -> Receive:
    """A `receive` that gives a body that was read already."""
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again
