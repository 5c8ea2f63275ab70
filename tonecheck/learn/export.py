"""From the trained network to the file that ships: ONNX, graph optimised, int8."""

from __future__ import annotations

import hashlib
import logging
import tempfile
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.matmul_nbits_quantizer import MatMulNBitsQuantizer
from onnxruntime.transformers.fusion_options import FusionOptions
from onnxruntime.transformers.optimizer import optimize_model
from torch import Tensor, nn

from tonecheck.learn.network import ToneNetwork

OPSET = 18
OUTPUTS = ("message", "sentences", "tokens", "meaning", "halfway")
BLOCK = 128


def to_onnx(network: ToneNetwork, path: Path) -> None:
    """Write the network as fp32 ONNX: one text a run, any number of tokens and sentences."""
    network = network.cpu().eval()
    tokens = torch.arange(12).unsqueeze(0) + 100
    weights = torch.full((1, 3, 12), 1 / 12)
    dims = {
        "input_ids": {1: "tokens"},
        "token_type_ids": {1: "tokens"},
        "sentence_weights": {1: "sentences", 2: "tokens"},
    }
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the exporter warns of its own deprecations
        torch.onnx.export(
            network,
            (tokens, torch.zeros_like(tokens), weights),
            str(path),
            input_names=list(dims),
            output_names=list(OUTPUTS),
            dynamic_axes={**dims, "sentences": {1: "sentences"}, "tokens": {1: "tokens"}, "halfway": {1: "tokens"}},
            opset_version=OPSET,
            dynamo=False,
        )


def optimise(path: Path, out: Path, config: Any) -> None:
    """Fuse attention, layer norms and activations (ONNX Runtime's transformer optimiser). `config` is the encoder's."""
    options = FusionOptions("bert")
    options.enable_embed_layer_norm = False
    model = optimize_model(
        str(path),
        model_type="bert",
        num_heads=config.num_attention_heads,
        hidden_size=config.hidden_size,
        optimization_options=options,
        opt_level=1,
    )
    model.save_model_to_file(str(out))


def quantize(path: Path, out: Path) -> None:
    """8-bit weights, two ways. The feed-forward layers and the heads are quantized by blocks of BLOCK weights, with
    activations scaled row by row (ONNX Runtime's MatMulNBits): one outlier among their activations would cost
    everybody's precision. The rest is dynamic int8 with one scale a tensor (Zafrir et al. 2019, "Q8BERT"), which is
    faster. Measured on one model: labels as in fp32 98.0 % all dynamic, 99.5 % so; 7 ms and 10 ms for 62 tokens.
    """
    model = onnx.load(str(path))
    products = [node.name for node in model.graph.node if node.op_type in ("MatMul", "Gemm")]
    careful = [name for name in products if _feeds_forward(name)]
    logging.getLogger("onnxruntime.quantization.matmul_nbits_quantizer").setLevel(logging.ERROR)
    blockwise = MatMulNBitsQuantizer(
        model,
        bits=8,
        block_size=BLOCK,
        is_symmetric=True,
        accuracy_level=4,
        nodes_to_exclude=[name for name in products if name not in careful],
    )
    blockwise.process()
    with tempfile.TemporaryDirectory() as folder:
        half = str(Path(folder) / "half.onnx")
        blockwise.model.save_model_to_file(half, False)
        quantize_dynamic(
            half,
            str(out),
            per_channel=True,
            weight_type=QuantType.QInt8,
            op_types_to_quantize=["MatMul", "Attention", "Gather", "Gemm"],
            nodes_to_exclude=careful,
            extra_options={"MatMulConstBOnly": True, "DefaultTensorType": onnx.TensorProto.FLOAT},
        )


def _feeds_forward(name: str) -> bool:
    """Whether a product belongs to a feed-forward layer or a head, by the names the exporter gives."""
    return "encoder/" not in name or "/intermediate/" in name or ("/output/dense" in name and "attention" not in name)


def export(network: ToneNetwork, out: Path) -> None:
    """The int8 file of a network, checked to be a valid ONNX model."""
    with tempfile.TemporaryDirectory() as folder:
        plain, fused = Path(folder) / "plain.onnx", Path(folder) / "fused.onnx"
        to_onnx(network, plain)
        encoder: Any = network.encoder
        optimise(plain, fused, encoder.config)
        quantize(fused, out)
    onnx.checker.check_model(str(out))


def small(
    part: nn.Module,
    sample: tuple[Tensor, ...],
    inputs: Sequence[str],
    outputs: Mapping[str, bool],
    out: Path,
    config: Any,
) -> None:
    """A small network's int8 file: fp32 ONNX, fused, then dynamic int8 throughout.

    Args:
        sample: what it is called with, each (1, T) or (1, T, H); `inputs` names them. `outputs` names the outputs, and says of
            each whether its second dimension is T as well. `config`: its encoder's, as those of transformers.
    """
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the exporter warns of its own deprecations
        plain, fused = Path(folder, "plain.onnx"), Path(folder, "fused.onnx")
        torch.onnx.export(
            part.float().cpu().eval(),
            sample,
            str(plain),
            input_names=list(inputs),
            output_names=list(outputs),
            dynamic_axes={name: {1: "tokens"} for name in (*inputs, *(name for name, long in outputs.items() if long))},
            opset_version=OPSET,
            dynamo=False,
        )
        optimise(plain, fused, config)
        quantize_dynamic(
            str(fused),
            str(out),
            per_channel=True,
            weight_type=QuantType.QInt8,
            op_types_to_quantize=["MatMul", "Attention", "Gather", "Gemm"],
            extra_options={"MatMulConstBOnly": True, "DefaultTensorType": onnx.TensorProto.FLOAT},
        )


def sha256(path: Path) -> str:
    """The sha256 of a file, in hex."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
