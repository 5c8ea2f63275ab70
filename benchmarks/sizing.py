"""How many machines for how many messages: checks a second of one core, and hours and cost for a million and more.

    python benchmarks/sizing.py [--price 0.04] [--cores 16] [--seconds 20]

One thread checks messages of 60 words. What counts is its CPU time, not the clock, so that others at work on the machine matter
little; rounds of both models alternate, and the median counts. Cost is CPU hours times a price of a core (vCPU) and hour, an
assumption that `--price` changes.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time

import tonecheck

NAMES = "Samira Dev Ola Chidi Mei Ravi Lucía Tomás Aisha Björn Noa Kwame Yuki Ines Piotr Zola".split()
SIXTY = (
    "{name}, the totals on pages {a} and 7 of the Q3 pack differ by {b}, so the board saw the wrong margin on Tuesday. "
    "Could you send me a corrected version by Thursday noon at the latest, and tell me how "
    "the two sheets drifted apart? If the new ledger export is the cause I'll raise it with IT myself."
)
TEXTS = [SIXTY.format(name=name, a=a, b=100 * a + 17) for a, name in enumerate(NAMES)]
MODELS = {"large": "en", "small": "small"}


def rates(seconds: float) -> dict[str, float]:
    """Messages a CPU second of one thread, by model."""
    checkers = {name: tonecheck.load(model, threads=1) for name, model in MODELS.items()}
    found: dict[str, list[float]] = {name: [] for name in checkers}
    for checker in checkers.values():
        list(checker.check_many(TEXTS, reword=False))
    started = time.process_time()
    while time.process_time() - started < seconds:
        for name, checker in checkers.items():
            begun = time.process_time()
            list(checker.check_many(TEXTS, reword=False))
            found[name].append(len(TEXTS) / (time.process_time() - begun))
    return {name: statistics.median(values) for name, values in found.items()}


def table(rate: dict[str, float], cores: int, price: float) -> str:
    head = ["model", "messages a second and core"]
    head += [f"{millions} million: hours on {cores} cores, cost" for millions in (1, 10, 100)]
    rows = [head, ["---"] * len(head)]
    for name, each in rate.items():
        hours = [millions * 1_000_000 / each / 3600 for millions in (1, 10, 100)]
        rows.append([name, f"{each:.0f}", *(f"{hour / cores:.1f} h, {hour * price:.2f} USD" for hour in hours)])
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Checks a second of one core, and what many cost.")
    parser.add_argument("--price", type=float, default=0.04, help="USD for a core (vCPU) and hour")
    parser.add_argument("--cores", type=int, default=16)
    parser.add_argument("--seconds", type=float, default=20, help="CPU time to measure for")
    options = parser.parse_args()
    print(
        f"Words a message: {len(TEXTS[0].split())}; {os.cpu_count()} cores here; {options.price} USD a core and hour.\n"
    )
    print(table(rates(options.seconds), options.cores, options.price))
