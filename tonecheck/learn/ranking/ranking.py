"""Training the ranker, and figures of it: a verifier in the sense of Cobbe et al. 2021 (arXiv:2110.14168), fine-tuned as a
cross-encoder (Nogueira and Cho 2019, arXiv:1901.04085)."""

from __future__ import annotations

import random
import zlib
from collections.abc import Callable, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import LeaveOneGroupOut, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from tokenizers import Tokenizer
from torch import Tensor, nn

from tonecheck.learn.ranking.data import IGNORE, SEND, Judged
from tonecheck.reword import ranker as ranked
from tonecheck.reword.ranker import LONGEST

SIZE = 24
"""Pairs in a batch."""
SHARES = (0.2, 0.4, 0.6, 0.8, 1.0)
FOLDS = 5


def batch(rows: Sequence[Judged], tokenizer: Tokenizer) -> tuple[list[Tensor], Tensor]:
    """Ids, types and mask, each (B, T), and marks (B, 3)."""
    encoded = [tokenizer.encode(row.text, row.out) for row in rows]
    length = min(LONGEST, max(len(one.ids) for one in encoded))
    inputs = [torch.zeros((len(rows), length), dtype=torch.long) for _ in range(3)]
    for at, one in enumerate(encoded):
        for values, found in zip(inputs, (one.ids, one.type_ids, one.attention_mask), strict=True):
            values[at, : len(found[:length])] = torch.tensor(found[:length])
    return inputs, torch.tensor([row.marks for row in rows])


def loss(logits: Tensor, marks: Tensor) -> Tensor:
    """Binary cross entropy over what is known; both (B, 3)."""
    known = marks != IGNORE
    each = nn.functional.binary_cross_entropy_with_logits(logits, marks.clamp(min=0), reduction="none")
    return each[known].mean()


def train(
    ranker: nn.Module,
    rows: Sequence[Judged],
    tokenizer: Tokenizer,
    steps: int,
    rate: float = 1e-4,
    seed: int = 1,
    tell: Callable[[str], None] = lambda line: None,
) -> None:
    """Train in place, batches of about the same length, the rate falling in a straight line after a tenth of rising."""
    chance = random.Random(seed)
    optimizer = torch.optim.AdamW(ranker.parameters(), lr=rate, weight_decay=0.01)
    ranker.train()
    queue: list[list[Judged]] = []
    for step in range(steps):
        queue = queue or _batches(rows, chance)
        for group in optimizer.param_groups:
            group["lr"] = rate * min((step + 1) / max(1, steps // 10), 1 - step / steps)
        inputs, marks = batch(queue.pop(), tokenizer)
        with torch.autocast("cpu", torch.bfloat16):
            logits = ranker(*inputs)
        lost = loss(logits.float(), marks)
        optimizer.zero_grad()
        lost.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(ranker.parameters(), 1.0)
        optimizer.step()
        if step % 50 == 49:
            tell(f"step {step + 1}, loss {float(lost.detach()):.3f}")
    ranker.eval()


def _batches(rows: Sequence[Judged], chance: random.Random) -> list[list[Judged]]:
    """All rows once, those of about the same length together, in any order."""
    order = sorted(rows, key=lambda row: len(row.text) + len(row.out) + chance.random() * 40)
    found = [order[at : at + SIZE] for at in range(0, len(order), SIZE)]
    chance.shuffle(found)
    return found


def logits(ranker: nn.Module, rows: Sequence[Judged], tokenizer: Tokenizer) -> NDArray[np.float32]:
    """The network's logits (N, 3)."""
    with torch.inference_mode():
        parts = [ranker(*batch(rows[at : at + SIZE], tokenizer)[0]) for at in range(0, len(rows), SIZE)]
    return torch.cat(parts).float().numpy()


def calibrated(
    ranker: nn.Module, rows: Sequence[Judged], tokenizer: Tokenizer
) -> tuple[dict[str, float], NDArray[np.float64]]:
    """A calibration fitted on rows that the network hasn't seen (`Ranker`'s, by name), and for each of the rows the probability
    by a calibration that was fitted without its fifth."""
    found = logits(ranker, rows, tokenizer)
    features = np.array([ranked.features(one, row.text, row.out) for one, row in zip(found, rows, strict=True)])
    sent = np.array([row.score >= SEND for row in rows])
    model = make_pipeline(StandardScaler(), LogisticRegression(C=0.3))
    folds = np.array([zlib.crc32(row.id.encode()) % FOLDS for row in rows])
    known = cross_val_predict(model, features, sent, groups=folds, cv=LeaveOneGroupOut(), method="predict_proba")
    model.fit(features, sent)
    scaler, line = model[0], model[1]
    weights = line.coef_[0] / scaler.scale_
    bias = float(line.intercept_[0] - weights @ scaler.mean_)
    named = dict(zip(ranked.FEATURES, map(float, weights), strict=True))
    return {**named, "bias": bias}, known[:, 1]


def figures(rows: Sequence[Judged], known: NDArray[np.float64], least: float) -> str:
    """In words: how well probabilities sort the texts that a reader would send from others."""
    sent = np.array([row.score >= SEND for row in rows])
    order = np.argsort(-known)
    lines = [
        f"{len(rows)} judged rewordings held out, {sent.mean():.0%} would be sent; AUC {roc_auc_score(sent, known):.3f}"
    ]
    for share in SHARES:
        best = order[: max(1, int(len(rows) * share))]
        lines.append(f"best {share:.0%}: {sent[best].mean():.0%} would be sent, down to {known[best[-1]]:.2f}")
    shown = known >= least
    lines.append(f"from {least}: {shown.mean():.0%}, of which {sent[shown].mean():.0%} would be sent")
    return "\n".join(lines)
