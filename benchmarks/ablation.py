"""What each part of the training gives: the same course on part of the corpus, one part added at a time, over several seeds.

    python benchmarks/ablation.py OUT.jsonl --data DIR [--teacher models/en] [--exam corpora/exam] [--share 0.25] [--epochs 4] [--seeds 1 2]
    python benchmarks/ablation.py OUT.jsonl --table

Macro-F1 on half of the held-out scenarios and on messages by others, from calibration fitted on the calibration scenarios (in torch, fp32:
quantization is not what is compared); cues: micro-F1 of tokens, with one threshold chosen on the same scenarios. Each run is a line
of OUT; those that are there already aren't run again. The table has means and standard deviations over the seeds.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score

from tonecheck import encoder, rulebook
from tonecheck.encoder import calibration, engine
from tonecheck.learn import augment, distilling, folder, network, outsiders, run, training, weights
from tonecheck.learn.corpus import format as corpus_format
from tonecheck.learn.corpus.splits import split_of
from tonecheck.learn.data import Example, collate, examples, rewordings, unlabelled
from tonecheck.types import AXES

ROOT = Path(__file__).parent.parent
CPU = torch.device("cpu")
PLAIN = training.Recipe(epochs=3, cue_weight=0.0, kept_weight=0.0, fragments=0.0, slips=0.0)
PARTS = {
    "base: messages and sentences": {},
    "+ token cues and kept words": {"cue_weight": 1.0, "kept_weight": 0.4},
    "+ fragments and typing errors": {"fragments": 0.15, "slips": 0.06},
    "+ auxiliary (public data)": {"auxiliary": True},
    "+ contrast loss": {"contrast_weight": 0.3},
    "+ teacher's lessons": {"contrast_weight": 0.0, "teacher": True},
    "bigger student (mpnet, 10 layers), no teacher": {
        "teacher": False,
        "base": "large",
        "encoder_rate": 5e-5,
        "head_rate": 5e-4,
    },
}
"""Each adds to the one before; the lessons and the bigger student without the contrast loss."""


class Course:
    """The data, read once."""

    def __init__(self, args: argparse.Namespace) -> None:
        self.args, self.book = args, rulebook.load()
        corpus = corpus_format.read(ROOT / "corpora" / "en", self.book.rules)
        self.train = run._share([s for s in corpus if split_of(s.scenario.id) == "train"], args.share)
        self.measured = {
            "calibration": run._share([s for s in corpus if split_of(s.scenario.id) == "calibration"], 0.5),
            "held out": run._share([s for s in corpus if split_of(s.scenario.id) == "test"], 0.5),
            "others": corpus_format.read(args.exam, self.book.rules),
        }
        self.lessons: dict[tuple[str, ...], list[distilling.Lesson]] = {}

    def go(self, changes: dict[str, object], seed: int) -> dict[str, float]:
        """One run: train, calibrate, measure."""
        named = dict(changes)
        auxiliary, teacher = named.pop("auxiliary", False), named.pop("teacher", False)
        recipe = replace(PLAIN, epochs=self.args.epochs, seed=seed, **named)  # type: ignore[arg-type]
        base = network.BASES[recipe.base]
        tokenizer = run._tokenizer(base)
        torch.manual_seed(seed)
        net = network.from_base(len(self.book.rules), base=base)
        # Augmented once for all seeds: the seeds vary heads, order and dropout, and a teacher needs to read but once.
        shown = augment.slips(augment.even_blanks(self.train, 1), recipe.slips, 1)
        shown += augment.fragments(self.train, self.book, recipe.fragments, 1)
        chosen = examples(shown, tokenizer, self.book, folder.MAX_TOKENS, rewordings(self.train))
        if teacher:
            chosen = distilling.taught(chosen, self._lessons([s.text for s in shown]))
            texts = outsiders.texts(self.args.data, len(chosen) // 2, 1)
            further = [unlabelled(text, tokenizer, self.book, folder.MAX_TOKENS) for text in texts]
            chosen += [e for e in distilling.taught(further, self._lessons(texts)) if e.lesson is not None]
        lines = outsiders.read(self.args.data, tokenizer) if auxiliary else []
        training.fit(net, chosen, recipe, CPU, lambda line: print("   ", line, flush=True), lines)
        return self._measure(net, tokenizer)

    def _lessons(self, texts: Sequence[str]) -> list[distilling.Lesson]:
        key = tuple(texts)
        if key not in self.lessons:
            files = encoder.read(self.args.teacher)
            teacher, tokenizer = weights.network(files), engine.tokenizer(files)
            read = [unlabelled(text, tokenizer, self.book, folder.MAX_TOKENS) for text in texts]
            self.lessons[key] = distilling.lessons(teacher, read, CPU, lambda line: print("   ", line, flush=True))
        return self.lessons[key]

    def _measure(self, net: network.ToneNetwork, tokenizer: object) -> dict[str, float]:
        seen = {
            name: logits(net, examples(part, tokenizer, self.book, folder.MAX_TOKENS))  # type: ignore[arg-type]
            for name, part in self.measured.items()
        }
        found = {}
        for axis in AXES:
            gold = {name: [getattr(s, axis) for s in part] for name, part in self.measured.items()}
            fitted = LogisticRegression(C=0.3, max_iter=2000).fit(seen["calibration"][axis], gold["calibration"])
            for name in ("held out", "others"):
                said = fitted.predict(seen[name][axis])
                found[f"{name}: {axis}"] = float(f1_score(gold[name], said, average="macro"))
        limits = np.linspace(-3, 3, 25)
        best = max(limits, key=lambda limit: micro_f1(seen["calibration"]["tokens"], limit))
        return found | {f"{name}: cue tokens": micro_f1(seen[name]["tokens"], best) for name in ("held out", "others")}


Pairs = NDArray[np.float64]


def logits(net: network.ToneNetwork, read: Sequence[Example]) -> dict[str, Pairs]:
    """Calibration features by axis (N, 6), and `tokens` (M, 2): each token's logit for each cue beside its label."""
    rows: dict[str, list[Pairs]] = {axis: [np.zeros(0)] * len(read) for axis in AXES}
    tokens = []
    order = sorted(range(len(read)), key=lambda i: len(read[i].window.ids))
    for at in range(0, len(order), 32):
        chosen = order[at : at + 32]
        batch = collate([read[i] for i in chosen])
        with torch.inference_mode(), training.half_precision(CPU):
            out = net(batch.input_ids, batch.token_type_ids, batch.sentence_weights, batch.attention_mask)
        message, sentences, cues = (tensor.float().numpy() for tensor in out[:3])
        for row, i in enumerate(chosen):
            count, length = len(read[i].sentences), len(read[i].window.ids)
            for half, axis in enumerate(AXES):
                cut = slice(3 * half, 3 * half + 3)
                rows[axis][i] = np.concatenate(
                    [
                        calibration.log_softmax(message[row, cut]),
                        calibration.log_softmax(sentences[row, :count, cut]).max(axis=0),
                    ]
                )
            said, gold = cues[row, :length, :-1].ravel(), read[i].cues.ravel()
            near = (said > -3.5) | (gold > 0)
            tokens.append(np.stack([said[near], gold[near]], 1))
    return {**{axis: np.stack(found) for axis, found in rows.items()}, "tokens": np.concatenate(tokens)}


