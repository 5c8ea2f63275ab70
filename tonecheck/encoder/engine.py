"""Run the model with ONNX Runtime.

One window a run: dynamic int8 quantization scales by the whole input, so a batch would change the figures of
each message in it, and padding is wasted work on a CPU. Many messages run side by side on several threads instead.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from tonecheck.encoder import calibration
from tonecheck.encoder.files import ModelFiles
from tonecheck.encoder.windows import Window, windows
from tonecheck.types import AXES, ModelError, Span


@dataclass(frozen=True, slots=True)
class Text:
    """A text, the spans of its sentences, and what words alone say: `evidence` has (where, axis, how sure) of words
    that speak for an axis's first label (harmful, boss)."""

    text: str
    sentences: Sequence[Span]
    evidence: Sequence[tuple[Span, str, float]] = ()

    def proof(self, axis: str, window: Window) -> float:
        """The surest evidence inside a window, 0 without any."""
        if not window.token_spans:
            return 0.0
        inside = Span(window.token_spans[0].start, window.token_spans[-1].end)
        return max((sure for span, of, sure in self.evidence if of == axis and span.overlaps(inside)), default=0.0)


@dataclass(frozen=True, slots=True)
class Reading:
    """What the model sees in one text of S sentences and T tokens.

    `axes` maps an axis to its (3,) probabilities, `sentences` to (S, 3); `token_spans` has T spans, and
    `cues` is (T, C): the probability of each cue, in the order of the model's `cues`; `kept` (T,): that a dignified
    rewording would keep the word. `meaning` is (H,): texts about the same things have vectors of a small angle.
    `halfway` has for each window its (T, H) tokens halfway up the network, none where the model doesn't give them.
    """

    axes: dict[str, NDArray[np.float64]]
    sentences: dict[str, NDArray[np.float64]]
    token_spans: tuple[Span, ...]
    cues: NDArray[np.float32]
    kept: NDArray[np.float32]
    meaning: NDArray[np.float32]
    halfway: tuple[NDArray[np.float16], ...] = ()


Outputs = dict[str, NDArray[np.float32]]
"""Raw logits of one window of T inner tokens and S sentences: `impact` and `style` (3,), `impact_sentences` and
`style_sentences` (S, 3), `tokens` (T, C + 1): the cues, and whether the word would be kept; `meaning` (H,); `halfway` (T, H), from models that give it."""

Runner = Callable[[Window], Outputs]
"""What runs the network; ONNX Runtime here, torch in `tonecheck.learn`."""


def outputs(
    message: NDArray[np.float32],
    sentences: NDArray[np.float32],
    tokens: NDArray[np.float32],
    meaning: NDArray[np.float32] | None = None,
    halfway: NDArray[np.float32] | None = None,
) -> Outputs:
    """Name the network's outputs for one window: (1, 6), (1, S, 6), (1, T + 2, C + 1), (1, H) and (1, T + 2, H)."""
    found = {
        "impact": message[0, :3],
        "style": message[0, 3:],
        "impact_sentences": sentences[0, :, :3],
        "style_sentences": sentences[0, :, 3:],
        "tokens": tokens[0, 1:-1],
        "meaning": np.zeros(1, np.float32) if meaning is None else meaning[0],
    }
    return found if halfway is None else found | {"halfway": halfway[0, 1:-1]}


