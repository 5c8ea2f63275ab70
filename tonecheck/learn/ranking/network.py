"""The ranker's network, a BERT that reads message and rewording together, and the folder that ships."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import tomli_w
import torch
from tokenizers import Tokenizer
from torch import Tensor, nn

from tonecheck.learn.export import sha256, small
from tonecheck.learn.network import base_folder
from tonecheck.reword.ranker import SCHEMA

VERSION = "0.4.0"
HEADS = ("send", "facts", "clean")
INPUTS = ("input_ids", "token_type_ids", "attention_mask")


class Ranker(nn.Module):
    """An encoder with three logits (HEADS) on its first token; `encoder` has a `config` as those of transformers have."""

    def __init__(self, encoder: Any) -> None:
        super().__init__()
        self.encoder = encoder
        self.head = nn.Linear(int(encoder.config.hidden_size), len(HEADS))

    def forward(self, input_ids: Tensor, token_type_ids: Tensor, attention_mask: Tensor) -> Tensor:
        """Logits (B, 3) of ids, types and mask, each (B, T)."""
        read = self.encoder(input_ids=input_ids, token_type_ids=token_type_ids, attention_mask=attention_mask)
        return torch.as_tensor(self.head(read.last_hidden_state[:, 0]))


def fresh() -> tuple[Ranker, Tokenizer]:
    """A ranker to be trained, from all-MiniLM-L6-v2, and its tokenizer."""
    from transformers import AutoModel

    return Ranker(AutoModel.from_pretrained(base_folder(), dtype=torch.float32)), tokenizer_of(base_folder())


def tokenizer_of(folder: Path) -> Tokenizer:
    """A folder's tokenizer without padding or truncation."""
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def export(ranker: Ranker, out: Path, calibration: dict[str, float], least: float) -> None:
    """Write the folder that ships: the int8 network, the tokenizer and `ranker.toml`; `calibration` has a weight for each of
    FEATURES and a `bias`, `least` is the probability from which a rewording is shown."""
    out.mkdir(parents=True, exist_ok=True)
    sample = torch.ones((1, 12), dtype=torch.long)
    given = (sample, torch.zeros_like(sample), sample)
    small(ranker, given, INPUTS, {"logits": False}, out / "ranker.onnx", ranker.encoder.config)
    shutil.copy(base_folder() / "tokenizer.json", out / "tokenizer.json")
    files = {f"{Path(name).stem}_sha256": sha256(out / name) for name in ("ranker.onnx", "tokenizer.json")}
    about = {"name": "tonecheck-ranker-en", "version": VERSION, "base": "all-MiniLM-L6-v2", "license": "Apache-2.0"}
    values = {"schema": SCHEMA, **about, "least": least, "calibration": calibration, "files": files}
    (out / "ranker.toml").write_text(tomli_w.dumps(values), encoding="utf-8")
