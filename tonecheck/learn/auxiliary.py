"""A first course on public data: emotions, politeness and requests, before the corpus teaches the rubric.

The encoder meets a hundred thousand strangers' sentences here; the heads used are thrown away. The data are read from
a folder that the user names, never shipped; `corpora/corpora.toml` says where they come from.
"""

from __future__ import annotations

import csv
import math
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn

from tonecheck.encoder.windows import windows
from tonecheck.learn.network import ToneNetwork
from tonecheck.learn.training import half_precision
from tonecheck.types import InputError, Span

EMOTIONS = """
        admiration amusement anger annoyance approval caring confusion curiosity desire disappointment
        disapproval disgust embarrassment excitement fear gratitude grief joy love nervousness optimism pride
        realization relief remorse sadness surprise neutral
    """.split()
TASKS = {"emotions": len(EMOTIONS), "politeness": 1, "request": 1}
MAX_TOKENS = 96
RATE = 2e-4


@dataclass(frozen=True, slots=True)
class Line:
    """One text with the targets of one task."""

    task: str
    ids: tuple[int, ...]
    types: tuple[int, ...]
    target: tuple[float, ...]


def _rows(path: Path) -> Iterator[dict[str, str]]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            yield from csv.DictReader(file)
    except OSError as error:
        raise InputError(
            f"{path}: {error.strerror} (the folder must hold the sets named in corpora/corpora.toml)"
        ) from error


def _emotions(folder: Path) -> Iterator[tuple[str, tuple[float, ...]]]:
    for row in _rows(folder / "goemotions" / "goemotions.csv"):
        labels = set(row["labels"].split(","))
        yield row["text"], tuple(float(emotion in labels) for emotion in EMOTIONS)


def _politeness(folder: Path) -> Iterator[tuple[str, tuple[float, ...]]]:
    for row in _rows(folder / "stanford_politeness" / "politeness.csv"):
        yield row["text"], (float(row["score"]),)


def _request(folder: Path) -> Iterator[tuple[str, tuple[float, ...]]]:
    for row in _rows(folder / "email_intent" / "email_intent.csv"):
        yield row["text"], (float(row["label"] == "Yes"),)


READERS: dict[str, Callable[[Path], Iterator[tuple[str, tuple[float, ...]]]]] = {
    "emotions": _emotions,
    "politeness": _politeness,
    "request": _request,
}


def read(folder: Path, tokenizer: Tokenizer) -> list[Line]:
    """All texts of all tasks.

    Raises:
        InputError: a data set is not in the folder.
    """
    lines = []
    for task, reader in READERS.items():
        for text, target in reader(folder):
            if text.strip():
                window = windows(tokenizer, text, [Span(0, len(text))], MAX_TOKENS)[0]
                lines.append(Line(task, window.ids, window.types, target))
    return lines


def train(
    network: ToneNetwork,
    lines: Sequence[Line],
    epochs: int,
    seed: int,
    device: torch.device,
    report: Callable[[str], None],
) -> None:
    """Train the network's encoder in place, one task a batch, batches of like length in random order."""
    torch.manual_seed(seed)
    rng = random.Random(seed)
    network.to(device).train()
    heads = nn.ModuleDict({task: nn.Linear(network.encoder.config.hidden_size, size) for task, size in TASKS.items()})
    heads.to(device)
    optimizer = torch.optim.AdamW(
        [*network.encoder.parameters(), *heads.parameters()], lr=RATE, weight_decay=0.01, fused=True
    )
    steps = epochs * len(_groups(lines, rng))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(step / 40, 1.0) * max(0.0, 1 - step / steps)
    )
    began, done, total = time.monotonic(), 0, 0.0
    for _ in range(epochs):
        for group in _groups(lines, rng):
            optimizer.zero_grad()
            with half_precision(device):
                value = _loss(network, heads, group, device)
            value.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(network.encoder.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            done, total = done + 1, total + value.item()
            if done % 50 == 0:
                report(f"auxiliary step {done} of {steps}: loss {total / 50:.3f}, {time.monotonic() - began:.0f} s")
                total = 0.0


def _groups(lines: Sequence[Line], rng: random.Random, size: int = 128) -> list[list[Line]]:
    groups = []
    for task in TASKS:
        mine = [line for line in lines if line.task == task]
        rng.shuffle(mine)
        for at in range(0, len(mine), size * 20):
            pool = sorted(mine[at : at + size * 20], key=lambda line: len(line.ids))
            groups += [pool[i : i + size] for i in range(0, len(pool), size)]
    rng.shuffle(groups)
    return groups


def _loss(network: ToneNetwork, heads: nn.ModuleDict, group: Sequence[Line], device: torch.device) -> Tensor:
    longest = max(len(line.ids) for line in group)
    ids = torch.zeros((len(group), longest), dtype=torch.long)
    types, mask = torch.zeros_like(ids), torch.zeros_like(ids)
    for row, line in enumerate(group):
        ids[row, : len(line.ids)] = torch.tensor(line.ids)
        types[row, : len(line.ids)] = torch.tensor(line.types)
        mask[row, : len(line.ids)] = 1
    hidden = network.encoder(
        input_ids=ids.to(device), token_type_ids=types.to(device), attention_mask=mask.to(device)
    ).last_hidden_state
    weight = mask.to(device).unsqueeze(-1).to(hidden.dtype)
    logits: Tensor = heads[group[0].task]((hidden * weight).sum(1) / weight.sum(1))
    target = torch.tensor([line.target for line in group], device=device)
    if group[0].task == "politeness":
        return nn.functional.mse_loss(logits, target)
    loss = nn.functional.binary_cross_entropy_with_logits(logits, target)
    # The mean over 28 emotions, nearly all absent, would drown in the other tasks' losses.
    return loss * math.sqrt(len(group[0].target)) if group[0].task == "emotions" else loss
