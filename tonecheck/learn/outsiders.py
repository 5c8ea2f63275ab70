"""Sentences by strangers, weakly labelled, beside the corpus: what people write who never read our rubric.

A model that has only seen the corpus takes any unusual sentence for a sneer. So each training step also sees a few lines of
public data of which one thing is fairly sure: that they harm nobody (thanks, praise, polite requests, office mail), or that
they attack somebody (anger or disgust with a "you" in it). Only that one thing is taught, on the impact axis. The data are
read from a folder that the user names and never shipped; `corpora/corpora.toml` says where they come from.
"""

from __future__ import annotations

import csv
import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor

from tonecheck.encoder.windows import windows
from tonecheck.learn.network import ToneNetwork
from tonecheck.types import InputError, Span

MAX_TOKENS = 96
_KIND = frozenset(
    """admiration approval caring confusion curiosity desire excitement gratitude joy love optimism pride realization
    relief remorse surprise""".split()
)
_ANGRY = frozenset("anger annoyance disapproval disgust".split())
_YOU = re.compile(r"\b(?:you|your|you're|u|ur)\b", re.IGNORECASE)
POLITE = 0.5
"""Politeness (mean z-score of the raters) from which a request is taken to harm nobody: about the upper quarter."""


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence by a stranger and whether it attacks."""

    ids: tuple[int, ...]
    types: tuple[int, ...]
    harmful: bool


def _rows(path: Path) -> Iterator[dict[str, str]]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            yield from csv.DictReader(file)
    except OSError as error:
        raise InputError(
            f"{path}: {error.strerror} (the folder holds the sets named in corpora/corpora.toml)"
        ) from error


def _emotions(folder: Path) -> Iterator[tuple[str, bool]]:
    for row in _rows(folder / "goemotions" / "goemotions.csv"):
        labels = set(row["labels"].split(","))
        text = row["text"].replace("[NAME]", "Alex").replace("[RELIGION]", "church")
        if labels <= _KIND:
            yield text, False
        elif labels <= _ANGRY and labels != {"disapproval"} and _YOU.search(text):
            yield text, True


def _politeness(folder: Path) -> Iterator[tuple[str, bool]]:
    for row in _rows(folder / "stanford_politeness" / "politeness.csv"):
        if float(row["score"]) >= POLITE:
            yield row["text"].replace("<url>", "it"), False


def _office_mail(folder: Path) -> Iterator[tuple[str, bool]]:
    for row in _rows(folder / "email_intent" / "email_intent.csv"):
        yield row["text"].replace("$LINK", ""), False


READERS: dict[str, Callable[[Path], Iterator[tuple[str, bool]]]] = {
    "GoEmotions": _emotions,
    "Stanford Politeness": _politeness,
    "Parakweet e-mail intent": _office_mail,
}


def read(folder: Path, tokenizer: Tokenizer) -> list[Line]:
    """The lines of all sets that say enough.

    Raises:
        InputError: a set is not in the folder.
    """
    lines = []
    for reader in READERS.values():
        for text, harmful in reader(folder):
            if text.strip():
                window = windows(tokenizer, text, [Span(0, len(text))], MAX_TOKENS)[0]
                lines.append(Line(window.ids, window.types, harmful))
    return lines


def texts(folder: Path, count: int, seed: int) -> list[str]:
    """So many sentences of all sets, at random."""
    found = [text for reader in READERS.values() for text, _ in reader(folder) if text.strip()]
    return random.Random(seed).sample(found, min(count, len(found)))


def draw(lines: Sequence[Line], size: int, rng: random.Random) -> list[Line]:
    """A batch, two in five of them attacks, as in no set but nearer to the corpus."""
    attacks, others = [line for line in lines if line.harmful], [line for line in lines if not line.harmful]
    count = round(0.4 * size)
    return rng.sample(attacks, count) + rng.sample(others, size - count)


def loss(network: ToneNetwork, batch: Sequence[Line], device: torch.device) -> Tensor:
    """Negative log-likelihood of "harmful" or of "not harmful" (either other label), of the message and its sentence."""
    longest = max(len(line.ids) for line in batch)
    ids = torch.zeros((len(batch), longest), dtype=torch.long)
    types, mask = torch.zeros_like(ids), torch.zeros_like(ids)
    for row, line in enumerate(batch):
        ids[row, : len(line.ids)] = torch.tensor(line.ids)
        types[row, : len(line.ids)] = torch.tensor(line.types)
        mask[row, : len(line.ids)] = 1
    whole = (mask / mask.sum(1, keepdim=True)).unsqueeze(1)
    message, sentences, *_ = network(ids.to(device), types.to(device), whole.to(device), mask.to(device))
    harmful = torch.tensor([line.harmful for line in batch], device=device)
    total = torch.zeros((), device=device)
    for logits in (message[:, :3], sentences[:, 0, :3]):
        log = logits.float().log_softmax(1)
        total = total - torch.where(harmful, log[:, 0], log[:, 1:].logsumexp(1)).mean()
    return total
