"""The tagger: sees a message as the model sees it halfway up, and says which words a person would leave out and what they would
say instead.

A small network that ships (`models/tagger-en`), trained on messages that people mended by light edits (`tonecheck.learn.tagging`).
Two parts: the first says what goes; the second, told what goes, says what is put in, which form the words take, and how a
leader would close. So each choice of what goes gets words that fit it.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from tonecheck.reword import shipped
from tonecheck.reword.findings import Findings
from tonecheck.reword.tags import FORMS, IGNORE, Tags, align, parts, words
from tonecheck.types import ModelError, Span

SCHEMA = 1
SAID = ("said", "more", "end", "further", "forms", "closing")
"""Outputs of the second part."""
ROUNDS = 5
"""How often the second part is asked at most."""
LEAST = 1e-4
"""Probability below which nothing is held to be."""
UNKNOWN = -7.0
"""Log probability of what is put in where none of the phrases is."""
SURE = 0.8
"""Probability from which what is put in is settled beside what is surest."""
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Read:
    """A message of N words in T tokens as the tagger knows it: `gone` (N,) is the probability that a word goes; `inside` has the
    (T, H) tokens of each window, `first` and `last` (N,) the tokens of each word."""

    text: str
    spans: tuple[Span, ...]
    gone: Floats
    inside: tuple[Floats, ...]
    first: NDArray[np.int64]
    last: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Proposal:
    """Tags, and how a leader would close the message: probabilities of `closings`, the first of which is not at all."""

    tags: Tags
    closing: Floats


class Tagger:
    """A tagger's folder, its networks loaded when they are first asked; safe to share between threads.

    Raises:
        ModelError: the folder is damaged, or made for another version.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._known = threading.local()
        path = folder / "tagger.toml"
        values = shipped.described(path, SCHEMA)
        try:
            self.width = int(values["width"])
            self.said = tuple(values["said"])
            self.closings = tuple(values["closings"])
            self._weights = [
                shipped.checked(folder / f"{part}.onnx", values["files"][f"{part}_sha256"]) for part in ("gone", "said")
            ]
        except (KeyError, TypeError, ValueError) as error:
            raise ModelError(f"{path}: damaged entry {error} (install tonecheck again)") from error

    @cached_property
    def _loaded(self) -> tuple[onnxruntime.InferenceSession, onnxruntime.InferenceSession]:
        onnxruntime.disable_telemetry_events()
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        try:
            first, second = (
                onnxruntime.InferenceSession(weights, options, providers=["CPUExecutionProvider"])
                for weights in self._weights
            )
        except Exception as error:  # the library raises bare or private classes
            raise ModelError(f"{self.folder}: can't be loaded: {str(error).splitlines()[0]}") from error
        return first, second

    def read(self, findings: Findings) -> Read | None:
        """What may go; None where the model that read the message doesn't give its tokens, or there are no words. What a thread
        asked about last is known."""
        last = getattr(self._known, "last", None)
        if last is None or last[0] is not findings:
            last = self._known.last = (findings, self._reading(findings))
        known: Read | None = last[1]
        return known

    def _reading(self, findings: Findings) -> Read | None:
        spans = words(findings.text)
        if not spans or not findings.halfway or findings.halfway[0].shape[1] != self.width:
            return None
        tokens = [span for span, _ in findings.kept]
        first, last = places(spans, tokens)
        inside, gone = [], []
        for part in findings.halfway:
            logits, hidden = self._loaded[0].run(["gone", "hidden"], {"halfway": part[None].astype(np.float32)})
            inside.append(hidden[0])
            gone.append(1 / (1 + np.exp(-logits[0])))
        chances = np.concatenate(gone)[first]
        # What the model doesn't read (a greeting, a signature) stays, and says nothing about a text's likelihood.
        chances[[not tokens[at].overlaps(span) for at, span in zip(first, spans, strict=True)]] = 0.0
        return Read(findings.text, tuple(spans), chances, tuple(inside), first, last)

    def propose(self, read: Read, gone: Sequence[bool]) -> Proposal:
        """What is put in where these words go. What is surest is settled first, and the rest then fits it: "Could you" at the
        beginning asks for a "?" at the end."""
        going = _spread(gone, read, sum(len(part) for part in read.inside))
        given = np.zeros_like(going)
        more = np.zeros(len(read.first), np.int64)
        for _ in range(ROUNDS):
            found = self._said(read, going, given)
            odds = softmax(found["said"][read.first])
            best = odds.argmax(-1)
            sure = np.where((best > 0) & (given[read.first] == 0), odds.max(-1), 0.0)
            if not sure.any():
                break
            chosen = (sure >= SURE) | (sure == sure.max())
            given[read.first[chosen]] = best[chosen]
            more[chosen] = found["more"][read.first[chosen]].argmax(-1)
        numbers = [(int(one), int(other)) for one, other in zip(given[read.first], more, strict=True)]
        numbers.append((int(found["end"].argmax()), int(found["further"].argmax())))
        said = [_joined(self.said[one], self.said[other]) if one else "" for one, other in numbers]
        forms = [FORMS[int(row.argmax())] for row in found["forms"][read.first]]
        return Proposal(Tags(tuple(gone), tuple(forms), tuple(said)), softmax(found["closing"]))

    def likelihood(self, read: Read, text: str) -> tuple[float, float]:
        """How likely somebody would mend the message into this text, whoever proposes it: the log probability of what goes, and of
        what is put in where that goes."""
        tags = align(read.text, text)
        odds = read.gone.clip(LEAST, 1 - LEAST)
        goes = np.log(np.where(tags.gone, odds, 1 - odds)).sum()
        marks = _spread(tags.gone, read, sum(len(part) for part in read.inside))
        found = self._said(read, marks, np.zeros_like(marks))
        chances = softmax(np.concatenate([found["said"][read.first], found["end"][None]]))
        numbers = {words: number for number, words in enumerate(self.said)}
        says = 0.0
        for said, row in zip(tags.said, chances, strict=True):
            first, _ = parts(said, numbers)
            says += float(np.log(max(LEAST, float(row[first])))) if first != IGNORE else UNKNOWN
        return float(goes), says

    def _said(self, read: Read, going: NDArray[np.int64], given: NDArray[np.int64]) -> dict[str, Floats]:
        """The second part's outputs for all windows: of tokens one after the other, of the end those of the last window."""
        at = 0
        found: dict[str, list[Floats]] = {name: [] for name in SAID}
        for part in read.inside:
            place = slice(at, at + len(part))
            at += len(part)
            feed = {"hidden": part[None], "going": going[None, place], "given": given[None, place]}
            for name, values in zip(SAID, self._loaded[1].run(list(SAID), feed), strict=True):
                found[name].append(values[0])
        return {name: np.concatenate(parts) if parts[0].ndim > 1 else parts[-1] for name, parts in found.items()}


