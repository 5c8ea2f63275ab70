"""Random and hostile bodies against a running service: none may give a 5xx.

    python benchmarks/service_fuzz.py [--count 100000] [--model small] [--url http://127.0.0.1:8765] [--seed 1]

Starts a service of its own without --url. Prints how often each status came; exits with 1 if one was 5xx or a connection
broke. The same seed gives the same bodies.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from typing import NamedTuple
from urllib.parse import quote, urlencode, urlsplit


class Case(NamedTuple):
    """One request."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


WORDS = "you never listen again always report Friday please thanks why because team late useless idiot".split()
ODD = [
    "", "\0", "\u202e", "\ufeff", "\ufffd", "😀" * 50, "é" * 500, "a" * 3000, "\r\n\r\n", "{{7*7}}", "<script>", "' OR 1=1",
    "%s%n", "../../etc/passwd", "\u0301" * 200, "ـ" * 100, "١٢٣", "한글", "ﷺ" * 30, "\x1b[31m", "null", "𝔂𝓸𝓾", "y o u",
    "[CLS] [SEP] [MASK]", "f*** **** ****", "!?" * 400, "\n" * 400, " " * 400, "-" * 2000, "A" * 500, "." * 1000, "https://" * 90,
]  # fmt: skip
TYPES = ["application/json"] * 8 + [
    "application/x-ndjson",
    "text/plain",
    "",
    "application/json; charset=utf-16",
    "a/b" * 30,
]
PATHS = [
    *["/v1/check"] * 6, *["/v1/reword"] * 2, *["/v1/batch"] * 3, "/v1/rubric", "/v1/nothing", "/healthz", "/metrics", "/",
    *["/v2/check"] * 3, *["/v1alpha1/comments:analyze"] * 2, "/v1alpha1/comments:suggestscore", "/v1/batch?offsets=utf16",
]  # fmt: skip
ASKED = [
    "/v2/check", "/v2/check", "/v2/languages", "/v2/configinfo", "/v2/", "/$discovery/rest", "/v1/rubric", "/static/", "/",
]  # fmt: skip
FORM = "application/x-www-form-urlencoded"
HEADERS = {
    "x-request-id": ["ok-1", "two words", "x" * 300, "\xe9"],
    "content-encoding": ["gzip", "identity", "br, br"],
    "authorization": ["Bearer", "Bearer tc_x", "Basic Og==", "\xff"],
    "origin": ["null", "http://localhost:1", "chrome-extension://x", "http://[", "x"],
    "host": ["", "localhost", "[::1", "a.b:c:d", "\xff"],
    "accept-encoding": ["gzip;q=x"],
}
LONG = 1 / 5000
"""Chance of a text of many pages, which takes the model seconds."""


def hostile(count: int, seed: int) -> Iterator[Case]:
    """Requests, the same for the same seed."""
    chance = random.Random(seed)
    for _ in range(count):
        headers = {name: chance.choice(values) for name, values in HEADERS.items() if chance.random() < 0.03}
        if chance.random() < 0.1:
            yield Case("GET", _address(chance), headers, b"")
            continue
        path = chance.choice(PATHS)
        kind = FORM if path.startswith("/v2") else chance.choice(TYPES)
        body = _form(chance) if path.startswith("/v2") else chance.choice(BODIES)(chance, path)
        yield Case("POST", path, headers | ({"content-type": kind} if kind else {}), body)


def _address(chance: random.Random) -> str:
    path = chance.choice(ASKED) + (quote(_text(chance)[:40]) if chance.random() < 0.1 else "")
    return f"{path}?{_form(chance).decode()}"


def _text(chance: random.Random) -> str:
    parts = [chance.choice(WORDS if chance.random() < 0.7 else ODD) for _ in range(chance.randint(0, 12))]
    if chance.random() < 0.2:
        parts.append("".join(chr(_scalar(chance)) for _ in range(chance.randint(1, 40))))
    if chance.random() < LONG:
        parts *= 500
    return chance.choice([" ", "", "\n", ". "]).join(parts)


def _scalar(chance: random.Random) -> int:
    point = chance.randrange(0x110000)
    return point if not 0xD800 <= point < 0xE000 else 0xFFFD


def _value(chance: random.Random, depth: int = 0) -> object:
    made: list[Callable[[], object]] = [
        lambda: _text(chance), lambda: None, lambda: chance.random() < 0.5, lambda: chance.randint(-(2**70), 2**70),
        lambda: chance.uniform(-1e300, 1e300), lambda: chance.choice(["codepoints", "utf16", "en", "de", "en-GB", "x" * 300]),
    ]  # fmt: skip
    if depth < 4:
        made.append(lambda: [_value(chance, depth + 1) for _ in range(chance.randint(0, 4))])
        made.append(lambda: {_text(chance)[:20]: _value(chance, depth + 1) for _ in range(chance.randint(0, 4))})
    return chance.choice(made)()


def _fields(chance: random.Random) -> dict[str, object]:
    found: dict[str, object] = {"text": _text(chance) if chance.random() < 0.85 else _value(chance)}
    for name in ("id", "language", "reword", "offsets", "deadline_ms", "unknown"):
        if chance.random() < 0.15:
            found[name] = _value(chance)
    if chance.random() < 0.2:
        found["deadline_ms"] = chance.randint(1, 50)
    return found


def _valid(chance: random.Random, path: str) -> bytes:
    if "batch" in path:
        return json.dumps({"items": [{"text": _text(chance)} for _ in range(chance.randint(0, 5))]}).encode()
    if "alpha" in path:
        return json.dumps(_comment(chance, path)).encode()
    return json.dumps(_fields(chance), ensure_ascii=chance.random() < 0.5).encode()


