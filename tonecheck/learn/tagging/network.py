"""The tagger's network, which goes on from where the model is halfway, and the folder that ships."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import tomli_w
import torch
from torch import Tensor, nn

from tonecheck.learn.export import sha256, small
from tonecheck.learn.network import ToneNetwork
from tonecheck.reword.tagger import SAID, SCHEMA
from tonecheck.reword.tags import FORMS

VERSION = "0.2.0"
LAST = 2
"""Layers of the second part; the first has the others of the model's upper half."""


class Gone(nn.Module):
    """The first part: (B, T, H) tokens from halfway to the logits (B, T) that a word goes, and tokens for the second."""

    def __init__(self, encoder: Any, layers: Sequence[nn.Module]) -> None:
        super().__init__()
        self.encoder = _part(encoder, layers)
        self.head = nn.Linear(int(encoder.config.hidden_size), 1)

    def forward(self, halfway: Tensor, mask: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """`mask` (B, T): 1 for tokens, 0 for padding; None without."""
        hidden = self.encoder(halfway, attention_mask=_wide(mask))[0]
        return self.head(hidden).squeeze(-1), hidden


class Said(nn.Module):
    """The second: the first's tokens (B, T, H), which of them go and what is known to be put in before them, both (B, T), to the
    logits of what is put in: before each token one phrase (B, T, V) and one more (B, T, V), at the end the same (B, V); then of the
    forms (B, T, FORMS) and of the closing lines (B, C). Told some of what is put in, it says the rest so that it fits (mask-predict,
    Ghazvininejad et al. 2019)."""

    def __init__(self, encoder: Any, layers: Sequence[nn.Module], phrases: int, closings: int) -> None:
        super().__init__()
        width = int(encoder.config.hidden_size)
        self.encoder = _part(encoder, layers)
        self.going = nn.Embedding(2, width)
        self.phrase = nn.Embedding(phrases, width)
        for known in (self.going, self.phrase):
            nn.init.normal_(known.weight, std=0.02)
        self.between = nn.Sequential(nn.Linear(2 * width, width), nn.GELU(), nn.LayerNorm(width))
        self.first = nn.Linear(width, phrases)
        self.more = nn.Linear(width, phrases)
        self.forms = nn.Linear(width, len(FORMS))
        self.closing = nn.Sequential(nn.Linear(width, width), nn.GELU(), nn.Linear(width, closings))

    def forward(
        self,
        hidden: Tensor,
        going: Tensor,
        given: Tensor,
        mask: Tensor | None = None,
        before: Tensor | None = None,
        end: Tensor | None = None,
    ) -> tuple[Tensor, ...]:
        """See the class. `mask` is 1 for tokens, None without padding; `before` (B, T) and `end` (B,) are first phrases after which the
        second ones are wanted, None: the likeliest."""
        hidden = self.encoder(hidden + self.going(going) + self.phrase(given), attention_mask=_wide(mask))[0]
        weight = torch.ones_like(hidden[..., :1]) if mask is None else mask.unsqueeze(-1).to(hidden.dtype)
        left = torch.cat([torch.zeros_like(hidden[:, :1]), hidden[:, :-1]], 1)
        last = hidden[:, -1] if mask is None else hidden[torch.arange(len(hidden)), mask.sum(1).long() - 1]
        inside = self.between(torch.cat([left, hidden], -1))
        outside = self.between(torch.cat([last, torch.zeros_like(last)], -1))
        said, ending = self.first(inside), self.first(outside)
        more = self.more(inside + self.phrase(said.argmax(-1) if before is None else before))
        further = self.more(outside + self.phrase(ending.argmax(-1) if end is None else end))
        mean = (hidden * weight).sum(1) / weight.sum(1)
        return said, more, ending, further, self.forms(hidden), self.closing(mean)


class Tagger(nn.Module):
    """Both parts; `phrases` and `closings` have the empty string first."""

    def __init__(self, gone: Gone, said: Said, phrases: Sequence[str], closings: Sequence[str]) -> None:
        super().__init__()
        self.gone, self.said = gone, said
        self.phrases, self.closings = tuple(phrases), tuple(closings)


def fresh(model: ToneNetwork, phrases: Sequence[str], closings: Sequence[str]) -> Tagger:
    """A tagger to be trained, from the upper half of a trained model of MPNet's kind."""
    model_encoder: Any = model.encoder
    encoder = model_encoder.model.encoder
    upper = list(encoder.layer)[(len(encoder.layer) + 1) // 2 :]
    gone = Gone(encoder, upper[:-LAST])
    return Tagger(gone, Said(encoder, upper[-LAST:], len(phrases), len(closings)), phrases, closings)


def _part(encoder: Any, layers: Sequence[nn.Module]) -> Any:
    part = copy.deepcopy(encoder)
    part.layer = nn.ModuleList(copy.deepcopy(layer) for layer in layers)
    return part


def _wide(mask: Tensor | None) -> Tensor | None:
    return None if mask is None else (1 - mask[:, None, None, :].float()) * -1e4


def export(tagger: Tagger, out: Path) -> None:
    """Write the folder that ships: two int8 networks and `tagger.toml`."""
    out.mkdir(parents=True, exist_ok=True)
    config: Any = tagger.gone.encoder.config
    width = int(config.hidden_size)
    sample = torch.randn(1, 12, width)
    going = torch.zeros((1, 12), dtype=torch.long)
    small(tagger.gone, (sample,), ("halfway",), {"gone": True, "hidden": True}, out / "gone.onnx", config)
    outputs = {name: name in ("said", "more", "forms") for name in SAID}
    small(tagger.said, (sample, going, going), ("hidden", "going", "given"), outputs, out / "said.onnx", config)
    values = {
        "schema": SCHEMA,
        "name": "tonecheck-tagger-en",
        "version": VERSION,
        "base": "tonecheck-en",
        "license": "Apache-2.0",
        "width": width,
        "said": list(tagger.phrases),
        "closings": list(tagger.closings),
        "files": {f"{part}_sha256": sha256(out / f"{part}.onnx") for part in ("gone", "said")},
    }
    (out / "tagger.toml").write_text(tomli_w.dumps(values), encoding="utf-8")
