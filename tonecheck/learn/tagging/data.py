"""What the tagger learns from: messages, how people mended them by light edits, and how the model sees them halfway up."""

from __future__ import annotations

import json
import random
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from tonecheck.learn import judged
from tonecheck.learn.corpus.format import CorpusError, Sample
from tonecheck.learn.corpus.splits import split_of
from tonecheck.pipeline import Checker
from tonecheck.reword.changes import blanks, own_words
from tonecheck.reword.tagger import places
from tonecheck.reword.tags import FORMS, IGNORE, Tags, align, parts, plain, realise, words
from tonecheck.types import Span

FILE = "light/mended.jsonl"
_OTHERS = ("labels.jsonl", "judged.jsonl")
OWN = 0.8
"""Share of the message's own words in a rewording from which it counts as light."""
LEAST = 3
"""How often something must be said in the training part to be one of the tagger's phrases."""
HELD = 12
"""One message in so many is held out, by a hash of its id without the last figure."""
LONGEST = 300
"""Tokens of a message that is learned from."""


@dataclass(frozen=True, slots=True)
class Light:
    """A message, the same mended by light edits, and the line with which a leader would close: "" for none, None if nobody was asked."""

    id: str
    text: str
    mended: str
    closing: str | None


@dataclass(frozen=True, slots=True)
class Seen:
    """A message as the model sees it halfway up: T spans and (T, H)."""

    tokens: tuple[Span, ...]
    halfway: NDArray[np.float16]


@dataclass(frozen=True, slots=True)
class Batch:
    """Tensors of B messages of at most T tokens: `halfway` (B, T, H), `mask` (B, T) 1 for tokens, and what is to be learned, IGNORE
    or NaN where nothing is: `gone` (B, T), `going` (B, T) the same for every token of a word, `said` (B, T, 2), `forms` (B, T), `end`
    (B, 2) and `closing` (B,)."""

    halfway: Tensor
    mask: Tensor
    gone: Tensor
    going: Tensor
    said: Tensor
    forms: Tensor
    end: Tensor
    closing: Tensor


def read(corpora: Path, samples: Iterable[Sample]) -> list[Light]:
    """`rewordings/light/mended.jsonl`: objects with `id` of a message of the corpora, `mended` (null: it can't be, and the line is passed
    over) and `closing`. Then people's other rewordings that hardly added a word, and those by the edits that readers would send.
    A text that readers found harmful or boss-like still is passed over, and so are the messages that the rating is learned from.

    Raises:
        CorpusError: a line can't be used.
    """
    trained = (sample for sample in samples if split_of(sample.scenario.id) == "train")
    texts = {sample.id: sample.text for sample in trained} | dict(_texts(corpora))
    found = []
    path = corpora / "rewordings" / FILE
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            row = json.loads(line)
            if row["mended"] is not None:
                found.append(Light(row["id"], texts[row["id"]], row["mended"], row["closing"]))
        except (ValueError, KeyError, TypeError) as error:
            raise CorpusError(f"{path}:{number}: not a mended message, {error}") from error
    found += _more(corpora, texts)
    flawed, kept = _flawed(corpora), judged.messages(corpora / "rewordings" / "judged.jsonl")
    return [pair for pair in found if pair.mended not in flawed and pair.id not in kept]


def _flawed(corpora: Path) -> set[str]:
    """Mended texts that readers found harmful or boss-like."""
    path = corpora / "rewordings" / "labels.jsonl"
    rows = map(json.loads, path.read_text(encoding="utf-8").splitlines()) if path.is_file() else ()
    return {row["text"] for row in rows if row["impact"] == "harmful" or row["style"] == "boss"}


def _more(corpora: Path, texts: Mapping[str, str]) -> Iterator[Light]:
    for path in sorted((corpora / "rewordings").glob("*.jsonl")):
        if path.name not in _OTHERS:
            for line in path.read_text(encoding="utf-8").splitlines():
                row = json.loads(line)
                if own_words(texts[row["id"]], row["minimal"]) >= OWN:
                    yield Light(row["id"], texts[row["id"]], row["minimal"], None)
    path = corpora / "rewordings" / "judged.jsonl"
    for row in judged.read(path) if path.is_file() else ():
        if row.source == "edit" and row.score >= judged.SEND and not blanks(row.out, row.text) and row.id in texts:
            yield Light(row.id, row.text, row.out, None)


