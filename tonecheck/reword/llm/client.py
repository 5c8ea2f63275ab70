"""One question to a chat address, with a hard end: an answer within the time, or `NoAnswerError` with the reason."""

from __future__ import annotations

import contextlib
import http.client
import json
import queue
import socket
import ssl
import threading
from collections.abc import Mapping, Sequence
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

from tonecheck.reword.llm.settings import Settings

MOST_BYTES = 256 * 1024
"""An answer beyond this is none: two rewordings are a few kilobytes."""
_UNKNOWN = (400, 404, 415, 422, 501)
"""How servers refuse a field they don't know (or, with 404, a model: asked again plainly, that fails as well)."""

Chat = Sequence[Mapping[str, str]]


class NoAnswerError(Exception):
    """The server gave nothing to use. The text is safe to print: it holds nothing of what the server sent."""


class Client:
    """Speaks `POST …/chat/completions` as Ollama, vLLM, llama.cpp's server and hosted ones do; safe to share between threads.

    Redirects are not followed and proxies of the environment not used: the text goes to the configured address or nowhere.
    """

    def __init__(self, settings: Settings) -> None:
        parts = urlsplit(settings.url)
        self.settings = settings
        self._secure = parts.scheme == "https"
        self._host, self._port = parts.hostname or "", parts.port
        self._path = parts.path + (f"?{parts.query}" if parts.query else "")
        self._plain = False

    def ask(self, chat: Chat, options: Mapping[str, Any], seconds: float) -> str:
        """The text of the answer to a chat. `options` go along unless the server is known to refuse them.

        Raises:
            NoAnswerError: within `seconds` there was none that can be read.
        """
        end = monotonic() + seconds
        body: dict[str, Any] = {"model": self.settings.model, "messages": list(chat), "stream": False}
        if not self._plain:
            status, data = self._post({**body, **options}, end - monotonic())
            if status not in _UNKNOWN:
                return _content(status, data)
        status, data = self._post(body, end - monotonic())
        content = _content(status, data)
        self._plain = True
        return content

    def _post(self, body: Mapping[str, Any], seconds: float) -> tuple[int, bytes]:
        """Status and body. A thread asks, since neither looking up a name nor a server that drips can be timed out otherwise."""
        if seconds <= 0:
            raise NoAnswerError("did not answer in time")
        call = _Call(self._connection(seconds), self._path, self._headers(), json.dumps(body).encode())
        threading.Thread(target=call.run, name="tonecheck-llm", daemon=True).start()
        try:
            got = call.outcome.get(timeout=seconds)
        except queue.Empty:
            call.hang_up()
            raise NoAnswerError("did not answer in time") from None
        if isinstance(got, TimeoutError):
            raise NoAnswerError("did not answer in time") from got
        if isinstance(got, ConnectionRefusedError | socket.gaierror):
            raise NoAnswerError("can't be reached") from got
        if isinstance(got, OSError | http.client.HTTPException | ValueError):
            raise NoAnswerError(f"broke off ({type(got).__name__})") from got
        if isinstance(got, BaseException):
            raise got
        if len(got[1]) > MOST_BYTES:
            raise NoAnswerError("sent far too much")
        return got

    def _connection(self, seconds: float) -> http.client.HTTPConnection:
        if self._secure:
            return http.client.HTTPSConnection(
                self._host, self._port, timeout=seconds, context=ssl.create_default_context()
            )
        return http.client.HTTPConnection(self._host, self._port, timeout=seconds)

    def _headers(self) -> dict[str, str]:
        headers = {"Content-Type": "application/json", "Accept": "application/json", "Connection": "close"}
        if self.settings.api_key:
            headers["Authorization"] = f"Bearer {self.settings.api_key}"
        return headers


class _Call:
    """One request in its own thread; `outcome` gets the answer or the error."""

    def __init__(self, connection: http.client.HTTPConnection, path: str, headers: dict[str, str], body: bytes) -> None:
        self.connection = connection
        self.request = (path, headers, body)
        self.outcome: queue.SimpleQueue[tuple[int, bytes] | BaseException] = queue.SimpleQueue()
        self._socket: socket.socket | None = None

    def run(self) -> None:
        path, headers, body = self.request
        try:
            self.connection.connect()
            self._socket = self.connection.sock  # kept: the connection lets go of it once the headers are read
            self.connection.request("POST", path, body, headers)
            with self.connection.getresponse() as response:
                self.outcome.put((response.status, response.read(MOST_BYTES + 1)))
        except Exception as error:  # whatever it is belongs to the one who asked, not to this thread
            self.outcome.put(error)
        finally:
            self.connection.close()

    def hang_up(self) -> None:
        """End the thread's wait. It may not have connected yet: then its own time-out ends it."""
        if self._socket is not None:
            with contextlib.suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)


def _content(status: int, data: bytes) -> str:
    """The text in an answer. Parts of a list are joined, as some servers give them."""
    if status != http.client.OK:
        raise NoAnswerError(f"answered with HTTP {status}")
    try:
        content = json.loads(data)["choices"][0]["message"]["content"]
        if isinstance(content, list):
            content = "".join(part["text"] for part in content if part.get("type") == "text")
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError) as error:
        raise NoAnswerError("sent something that is no chat answer") from error
    if not isinstance(content, str):
        raise NoAnswerError("sent an empty answer")
    return content
