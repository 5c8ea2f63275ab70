"""Rewordings on held-out messages that need one, against two baselines: delete the flagged words; the rewording of the nearest
message of the corpus.

    python benchmarks/rewording.py [--count 300] [--cases CASES.jsonl] [--pairs docs/pairs.md]

Judges are none of the proof's own where there is another: tone by the small model (the large one proposes and proves), meaning by
frozen MiniLM embeddings, fluency by Harper (no finding that the message hasn't), facts strictly (also those that serve a sting).
J is the mean of tone x meaning x fluency of one item, as in style transfer (Krishna et al. 2020, "Reformulating unsupervised style transfer as
paraphrase generation"). CASES.jsonl keeps every message with what was offered, to be judged by eye; `--pairs` writes
the first fifty (they are shuffled) as a page.
"""

from __future__ import annotations

import argparse
import difflib
import json
import random
import re
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

import tonecheck
from tonecheck import Message, Result
from tonecheck.learn.corpus import format as corpus_format
from tonecheck.learn.corpus.format import Sample
from tonecheck.learn.corpus.splits import split_of
from tonecheck.learn.data import rewordings
from tonecheck.reword import changes, facts, grammar

ROOT = Path(__file__).parent.parent
Offer = Callable[[str], str | None]


class Embedder:
    """Mean-pooled embeddings by the published all-MiniLM-L6-v2, which no part of tonecheck's proof uses."""

    def __init__(self) -> None:
        from transformers import AutoModel, AutoTokenizer

        from tonecheck.learn.network import base_folder

        self.tokenizer = AutoTokenizer.from_pretrained(base_folder())
        self.model = AutoModel.from_pretrained(base_folder()).eval()

    def __call__(self, texts: list[str]) -> np.ndarray:
        import torch

        rows = []
        for at in range(0, len(texts), 64):
            batch = self.tokenizer(
                texts[at : at + 64], padding=True, truncation=True, max_length=256, return_tensors="pt"
            )
            with torch.inference_mode():
                hidden = self.model(**batch).last_hidden_state
            mask = batch["attention_mask"].unsqueeze(-1)
            rows.append(((hidden * mask).sum(1) / mask.sum(1)).numpy())
        found = np.concatenate(rows)
        return found / np.linalg.norm(found, axis=1, keepdims=True)


def words(text: str) -> list[str]:
    return re.findall(r"\w+(?:['’]\w+)*|[^\w\s]", text.lower())


def distance(one: str, other: str) -> float:
    """1 minus the share of words in common, in order (difflib's ratio)."""
    return 1 - difflib.SequenceMatcher(None, words(one), words(other), autojunk=False).ratio()


@dataclass(frozen=True, slots=True)
class Bench:
    """What all are measured on: `held` messages that need a rewording, what tonecheck says of each text, rewordings by people
    by the id of a message, and `pool`, the training messages that have such."""

    held: list[Sample]
    results: dict[str, Result]
    human: dict[str, list[str]]
    pool: list[Sample]
    embed: Embedder

    def offers(self) -> dict[str, Offer]:
        vectors = self.embed([sample.text for sample in self.pool])
        ids = {sample.text: sample.id for sample in reversed(self.held)}

        def nearest(text: str) -> str | None:
            return self.human[self.pool[int((vectors @ self.embed([text])[0]).argmax())].id][0]

        return {
            "tonecheck": lambda text: next((r.text for r in self.results[text].rewordings), None),
            "delete the flagged words": lambda text: deleted(text, self.results[text]),
            "nearest pair": nearest,
            "people (the corpus)": lambda text: self.human[ids[text]][0],
        }


def deleted(text: str, result: Result) -> str | None:
    out, at = [], 0
    for cue in sorted((c for c in result.cues if not c.good), key=lambda c: c.span):
        if cue.span.start >= at:
            out.append(text[at : cue.span.start])
        at = max(at, cue.span.end)
    after = re.sub(r" {2,}", " ", "".join((*out, text[at:]))).strip()
    return after if after and after != text else None


