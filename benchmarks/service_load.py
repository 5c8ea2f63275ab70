"""The service under load, side by side with the bare model in one run, as ratios; load comes from another process.

    python benchmarks/service_load.py [--rounds 5] [--seconds 8] [--soak 600] [--write]

Each round measures, one after the other: the bare model on many messages, the service at 16 connections with batching and
without, the bare model on one message at a time, the service at one connection. Then overload (200 connections) and, if
asked for, a soak with its memory. `--write` keeps the table in benchmarks/service.md.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

NAMES = "Samira Dev Ola Chidi Mei Ravi Lucía Tomás Aisha Björn Noa Kwame Yuki Ines Piotr Zola".split()
SIXTY = (
    "{name}, the totals on pages {a} and 7 of the Q3 pack differ by {b}, so the board saw the wrong margin on Tuesday. "
    "Could you send me a corrected version by Thursday noon at the latest, and tell me how "
    "the two sheets drifted apart? If the new ledger export is the cause I'll raise it with IT myself."
)
TEXTS = [SIXTY.format(name=name, a=a, b=100 * a + 17) for a, name in enumerate(NAMES * 4)]
CONNECTIONS = 16
Figures = dict[str, Any]


def bare(kind: str, seconds: float) -> Figures:
    """The model without a service, in this process."""
    import tonecheck

    checker = tonecheck.load()
    list(checker.check_many(TEXTS, reword=False))
    checker.check(TEXTS[0], reword=False)
    times: list[float] = []
    count, started = 0, time.perf_counter()
    while time.perf_counter() - started < seconds:
        begun = time.perf_counter()
        if kind == "many":
            count += len(list(checker.check_many(TEXTS, reword=False)))
        else:
            checker.check(TEXTS[count % len(TEXTS)], reword=False)
            count += 1
        times.append(time.perf_counter() - begun)
    return {"rate": count / (time.perf_counter() - started), "p50": 1000 * statistics.median(times)}


def client(url: str, connections: int, seconds: float) -> Figures:
    """Ask on so many connections, each again as soon as it has its answer."""
    try:
        import uvloop

        runner = uvloop.run
    except ImportError:
        runner = asyncio.run
    return runner(_load(url, connections, seconds))


async def _load(url: str, connections: int, seconds: float) -> Figures:
    done: list[tuple[int, float]] = []
    started = time.perf_counter()
    ends = started + seconds
    results = await asyncio.gather(*[_ask(url, i, ends, done) for i in range(connections)], return_exceptions=True)
    taken = time.perf_counter() - started
    answered = sorted(taken for status, taken in done if status == 200)
    refused = sorted(taken for status, taken in done if status != 200)
    return {
        "rate": len(answered) / taken,
        "p50": _quantile(answered, 0.5),
        "p99": _quantile(answered, 0.99),
        "refused": len(refused),
        "refused_p50": _quantile(refused, 0.5),
        "refused_p99": _quantile(refused, 0.99),
        "statuses": dict(Counter(str(status) for status, _ in done)),
        "broken": sum(isinstance(result, BaseException) for result in results),
    }


async def _ask(url: str, number: int, ends: float, done: list[tuple[int, float]]) -> None:
    place = urlsplit(url)
    reader, writer = await asyncio.open_connection(place.hostname, place.port)
    bodies = [json.dumps({"text": text}).encode() for text in TEXTS]
    head = f"POST /v1/check HTTP/1.1\r\nHost: {place.netloc}\r\nContent-Type: application/json\r\nContent-Length: "
    requests = [head.encode() + str(len(body)).encode() + b"\r\n\r\n" + body for body in bodies]
    try:
        while time.perf_counter() < ends:
            begun = time.perf_counter()
            writer.write(requests[number % len(requests)])
            number += CONNECTIONS + 1
            answer = await reader.readuntil(b"\r\n\r\n")
            lower = answer.lower()
            at = lower.index(b"content-length: ") + 16
            await reader.readexactly(int(lower[at : lower.index(b"\r\n", at)]))
            status = int(answer[9:12])
            done.append((status, time.perf_counter() - begun))
            if status != 200:
                await asyncio.sleep(0.05)  # a client that was told to wait does, if not as long as it should
    finally:
        writer.close()


def _quantile(ordered: list[float], part: float) -> float | None:
    return round(1000 * ordered[min(len(ordered) - 1, int(part * len(ordered)))], 2) if ordered else None


@contextmanager
def service(**settings: str) -> Iterator[tuple[str, int]]:
    """A service in its own process: its address and process id."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program = [sys.executable, "-c", "from tonecheck.cli import main; main()", "serve", "--port", str(port)]
    surroundings = {**os.environ, **{f"TONECHECK_{name.upper()}": value for name, value in settings.items()}}
    process = subprocess.Popen(program, env={**surroundings, "TONECHECK_LOG_LEVEL": "warning"})
    url = f"http://127.0.0.1:{port}"
    try:
        while True:
            assert process.poll() is None, "the service did not start"
            try:
                urllib.request.urlopen(f"{url}/readyz", timeout=5)
                break
            except OSError:
                time.sleep(0.2)
        yield url, process.pid
    finally:
        process.terminate()
        process.wait(60)


