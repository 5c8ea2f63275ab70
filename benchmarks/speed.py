"""Speed and memory of both models that ship, beside the same networks in torch and a BERT-base, as ratios.

    python benchmarks/speed.py [--write]

BERT-base (random weights: speed doesn't depend on them) stands for the usual toxicity classifier; Detoxify's published
architecture is one. What is compared takes turns in the same run, so that a busy moment hits all alike; figures are medians.
Cold figures start a fresh process each time. `--write` keeps the table in benchmarks/speed.md.
"""

from __future__ import annotations

import itertools
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import torch
from transformers import BertConfig, BertModel

import tonecheck
from tonecheck import encoder
from tonecheck.encoder.windows import Window
from tonecheck.learn import weights
from tonecheck.learn.corpus import format as corpus_format
from tonecheck.learn.corpus.splits import split_of
from tonecheck.learn.engine import run_together, torch_runner

ROOT = Path(__file__).parent.parent
MODELS = {"large": "en", "small": "small"}
SIXTY = (
    "Samira, the totals on pages 3 and 7 of the Q3 pack differ by 4,200, so the board saw the wrong margin on Tuesday. "
    "Could you send me a corrected version by Thursday noon at the latest, and tell me how "
    "the two sheets drifted apart? If the new ledger export is the cause I'll raise it with IT myself."
)
CORES = 2
TURNS, MANY_TURNS, COLD_TURNS = 40, 5, 7
MANY, TOGETHER = 128, 32
"""Held-out messages in a throughput figure, and how many of a like length torch reads together."""
WARM = 200
"""Checks after which the memory of a warm process is read."""
CPU = torch.device("cpu")

Job = Callable[[], object]


def taking_turns(jobs: Mapping[str, Job], turns: int) -> dict[str, float]:
    """Median seconds of each job; they take turns, after a first round that doesn't count. Each runs twice and the second time
    counts: it finds its weights in the processor's cache, as in a loop, and not the others'."""
    seconds: dict[str, list[float]] = {name: [] for name in jobs}
    for turn, (name, job) in itertools.product(range(turns + 1), jobs.items()):
        job()
        start = time.perf_counter()
        job()
        if turn:
            seconds[name].append(time.perf_counter() - start)
    return {name: statistics.median(taken) for name, taken in seconds.items()}


def peak(command: Sequence[str]) -> float:
    """Most megabytes that a process had in memory. Asked for in a small process: a child counts what its parent held at the
    fork, and this one holds torch."""
    ask = "import resource, subprocess, sys; subprocess.run(sys.argv[1:], capture_output=True)"
    ask += "; print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    done = subprocess.run([sys.executable, "-c", ask, *command], capture_output=True, text=True, check=True)
    return int(done.stdout) / 1024


def check(model: str) -> list[str]:
    program = str(Path(sys.executable).parent / "tonecheck")
    return [program, "check", "--no-reword", "--model", model, "You never listen."]


def loop(model: str) -> list[str]:
    """A warm process that checks a text again and again."""
    code = "import sys, tonecheck; checker = tonecheck.load(sys.argv[1])"
    code += "; [checker.check(sys.argv[2], reword=False) for _ in range(int(sys.argv[3]))]"
    return [sys.executable, "-c", code, model, SIXTY, str(WARM)]


def bert_base() -> Any:
    return BertModel(BertConfig(), add_pooling_layer=False).eval()


def bert(model: Any, windows: Sequence[Window]) -> None:
    """BERT-base on as many tokens: padded to the longest, with a mask where there is padding."""
    lengths = torch.tensor([len(window.ids) for window in windows])
    ids = torch.randint(1000, 20000, (len(windows), int(lengths.max())))
    mask = (torch.arange(ids.shape[1]) < lengths[:, None]).long() if len(windows) > 1 else None
    with torch.inference_mode():
        model(input_ids=ids, attention_mask=mask)


def alone(checkers: Mapping[str, tonecheck.Checker]) -> dict[str, float]:
    """Seconds of one message of 60 words, the networks alone."""
    text = encoder.Text(SIXTY, [tonecheck.Span(0, len(SIXTY))])
    jobs: dict[str, Job] = {}
    for name, checker in checkers.items():
        window = checker.model.windows(text)[0]
        run = torch_runner(weights.network(checker.model.files))
        jobs[f"{name} int8"] = partial(checker.model.run, window)
        jobs[f"{name} torch"] = partial(run, window)
    jobs["bert"] = partial(bert, bert_base(), [window])
    return taking_turns(jobs, TURNS)