def micro_f1(tokens: Pairs, limit: float) -> float:
    """Of all (token, cue) pairs."""
    said, gold = tokens[:, 0] > limit, tokens[:, 1] > 0
    both = float((said & gold).sum())
    return 2 * both / max(1.0, float(said.sum() + gold.sum()))


def table(lines: Sequence[dict[str, object]]) -> str:
    """Means and standard deviations by part."""
    found: dict[str, list[dict[str, float]]] = defaultdict(list)
    for line in lines:
        found[str(line["part"])].append(line["figures"])  # type: ignore[arg-type]
    columns = list(next(iter(found.values()))[0])
    rows = ["| | seeds | " + " | ".join(columns) + " |", "|---" * (2 + len(columns)) + "|"]
    for part, runs in found.items():
        spread = [np.array([figures[column] for figures in runs]) for column in columns]
        cells = [f"{v.mean():.3f}" + (f" ± {v.std(ddof=1):.3f}" if len(v) > 1 else "") for v in spread]
        rows.append(f"| {part} | {len(runs)} | " + " | ".join(cells) + " |")
    return "\n".join(rows)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("out", type=Path)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--teacher", type=Path, default=ROOT / "models" / "en", help="the folder of a model")
    parser.add_argument("--exam", type=Path, default=ROOT / "corpora" / "exam")
    parser.add_argument("--share", type=float, default=0.25)
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--bigger", action="store_true", help="also the bigger student, which takes six times as long")
    parser.add_argument("--table", action="store_true")
    args = parser.parse_args()
    done = [json.loads(line) for line in args.out.read_text().splitlines()] if args.out.exists() else []
    if args.table:
        print(table(done))
        return
    course = Course(args)
    print(len(course.train), "training messages", flush=True)
    for part, seed in order(args.seeds, args.bigger):
        if any(line["part"] == part and line["seed"] == seed for line in done):
            continue
        began = time.monotonic()
        line = {"part": part, "seed": seed, "figures": course.go(changes_of(part), seed)}
        line["minutes"] = round((time.monotonic() - began) / 60, 1)
        print(line, flush=True)
        with args.out.open("a") as file:
            file.write(json.dumps(line) + "\n")


def order(seeds: Sequence[int], all_parts: bool) -> list[tuple[str, int]]:
    """Seed by seed, so that a table can be made at any time; the bigger student last."""
    *small, bigger = PARTS
    found = [(part, seed) for seed in seeds for part in small]
    return found + [(bigger, seed) for seed in seeds if all_parts]


def changes_of(part: str) -> dict[str, object]:
    """What a part and all before it change."""
    changes: dict[str, object] = {}
    for name, added in PARTS.items():
        changes |= added
        if name == part:
            break
    return changes


if __name__ == "__main__":
    main()
