"""Fine-tuning the base on pairs. Weights in bfloat16, their updates in float32; only the tokens of the rewording count."""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import torch
import typer
from tokenizers import Tokenizer
from torch import Tensor, nn

from tonecheck.learn.writing.pairs import Pair
from tonecheck.reword.writer.decode import END, START

IGNORE = -100


@dataclass(frozen=True, slots=True)
class Recipe:
    """How long and how fast. `tokens` bounds a batch, padding included; the rate falls by a cosine over `minutes`."""

    minutes: float = 68.0
    rate: float = 4e-4
    warm: int = 20
    tokens: int = 2_800
    longest: int = 420
    seed: int = 1


Row = tuple[list[int], list[int]]
"""Tokens of the prompt, and of what is to be written."""


def row(pair: Pair, tokenizer: Tokenizer) -> Row:
    """A pair as the decoder will see it."""
    start, end = tokenizer.token_to_id(START), tokenizer.token_to_id(END)

    def ids(text: str) -> list[int]:
        return list(tokenizer.encode(text, add_special_tokens=False).ids)

    return [start, *ids(f"message\n{pair.text}"), end, start, *ids(f"{pair.kind}\n")], [*ids(pair.out), end]


def fine_tune(
    model: nn.Module, rows: Sequence[Row], recipe: Recipe, tell: Callable[[str], None] = typer.echo
) -> dict[str, Tensor]:
    """Fine-tune a causal language model of transformers (its body `model.model`, its tied head `model.lm_head`) in place.

    Returns its weights in float32.
    """
    rows = [row for row in rows if len(row[0]) + len(row[1]) <= recipe.longest]
    chance = random.Random(recipe.seed)
    names, live = zip(*model.named_parameters(), strict=True)
    master = [weight.detach().float().clone() for weight in live]
    model.bfloat16().train()
    live = tuple(model.parameters())
    groups = [
        {"params": [weight for weight in master if weight.ndim > 1], "weight_decay": 0.01},
        {"params": [weight for weight in master if weight.ndim < 2], "weight_decay": 0.0},
    ]
    optimizer = torch.optim.AdamW(groups, lr=recipe.rate, betas=(0.9, 0.98))
    began, step, spent = time.monotonic(), 0, 0.0
    while spent < 1:
        for batch in batches(rows, recipe.tokens, chance):
            spent = (time.monotonic() - began) / 60 / recipe.minutes
            if spent >= 1:
                break
            step += 1
            for group in optimizer.param_groups:
                group["lr"] = (
                    recipe.rate * min(1, step / recipe.warm) * (0.03 + 0.97 * 0.5 * (1 + math.cos(math.pi * spent)))
                )
            lost = loss(model, batch)
            lost.backward()
            for weight, moved in zip(live, master, strict=True):
                moved.grad = weight.grad.float() if weight.grad is not None else None
                weight.grad = None
            torch.nn.utils.clip_grad_norm_(master, 1.0)
            optimizer.step()
            with torch.no_grad():
                torch._foreach_copy_(live, master)
            if step % 50 == 0:
                tell(f"step {step}, {spent:.0%} of the time, loss {float(lost.detach()):.3f}")
    return dict(zip(names, master, strict=True))


def batches(rows: Sequence[Row], tokens: int, chance: random.Random) -> Iterator[list[Row]]:
    """Rows of about the same length together, the batches in any order."""
    found: list[list[Row]] = []
    for current in sorted(rows, key=lambda row: len(row[0]) + len(row[1]) + chance.random() * 12):
        length = len(current[0]) + len(current[1])  # sorted, so nearly the longest so far
        if not found or max(length, *(len(a) + len(b) for a, b in found[-1])) * (len(found[-1]) + 1) > tokens:
            found.append([])
        found[-1].append(current)
    chance.shuffle(found)
    yield from found


def loss(model: nn.Module, batch: Sequence[Row]) -> Tensor:
    """Mean cross entropy of the written tokens."""
    longest = max(len(prompt) + len(out) for prompt, out in batch)
    ids = torch.zeros((len(batch), longest), dtype=torch.long)
    labels = torch.full((len(batch), longest), IGNORE)
    for at, (prompt, out) in enumerate(batch):
        ids[at, : len(prompt) + len(out)] = torch.tensor(prompt + out)
        labels[at, len(prompt) : len(prompt) + len(out)] = torch.tensor(out)
    hidden = model.model(input_ids=ids).last_hidden_state[:, :-1]  # what is padded on the right is seen by nobody
    wanted = labels[:, 1:]
    counted = wanted != IGNORE
    logits = nn.functional.linear(hidden[counted], model.lm_head.weight)
    return nn.functional.cross_entropy(logits.float(), wanted[counted])