def apart(*arguments: object) -> Figures:
    """Run a part of this script in a process of its own."""
    command = [sys.executable, __file__, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: Figures = json.loads(done.stdout)
    return found


def megabytes(process: int) -> float:
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) / 1024


def measure(rounds: int, seconds: float) -> tuple[dict[str, float], dict[str, float]]:
    """Medians, and medians of each round's ratios."""
    figures: dict[str, list[float]] = {}
    ratios: dict[str, list[float]] = {}
    with service() as (with_batches, _), service(batching="false") as (without, _):
        for number in range(rounds):
            many = apart("--bare", "many", "--seconds", seconds)["rate"]
            on = apart("--client", with_batches, "--connections", CONNECTIONS, "--seconds", seconds)
            off = apart("--client", without, "--connections", CONNECTIONS, "--seconds", seconds)
            single = apart("--bare", "single", "--seconds", seconds / 2)["p50"]
            one = apart("--client", with_batches, "--connections", 1, "--seconds", seconds / 2)["p50"]
            row = {
                "many": many,
                "on": on["rate"],
                "off": off["rate"],
                "on_p99": on["p99"],
                "single": single,
                "one": one,
            }
            print(f"round {number + 1}: {row}", file=sys.stderr, flush=True)
            for name, value in row.items():
                figures.setdefault(name, []).append(value)
            ratio = {"on/many": on["rate"] / many, "on/off": on["rate"] / off["rate"], "one-single": one - single}
            for name, value in ratio.items():
                ratios.setdefault(name, []).append(value)
    middle = statistics.median
    return {name: middle(all_) for name, all_ in figures.items()}, {name: middle(all_) for name, all_ in ratios.items()}


def overload(seconds: float) -> tuple[Figures, Figures]:
    """What 200 connections get, and what one gets right after."""
    with service() as (url, _):
        return (
            apart("--client", url, "--connections", 200, "--seconds", seconds),
            apart("--client", url, "--connections", 1, "--seconds", 2),
        )


def soak(seconds: float) -> tuple[float, float, Figures]:
    """Megabytes after a minute (or a tenth) of load and at the end."""
    with service() as (url, process):
        first = min(60.0, seconds / 10)
        apart("--client", url, "--connections", CONNECTIONS, "--seconds", first)
        begun = megabytes(process)
        found = apart("--client", url, "--connections", CONNECTIONS, "--seconds", seconds - first)
        return begun, megabytes(process), found


def table(rounds: int, seconds: float, soaked: float) -> str:
    figures, ratios = measure(rounds, seconds)
    crowd, after = overload(seconds)
    lines = [
        "# The service under load",
        "",
        f"Measured on {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}; messages of 60 words, "
        f"checks without rewordings, load from another process on the same cores; medians of {rounds} rounds in one run.",
        "",
        "| what | figure | beside |",
        "|---|---|---|",
        f"| the bare model, many messages | {figures['many']:.0f} a second | 1.00 |",
        f"| the service, {CONNECTIONS} connections | {figures['on']:.0f} a second, p99 {figures['on_p99']:.0f} ms "
        f"| {ratios['on/many']:.2f} of the bare model |",
        f"| the same with batching off | {figures['off']:.0f} a second | batching gives {ratios['on/off']:.2f} times as much |",
        f"| the bare model, one message at a time, p50 | {figures['single']:.1f} ms | |",
        f"| the service, one connection, p50 | {figures['one']:.1f} ms | {ratios['one-single']:+.1f} ms |",
        f"| overload: 200 connections | {crowd['rate']:.0f} a second served, {crowd['refused']} refused "
        f"({crowd['statuses']}) | refused in {crowd['refused_p50']} ms (p99 {crowd['refused_p99']} ms) |",
        f"| right after it, one connection | p50 {after['p50']} ms, {after['refused']} refused | |",
    ]
    if soaked:
        begun, ended, found = soak(soaked)
        lines.append(
            f"| soak, {soaked:.0f} s, {CONNECTIONS} connections | {found['rate']:.0f} a second, {found['statuses']} "
            f"| {begun:.0f} MB after its first part, {ended:.0f} MB at the end |"
        )
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=8)
    parser.add_argument("--soak", type=float, default=0)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--bare", choices=("many", "single"), help=argparse.SUPPRESS)
    parser.add_argument("--client", help=argparse.SUPPRESS)
    parser.add_argument("--connections", type=int, default=1, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.bare:
        print(json.dumps(bare(given.bare, given.seconds)))
    elif given.client:
        print(json.dumps(client(given.client, given.connections, given.seconds)))
    else:
        made = table(given.rounds, given.seconds, given.soak)
        print(made)
        if given.write:
            (Path(__file__).parent / "service.md").write_text(made, encoding="utf-8")


if __name__ == "__main__":
    main()
