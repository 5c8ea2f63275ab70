"""NDJSON in, NDJSON out, while more is coming in: a line is answered in its place, a wrong line with an error.

The body is read ahead up to a limit, then the sender has to wait (TCP does that), so memory is bounded and there is no
limit to the length of a stream.
"""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from tonecheck_service.gate import NDJSON
from tonecheck_service.problems import Problem

Answer = Callable[[Sequence[tuple[int, bytes]]], Awaitable[list[dict[str, Any]]]]
"""Gives an object for each (number, line)."""


class Intake:
    """The lines of a body as they arrive; blank ones are left out. `limit` bytes are read ahead at most, and no line may be
    longer in coming than `seconds`."""

    def __init__(self, receive: Receive, limit: int, seconds: float) -> None:
        self._receive, self._limit, self._seconds = receive, limit, seconds
        self._lines: deque[tuple[int, bytes]] = deque()
        self._rest = b""
        self._size = 0
        self._number = 0
        self._ended = False
        self._problem: Problem | None = None
        self._changed = asyncio.Condition()

    async def pump(self) -> None:
        """Read until the body's end; run as a task."""
        loop = asyncio.get_running_loop()
        begun, known = loop.time(), 0
        try:
            while not self._ended:
                async with asyncio.timeout_at(begun + self._seconds):
                    message = await self._receive()
                if message["type"] == "http.disconnect":
                    raise Problem("gone", "the client went away before its body was complete")
                self._feed(message.get("body", b""), last=not message.get("more_body", False))
                async with self._changed:
                    self._changed.notify_all()
                    waits = self._size > self._limit
                    await self._changed.wait_for(lambda: self._size <= self._limit or not self._lines)
                if waits or self._number > known:
                    begun, known = loop.time(), self._number
        except TimeoutError:
            self._problem = Problem("request-timeout", f"no line came for {self._seconds:g} s")
        except Problem as problem:
            self._problem = problem
        async with self._changed:
            self._ended = True
            self._changed.notify_all()

    async def take(self, most: int) -> list[tuple[int, bytes]]:
        """The next lines that are here, at least one; none at the end.

        Raises:
            Problem: the body broke off, came too slowly, or has too long a line.
        """
        async with self._changed:
            await self._changed.wait_for(lambda: bool(self._lines) or self._ended)
            if not self._lines and self._problem:
                raise self._problem
            taken = [self._lines.popleft() for _ in range(min(most, len(self._lines)))]
            self._size -= sum(len(line) for _, line in taken)
            self._changed.notify_all()
        return taken

    def _feed(self, body: bytes, *, last: bool) -> None:
        *lines, self._rest = (self._rest + body).split(b"\n")
        if last:
            lines.append(self._rest)
            self._ended, self._rest = True, b""
        for line in lines:
            self._number += 1
            if line.strip():
                self._lines.append((self._number, line))
                self._size += len(line)
        if len(self._rest) > self._limit:
            raise Problem("too-large", f"a line may have at most {self._limit:,} bytes")


class NdjsonResponse(Response):
    """An ASGI answer. What goes wrong before the first line is answered as usual, later as a last line with `error`."""

    def __init__(self, answer: Answer, *, size: int, limit: int, seconds: float) -> None:
        super().__init__(media_type=NDJSON)
        self._answer, self._size, self._limit, self._seconds = answer, size, limit, seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        intake = Intake(receive, self._limit, self._seconds)
        pump = asyncio.create_task(intake.pump())
        started = False
        try:
            while lines := await intake.take(self._size):
                answers = await self._answer(lines)
                if not started:
                    await self._start(send)
                    started = True
                await self._send(send, answers)
        except Problem as problem:
            if not started:
                raise
            await self._send(send, [{"error": problem.as_dict()}])
        finally:
            pump.cancel()
            await asyncio.gather(pump, return_exceptions=True)
        if not started:
            await self._start(send)
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _start(self, send: Send) -> None:
        headers = [(name, value) for name, value in self.raw_headers if name != b"content-length"]
        await send({"type": "http.response.start", "status": 200, "headers": headers})

    async def _send(self, send: Send, answers: Sequence[dict[str, Any]]) -> None:
        body = b"".join(json.dumps(answer, ensure_ascii=False).encode() + b"\n" for answer in answers)
        # A client that doesn't read what it asked for must not hold its place for ever.
        await asyncio.wait_for(send({"type": "http.response.body", "body": body, "more_body": True}), self._seconds)
