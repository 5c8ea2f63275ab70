"""The model in torch, for those who have a GPU: windows of a like length go through the network together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

import numpy as np
import torch

from tonecheck.encoder import Encoder, ModelFiles, Reading, Text
from tonecheck.encoder.engine import Outputs, Runner, outputs
from tonecheck.encoder.windows import Window
from tonecheck.learn import weights
from tonecheck.learn.network import ToneNetwork
from tonecheck.types import InputError

TOKENS = {"cpu": 2_048, "cuda": 65_536}
"""How many tokens, padding included, go through at once: enough to keep a device busy, and no more memory than is there."""


class TorchEncoder(Encoder):
    """An encoder that runs a network in torch; see `Encoder`. Padding moves a probability by float noise alone."""

    def __init__(self, files: ModelFiles, net: ToneNetwork, device: torch.device) -> None:
        super().__init__(files, threads=1, runner=torch_runner(net.to(device).eval(), device))
        self._net, self._device = net, device

    def read_all(self, texts: Sequence[Text]) -> list[Reading]:
        """As `Encoder.read_all`, whatever the texts' order or lengths."""
        cuts = [self.windows(text) for text in texts]
        found = iter(self._run_all([window for cut in cuts for window in cut]))
        return [self.reading(text, cut, list(islice(found, len(cut)))) for text, cut in zip(texts, cuts, strict=True)]

    def _run_all(self, cut: Sequence[Window]) -> list[Outputs]:
        found: dict[int, Outputs] = {}
        for chosen in _batches([len(window.ids) for window in cut], TOKENS[self._device.type]):
            found.update(zip(chosen, run_together(self._net, [cut[i] for i in chosen], self._device), strict=True))
        return [found[i] for i in range(len(cut))]


def torch_encoder(files: ModelFiles, device: str = "cpu") -> TorchEncoder:
    """The model of a folder in torch, its int8 weights taken as the floats they stand for.

    Dynamic int8 also rounds what flows between the layers, which torch does not: figures differ by what that costs.

    Raises:
        InputError: there is no such device.
        ModelError: the weights aren't such as `tonecheck train` writes.
    """
    if device == "cuda" and not torch.cuda.is_available():
        raise InputError("torch finds no GPU here: leave out --device cuda, or install torch with CUDA and its driver")
    return TorchEncoder(files, weights.network(files), torch.device(device))


def torch_runner(net: ToneNetwork, device: torch.device = torch.device("cpu")) -> Runner:  # noqa: B008
    """The network in torch, as an encoder's runner: one window at a time, without padding."""
    return lambda window: run_together(net, [window], device)[0]


def run_together(net: ToneNetwork, batch: Sequence[Window], device: torch.device) -> list[Outputs]:
    """Raw logits of windows of any lengths, by one pass through the network."""
    length = max(len(window.ids) for window in batch)
    shares = [window.weights() for window in batch]
    rows = max(len(share) for share in shares)
    ids, types, mask = (np.zeros((len(batch), length), np.int64) for _ in range(3))
    pooling = np.zeros((len(batch), rows, length), np.float32)
    for row, (window, share) in enumerate(zip(batch, shares, strict=True)):
        end = len(window.ids)
        ids[row, :end], types[row, :end], mask[row, :end] = window.ids, window.types, 1
        pooling[row, : len(share), :end] = share
    with torch.inference_mode():
        found = net(*(torch.from_numpy(array).to(device) for array in (ids, types, pooling, mask)))
    message, sentences, tokens, meaning, halfway = (tensor.float().cpu().numpy() for tensor in found)
    return [
        outputs(
            message[row : row + 1],
            sentences[row : row + 1, : len(shares[row])],
            tokens[row : row + 1, : len(window.ids)],
            meaning[row : row + 1],
            halfway[row : row + 1, : len(window.ids)],
        )
        for row, window in enumerate(batch)
    ]


def _batches(lengths: Sequence[int], room: int) -> Iterator[list[int]]:
    """Indices in batches that with padding have at most `room` tokens, the shortest first."""
    batch: list[int] = []
    for index in sorted(range(len(lengths)), key=lambda i: lengths[i]):
        if batch and (len(batch) + 1) * lengths[index] > room:
            yield batch
            batch = []
        batch.append(index)
    if batch:
        yield batch
