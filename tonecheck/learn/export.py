"""From the trained network to the file that ships: ONNX, graph optimised, int8."""

from __future__ import annotations

import tempfile
import warnings
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.transformers.fusion_options import FusionOptions
from onnxruntime.transformers.optimizer import optimize_model

from tonecheck.learn.network import ToneNetwork

OPSET = 18


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
            output_names=["message", "sentences", "cues"],
            dynamic_axes={**dims, "sentences": {1: "sentences"}, "cues": {1: "tokens"}},
            opset_version=OPSET,
            dynamo=False,
        )


def optimise(path: Path, out: Path, network: ToneNetwork) -> None:
    """Fuse attention, layer norms and activations (ONNX Runtime's transformer optimiser)."""
    config = network.encoder.config
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
    """Dynamic int8: weights by channel, activations by run (Zafrir et al. 2019, "Q8BERT", without retraining)."""
    quantize_dynamic(
        str(path),
        str(out),
        per_channel=True,
        weight_type=QuantType.QInt8,
        op_types_to_quantize=["MatMul", "Attention", "Gather", "Gemm"],
        extra_options={"MatMulConstBOnly": True, "DefaultTensorType": onnx.TensorProto.FLOAT},
    )


def export(network: ToneNetwork, out: Path) -> None:
    """The int8 file of a network, checked to be a valid ONNX model."""
    with tempfile.TemporaryDirectory() as folder:
        plain, fused = Path(folder) / "plain.onnx", Path(folder) / "fused.onnx"
        to_onnx(network, plain)
        optimise(plain, fused, network)
        quantize(fused, out)
    onnx.checker.check_model(str(out))
