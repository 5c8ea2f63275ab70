"""Fit the network to annotated messages."""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from tonecheck.learn import distilling, outsiders
from tonecheck.learn.data import IGNORE, Batch, Example, batches
from tonecheck.learn.network import ToneNetwork


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to train. Weights are those of the losses; a message's own labels have weight 1 each.

    `base` names an entry of `network.BASES`. `hold` keeps the rate after the warm-up: a course that another one continues.
    `fragments` is the share of messages of which a lone sentence is shown as well, `slips` the share with swapped letters,
    `splices` the share of harmless messages that are shown once more with a bad line in them.
    `further` is how many public sentences a teacher reads to its pupil. `contrast_weight` is of the loss that compares the messages
    of one scenario (see `contrast`); where it isn't 0, they come in the same batches. `frozen` is how many of the lowest layers stay
    as they are, the words' vectors with them: for a course that goes on with a trained network, in three quarters of the time.
    """

    base: str = "small"
    epochs: int = 5
    batch: int = 32
    encoder_rate: float = 1e-4
    head_rate: float = 1e-3
    warm_up: float = 0.1
    decay: float = 0.01
    smoothing: float = 0.05
    sentence_weight: float = 0.5
    cue_weight: float = 1.0
    cue_positive: float = 3.0
    kept_weight: float = 0.4
    outsiders: int = 12
    outsider_weight: float = 0.3
    fragments: float = 0.15
    slips: float = 0.06
    splices: float = 0.2
    hold: bool = False
    lesson_weight: float = 1.0
    further: int = 6000
    contrast_weight: float = 0.0
    frozen: int = 0
    seed: int = 1


RECIPES = {
    "small": Recipe(),
    "large": Recipe(base="large", epochs=3, encoder_rate=5e-5, head_rate=5e-4, warm_up=0.05),
}
"""What `tonecheck train` does for each base."""


def loss(network: ToneNetwork, batch: Batch, recipe: Recipe) -> Tensor:
    """The sum of all heads' losses over one batch."""
    message, sentences, tokens, *_ = network(
        batch.input_ids, batch.token_type_ids, batch.sentence_weights, batch.attention_mask
    )
    cues, kept = tokens[..., :-1], tokens[..., -1]
    entropy = nn.CrossEntropyLoss(ignore_index=IGNORE, label_smoothing=recipe.smoothing)
    total = torch.zeros((), device=message.device)
    if bool((batch.impact != IGNORE).any()):
        total = total + entropy(message[:, :3], batch.impact) + entropy(message[:, 3:], batch.style)
    for axis, logits in enumerate((sentences[..., :3], sentences[..., 3:])):
        if bool((batch.sentences[..., axis] != IGNORE).any()):
            total = total + recipe.sentence_weight * entropy(logits.flatten(0, 1), batch.sentences[..., axis].flatten())
    positive = torch.full((cues.shape[-1],), recipe.cue_positive, device=cues.device)
    labelled = ~batch.cues.isnan()
    each = nn.functional.binary_cross_entropy_with_logits(
        cues, batch.cues.nan_to_num(), pos_weight=positive, reduction="none"
    )
    weight = batch.attention_mask.unsqueeze(-1) * labelled
    total = total + recipe.cue_weight * (each * weight).sum() / weight[..., 0].sum().clamp(min=1)
    known = (batch.kept != IGNORE) & batch.attention_mask.bool()
    if bool(known.any()):
        one = nn.functional.binary_cross_entropy_with_logits(kept[known].float(), batch.kept[known])
        total = total + recipe.kept_weight * one
    if recipe.contrast_weight:
        total = total + recipe.contrast_weight * contrast(batch, message)
    return total + recipe.lesson_weight * distilling.loss(batch, message, sentences, tokens)


def contrast(batch: Batch, message: Tensor) -> Tensor:
    """Of two messages about the same thing, the harmful one must lean further to harm than the constructive one (and boss
    further than leader), by a logistic margin: a pairwise ranking loss (Burges et al. 2005, "Learning to rank using gradient
    descent") within the contrast sets; 0 where a batch has no such pair."""
    total = torch.zeros((), device=message.device)
    same = (batch.scenario[:, None] == batch.scenario[None]) & (batch.scenario[:, None] >= 0)
    for labels, logits in ((batch.impact, message[:, :3]), (batch.style, message[:, 3:])):
        lean = (logits[:, 0] - logits[:, 1]).float()
        pairs = same & (labels == 0)[:, None] & (labels == 1)[None]
        if bool(pairs.any()):
            total = total + nn.functional.softplus(1 - (lean[:, None] - lean[None]))[pairs].mean()
    return total


def fit(
    network: ToneNetwork,
    chosen: Sequence[Example],
    recipe: Recipe,
    device: torch.device,
    report: Callable[[str], None],
    lines: Sequence[outsiders.Line] = (),
) -> ToneNetwork:
    """Train in place and return the network, in evaluation mode. The same seed gives the same run on one machine.

    With `lines`, each step also sees `recipe.outsiders` of them.
    """
    torch.manual_seed(recipe.seed)
    rng = random.Random(recipe.seed)
    network.to(device).train()
    _freeze(network, recipe.frozen)
    optimizer = torch.optim.AdamW(_groups(network, recipe), fused=True)
    steps = recipe.epochs * math.ceil(len(chosen) / recipe.batch)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: _rate(step, steps, recipe))
    began = time.monotonic()
    for epoch in range(1, recipe.epochs + 1):
        total = torch.zeros((), device=device)
        count = 0
        for batch in batches(chosen, recipe.batch, rng, together=recipe.contrast_weight > 0):
            optimizer.zero_grad()
            with half_precision(device):
                value = loss(network, batch.to(device), recipe)
                if lines:
                    drawn = outsiders.draw(lines, recipe.outsiders, rng)
                    value = value + recipe.outsider_weight * outsiders.loss(network, drawn, device)
            value.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            total, count = total + value.detach(), count + 1
        report(f"epoch {epoch} of {recipe.epochs}: loss {total.item() / count:.3f}, {time.monotonic() - began:.0f} s")
    return network.eval()


def half_precision(device: torch.device) -> torch.autocast:
    """bfloat16 where the machine computes with it (a GPU, AVX-512 BF16): training takes two thirds of the time."""
    able = device.type == "cuda" or torch.cpu._is_avx512_bf16_supported()
    return torch.autocast(device.type, dtype=torch.bfloat16, enabled=able)


def _freeze(network: ToneNetwork, layers: int) -> None:
    """Keep the lowest layers and the embeddings of the encoder as they are; 0: nothing."""
    low = tuple(f"layer.{number}." for number in range(layers))
    for name, parameter in network.named_parameters():
        bottom = "embeddings" in name or any(part in name for part in low)
        parameter.requires_grad_(not (layers and name.startswith("encoder.") and bottom))


def _groups(network: ToneNetwork, recipe: Recipe) -> list[dict[str, object]]:
    encoder: list[nn.Parameter] = []
    heads: list[nn.Parameter] = []
    for name, parameter in network.named_parameters():
        if not parameter.requires_grad:
            continue
        (encoder if name.startswith("encoder.") else heads).append(parameter)
    return [
        {"params": encoder, "lr": recipe.encoder_rate, "weight_decay": recipe.decay},
        {"params": heads, "lr": recipe.head_rate, "weight_decay": recipe.decay},
    ]


def _rate(step: int, steps: int, recipe: Recipe) -> float:
    rising = max(1, int(steps * recipe.warm_up))
    if step < rising or recipe.hold:
        return min(1.0, step / rising)
    return max(0.0, (steps - step) / max(1, steps - rising))
