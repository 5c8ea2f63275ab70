"""Speed and memory, side by side in one run, as ratios: the shipped model, the same network in torch, a BERT-base.

    python benchmarks/speed.py [--write]

BERT-base (random weights: speed doesn't depend on them) stands for the usual toxicity classifier; Detoxify's published
architecture is one. Cold figures start a fresh process each time. `--write` keeps the table in benchmarks/speed.md.
"""

from __future__ import annotations

import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import torch
from transformers import BertConfig, BertModel

import tonecheck
from tonecheck import encoder
from tonecheck.learn import network
from tonecheck.learn.run import torch_runner

SIXTY = (
    "Samira, the totals on pages 3 and 7 of the Q3 pack differ by 4,200, so the board saw the wrong margin on Tuesday. "
    "Could you send me a corrected version by Thursday noon at the latest, and tell me how "
    "the two sheets drifted apart? If the new ledger export is the cause I'll raise it with IT myself."
)
REPEAT = 40


def median_ms(run: Callable[[], object]) -> float:
    run()
    times = []
    for _ in range(REPEAT):
        start = time.perf_counter()
        run()
        times.append(1000 * (time.perf_counter() - start))
    return statistics.median(times)


def cold() -> tuple[float, float]:
    """Median seconds and largest megabytes of `tonecheck check` in a fresh process."""
    command = [str(Path(sys.executable).parent / "tonecheck"), "check", "--no-reword", "You never listen."]
    seconds = []
    for _ in range(7):
        start = time.perf_counter()
        subprocess.run(command, check=False, capture_output=True)
        seconds.append(time.perf_counter() - start)
    # Asked for in a small process: a child counts what its parent held at the fork, and this one holds torch.
    ask = "import resource, subprocess, sys; subprocess.run(sys.argv[1:], capture_output=True)"
    ask += "; print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    kilobytes = subprocess.run([sys.executable, "-c", ask, *command], capture_output=True, text=True, check=True).stdout
    return statistics.median(seconds[1:]), int(kilobytes) / 1024


def bert_base() -> Callable[[], object]:
    model = BertModel(BertConfig()).eval()
    ids = torch.randint(1000, 20000, (1, len(tonecheck.load().model.windows(_text())[0].ids)))

    def run() -> object:
        with torch.inference_mode():
            return model(input_ids=ids)

    return run


def _text() -> encoder.Text:
    return encoder.Text(SIXTY, [tonecheck.Span(0, len(SIXTY))])


def table() -> str:
    seconds, megabytes = cold()
    checker = tonecheck.load()
    single = median_ms(lambda: checker.check(SIXTY, reword=False))
    drafts = [SIXTY] * 64
    start = time.perf_counter()
    list(checker.check_many(drafts * 4, reword=False))
    batch = 256 / (time.perf_counter() - start)
    window = checker.model.windows(_text())[0]
    ours = median_ms(lambda: checker.model.run(window))
    net = network.empty(BertConfig.from_pretrained(network.base_folder()), len(checker.book.rules)).eval()
    torch_ms, bert_ms = median_ms(lambda: torch_runner(net)(window)), median_ms(bert_base())
    rows = [
        ("`tonecheck check` cold, a fresh process", f"{seconds:.2f} s", f"{megabytes:.0f} MB at most"),
        ("one check of 60 words, warm, everything included", f"{single:.1f} ms", ""),
        ("many checks of 60 words, all cores", f"{batch:.0f} a second", ""),
        ("the model alone, int8 ONNX, all cores", f"{ours:.1f} ms", "1.0"),
        ("the same network in torch fp32, all cores", f"{torch_ms:.1f} ms", f"{torch_ms / ours:.1f} times as long"),
        ("BERT-base encoder in torch fp32, all cores", f"{bert_ms:.1f} ms", f"{bert_ms / ours:.1f} times as long"),
    ]
    head = f"Measured on {platform.machine()}, {torch.get_num_threads()} cores, Python {platform.python_version()}, medians.\n"
    return "\n".join(
        [
            head,
            "| what | figure | beside the model alone |",
            "|---|---|---|",
            *("| " + " | ".join(row) + " |" for row in rows),
        ]
    )


if __name__ == "__main__":
    result = table()
    print(result)
    if "--write" in sys.argv:
        (Path(__file__).parent / "speed.md").write_text(f"# Speed\n\n{result}\n", encoding="utf-8")