def onnx_runner(files: ModelFiles, threads: int) -> Runner:
    """The model in ONNX Runtime, on so many threads a call; their number doesn't change the figures.

    Raises:
        ModelError: ONNX Runtime can't read the weights.
    """
    onnxruntime.disable_telemetry_events()  # for whoever imported it before us, see tonecheck/__init__.py
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    try:
        session = onnxruntime.InferenceSession(files.weights, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # ONNX Runtime raises private classes derived straight from Exception
        raise ModelError(f"{files.folder}: the weights can't be loaded: {str(error).splitlines()[0]}") from error

    names = [output.name for output in session.get_outputs()]

    def run(window: Window) -> Outputs:
        feed = {
            "input_ids": np.array([window.ids], np.int64),
            "token_type_ids": np.array([window.types], np.int64),
            "sentence_weights": window.weights()[None],
        }
        return outputs(*session.run(names, feed))

    return run


def tokenizer(files: ModelFiles) -> Tokenizer:
    """The model's tokenizer, without padding or truncation.

    Raises:
        ModelError: its file can't be read.
    """
    try:
        loaded = Tokenizer.from_file(str(files.tokenizer))
    except Exception as error:  # the library raises bare Exception
        raise ModelError(f"{files.tokenizer}: the tokenizer can't be loaded: {error}") from error
    loaded.no_padding()
    loaded.no_truncation()
    loaded.encode_special_tokens = True  # "[SEP]" in a message is six characters, not the end of it
    return loaded


class Encoder:
    """A loaded model; safe to use from several threads.

    Args:
        runner: what runs the network; by default ONNX Runtime with the folder's weights.
        threads: how many messages of a batch run at once; by default one a core.

    Raises:
        ModelError: the files can't be loaded.
    """

    def __init__(self, files: ModelFiles, threads: int | None = None, runner: Runner | None = None) -> None:
        self.files = files
        self.threads = threads or os.cpu_count() or 1
        self._run = runner or onnx_runner(files, self.threads)
        self._given = runner
        self._tokenizer = tokenizer(files)

    def windows(self, text: Text) -> list[Window]:
        """The model's inputs for one text."""
        return windows(self._tokenizer, text.text, text.sentences, self.files.max_tokens)

    def run(self, window: Window) -> Outputs:
        """Raw logits of one window."""
        return self._run(window)

    def read_all(self, texts: Sequence[Text]) -> list[Reading]:
        """A reading for each text, in order. The same text gives the same reading, alone or among others.

        One text has all threads to itself; many have one each, which wastes nothing on waiting for one another.
        """
        if self.threads == 1 or len(texts) <= 1:
            return [self._read(text, self._run) for text in texts]
        with ThreadPoolExecutor(self.threads) as pool:
            return list(pool.map(lambda text: self._read(text, self._side_by_side), texts))

    @cached_property
    def _side_by_side(self) -> Runner:
        return self._given or onnx_runner(self.files, 1)

    def _read(self, text: Text, run: Runner) -> Reading:
        cut = self.windows(text)
        return self.reading(text, cut, [run(window) for window in cut])

    def reading(self, text: Text, cut: Sequence[Window], found: Sequence[Outputs]) -> Reading:
        """What the raw logits of a text's windows say, calibrated."""
        tokens = np.concatenate([_sigmoid(output["tokens"]) for output in found])
        return Reading(
            axes={axis: self._axis(axis, text, cut, found) for axis in AXES},
            sentences={axis: self._sentences(axis, cut, found, len(text.sentences)) for axis in AXES},
            token_spans=tuple(span for window in cut for span in window.token_spans),
            cues=tokens[:, : len(self.files.cues)],
            kept=tokens[:, -1],
            meaning=np.mean([output["meaning"] for output in found], axis=0),
            halfway=tuple(output["halfway"].astype(np.float16) for output in found if "halfway" in output),
        )

    def _axis(self, axis: str, text: Text, cut: Sequence[Window], found: Sequence[Outputs]) -> NDArray[np.float64]:
        fitted = self.files.calibration[axis]
        weights, bias = np.array(fitted["weights"]), np.array(fitted["bias"])
        rows = [features(axis, output, text.proof(axis, window)) for window, output in zip(cut, found, strict=True)]
        return calibration.join([calibration.probabilities(row, weights, bias) for row in rows])

    def _sentences(self, axis: str, cut: Sequence[Window], found: Sequence[Outputs], count: int) -> NDArray[np.float64]:
        temperature = float(self.files.calibration[axis]["sentence_temperature"])
        parts: list[list[NDArray[np.float64]]] = [[] for _ in range(count)]
        for window, output in zip(cut, found, strict=True):
            scores = np.exp(calibration.log_softmax(output[f"{axis}_sentences"] / temperature))
            for index, row in zip(window.sentences, scores, strict=False):
                parts[index].append(row)
        neutral = np.array([0.0, 0.0, 1.0])
        return np.array([calibration.join(rows) if rows else neutral for rows in parts]).reshape(count, 3)


def features(axis: str, output: Outputs, proof: float) -> NDArray[np.float64]:
    """What the calibration of an axis weighs in one window; see `calibration.features`."""
    (other,) = (name for name in AXES if name != axis)
    return calibration.features(
        output[axis], output[f"{axis}_sentences"], proof, output[other], output["tokens"][:, :-1]
    )


def _sigmoid(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(1 / (1 + np.exp(-logits)), np.float32)