def together(checkers: Mapping[str, tonecheck.Checker]) -> dict[str, float]:
    """Messages a second, held-out ones of the corpus: whole checks; and the networks alone in torch, TOGETHER at a time."""
    book = checkers["large"].book
    corpus = corpus_format.read(ROOT / "corpora" / "en", book.rules)
    texts = [sample.text for sample in corpus if split_of(sample.scenario.id) == "test"][:MANY]
    jobs: dict[str, Job] = {}
    for name, checker in checkers.items():
        whole = [encoder.Text(text, [tonecheck.Span(0, len(text))]) for text in texts]
        windows = sorted((window for text in whole for window in checker.model.windows(text)), key=lambda w: len(w.ids))
        batches = [windows[at : at + TOGETHER] for at in range(0, len(windows), TOGETHER)]
        net = weights.network(checker.model.files)
        jobs[f"{name} check"] = lambda checker=checker: list(checker.check_many(texts, reword=False))
        jobs[f"{name} int8"] = partial(checker.model.read_all, whole)
        jobs[f"{name} torch"] = lambda net=net, batches=batches: [run_together(net, batch, CPU) for batch in batches]
    base = bert_base()
    jobs["bert"] = lambda: [bert(base, batch) for batch in batches]
    return {name: len(texts) / seconds for name, seconds in taking_turns(jobs, MANY_TURNS).items()}


def table() -> str:
    torch.set_num_threads(CORES)
    started = {name: partial(subprocess.run, check(model), capture_output=True) for name, model in MODELS.items()}
    cold = taking_turns(started, COLD_TURNS)
    checkers = {name: tonecheck.load(model, threads=CORES) for name, model in MODELS.items()}
    warm = taking_turns({name: partial(c.check, SIXTY, reword=False) for name, c in checkers.items()}, TURNS)
    one, many = alone(checkers), together(checkers)
    size = {name: len(checker.model.files.weights) / 1e6 for name, checker in checkers.items()}
    rows: list[tuple[str, Callable[[str], str]]] = [
        ("weight file", lambda m: f"{size[m]:.1f} MB"),
        ("`tonecheck check` cold, a fresh process", lambda m: f"{cold[m]:.2f} s"),
        ("its memory at most", lambda m: f"{peak(check(MODELS[m])):.0f} MB"),
        (f"memory at most of a warm process, {WARM} checks", lambda m: f"{peak(loop(MODELS[m])):.0f} MB"),
        ("one check of 60 words, warm, everything included", lambda m: f"{1000 * warm[m]:.1f} ms"),
        ("the network alone, int8 ONNX", lambda m: f"{1000 * one[f'{m} int8']:.1f} ms"),
        ("the same network in torch fp32", lambda m: _times(one[f"{m} torch"], one[f"{m} int8"])),
        ("BERT-base in torch fp32", lambda m: _times(one["bert"], one[f"{m} int8"])),
        ("many messages, whole checks", lambda m: f"{many[f'{m} check']:.0f} a second"),
        ("many messages, the network alone, int8 ONNX", lambda m: f"{many[f'{m} int8']:.0f} a second"),
        (f"the same network in torch fp32, {TOGETHER} together", lambda m: _share(many, f"{m} torch", m)),
        (f"BERT-base in torch fp32, {TOGETHER} together", lambda m: _share(many, "bert", m)),
    ]
    head = f"Measured on {platform.machine()}, {CORES} cores, Python {platform.python_version()}, torch {torch.__version__}, medians."
    return "\n".join(
        [
            f"{head} Many messages: {MANY} held-out ones of the corpus, in torch sorted by length.\n",
            "| what | " + " | ".join(MODELS) + " |",
            "|---" * (len(MODELS) + 1) + "|",
            *(f"| {what} | " + " | ".join(figure(model) for model in MODELS) + " |" for what, figure in rows),
        ]
    )


def _times(theirs: float, ours: float) -> str:
    return f"{1000 * theirs:.1f} ms, {theirs / ours:.1f} times as long"


def _share(many: Mapping[str, float], theirs: str, model: str) -> str:
    return f"{many[theirs]:.0f} a second; int8 ONNX does {many[f'{model} int8'] / many[theirs]:.1f} times as many"


if __name__ == "__main__":
    result = table()
    print(result)
    if "--write" in sys.argv:
        (Path(__file__).parent / "speed.md").write_text(f"# Speed\n\n{result}\n", encoding="utf-8")