def _comment(chance: random.Random, path: str) -> dict[str, object]:
    wanted = chance.sample(["TOXICITY", "INSULT", "THREAT", "RESPECT", "NONE"], 2)
    found: dict[str, object] = {"comment": {"text": _text(chance)}}
    if path.endswith("analyze"):
        found["requestedAttributes"] = {name: {"scoreThreshold": chance.random()} for name in wanted}
        found["spanAnnotations"] = chance.random() < 0.5
    else:
        found["attributeScores"] = {wanted[0]: {"summaryScore": {"value": chance.random()}}}
    for name in ("languages", "clientToken", "context", "doNotStore", "sessionId", "unknown"):
        if chance.random() < 0.15:
            found[name] = _value(chance)
    return found


def _wild(chance: random.Random, path: str) -> bytes:
    return json.dumps(_value(chance)).encode()


def _damaged(chance: random.Random, path: str) -> bytes:
    body = bytearray(_valid(chance, path))
    for _ in range(chance.randint(1, 5)):
        at = chance.randrange(len(body) + 1)
        body[at : at + chance.randint(0, 3)] = chance.randbytes(chance.randint(0, 4))
    return bytes(body)


def _noise(chance: random.Random, path: str) -> bytes:
    return chance.randbytes(chance.randint(0, 400))


def _deep(chance: random.Random, path: str) -> bytes:
    depth = chance.choice([50, 500, 20_000])
    return chance.choice([b"[" * depth, b'{"text":' * depth, b"[" * depth + b"]" * depth])


def _surrogates(chance: random.Random, path: str) -> bytes:
    odd = chance.choice([b"d800", b"dfff", b"d83d\\ude00", b"0000", b"zzzz"])
    return b'{"text": "\\u' + odd + b' you never listen"}'


def _numbers(chance: random.Random, path: str) -> bytes:
    """What Python's JSON takes and others don't, and numbers beyond all types."""
    odd = chance.choice([b"NaN", b"-Infinity", b"1e999", b"9" * 5000, b"-0", b"1e-400", b"0x10", b"01"])
    field = chance.choice([b"deadline_ms", b"text", b"id", b"reword"])
    return b'{"text": "you never listen", "' + field + b'": ' + odd + b"}"


def _form(chance: random.Random) -> bytes:
    fields = {"text": _text(chance), "language": chance.choice(["en-US", "auto", "xx", ""])}
    if chance.random() < 0.3:
        fields["data"] = json.dumps({"annotation": [{"text": _text(chance)}, {"markup": "<b>"}]})
    for name in ("level", "disabledRules", "enabledOnly", "enabledCategories", "motherTongue"):
        if chance.random() < 0.2:
            fields[name] = _text(chance)[:60]
    return urlencode(fields).encode() if chance.random() < 0.9 else quote(chance.randbytes(60)).encode()


BODIES = [*[_valid] * 5, _wild, *[_damaged] * 3, _noise, _deep, _surrogates, _numbers]


def _send(url: str, cases: list[Case], found: Counter[int], bad: list[str], stop: threading.Event) -> None:
    host = urlsplit(url).netloc
    connection = http.client.HTTPConnection(host, timeout=600)
    for case in cases:
        if stop.is_set():
            return
        try:
            connection.request(case.method, case.path, case.body or None, case.headers)
            answer = connection.getresponse()
            answer.read()
            status = answer.status
        except (http.client.HTTPException, OSError):
            connection.close()
            status = 0
        found[status] += 1
        if not status or status >= 500:
            bad.append(f"{status} {case.method} {case.path[:300]} {case.headers} {case.body[:300]!r}")


def _start(model: str) -> tuple[subprocess.Popen[bytes], str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program = [sys.executable, "-c", "from tonecheck.cli import main; main()", "serve", "--port", str(port)]
    settings = {"LOG_LEVEL": "error", "MODEL": model, "TIMEOUT_MS": "600000", "TYPING_MS": "600000"}
    # A busy machine must not look like a fault: nothing runs out of time here.
    surroundings = {**os.environ, **{f"TONECHECK_{name}": value for name, value in settings.items()}}
    process = subprocess.Popen(program, env=surroundings)
    while process.poll() is None:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5)
            return process, f"http://127.0.0.1:{port}"
        except OSError:
            time.sleep(0.2)
    raise SystemExit("the service did not start")


def _all(url: str, cases: list[Case], connections: int) -> tuple[Counter[int], list[str]]:
    """Send them all; Ctrl+C ends it early, with what there is by then."""
    found: Counter[int] = Counter()
    bad: list[str] = []
    stop = threading.Event()
    parts = [cases[i::connections] for i in range(connections)]
    threads = [threading.Thread(target=_send, args=(url, part, found, bad, stop)) for part in parts]
    for thread in threads:
        thread.start()
    try:
        for thread in threads:
            thread.join()
    except KeyboardInterrupt:
        stop.set()
        for thread in threads:
            thread.join()
    return found, bad


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--model", default="en")
    parser.add_argument("--url")
    parser.add_argument("--connections", type=int, default=4)
    given = parser.parse_args()
    process, url = (None, given.url) if given.url else _start(given.model)
    started = time.perf_counter()
    found, bad = _all(url, list(hostile(given.count, given.seed)), given.connections)
    if process:
        process.terminate()
        process.wait(60)
    print(f"{found.total():,} bodies in {time.perf_counter() - started:.0f} s; 0 is a connection that broke")
    print("\n".join(f"  {status:3}  {times:,}" for status, times in sorted(found.items())))
    print("\n".join(bad[:20]) if bad else "no 5xx, and no connection broke")
    raise SystemExit(bool(bad))


if __name__ == "__main__":
    main()
