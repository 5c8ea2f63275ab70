"""The ranker's network, a BERT that reads message and rewording together, and the folder that ships."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
import warnings
from pathlib import Path
from typing import Any

import onnx
import tomli_w
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.transformers.fusion_options import FusionOptions
from onnxruntime.transformers.optimizer import optimize_model
from tokenizers import Tokenizer
from torch import Tensor, nn

from tonecheck.learn.export import OPSET
from tonecheck.learn.network import base_folder
from tonecheck.reword.ranker import SCHEMA

VERSION = "0.3.0"
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
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the exporter warns of its own deprecations
        plain, fused = str(Path(folder, "plain.onnx")), str(Path(folder, "fused.onnx"))
        _to_onnx(ranker, plain)
        _fuse(ranker, plain, fused)
        quantize_dynamic(
            fused,
            str(out / "ranker.onnx"),
            per_channel=True,
            weight_type=QuantType.QInt8,
            op_types_to_quantize=["MatMul", "Attention", "Gather", "Gemm"],
            extra_options={"MatMulConstBOnly": True, "DefaultTensorType": onnx.TensorProto.FLOAT},
        )
    shutil.copy(base_folder() / "tokenizer.json", out / "tokenizer.json")
    files = {f"{Path(name).stem}_sha256": _sha256(out / name) for name in ("ranker.onnx", "tokenizer.json")}
    about = {"name": "tonecheck-ranker-en", "version": VERSION, "base": "all-MiniLM-L6-v2", "license": "Apache-2.0"}
    values = {"schema": SCHEMA, **about, "least": least, "calibration": calibration, "files": files}
    (out / "ranker.toml").write_text(tomli_w.dumps(values), encoding="utf-8")


def _to_onnx(ranker: Ranker, path: str) -> None:
    sample = torch.ones((1, 12), dtype=torch.long)
    torch.onnx.export(
        ranker.float().eval(),
        (sample, torch.zeros_like(sample), sample),
        path,
        input_names=list(INPUTS),
        output_names=["logits"],
        dynamic_axes={name: {1: "tokens"} for name in INPUTS},
        opset_version=OPSET,
        dynamo=False,
    )


def _fuse(ranker: Ranker, path: str, out: str) -> None:
    config = ranker.encoder.config
    options = FusionOptions("bert")
    options.enable_embed_layer_norm = False
    optimize_model(
        path,
        model_type="bert",
        num_heads=config.num_attention_heads,
        hidden_size=config.hidden_size,
        optimization_options=options,
        opt_level=1,
    ).save_model_to_file(out)


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
