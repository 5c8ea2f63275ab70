"""Back from the int8 file to a network in torch: every weight as the float it stands for, in a network of the same shape."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import onnx
import torch
from google.protobuf.message import DecodeError
from numpy.typing import NDArray
from onnx import numpy_helper
from torch import nn
from transformers import BertConfig, BertModel, MPNetConfig, MPNetModel

from tonecheck.encoder import ModelFiles
from tonecheck.learn.network import Capitals, ToneNetwork
from tonecheck.types import ModelError

Arrays = Mapping[str, NDArray[Any]]
HEADS = 12
"""Attention heads of BERT-like base models: their weights look alike with any number, and all we start from have so many."""
MIDDLE = 128
"""What stands for zero in the unsigned bytes of a MatMulNBits product without zero points."""


def network(files: ModelFiles) -> ToneNetwork:
    """The network of a model folder, ready to run (`eval`), on the CPU.

    Raises:
        ModelError: the weights aren't such as `tonecheck train` writes.
    """
    try:
        graph = onnx.load_model_from_string(files.weights).graph
        state = dict(_state(graph))
        net = ToneNetwork(_encoder(state, graph), len(files.cues)).eval()
        net.load_state_dict({name: torch.tensor(np.asarray(value, np.float32)) for name, value in state.items()})
    except (DecodeError, KeyError, RuntimeError, StopIteration, ValueError) as error:
        first = next(iter(str(error).splitlines()), "there are none")
        raise ModelError(f"{files.folder}: the weights can't be read as a torch network: {first}") from error
    return net


def _state(graph: onnx.GraphProto) -> Iterator[tuple[str, NDArray[Any]]]:
    """Name in torch and value of each weight. Those that a product uses carry the name of the product, not their own."""
    arrays = {entry.name: numpy_helper.to_array(entry) for entry in graph.initializer}
    for name, value in arrays.items():
        if name.endswith(".weight_quantized"):
            yield name.removesuffix("_quantized"), _plain(arrays, name.removesuffix("_quantized"))
        elif name.endswith(".weight_Transposed_quantized"):
            yield name.removesuffix("_Transposed_quantized"), _plain(arrays, name.removesuffix("_quantized")).T
        elif name.endswith((".weight", ".bias")):
            yield name, value
    for node in graph.node:
        if node.op_type == "MatMulInteger" and node.input[1].startswith("onnx::"):
            yield _owner(node.name), _plain(arrays, node.input[1].removesuffix("_quantized")).T
        elif node.op_type == "MatMulNBits":
            yield _owner(node.name), _blocks(arrays[node.input[1]], arrays[node.input[2]])


def _owner(product: str) -> str:
    """`/encoder/layer.0/dense/MatMul_quant` → `encoder.layer.0.dense.weight`; a sequence's part carries its whole path."""
    path: list[str] = []
    for part in product.strip("/").split("/")[:-1]:
        if path and part.startswith(f"{path[-1]}."):
            path.pop()
        path.append(part)
    return ".".join([*path, "weight"])


def _plain(arrays: Arrays, name: str) -> NDArray[Any]:
    """One scale and zero point for a tensor, or for each of its columns."""
    whole = arrays[f"{name}_quantized"].astype(np.float32) - arrays[f"{name}_zero_point"].astype(np.float32)
    return np.asarray(whole * arrays[f"{name}_scale"])


def _blocks(packed: NDArray[Any], scales: NDArray[Any]) -> NDArray[Any]:
    """(out, in) from (out, blocks, block) bytes with a scale for each block; all our widths are whole blocks."""
    values = (packed.astype(np.float32) - MIDDLE) * scales.reshape(*packed.shape[:2], 1)
    return np.asarray(values.reshape(len(packed), -1))


def _encoder(state: Arrays, graph: onnx.GraphProto) -> nn.Module:
    words = next(value for name, value in state.items() if name.endswith("word_embeddings.weight"))
    places = next(value for name, value in state.items() if name.endswith("position_embeddings.weight"))
    inner = next(value for name, value in state.items() if name.endswith("layer.0.intermediate.dense.bias"))
    shape = {
        "vocab_size": words.shape[0],
        "hidden_size": words.shape[1],
        "max_position_embeddings": places.shape[0],
        "intermediate_size": inner.shape[0],
        "num_hidden_layers": sum(name.endswith(".intermediate.dense.bias") for name in state),
        "layer_norm_eps": _epsilon(graph),
    }
    relative = state.get("encoder.model.encoder.relative_attention_bias.weight")
    if relative is None:
        return BertModel(BertConfig(**shape, num_attention_heads=HEADS), add_pooling_layer=False)
    buckets, heads = relative.shape
    config = MPNetConfig(**shape, num_attention_heads=heads, relative_attention_num_buckets=buckets)
    return Capitals(MPNetModel(config, add_pooling_layer=False))


def _epsilon(graph: onnx.GraphProto) -> float:
    norm = next(node for node in graph.node if node.op_type == "LayerNormalization")
    return next((float(entry.f) for entry in norm.attribute if entry.name == "epsilon"), 1e-5)
