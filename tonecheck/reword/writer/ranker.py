"""Reads a message beside rewordings of it, and says how likely a manager would send each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from tonecheck.reword.writer.files import WriterFiles
from tonecheck.types import ModelError

LONGEST = 320
"""Tokens of a message with its rewording that are read at most."""


@dataclass(frozen=True, slots=True)
class Rating:
    """Probabilities that a manager would send it, that all facts are kept, and that the sting is gone."""

    send: float
    facts: float
    clean: float


class Ranker:
    """A loaded cross-encoder; safe to share between threads.

    Raises:
        ModelError: its files can't be loaded.
    """

    def __init__(self, files: WriterFiles) -> None:
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        try:
            self._session = onnxruntime.InferenceSession(files.ranker, options, providers=["CPUExecutionProvider"])
            self._tokenizer = Tokenizer.from_str(files.ranker_tokenizer)
        except Exception as error:  # both libraries raise bare or private classes
            raise ModelError(f"{files.folder}: can't be loaded: {str(error).splitlines()[0]}") from error
        self._tokenizer.no_padding()
        self._tokenizer.encode_special_tokens = True

    def rate(self, message: str, rewordings: Sequence[str]) -> list[Rating]:
        """A rating for each, one run each: int8 scales by the whole input, so side by side they would change each other's."""
        found = []
        for rewording in rewordings:
            encoded = self._tokenizer.encode(message, rewording)
            ids = np.array([encoded.ids[:LONGEST]], np.int64)
            types = np.array([encoded.type_ids[:LONGEST]], np.int64)
            feed = {"input_ids": ids, "token_type_ids": types, "attention_mask": np.ones_like(ids)}
            (logits,) = self._session.run(None, feed)
            found.append(Rating(*(1 / (1 + np.exp(-logits[0].astype(np.float64)))).tolist()))
        return found