def softmax(logits: Floats) -> Floats:
    """Probabilities over the last axis."""
    odds = np.exp(logits - logits.max(-1, keepdims=True))
    return np.asarray(odds / odds.sum(-1, keepdims=True), np.float32)


def _joined(one: str, other: str) -> str:
    return one + other if re.match(r"[,.;:?!]", other) else f"{one} {other}".strip()


def places(spans: Sequence[Span], tokens: Sequence[Span]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The first and the last token of each word; where the tokens skip a word, the one before it."""
    first, last = np.zeros(len(spans), np.int64), np.zeros(len(spans), np.int64)
    at = 0
    for index, span in enumerate(spans):
        while at < len(tokens) - 1 and tokens[at].end <= span.start:
            at += 1
        first[index] = last[index] = at
        while last[index] < len(tokens) - 1 and tokens[last[index] + 1].start < span.end:
            last[index] += 1
    return first, last


def _spread(gone: Sequence[bool], read: Read, tokens: int) -> NDArray[np.int64]:
    """A word's mark for each of its tokens."""
    marks = np.zeros(tokens, np.int64)
    for goes, first, last in zip(gone, read.first, read.last, strict=True):
        marks[first : last + 1] = int(goes)
    return marks


def installed(language: str = "en") -> Tagger | None:
    """The tagger that ships for a language, if one does.

    Raises:
        ModelError: it is there, but damaged or made for another version.
    """
    folder = shipped.located("tagger", language)
    return Tagger(folder) if folder else None