def prepared(checker: tonecheck.Checker, count: int) -> tuple[Bench, list[float]]:
    """The bench, and the seconds that each check with its rewordings took."""
    corpus = corpus_format.read(ROOT / "corpora" / "en", checker.book.rules)
    human = rewordings(corpus)
    needs = [s for s in corpus if s.id in human]
    held = [s for s in needs if split_of(s.scenario.id) == "test"]
    random.Random(11).shuffle(held)
    held = held[:count]
    pool = [s for s in needs if split_of(s.scenario.id) == "train"]
    results, times = {}, []
    for sample in held:
        began = time.perf_counter()
        results[sample.text] = checker.check(Message(sample.text, language="en"))
        times.append(time.perf_counter() - began)
    return Bench(held, results, human, pool, Embedder()), times


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--cases", type=Path)
    parser.add_argument("--pairs", type=Path)
    args = parser.parse_args()
    bench, times = prepared(tonecheck.load(), args.count)
    if args.cases:
        write(args.cases, bench)
    if args.pairs:
        args.pairs.write_text(page(bench), encoding="utf-8")
    judge = tonecheck.load("small")
    print(
        f"{len(bench.held)} held-out messages that need a rewording; median {1000 * statistics.median(times):.0f} ms, "
        f"95th percentile {1000 * float(np.quantile(times, 0.95)):.0f} ms, check and proof included\n"
    )
    print(
        "| | offered | tone mended (second model) | all facts, strictly | meaning | fluent | own words | distance to a person's | J |"
    )
    print("|---|---|---|---|---|---|---|---|---|")
    for name, offer in bench.offers().items():
        print(row(name, offer, bench, judge), flush=True)


PAGE = """# Fifty messages and what is offered for them

Held-out messages of the corpus that need a rewording, drawn at random and not chosen; failures included. Written by
`python benchmarks/rewording.py --pairs docs/pairs.md`. Of each, the best rewording that passed the proof is shown; where none did, the first reason
against the nearest draft. How they were judged: [rewording.md](rewording.md).
"""


def page(bench: Bench) -> str:
    """Fifty of them as Markdown."""
    parts = [PAGE]
    for number, sample in enumerate(bench.held[:50], 1):
        result = bench.results[sample.text]
        parts.append(
            f"\n## {number}. {' '.join(sample.scenario.id.split('-')[:1])}, {sample.scenario.channel}\n\n{_quote(sample.text)}\n"
        )
        if result.rewordings:
            best = result.rewordings[0]
            kind = "least change" if best.kind == "minimal" else "as a leader"
            parts.append(f"\nOffered ({kind}, {100 * best.own_words:.0f} % own words):\n\n{_quote(best.text)}\n")
        elif result.verdict == "send":
            parts.append("\nThe model finds nothing to reword: a miss.\n")
        else:
            reason = result.rejected[0].reasons[0] if result.rejected else "nothing could be proposed"
            parts.append(f"\nNone offered: {reason}.\n")
    return "".join(parts)


def _quote(text: str) -> str:
    return "\n".join(f"> {line}  ".rstrip() + "  " * bool(line) for line in text.splitlines()).rstrip()


def write(path: Path, bench: Bench) -> None:
    with path.open("w", encoding="utf-8") as file:
        for sample in bench.held:
            result = bench.results[sample.text]
            entry = {
                "id": sample.id,
                "text": sample.text,
                "verdict": result.verdict,
                "offered": [{"kind": r.kind, "text": r.text} for r in result.rewordings],
                "rejected": [r.as_dict() for r in result.rejected],
            }
            file.write(json.dumps(entry, ensure_ascii=False) + "\n")


def row(name: str, offer: Offer, bench: Bench, judge: tonecheck.Checker) -> str:
    pairs = [(s, after) for s in bench.held if (after := offer(s.text)) is not None]
    if not pairs:
        return f"| {name} | 0 % |" + " – |" * 7
    plain = [re.sub(r"\s*\[[^\[\]]*\?\]", "", after) or after for _, after in pairs]
    judged = judge.check_many((Message(after, language="en") for _, after in pairs), reword=False)
    tone = [bool(r.impact and r.style and r.impact.label != "harmful" and r.style.label != "boss") for r in judged]
    close = (bench.embed([s.text for s, _ in pairs]) * bench.embed(plain)).sum(1)
    fluent = [not grammar.problems(s.text, after) for s, after in pairs]
    kept = [not facts.lost(s.text, after, ()) for s, after in pairs]
    own = [changes.own_words(s.text, after) for s, after in pairs]
    far = [min(distance(after, other) for other in bench.human[s.id]) for s, after in pairs]
    product = [t * c * f for t, c, f in zip(tone, close, fluent, strict=True)]
    figures = (
        len(pairs) / len(bench.held),
        np.mean(tone),
        np.mean(kept),
        close.mean(),
        np.mean(fluent),
        np.mean(own),
        np.mean(far),
        np.mean(product),
    )
    return f"| {name} | " + " | ".join(f"{value:.2f}" for value in figures) + " |"


if __name__ == "__main__":
    main()
