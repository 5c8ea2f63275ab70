"""Decoding: a passage in, rewordings of it out, token by token.

Most of a rewording is copied from its message. So each step guesses the next tokens by looking up where the last two stood
before, and one run of the network checks them all ("prompt lookup decoding", Saxena 2023; the idea of speculative decoding,
Leviathan et al. 2023, arXiv:2211.17192). What comes out is what greedy decoding gives, in a third of the runs.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from tonecheck.reword.writer.files import WriterFiles
from tonecheck.types import ModelError

START, END = "<|im_start|>", "<|im_end|>"
GUESSES = 8
"""Tokens that are guessed at most in one step."""
TAIL = 2
"""How many last tokens are looked up."""

Cache = list[NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class Written:
    """One text, and its mean log probability per token (at temperature 1)."""

    text: str
    score: float


@dataclass(slots=True)
class State:
    """A prompt that was read: its tokens, the cache after them, and the logits of what comes next."""

    tokens: list[int]
    cache: Cache
    logits: NDArray[np.float32]
    known: list[int] = field(default_factory=list)
    """Tokens that are likely to be copied, beside the prompt's own."""


class Decoder:
    """A loaded writer; safe to share between threads, which take turns.

    Raises:
        ModelError: ONNX Runtime or the tokenizer library can't read the files.
    """

    def __init__(self, files: WriterFiles, threads: int | None = None) -> None:
        onnxruntime.disable_telemetry_events()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads or 0
        options.log_severity_level = 3
        try:
            self._session = onnxruntime.InferenceSession(files.weights, options, providers=["CPUExecutionProvider"])
            self._tokenizer = Tokenizer.from_str(files.tokenizer)
        except Exception as error:  # both libraries raise bare or private classes
            raise ModelError(f"{files.folder}: can't be loaded: {str(error).splitlines()[0]}") from error
        self._tokenizer.encode_special_tokens = True  # "<|im_end|>" in a message is ten characters, not the end of it
        self.files = files
        self._start, self._end = self._tokenizer.token_to_id(START), self._tokenizer.token_to_id(END)
        self._names = [f"{part}.{layer}.{kind}" for part, layer, kind in self._parts("present")]
        self._feeds = [f"{part}.{layer}.{kind}" for part, layer, kind in self._parts("past_key_values")]
        self._lock = threading.Lock()

    def _parts(self, part: str) -> list[tuple[str, int, str]]:
        return [(part, layer, kind) for layer in range(self.files.layers) for kind in ("key", "value")]

    def ids(self, text: str) -> list[int]:
        """Tokens of a text."""
        return list(self._tokenizer.encode(text, add_special_tokens=False).ids)

    def read(self, passage: str) -> State:
        """A passage as a prompt; what kind of rewording is wanted comes after it."""
        tokens = [self._start, *self.ids(f"message\n{passage}"), self._end, self._start]
        empty = np.zeros((1, self.files.heads, 0, self.files.width), np.float32)
        logits, cache = self._run(tokens, [empty] * (2 * self.files.layers))
        return State(tokens, cache, logits[0, -1])

    def write(self, state: State, kind: str, most: int) -> Written | None:
        """The likeliest text of a kind, or None if it has more than `most` tokens."""
        now = self._with(state, self.ids(f"{kind}\n"))
        out: list[int] = []
        total = 0.0
        while len(out) < most:
            following, total_step, ended = self._step(now, most - len(out))
            out += following
            total += total_step
            if ended:
                return Written(self._tokenizer.decode(out), total / (len(out) + 1))
        return None

    def _step(self, now: State, most: int) -> tuple[list[int], float, bool]:
        """The next token, and those guessed after it that are right; `now` moves on. True at the end of the text."""
        first = int(now.logits.argmax())
        total = _log_probability(now.logits, first)
        if first == self._end:
            return [], total, True
        tried = [first, *_guessed([*now.known, *now.tokens, first], min(GUESSES, most - 1))]
        logits, cache = self._run(tried, now.cache)
        good = 1
        while good < len(tried) and int(logits[0, good - 1].argmax()) == tried[good]:
            total += _log_probability(logits[0, good - 1], tried[good])
            good += 1
        now.tokens = [*now.tokens, *tried[:good]]
        now.cache = cache if good == len(tried) else [part[:, :, : len(now.tokens)] for part in cache]
        now.logits = logits[0, good - 1]
        return tried[:good], total, False

    def sample(self, state: State, kind: str, count: int, most: int, temperature: float, seed: int) -> list[Written]:
        """So many texts drawn side by side, those that came to an end, each once, likeliest first."""
        now = self._with(state, self.ids(f"{kind}\n"))
        cache = [np.repeat(part, count, axis=0) for part in now.cache]
        logits = np.repeat(now.logits[None], count, axis=0)
        random = np.random.default_rng(seed)
        out: list[list[int]] = [[] for _ in range(count)]
        totals, ended = np.zeros(count), np.zeros(count, bool)
        for _ in range(most):
            chosen = _drawn(logits, temperature, random)
            for row, token in enumerate(chosen):
                if not ended[row]:
                    totals[row] += _log_probability(logits[row], int(token))
                    ended[row] = token == self._end
                    if not ended[row]:
                        out[row].append(int(token))
            if ended.all():
                break
            found, cache = self._run_many(chosen[:, None], cache)
            logits = found[:, -1]
        texts = {
            self._tokenizer.decode(out[row]): totals[row] / (len(out[row]) + 1) for row in range(count) if ended[row]
        }
        return [Written(text, score) for text, score in sorted(texts.items(), key=lambda item: -item[1])]

    def _with(self, state: State, tokens: Sequence[int]) -> State:
        logits, cache = self._run(list(tokens), state.cache)
        return State([*state.tokens, *tokens], cache, logits[0, -1], state.known)

    def _run(self, tokens: list[int], cache: Cache) -> tuple[NDArray[np.float32], Cache]:
        return self._run_many(np.array([tokens], np.int64), cache)

    def _run_many(self, tokens: NDArray[np.int64], cache: Cache) -> tuple[NDArray[np.float32], Cache]:
        """Logits (B, T, V) of T new tokens in B rows, and the cache that has them too."""
        length = cache[0].shape[2] + tokens.shape[1]
        feed = dict(zip(self._feeds, cache, strict=True))
        feed |= {"input_ids": tokens, "attention_mask": np.ones((tokens.shape[0], length), np.int64)}
        with self._lock:
            logits, *after = self._session.run(["logits", *self._names], feed)
        return logits, after


def _guessed(tokens: list[int], most: int) -> list[int]:
    """What followed the last time that the last tokens stood somewhere before."""
    tail = tokens[-TAIL:]
    for at in range(len(tokens) - TAIL - 1, -1, -1):
        if tokens[at : at + TAIL] == tail:
            return tokens[at + TAIL : at + TAIL + most]
    return []


def _log_probability(logits: NDArray[np.float32], token: int) -> float:
    top = float(logits.max())
    return float(logits[token]) - top - float(np.log(np.exp(logits - top).sum()))


def _drawn(logits: NDArray[np.float32], temperature: float, random: np.random.Generator) -> NDArray[np.int64]:
    """A token for each row, by nucleus sampling (Holtzman et al. 2020, arXiv:1904.09751) among the likeliest 90 %."""
    found = []
    for row in logits:
        order = np.argsort(row)[::-1][:50]
        weights = np.exp((row[order] - row[order[0]]) / temperature)
        weights /= weights.sum()
        size = int(np.searchsorted(np.cumsum(weights), 0.9)) + 1
        found.append(order[random.choice(size, p=weights[:size] / weights[:size].sum())])
    return np.array(found, np.int64)
