"""The ranker: reads a message beside a rewording of it, and says how likely a manager would send that.

A small cross-encoder that ships (`models/ranker-en`), fine-tuned on rewordings that readers judged (`tonecheck.learn.ranking`).
It sees what no rule names: a sentence that makes no sense, a request nobody made, a detail gone.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from tonecheck.reword import changes, shipped
from tonecheck.text import split
from tonecheck.types import ModelError

SCHEMA = 1
LONGEST = 320
"""Tokens of a message with its rewording that are read at most."""
WHOLE = 60
"""Words up to which a message is read whole; of a longer one only the sentences that changed and one on each side."""
FEATURES = ("send", "facts", "clean", "own", "kept", "blanks", "please")
"""Logits of the network: a reader would send it, all facts are kept, harm and bossiness are gone. Then the share of the rewording's
words that are the manager's, that of the manager's that are left, blanks, and how often "please" was added."""
JOINT = ("rank", "goes", "says", "harm", "changes", "ratio", "length", "bias")
"""What is weighed for the last word (`rating.evidence`): the ranker's own logit, the two parts of the tagger's likelihood, the model's logit
of harm in the rewording, the number of changes, the rewording's words against the message's, the logarithm of those."""
_WORD = re.compile(r"\w+(?:['’]\w+)*")
_BLANK = re.compile(r"\[[^\[\]\n]*\?\]")
_PLEASE = re.compile(r"\bplease\b", re.IGNORECASE)


class Ranker:
    """A ranker's folder, its network loaded when it is first asked; safe to share between threads. `least` is the probability
    from which a rewording is shown.

    Raises:
        ModelError: the folder is damaged, or made for another version.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        path = folder / "ranker.toml"
        values = shipped.described(path, SCHEMA)
        try:
            self.least = float(values["least"])
            self._weights_of = np.array([float(values["calibration"][name]) for name in FEATURES])
            self._bias = float(values["calibration"]["bias"])
            joint = values.get("joint")
            self.joint = {name: float(joint[name]) for name in JOINT} if joint else None
            self._weights = shipped.checked(folder / "ranker.onnx", values["files"]["ranker_sha256"])
            self._words = shipped.checked(folder / "tokenizer.json", values["files"]["tokenizer_sha256"]).decode(
                "utf-8"
            )
        except (KeyError, TypeError, ValueError) as error:
            raise ModelError(f"{path}: damaged entry {error} (install tonecheck again)") from error

    @cached_property
    def _loaded(self) -> tuple[onnxruntime.InferenceSession, Tokenizer]:
        onnxruntime.disable_telemetry_events()
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        options.intra_op_num_threads = 1  # a pair takes 10 ms on one; the rest is the model's
        try:
            session = onnxruntime.InferenceSession(self._weights, options, providers=["CPUExecutionProvider"])
            tokenizer = Tokenizer.from_str(self._words)
        except Exception as error:  # both libraries raise bare or private classes
            raise ModelError(f"{self.folder}: can't be loaded: {str(error).splitlines()[0]}") from error
        tokenizer.no_padding()
        tokenizer.no_truncation()
        tokenizer.encode_special_tokens = True
        return session, tokenizer

    def rate(self, message: str, rewordings: Sequence[str]) -> list[float]:
        """The probability for each by the network alone, one run each: int8 scales by the whole input, so side by side they would
        change each other's."""
        session, tokenizer = self._loaded
        found = []
        for rewording in rewordings:
            pair = around(message, rewording)
            encoded = tokenizer.encode(*pair)
            ids = np.array([encoded.ids[:LONGEST]], np.int64)
            types = np.array([encoded.type_ids[:LONGEST]], np.int64)
            feed = {"input_ids": ids, "token_type_ids": types, "attention_mask": np.ones_like(ids)}
            (logits,) = session.run(None, feed)
            row = np.array(features(logits[0], *pair))
            found.append(float(1 / (1 + np.exp(-(row @ self._weights_of + self._bias)))))
        return found


def features(logits: NDArray[np.float32], before: str, after: str) -> list[float]:
    """What the calibration weighs, by FEATURES: the network's three logits, and what shows without reading."""
    ours, theirs = len(_WORD.findall(before)), len(_WORD.findall(_BLANK.sub(" ", after)))
    own = changes.own_words(before, after)
    courtesies = len(_PLEASE.findall(after)) - len(_PLEASE.findall(before))
    kept = own * theirs / max(1, ours)
    return [*map(float, logits), own, kept, float(len(changes.blanks(after, before))), float(courtesies)]


def installed(language: str = "en") -> Ranker | None:
    """The ranker that ships for a language, if one does.

    Raises:
        ModelError: it is there, but damaged or made for another version.
    """
    folder = shipped.located("ranker", language)
    return Ranker(folder) if folder else None


def around(before: str, after: str, whole: int = WHOLE) -> tuple[str, str]:
    """What changed in a message of more than `whole` words, with a sentence on each side; a shorter one as it is."""
    if len(before.split()) <= whole:
        return before, after
    ours, theirs = _sentences(before), _sentences(after)
    moves = [
        move for move in difflib.SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes() if move[0] != "equal"
    ]
    if not moves:
        return before, after
    (_, i, _, k, _), (_, _, j, _, m) = moves[0], moves[-1]
    return "".join(ours[max(0, i - 1) : j + 1]).strip(), "".join(theirs[max(0, k - 1) : m + 1]).strip()


def _sentences(text: str) -> list[str]:
    """Sentences with the blanks after them: joined they are the text."""
    starts = [span.start for span in split(text)][1:]
    return [text[a:b] for a, b in zip([0, *starts], [*starts, len(text)], strict=True)]
