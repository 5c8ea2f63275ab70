"""The service under load, side by side with the bare model in one run, as ratios; load comes from another process.

    python benchmarks/service_load.py --soak 600 --write          (some 20 minutes; the figures that are kept)
    python benchmarks/service_load.py --rounds 1 --seconds 2 --soak 10          (does it work at all)

Each round measures, one after the other: the bare model on many messages, the service at 16 connections with batching and
without, the bare model on one message at a time, the service at one connection. Then overload (200 connections) and, if
asked for, a soak with its memory. `--write` keeps the tables in benchmarks/service.md. Exits with 1 if a target is missed.
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
from dataclasses import dataclass
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
WORDS = round(sum(len(text.split()) for text in TEXTS) / len(TEXTS))
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
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
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


@dataclass(frozen=True, slots=True)
class Target:
    """What the service has promised, and whether this run shows it."""

    what: str
    value: float
    limit: float
    least: bool

    @property
    def met(self) -> bool:
        return self.value >= self.limit if self.least else self.value <= self.limit

    def __str__(self) -> str:
        sign = "≥" if self.least else "≤"
        return f"| {self.what} | {self.value:.2f} | {sign} {self.limit:g} | {'yes' if self.met else '**no**'} |"


def targets(ratios: dict[str, float], crowd: Figures, after: Figures, memory: float | None) -> list[Target]:
    found = [
        Target("the service to the bare model, batched", ratios["on/many"], 0.8, least=True),
        Target("batching on to off", ratios["on/off"], 2.0, least=True),
        Target("one connection over the bare model, p50 in ms", ratios["one-single"], 5.0, least=False),
        Target(
            "overload: time of a refusal to that of an answer, p50", crowd["refused_p50"] / crowd["p50"], 0.5, False
        ),
        Target("overload: connections that broke", crowd["broken"], 0, least=False),
        Target("right after it: refusals", after["refused"], 0, least=False),
    ]
    grown = [] if memory is None else [Target("soak: memory at the end to that at its beginning", memory, 1.1, False)]
    return found + grown


def table(rounds: int, seconds: float, soaked: float) -> tuple[str, bool]:
    """The figures in Markdown, and whether all targets are met."""
    figures, ratios = measure(rounds, seconds)
    crowd, after = overload(seconds)
    assert crowd["refused_p50"], f"200 connections were no overload: {crowd}"
    rows = [
        ("the bare model, many messages", f"{figures['many']:.0f} a second"),
        (f"the service, {CONNECTIONS} connections", f"{figures['on']:.0f} a second, p99 {figures['on_p99']:.0f} ms"),
        ("the same with batching off", f"{figures['off']:.0f} a second"),
        ("the bare model, one message at a time", f"p50 {figures['single']:.1f} ms"),
        ("the service, one connection", f"p50 {figures['one']:.1f} ms"),
        ("overload: 200 connections", f"{crowd['rate']:.0f} a second served, p50 {crowd['p50']} ms"),
        (
            "refused in it",
            f"{crowd['refused']} ({crowd['statuses']}), p50 {crowd['refused_p50']} ms, p99 {crowd['refused_p99']} ms",
        ),
        ("right after it, one connection", f"p50 {after['p50']} ms"),
    ]
    memory = None
    if soaked:
        begun, ended, found = soak(soaked)
        memory = ended / begun
        rows.append(
            (
                f"soak, {soaked:.0f} s, {CONNECTIONS} connections",
                f"{found['rate']:.0f} a second, {begun:.0f} MB, then {ended:.0f} MB",
            )
        )
    met = targets(ratios, crowd, after, memory)
    lines = [
        "# The service under load",
        "",
        f"Measured on {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}; messages of {WORDS} words, "
        f"checks without rewordings, load from another process on the same cores; medians of {rounds} rounds of {seconds:g} s in one run.",
        "",
        *("| what | figure |", "|---|---|", *(f"| {what} | {figure} |" for what, figure in rows)),
        "",
        *("| ratio | here | must be | is |", "|---|---|---|---|", *map(str, met)),
    ]
    return "\n".join(lines) + "\n", all(target.met for target in met)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=8, help="of each measurement")
    parser.add_argument("--soak", type=float, default=0, help="seconds; 600 for the figures that are kept")
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
        made, met = table(given.rounds, given.seconds, given.soak)
        print(made)
        if given.write:
            (Path(__file__).parent / "service.md").write_text(made, encoding="utf-8")
        raise SystemExit(not met)


if __name__ == "__main__":
    main()
