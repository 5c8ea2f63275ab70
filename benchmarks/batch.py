"""`tonecheck batch` beside the bare loop over the same messages, as ratios from one run.

    python benchmarks/batch.py [--rows 1000000] [--messages 20000] [--cost 1000] [--model en]

A stand-in that costs `--cost` microseconds a message (the shipped model takes ten times as long on one core) shows what reading, writing and keeping a journal cost, and whether
memory grows with the number of rows; then the shipped model, as one process of two threads and as two of one.
"""

from __future__ import annotations

import argparse
import csv
import gc
import multiprocessing
import resource
import sys
import tempfile
import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

import tonecheck
from tests.standin import judged
from tonecheck.batch import Checks, Crew, batch
from tonecheck.records import choose, open_source, rows
from tonecheck.types import Message, Result

TEXTS = (
    "Samira, the totals on pages 3 and 7 of the Q3 pack differ by 4,200, so the board saw the wrong margin on Tuesday. "
    "Could you send me a corrected version by Thursday noon at the latest?",
    "You never listen. Have the slides on my desk by five.",
    "The standup moves to ten tomorrow.",
)


@dataclass(frozen=True, slots=True)
class Constant:
    """The same work for every message: a checksum of so many bytes."""

    size: int

    def check_many(self, messages: Iterable[str | Message], *, reword: bool = True) -> Iterator[Result]:
        work = bytes(self.size)
        for message in messages:
            assert isinstance(message, Message)
            zlib.adler32(work)
            yield judged(message)


def size_of(microseconds: float) -> int:
    """How many bytes take so long here."""
    work = bytes(1_000_000)
    seconds = min(timed(lambda: zlib.adler32(work)) for _ in range(20))
    return int(microseconds / 1e6 / seconds * len(work))


def timed(work: Callable[[], object]) -> float:
    begin = time.process_time()
    work()
    return time.process_time() - begin


def texts(count: int) -> Iterator[str]:
    return (f"{TEXTS[number % 3]} ({number})" for number in range(count))


def table(path: Path, count: int) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows((("id", "text"), *()))
        csv.writer(file).writerows((str(number), text) for number, text in enumerate(texts(count)))
    return path


def apart(work: Callable[..., float], *arguments: object) -> tuple[float, float, float]:
    """Seconds, processor seconds and peak megabytes of a piece of work in a fresh process."""
    context = multiprocessing.get_context("spawn")
    mine, its = context.Pipe()
    process = context.Process(target=_measured, args=(its, work, arguments))
    process.start()
    measured: tuple[float, float, float] = mine.recv()
    process.join()
    return measured


def _measured(pipe: Connection, work: Callable[..., float], arguments: tuple[object, ...]) -> None:
    seconds = work(*arguments)
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    busy = sum(one.ru_utime + one.ru_stime for one in used)
    pipe.send((seconds, busy, sum(one.ru_maxrss for one in used) / 1024))


def bare(load: Callable[[], Checks], count: int) -> float:
    checker = load()
    begin = time.perf_counter()
    for _ in checker.check_many((Message(text) for text in texts(count)), reword=False):
        pass
    return time.perf_counter() - begin


def through(load: Callable[[], Checks], given: Path, out: Path, workers: int) -> float:
    checker: Checks | Crew = Crew(load, workers) if workers > 1 else load()
    begin = time.perf_counter()
    source = open_source(str(given))
    text, name = choose(source, None, None)
    batch(rows(source, text, name), checker, out, source=source, text=text, force=True)
    passed = time.perf_counter() - begin
    if isinstance(checker, Crew):
        checker.__exit__()
    gc.collect()
    return passed


def line(what: str, count: int, measured: tuple[float, float, float], base: tuple[float, float, float]) -> None:
    seconds, busy, megabytes = measured
    print(
        f"| {what} | {count / seconds:,.0f} | {base[0] / seconds:.3f} | {base[1] / busy:.3f} | {megabytes:,.0f} |",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--messages", type=int, default=20_000)
    parser.add_argument("--cost", type=float, default=1000, help="microseconds of the stand-in")
    parser.add_argument("--model", default="en")
    given = parser.parse_args()
    stand_in = partial(Constant, size_of(given.cost))
    print(f"The stand-in takes {given.cost:.0f} µs a message. Ratios above 1: faster than the bare loop.\n")
    print("| what | rows a second | by the clock | by processor time | peak MB |\n|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as name:
        if given.rows:
            of_stand_in(Path(name), given.rows, stand_in)
        if given.messages:
            of_model(Path(name), given.messages, given.model)


def of_stand_in(folder: Path, count: int, stand_in: Callable[[], Checks]) -> None:
    few, many = table(folder / "few.csv", count // 10), table(folder / "many.csv", count)
    base = apart(bare, stand_in, count)
    line(f"stand-in, bare loop over {count:,}", count, base, base)
    line(
        f"stand-in, batch of {count // 10:,} to JSONL",
        count // 10,
        apart(through, stand_in, few, folder / "o.jsonl", 1),
        tuple(value / 10 for value in base),
    )
    line(
        f"stand-in, batch of {count:,} to JSONL",
        count,
        apart(through, stand_in, many, folder / "o.jsonl", 1),
        base,
    )
    line(
        f"stand-in, batch of {count:,} to CSV",
        count,
        apart(through, stand_in, many, folder / "o.csv", 1),
        base,
    )


def of_model(folder: Path, count: int, model: str) -> None:
    table(folder / "model.csv", count)
    one, two = partial(tonecheck.load, model, threads=1), partial(tonecheck.load, model, threads=2)
    base = apart(bare, two, count)
    line(f"model, bare loop over {count:,}, two threads", count, base, base)
    for what, load, workers in (("one process of two threads", two, 1), ("two processes of one thread", one, 2)):
        line(
            f"model, batch, {what}",
            count,
            apart(through, load, folder / "model.csv", folder / "o.jsonl", workers),
            base,
        )


if __name__ == "__main__":
    main()
