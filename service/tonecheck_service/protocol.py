"""uvicorn's HTTP protocol, with limits to what comes before a request: it has none to the time and size of a head."""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD = 65_536
"""Most bytes of a request line with its headers."""


class Guarded(HttpToolsProtocol):
    """Closes a connection on which something came, but no whole head within `seconds`, or too large a one. Where nothing
    comes after an answer, uvicorn's own timeout counts."""

    def __init__(self, *arguments: Any, seconds: float, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._seconds = seconds
        self._timer: asyncio.TimerHandle | None = None
        self._within = False
        self._size = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._expect()

    def connection_lost(self, exc: Exception | None) -> None:
        self._arrived()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._within:
            self._size += len(data)
            if self._size > HEAD:
                self._give_up()
        elif self.cycle is None or self.cycle.response_complete:  # an empty line, or the rest of a refused body
            self._expect()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._within, self._size = True, 0
        self._expect()

    def on_headers_complete(self) -> None:
        self._within = False
        self._arrived()
        super().on_headers_complete()

    def _expect(self) -> None:
        if self._timer is None:
            self._timer = self.loop.call_later(self._seconds, self._give_up)

    def _arrived(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _give_up(self) -> None:
        self._arrived()
        if not self.transport.is_closing():
            self.transport.close()
