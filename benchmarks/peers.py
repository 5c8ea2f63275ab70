"""Other classifiers on the same items: VADER, alt-profanity-check, a bag of words and frozen MiniLM embeddings (both with a
logistic regression fitted on the same training scenarios), beside the models that ship.

    pip install vaderSentiment alt-profanity-check
    python benchmarks/peers.py NAME=FILE ...

FILE is a labelled CSV (id, axis, label, text) or a file of the corpus format. Macro-F1 of three labels where a peer knows three;
AUC of harmful against constructive (boss against leader) for all.
"""

from __future__ import annotations

import csv
import sys
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score, roc_auc_score
from sklearn.pipeline import make_pipeline

import tonecheck
from tonecheck.learn.corpus import format as corpus_format
from tonecheck.learn.corpus.splits import split_of
from tonecheck.types import AXES, Message

ROOT = Path(__file__).parent.parent
Items = list[tuple[str, str, str]]
"""(text, axis, label)"""
Scores = NDArray[np.float64]
Peer = Callable[[str, Sequence[str]], Scores]
"""Axis and texts → (n, 3) scores in the order of the axis's labels, or (n, 1) that only rank harm."""


def corpus_items(samples: Sequence[corpus_format.Sample]) -> Items:
    return [(s.text, axis, getattr(s, axis)) for s in samples for axis in AXES]


def file_items(path: Path, cues: object) -> Items:
    if path.suffix != ".csv":
        return corpus_items(corpus_format.read(path, cues))  # type: ignore[arg-type]
    with path.open(encoding="utf-8", newline="") as file:
        return [
            (row["text"], {"harm": "impact"}.get(row["axis"], row["axis"]), row["label"])
            for row in csv.DictReader(file)
        ]


def fitted(train: Items, make: Callable[[], object]) -> Peer:
    models = {}
    for axis in AXES:
        rows = [(text, label) for text, of, label in train if of == axis]
        models[axis] = make()
        models[axis].fit([text for text, _ in rows], [label for _, label in rows])  # type: ignore[attr-defined]

    def score(axis: str, texts: Sequence[str]) -> Scores:
        model = models[axis]
        order = [list(model.classes_).index(label) for label in AXES[axis]]  # type: ignore[attr-defined]
        return np.asarray(model.predict_proba(texts)[:, order])  # type: ignore[attr-defined]

    return score


class Embedded:
    """Frozen all-MiniLM-L6-v2, mean-pooled, with a logistic regression."""

    kept: ClassVar[dict[str, NDArray[np.float32]]] = {}

    def __init__(self) -> None:
        self.regression = LogisticRegression(max_iter=3000, C=3)

    def _embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        import torch
        from transformers import AutoModel, AutoTokenizer

        from tonecheck.learn.network import base_folder

        new = [text for text in dict.fromkeys(texts) if text not in self.kept]
        if new:
            tokenizer = AutoTokenizer.from_pretrained(base_folder())
            model = AutoModel.from_pretrained(base_folder()).eval()
            new.sort(key=len)
            for at in range(0, len(new), 64):
                batch = tokenizer(new[at : at + 64], padding=True, truncation=True, max_length=256, return_tensors="pt")
                with torch.inference_mode():
                    hidden = model(**batch).last_hidden_state
                mask = batch["attention_mask"].unsqueeze(-1)
                vectors = ((hidden * mask).sum(1) / mask.sum(1)).numpy()
                self.kept.update(zip(new[at : at + 64], vectors, strict=True))
        return np.stack([self.kept[text] for text in texts])

    def fit(self, texts: Sequence[str], labels: Sequence[str]) -> None:
        self.regression.fit(self._embed(texts), labels)
        self.classes_ = self.regression.classes_

    def predict_proba(self, texts: Sequence[str]) -> Scores:
        return np.asarray(self.regression.predict_proba(self._embed(texts)))


def vader() -> Peer:
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    analyser = SentimentIntensityAnalyzer()
    return lambda axis, texts: np.array([[-analyser.polarity_scores(text)["compound"]] for text in texts])


def profanity() -> Peer:
    from profanity_check import predict_prob

    return lambda axis, texts: np.asarray(predict_prob(list(texts))).reshape(-1, 1)


def shipped(name: str) -> Peer:
    checker = tonecheck.load(name)

    def score(axis: str, texts: Sequence[str]) -> Scores:
        results = checker.check_many([Message(text, language="en") for text in texts], reword=False)
        judged = [getattr(result, axis) for result in results]
        return np.array([list(j.scores.values()) if j else [0, 0, 1] for j in judged])

    return score


def row(name: str, peer: Peer, sets: dict[str, Items]) -> str:
    cells = []
    for items in sets.values():
        for axis in AXES:
            chosen = [(text, label) for text, of, label in items if of == axis]
            if not chosen:
                continue
            scores, gold = peer(axis, [text for text, _ in chosen]), [label for _, label in chosen]
            labels = AXES[axis]
            if set(gold) >= set(labels):
                said = [labels[i] for i in scores.argmax(1)] if scores.shape[1] == 3 else None
                cells.append(f"{f1_score(gold, said, average='macro'):.3f}" if said else "–")
            poles = [i for i, label in enumerate(gold) if label in labels[:2]]
            rank = scores[:, 0] - scores[:, 1] if scores.shape[1] == 3 else scores[:, 0]
            cells.append(f"{roc_auc_score([gold[i] == labels[0] for i in poles], rank[poles]):.3f}")
    return f"| {name} | " + " | ".join(cells) + " |"


def main(named: dict[str, Path]) -> None:
    warnings.filterwarnings("ignore")
    cues = tonecheck.load("en").book.rules
    corpus = corpus_format.read(ROOT / "corpora" / "en", cues)
    train = corpus_items([s for s in corpus if split_of(s.scenario.id) == "train"])
    sets = {"held out": corpus_items([s for s in corpus if split_of(s.scenario.id) == "test"])}
    sets |= {name: file_items(path, cues) for name, path in named.items()}
    heads = []
    for name, items in sets.items():
        for axis, labels in AXES.items():
            gold = {label for _, of, label in items if of == axis}
            heads += [f"{name}: {axis} macro-F1"] * (gold >= set(labels)) + [f"{name}: {axis} AUC"] * bool(gold)
    print("| | " + " | ".join(heads) + " |\n" + "|---" * (1 + len(heads)) + "|")
    bag = lambda: make_pipeline(  # noqa: E731
        TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True), LogisticRegression(max_iter=3000, C=10)
    )
    peers: dict[str, Callable[[], Peer]] = {
        "VADER": vader,
        "alt-profanity-check": profanity,
        "bag of words, logistic regression": lambda: fitted(train, bag),
        "frozen MiniLM, logistic regression": lambda: fitted(train, Embedded),
        "tonecheck, `--model small`": lambda: shipped("small"),
        "tonecheck": lambda: shipped("en"),
    }
    for name, make in peers.items():
        print(row(name, make(), sets), flush=True)


if __name__ == "__main__":
    main({name: Path(file) for name, _, file in (pair.partition("=") for pair in sys.argv[1:])})
