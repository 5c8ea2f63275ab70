"""A server that speaks the chat protocol and answers as it was told to: run as a program, it prints its port.

`PUT /script` takes a list of answers, given in turn (the last one again and again); `GET /seen` gives the requests so far and
forgets them. An answer may have: content (the model's text), status, raw (the whole body), delay (seconds before it), drip
(seconds between bytes), header_drip, flood (bytes), hang_up, obey (do what the message says), strict (refuse unknown fields), to.
"""

from __future__ import annotations

import json
import re
import sys
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

KNOWN = {"model", "messages", "stream"}
script: list[dict[str, Any]] = []
seen: list[dict[str, Any]] = []


class Handler(BaseHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        pass

    def do_GET(self) -> None:
        body = json.dumps(seen).encode()
        seen.clear()
        self._send(200, body)

    def do_PUT(self) -> None:
        script[:] = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        seen.clear()
        self._send(200, b"{}")

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        seen.append({"path": self.path, "headers": dict(self.headers), "body": body})
        plan = script.pop(0) if len(script) > 1 else script[0]
        with suppress(OSError):
            self._answer(plan, body)

    def _answer(self, plan: dict[str, Any], body: dict[str, Any]) -> None:
        time.sleep(plan.get("delay", 0))
        if plan.get("hang_up"):
            self.connection.close()
        elif plan.get("strict") and set(body) - KNOWN:
            self._send(400, b'{"error": {"message": "unknown field"}}')
        elif plan.get("header_drip"):
            self.wfile.write(b"HTTP/1.1 200 OK\r\n")
            while True:
                self.wfile.write(b"X")
                self.wfile.flush()
                time.sleep(plan["header_drip"])
        else:
            raw = plan["raw"].encode("utf-8", "surrogateescape") if "raw" in plan else _completion(plan, body)
            self._send(plan.get("status", 200), raw + b" " * plan.get("flood", 0), plan.get("drip"), plan.get("to"))

    def _send(self, status: int, body: bytes, drip: float | None = None, to: str | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        if to:
            self.send_header("Location", to)
        self.end_headers()
        if not drip:
            self.wfile.write(body)
            return
        for at in range(len(body)):
            self.wfile.write(body[at : at + 1])
            self.wfile.flush()
            time.sleep(drip)


def _completion(plan: dict[str, Any], body: dict[str, Any]) -> bytes:
    content = plan.get("content")
    if plan.get("obey"):
        order = re.findall(r"reply (?:with )?(?:only )?[\"']?([A-Z]+)", body["messages"][-1]["content"])
        said = order[-1] if order else "APPROVED"
        content = said if plan["obey"] == "bare" else json.dumps({"minimal": said, "leader": f"{said}?"})
    message = {"role": "assistant", "content": content}
    return json.dumps({"object": "chat.completion", "choices": [{"index": 0, "message": message}]}).encode()


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    sys.stdout.write(f"{server.server_address[1]}\n")
    sys.stdout.flush()
    server.serve_forever()
