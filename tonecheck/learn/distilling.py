"""A large network teaches a small one: what it thinks of each message, sentence and token, instead of labels alone.

Hinton, Vinyals and Dean 2015, "Distilling the knowledge in a neural network". The teacher also reads public sentences that
nobody has labelled by our rubric, so that the pupil sees more kinds of text than the corpus has.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from tonecheck.learn.data import Batch, Example, collate
from tonecheck.learn.network import ToneNetwork

TEMPERATURE = 2.0
"""Softens both sides' distributions, so that the order of the unlikely labels is taught as well (Hinton et al. 2015)."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """A teacher's logits for one example: message (6,), sentences (S, 6), tokens (T, C + 1)."""

    message: NDArray[np.float16]
    sentences: NDArray[np.float16]
    tokens: NDArray[np.float16]


def lessons(
    teacher: ToneNetwork, read: Sequence[Example], device: torch.device, report: Callable[[str], None], size: int = 32
) -> list[Lesson]:
    """What the teacher thinks of examples made with its own tokenizer, in order."""
    teacher.to(device).eval()
    found: dict[int, Lesson] = {}
    order = sorted(range(len(read)), key=lambda i: len(read[i].window.ids))
    able = device.type == "cuda" or torch.cpu._is_avx512_bf16_supported()
    for at in range(0, len(order), size):
        chosen = order[at : at + size]
        batch = collate([read[i] for i in chosen]).to(device)
        with torch.inference_mode(), torch.autocast(device.type, dtype=torch.bfloat16, enabled=able):
            message, sentences, tokens, *_ = teacher(
                batch.input_ids, batch.token_type_ids, batch.sentence_weights, batch.attention_mask
            )
        for row, i in enumerate(chosen):
            length, count = len(read[i].window.ids), len(read[i].sentences)
            found[i] = Lesson(
                message[row].float().cpu().numpy().astype(np.float16),
                sentences[row, :count].float().cpu().numpy().astype(np.float16),
                tokens[row, :length].float().cpu().numpy().astype(np.float16),
            )
        if at // size % 100 == 0:
            report(f"teacher: {at + len(chosen)} of {len(order)}")
    return [found[i] for i in range(len(read))]


def taught(read: Sequence[Example], given: Sequence[Lesson]) -> list[Example]:
    """The pupil's examples with their lessons; where both cut a text into different tokens, without."""
    return [
        replace(example, lesson=lesson)
        if len(lesson.tokens) == len(example.window.ids) and len(lesson.sentences) == len(example.sentences)
        else example
        for example, lesson in zip(read, given, strict=True)
    ]


def loss(batch: Batch, message: Tensor, sentences: Tensor, tokens: Tensor) -> Tensor:
    """Cross-entropy with the teacher's softened distributions; 0 where no example of the batch has a lesson."""
    total = torch.zeros((), device=message.device)
    rows = batch.taught
    if not bool(rows.any()):
        return total
    for ours, theirs, share in (
        (message[rows], batch.lesson_message[rows], 1.0),
        (sentences[rows], batch.lesson_sentences[rows], 0.5),
    ):
        known = ~theirs.isnan().any(-1)
        for axis in (slice(0, 3), slice(3, 6)):
            total = total + share * _soft(ours[known][:, axis].float(), theirs[known][:, axis])
    theirs = batch.lesson_tokens[rows]
    known = ~theirs.isnan().any(-1)
    each = nn.functional.binary_cross_entropy_with_logits(
        tokens[rows][known].float(), theirs[known].sigmoid(), reduction="none"
    )
    return total + each.sum(-1).mean()


def _soft(ours: Tensor, theirs: Tensor) -> Tensor:
    target = (theirs / TEMPERATURE).softmax(-1)
    value: Tensor = -(target * (ours / TEMPERATURE).log_softmax(-1)).sum(-1).mean() * TEMPERATURE**2
    return value
