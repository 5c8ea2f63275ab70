"""Training the tagger, and figures of it."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

import torch
from torch import Tensor, nn

from tonecheck.learn.tagging import data
from tonecheck.learn.tagging.data import Batch, Light, Seen
from tonecheck.learn.tagging.network import Tagger
from tonecheck.reword.tags import IGNORE

SIZE = 32
NOTHING = 0.4
"""Weight of a place where nothing is put in: there are many."""
HEADS = 8
"""How much faster the new heads learn than the layers that come from the model."""
WEIGHTS = (1.0, 1.0, 0.5, 0.3, 0.3)
"""Weights of the losses: what goes, what is said first and second, forms, closing lines."""


def train(
    tagger: Tagger,
    rows: Sequence[tuple[Light, Seen]],
    steps: int,
    rate: float = 1e-4,
    seed: int = 1,
    tell: Callable[[str], None] = lambda line: None,
) -> None:
    """Train in place; the rate falls in a straight line after a tenth of rising, and is HEADS times as high for what is new."""
    chance = random.Random(seed)
    said = {words: index for index, words in enumerate(tagger.phrases)}
    closing = {words: index for index, words in enumerate(tagger.closings)}
    known = {id(weights) for part in (tagger.gone.encoder, tagger.said.encoder) for weights in part.parameters()}
    groups = [[w for w in tagger.parameters() if (id(w) in known) is old] for old in (True, False)]
    optimizer = torch.optim.AdamW([{"params": group} for group in groups], lr=rate, weight_decay=0.01)
    tagger.train()
    queue: list[list[tuple[Light, Seen]]] = []
    mean = 0.0
    for step in range(steps):
        queue = queue or data.batches(rows, SIZE, chance)
        for group, times in zip(optimizer.param_groups, (1, HEADS), strict=True):
            group["lr"] = times * rate * min((step + 1) / max(1, steps // 10), 1 - step / steps)
        batch = data.batch(queue.pop(), said, closing)
        with torch.autocast("cpu", torch.bfloat16):
            lost = loss(tagger, batch, revealed(batch, chance))
        optimizer.zero_grad()
        lost.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(tagger.parameters(), 1.0)
        optimizer.step()
        mean = 0.95 * mean + 0.05 * float(lost.detach()) if step else float(lost.detach())
        if step % 25 == 24:
            tell(f"step {step + 1} of {steps}, loss {mean:.3f}")
    tagger.eval()


def loss(tagger: Tagger, batch: Batch, given: Tensor) -> Tensor:
    """The second part learns with what really goes (teacher forcing), and with some of what is put in, `given` (B, T)."""
    gone, hidden = tagger.gone(batch.halfway, batch.mask)
    before, end = (labels[..., 0].clamp(min=0) for labels in (batch.said, batch.end))
    said, more, ending, further, forms, closing = tagger.said(hidden, batch.going, given, batch.mask, before, end)
    known = ~batch.gone.isnan()
    asked = torch.where((given > 0).unsqueeze(-1), IGNORE, batch.said)
    parts = [
        nn.functional.binary_cross_entropy_with_logits(gone[known].float(), batch.gone[known]),
        _said(torch.cat([said.flatten(0, 1), ending]), torch.cat([asked[..., 0].flatten(), batch.end[:, 0]])),
        _said(torch.cat([more.flatten(0, 1), further]), _second(torch.cat([asked.flatten(0, 1), batch.end]))),
        _entropy(forms.flatten(0, 1), batch.forms.flatten()),
        _entropy(closing, batch.closing),
    ]
    total = torch.zeros(())
    for weight, part in zip(WEIGHTS, parts, strict=True):
        total = total + weight * part
    return total


def revealed(batch: Batch, chance: random.Random) -> Tensor:
    """Some of what is put in, (B, T): nothing for half the messages, any share of it for the others."""
    shares = torch.tensor([chance.random() if chance.random() < 0.5 else 0.0 for _ in batch.said])
    chosen = torch.tensor([[chance.random() for _ in row] for row in batch.said]) < shares.unsqueeze(-1)
    single = (batch.said[..., 0] > 0) & (batch.said[..., 1] == 0)
    return torch.where(chosen & single, batch.said[..., 0], 0)


def _second(labels: Tensor) -> Tensor:
    """Of (N, 2): the second phrase where there is a first one."""
    return torch.where(labels[:, 0] > 0, labels[:, 1], IGNORE)


def _said(logits: Tensor, labels: Tensor) -> Tensor:
    if not bool((labels != IGNORE).any()):
        return torch.zeros(())
    each = nn.functional.cross_entropy(
        logits.float(), labels, ignore_index=IGNORE, reduction="none", label_smoothing=0.03
    )
    weight = torch.where(labels == 0, NOTHING, 1.0) * (labels != IGNORE)
    return (each * weight).sum() / weight.sum().clamp(min=1)


def _entropy(logits: Tensor, labels: Tensor) -> Tensor:
    if not bool((labels != IGNORE).any()):
        return torch.zeros(())
    return nn.functional.cross_entropy(logits.float(), labels, ignore_index=IGNORE)


def figures(tagger: Tagger, rows: Sequence[tuple[Light, Seen]]) -> str:
    """In words: F1 of words that go; of places where something is put in, how many get the same words, and how many of all places
    that get something should."""
    said = {words: index for index, words in enumerate(tagger.phrases)}
    closing = {words: index for index, words in enumerate(tagger.closings)}
    counts = torch.zeros(3)
    put = right = given = closed = whole = 0
    with torch.inference_mode():
        for at in range(0, len(rows), SIZE):
            batch = data.batch(rows[at : at + SIZE], said, closing)
            gone, hidden = tagger.gone(batch.halfway, batch.mask)
            before, _, end, _, _, last = tagger.said(hidden, batch.going, torch.zeros_like(batch.going), batch.mask)
            known = ~batch.gone.isnan()
            true, found = batch.gone[known] > 0.5, gone[known] > 0
            counts += torch.tensor(
                [float((true & found).sum()), float((~true & found).sum()), float((true & ~found).sum())]
            )
            labels = torch.cat([batch.said.flatten(0, 1), batch.end])[:, 0]
            chosen = torch.cat([before.flatten(0, 1), end]).argmax(-1)
            put += int((labels > 0).sum())
            right += int(((labels > 0) & (labels == chosen)).sum())
            given += int(((chosen > 0) & (labels != IGNORE)).sum())
            closed += int((last.argmax(-1) == batch.closing).sum())
            whole += len(batch.closing)
    f1 = float(2 * counts[0] / (2 * counts[0] + counts[1] + counts[2]))
    return (
        f"{len(rows)} messages held out: words that go F1 {f1:.3f}; of {put} places where something is said {right / max(1, put):.0%} get "
        f"the same words; of {given} that get some {right / max(1, given):.0%} are right; closing lines {closed / max(1, whole):.0%}"
    )