def _texts(corpora: Path) -> Iterator[tuple[str, str]]:
    for path in (*sorted((corpora / "rewordings").glob("*.jsonl")), *sorted((corpora / "whole").glob("*.jsonl"))):
        if path.name not in _OTHERS:
            for line in path.read_text(encoding="utf-8").splitlines():
                row = json.loads(line)
                if "text" in row:
                    yield row["id"], row["text"]


def held_out(pair: Light) -> bool:
    """Whether a message is left for measuring, with its neighbours of one scenario or writer."""
    group = pair.id.rsplit(".", 1)[0] if "." in pair.id else pair.id[:-1]
    return zlib.crc32(f"light {group}".encode()) % HELD == 0


def see(texts: Sequence[str], checker: Checker) -> Iterator[Seen | None]:
    """Each text as the checker's model sees it; None where it can't be judged."""
    for _, findings in checker.begin(texts):
        if findings is None or not findings.halfway:
            yield None
        else:
            yield Seen(tuple(span for span, _ in findings.kept), np.concatenate(findings.halfway))


def phrases(pairs: Iterable[Light]) -> tuple[str, ...]:
    """What people put in often enough, the most frequent first; at the very first nothing."""
    counted = Counter(plain(said) for pair in pairs for said in align(pair.text, pair.mended).said if said)
    return ("", *(said for said, count in counted.most_common() if count >= LEAST))


def closings(pairs: Iterable[Light]) -> tuple[str, ...]:
    """The closing lines that stand in the pairs; at the very first none."""
    counted = Counter(pair.closing for pair in pairs if pair.closing)
    return ("", *(closing for closing, count in counted.most_common() if count >= LEAST))


def faithful(pair: Light) -> bool:
    """Whether tags can say the mended text, but for its blanks and capitals."""
    made = realise(pair.text, align(pair.text, pair.mended))
    return "".join(made.lower().split()) == "".join(pair.mended.lower().split())


def batch(rows: Sequence[tuple[Light, Seen]], said: Mapping[str, int], closing: Mapping[str, int]) -> Batch:
    """Rows of any lengths, padded."""
    length = max(len(seen.tokens) for _, seen in rows)
    width = rows[0][1].halfway.shape[1]
    halfway = torch.zeros(len(rows), length, width)
    mask = torch.zeros(len(rows), length)
    gone = torch.full((len(rows), length), float("nan"))
    going = torch.zeros(len(rows), length, dtype=torch.long)
    put = torch.full((len(rows), length, 2), IGNORE)
    forms = torch.full((len(rows), length), IGNORE)
    end = torch.full((len(rows), 2), IGNORE)
    close = torch.full((len(rows),), IGNORE)
    for row, (pair, seen) in enumerate(rows):
        count = len(seen.tokens)
        halfway[row, :count] = torch.from_numpy(seen.halfway.astype(np.float32))
        mask[row, :count] = 1
        tags = align(pair.text, pair.mended)
        _mark(tags, places(words(pair.text), seen.tokens), gone[row], going[row], put[row], forms[row], said)
        end[row] = torch.tensor(parts(tags.said[-1], said))
        close[row] = IGNORE if pair.closing is None else closing.get(pair.closing, IGNORE)
    return Batch(halfway, mask, gone, going, put, forms, end, close)


def _mark(
    tags: Tags,
    where: tuple[NDArray[np.int64], NDArray[np.int64]],
    gone: Tensor,
    going: Tensor,
    put: Tensor,
    forms: Tensor,
    said: Mapping[str, int],
) -> None:
    for goes, form, words_before, first, last in zip(tags.gone, tags.forms, tags.said[:-1], *where, strict=True):
        going[first : last + 1] = int(goes)
        gone[first] = float(goes)
        put[first] = torch.tensor(parts(words_before, said))
        if not goes:
            forms[first] = FORMS.index(form)


def batches(rows: Sequence[tuple[Light, Seen]], size: int, chance: random.Random) -> list[list[tuple[Light, Seen]]]:
    """All rows once, those of about the same length together, in any order."""
    order = sorted(rows, key=lambda row: len(row[1].tokens) + chance.random() * 12)
    found = [order[at : at + size] for at in range(0, len(order), size)]
    chance.shuffle(found)
    return found
