"""How to use several cores for many messages: side by side in threads (what ships), all cores for each message, or processes.

    python benchmarks/threads.py [N]

The same N messages of the held-out scenarios for each way, the ways by turns, three rounds; the best round counts. Figures are messages
a second, whole checks without rewordings. "A cascade" is what a smaller model could give at most if it answered everything.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import tonecheck
from tonecheck import Message
from tonecheck.encoder.engine import onnx_runner
from tonecheck.learn.corpus import format as corpus_format
from tonecheck.learn.corpus.splits import split_of

ROOT = Path(__file__).parent.parent
CORES = os.cpu_count() or 1
Way = Callable[[Sequence[str]], None]
_worker: dict[str, tonecheck.Checker] = {}


def check(checker: tonecheck.Checker, texts: Sequence[str]) -> None:
    for _ in checker.check_many((Message(text, language="en") for text in texts), reword=False):
        pass


def in_process(name: str, texts: Sequence[str]) -> None:
    if name not in _worker:
        _worker[name] = tonecheck.load(name, threads=1)
    check(_worker[name], texts)


def ways(name: str, pool: ProcessPoolExecutor) -> dict[str, Way]:
    one, beside, wide = (tonecheck.load(name, threads=threads) for threads in (1, CORES, 1))
    wide.model._run = onnx_runner(wide.model.files, CORES)

    def processes(texts: Sequence[str]) -> None:
        list(pool.map(in_process, [name] * CORES, [texts[i::CORES] for i in range(CORES)]))

    return {
        "one thread": lambda texts: check(one, texts),
        "all cores for each message": lambda texts: check(wide, texts),
        "side by side in threads": lambda texts: check(beside, texts),
        "processes of one thread": processes,
    }


def main(count: int) -> None:
    checker = tonecheck.load("small")
    corpus = corpus_format.read(ROOT / "corpora" / "en", checker.book.rules)
    texts = [s.text for s in corpus if split_of(s.scenario.id) == "test"][:count]
    print(
        f"{len(texts)} messages, {sum(len(t.split()) for t in texts) / len(texts):.0f} words on average, {CORES} cores\n"
    )
    print("| model | " + " | ".join(ways("small", None)) + " |\n|---" + "|---" * 4 + "|")  # type: ignore[arg-type]
    with ProcessPoolExecutor(CORES) as pool:
        for name in ("small", "en"):
            best: dict[str, float] = {}
            chosen = ways(name, pool)
            for _ in range(3):
                for way, run in chosen.items():
                    began = time.perf_counter()
                    run(texts)
                    best[way] = max(best.get(way, 0.0), len(texts) / (time.perf_counter() - began))
            print(f"| `{name}` | " + " | ".join(f"{rate:.0f}" for rate in best.values()) + " |", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 300)
