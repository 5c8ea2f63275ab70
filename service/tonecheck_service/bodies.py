"""The body of a request: its size and time bounded, read ahead where a key stands in it, and its sender watched."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import suppress

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tonecheck_service.problems import Problem
from tonecheck_service.settings import Settings

_DRAIN = 16
"""A declared body of up to so many times the limit is read and thrown away, so that the client sees the answer."""


def check_plain(headers: Mapping[str, str]) -> None:
    """Refuse what is packed: a small body must not become a large one here.

    Raises:
        Problem: it is.
    """
    if headers.get("content-encoding", "").strip().lower() not in ("", "identity"):
        raise Problem("unsupported-media-type", "send the body as it is, without a content-encoding")


def check_declared(headers: Mapping[str, str], settings: Settings) -> None:
    """Refuse by its declared length what would be refused anyway.

    Raises:
        Problem: it is too long.
    """
    length = headers.get("content-length", "")
    if length.isdecimal() and int(length[:18]) > settings.max_body:
        raise _too_large(settings, close=int(length[:18]) > settings.max_body * _DRAIN)


def bounded(receive: Receive, settings: Settings) -> Receive:
    """`receive` that counts bytes and time."""
    loop = asyncio.get_running_loop()
    ends = loop.time() + settings.timeout_ms / 1000
    size, complete = 0, False

    async def counted() -> Message:
        nonlocal size, complete
        if complete:  # from here on it only waits for the client to go away
            return await receive()
        try:
            message = await asyncio.wait_for(receive(), max(0.001, ends - loop.time()))
        except TimeoutError:
            detail = f"the body must be here within {settings.timeout_ms} ms"
            raise Problem("request-timeout", detail, headers={"Connection": "close"}) from None
        size += len(message.get("body", b""))
        complete = not message.get("more_body", False)
        if size > settings.max_body:
            raise _too_large(settings, close=True)
        return message

    return counted


async def read(receive: Receive) -> bytes:
    """All of it.

    Raises:
        Problem: the client went away.
    """
    parts, more = [], True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Problem("gone", "the client went away before its body was complete")
        parts.append(message.get("body", b""))
        more = message.get("more_body", False)
    return b"".join(parts)


def again(body: bytes, receive: Receive) -> Receive:
    """A `receive` that gives a body that was read already."""
    given = False

    async def repeated() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return repeated


async def attended(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    """Run the application and call it off when the client goes away: whoever types asks again at every pause, and what
    nobody waits for any more must not hold up the latest.

    Raises:
        Problem: the client went away before there was an answer.
    """
    task = asyncio.current_task()
    assert task is not None
    complete = asyncio.Event()
    answering = left = False

    async def receiving() -> Message:
        message = await receive()
        if not message.get("more_body", False):
            complete.set()
        return message

    async def sending(message: Message) -> None:
        nonlocal answering
        answering = True
        await send(message)

    async def watch() -> None:
        nonlocal left
        await complete.wait()
        message = await receive()
        if message["type"] == "http.disconnect" and not answering:
            left = True
            task.cancel()

    watcher = asyncio.create_task(watch())
    try:
        await app(scope, receiving, sending)
    except asyncio.CancelledError:
        if not left:
            raise
        task.uncancel()
        raise Problem("gone", "the client went away before it was answered") from None
    finally:
        watcher.cancel()
        with suppress(asyncio.CancelledError):
            await watcher


def _too_large(settings: Settings, *, close: bool) -> Problem:
    detail = f"a body may have at most {settings.max_body:,} bytes"
    return Problem("too-large", detail, headers={"Connection": "close"} if close else {})
