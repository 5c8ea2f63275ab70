"""The ranker: a small cross-encoder that reads a message beside a rewording and says whether a manager would send it, whether all
facts are kept and whether the sting is gone (a verifier in the sense of Cobbe et al. 2021, arXiv:2110.14168).

It learns from texts of the writer that readers judged, from rewordings by people (good), and from spoiled ones: the
message unchanged, somebody else's rewording, a sentence or a number gone.
"""

from __future__ import annotations

import json
import random
import re
import tempfile
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.transformers.fusion_options import FusionOptions
from onnxruntime.transformers.optimizer import optimize_model
from tokenizers import Tokenizer
from torch import Tensor, nn

from tonecheck.learn.export import OPSET
from tonecheck.learn.writing.pairs import Pair
from tonecheck.text import split

HEADS = ("send", "facts", "clean")
IGNORE = -1.0
LONGEST = 320
"""Tokens of a message with its rewording at most."""
SEND = 4
"""Marks (of 5) from which a rewording would be sent."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A rewording of a message with what is known of it, by HEADS: 0 to 1, IGNORE where nobody knows."""

    text: str
    out: str
    marks: tuple[float, float, float]


def read(path: Path) -> list[Judged]:
    """Judged texts of the writer: JSON lines with `text`, `candidates`, and for each candidate `scores` (1 to 5), `facts` and
    `clean` (0 or 1)."""
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        for out, score, facts, clean in zip(row["candidates"], row["scores"], row["facts"], row["clean"], strict=True):
            found.append(Judged(row["text"], out, (_send(score), float(facts), float(clean))))
    return found


def _send(score: int) -> float:
    """Marks as the wish for a probability of 4 or 5."""
    return {1: 0.0, 2: 0.05, 3: 0.2, 4: 0.9, 5: 1.0}[score]


def of_people(pairs: Sequence[Pair], chance: random.Random) -> list[Judged]:
    """Good and spoiled rewordings made of pairs; a few of each."""
    found = []
    for pair in pairs:
        found.append(Judged(pair.text, pair.out, (0.95, 1.0, 1.0)))
        kind = chance.choice(("same", "other", "shorter", "number", "half"))
        if kind == "same":
            found.append(Judged(pair.text, pair.text, (0.0, 1.0, 0.0)))
        elif kind == "other":
            found.append(Judged(pair.text, chance.choice(pairs).out, (0.0, 0.0, IGNORE)))
        elif (spoiled := _spoiled(pair.out, kind, chance)) != pair.out:
            found.append(Judged(pair.text, spoiled, (0.05, 0.0, IGNORE)))
    return found


def _spoiled(out: str, kind: str, chance: random.Random) -> str:
    sentences = [span.of(out) for span in split(out)]
    if kind == "number":
        return re.sub(r"\d", lambda found: str((int(found[0]) + chance.randint(1, 9)) % 10), out, count=1)
    if kind == "half":
        words = out.split()
        return " ".join(words[: len(words) // 2]) + "." if len(words) > 7 else out
    if len(sentences) < 2:
        return out
    gone = chance.choice([s for s in sentences if len(s.split()) > 3] or sentences)
    return " ".join(s.strip() for s in sentences if s is not gone)


class Ranker(nn.Module):
    """A BERT with three logits on its first token."""

    def __init__(self, encoder: nn.Module) -> None:
        super().__init__()
        self.encoder = encoder
        self.head = nn.Linear(encoder.config.hidden_size, len(HEADS))  # type: ignore[union-attr, arg-type]

    def forward(self, input_ids: Tensor, token_type_ids: Tensor, attention_mask: Tensor) -> Tensor:
        """Logits (B, 3) of ids, types and mask, each (B, T)."""
        hidden = self.encoder(
            input_ids=input_ids, token_type_ids=token_type_ids, attention_mask=attention_mask
        ).last_hidden_state
        return torch.as_tensor(self.head(hidden[:, 0]))


Batch = tuple[Tensor, Tensor, Tensor, Tensor]


def batch(rows: Sequence[Judged], tokenizer: Tokenizer) -> Batch:
    """Ids, types, mask (B, T) and marks (B, 3)."""
    encoded = [tokenizer.encode(row.text, row.out) for row in rows]
    length = min(LONGEST, max(len(e.ids) for e in encoded))
    ids, types, mask = (torch.zeros((len(rows), length), dtype=torch.long) for _ in range(3))
    for at, e in enumerate(encoded):
        n = min(length, len(e.ids))
        ids[at, :n], types[at, :n] = torch.tensor(e.ids[:n]), torch.tensor(e.type_ids[:n])
        mask[at, :n] = 1
    return ids, types, mask, torch.tensor([row.marks for row in rows])


def loss(logits: Tensor, marks: Tensor) -> Tensor:
    """Binary cross entropy over what is known."""
    known = marks != IGNORE
    each = nn.functional.binary_cross_entropy_with_logits(logits, marks.clamp(min=0), reduction="none")
    return each[known].mean()


def train(
    ranker: Ranker,
    rows: Sequence[Judged],
    tokenizer: Tokenizer,
    steps: int,
    rate: float = 1e-4,
    seed: int = 1,
    tell: Callable[[str], None] = lambda line: None,
) -> None:
    """Train in place, batches of 24, the rate falling in a straight line after a tenth of rising."""
    chance = random.Random(seed)
    optimizer = torch.optim.AdamW(ranker.parameters(), lr=rate, weight_decay=0.01)
    ranker.train()
    queue: list[Judged] = []
    for step in range(steps):
        if len(queue) < 24:
            queue += chance.sample(list(rows), len(rows))
        now, queue = queue[:24], queue[24:]
        for group in optimizer.param_groups:
            group["lr"] = rate * min((step + 1) / max(1, steps // 10), 1 - step / steps)
        *inputs, marks = batch(now, tokenizer)
        with torch.autocast("cpu", torch.bfloat16):
            logits = ranker(*inputs)
        lost = loss(logits.float(), marks)
        optimizer.zero_grad()
        lost.backward()
        torch.nn.utils.clip_grad_norm_(ranker.parameters(), 1.0)
        optimizer.step()
        if step % 50 == 49:
            tell(f"step {step + 1}, loss {float(lost.detach()):.3f}")
    ranker.eval()


def export(ranker: Ranker, out: Path) -> None:
    """The int8 file of a ranker: one pair a run, any number of tokens."""
    sample = torch.ones((1, 12), dtype=torch.long)
    names = ("input_ids", "token_type_ids", "attention_mask")
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the exporter warns of its own deprecations
        plain, fused = str(Path(folder, "plain.onnx")), str(Path(folder, "fused.onnx"))
        torch.onnx.export(
            ranker.float().eval(),
            (sample, torch.zeros_like(sample), sample),
            plain,
            input_names=list(names),
            output_names=["logits"],
            dynamic_axes={name: {1: "tokens"} for name in names},
            opset_version=OPSET,
            dynamo=False,
        )
        config: Any = ranker.encoder.config
        options = FusionOptions("bert")
        options.enable_embed_layer_norm = False
        optimize_model(
            plain,
            model_type="bert",
            num_heads=config.num_attention_heads,
            hidden_size=config.hidden_size,
            optimization_options=options,
            opt_level=1,
        ).save_model_to_file(fused)
        quantize_dynamic(
            fused,
            str(out),
            per_channel=True,
            weight_type=QuantType.QInt8,
            op_types_to_quantize=["MatMul", "Attention", "Gather", "Gemm"],
            extra_options={"MatMulConstBOnly": True, "DefaultTensorType": onnx.TensorProto.FLOAT},
        )
