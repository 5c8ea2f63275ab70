"""What the ranker learns from: rewordings that readers judged, rewordings by people (good), and spoiled ones."""

from __future__ import annotations

import json
import random
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tonecheck.learn.corpus.format import CorpusError, Sample
from tonecheck.learn.corpus.splits import split_of
from tonecheck.reword.ranker import around
from tonecheck.text import split

OURS = ("edit", "tagger")
"""Sources of judged texts that are to be ranked."""
JOINT = "both"
"""Source of what rules and tagger offered together: for the weighing of the ranker beside the tagger, which neither has seen."""
KINDS = ("minimal", "leader")
IGNORE = -1.0
SEND = 4
"""Marks (of 5) from which a reader would send a rewording."""
_WISH = {1: 0.0, 2: 0.05, 3: 0.2, 4: 0.9, 5: 1.0}
"""Marks as a wish for the probability of SEND and more."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A message, and what somebody wrote instead; `id` is the message's."""

    id: str
    text: str
    kind: str
    out: str


@dataclass(frozen=True, slots=True)
class Judged:
    """A rewording of a message, with what is known of it: would be sent, all facts kept, harm and bossiness gone (0 to 1 each,
    IGNORE where nobody knows). `source` is what wrote it; `score` a reader's marks, 1 to 5, 0 where there are none."""

    id: str
    text: str
    out: str
    marks: tuple[float, float, float]
    source: str
    score: int = 0


def read(path: Path) -> list[Judged]:
    """Judged texts: JSON lines with `id`, `source`, `text`, `candidates`, and for each candidate `scores` (1 to 5), `facts` and
    `clean` (0 or 1).

    Raises:
        CorpusError: a line can't be used.
    """
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            row = json.loads(line)
            columns = (row["candidates"], row["scores"], row["facts"], row["clean"])
            for out, score, facts, clean in zip(*columns, strict=True):
                marks = (_WISH[score], float(facts), float(clean))
                found.append(Judged(row["id"], row["text"], out, marks, row["source"], score))
        except (ValueError, KeyError, TypeError) as error:
            raise CorpusError(f"{path}:{number}: not a judged rewording, {error}") from error
    return found


def held_out(row: Judged) -> bool:
    """Whether a judged text is left for measuring: every fourth scenario, by a hash of its id."""
    return zlib.crc32(row.id.rsplit(".", 1)[0].encode()) % 4 == 0


def of_corpus(samples: Sequence[Sample], wanted: str) -> Iterator[Pair]:
    """The rewordings that stand in the corpus itself as messages (`=a`, `<a`), of the scenarios of one split."""
    named = {(s.scenario.id, s.name): s for s in samples if s.name}
    for sample in samples:
        if split_of(sample.scenario.id) == wanted:
            for name in sample.rewords:
                before = named[sample.scenario.id, name]
                yield Pair(before.id, before.text, "leader" if sample.style == "leader" else "minimal", sample.text)


def of_files(folder: Path, samples: Sequence[Sample], wanted: str) -> Iterator[Pair]:
    """The rewordings of `*.jsonl` files: of a message of the corpus by its id, or with its own text, which belongs to the
    training part. Files of judged texts are passed over.

    Raises:
        CorpusError: a line can't be used.
    """
    known = {sample.id: sample for sample in samples}
    for path in sorted(folder.glob("*.jsonl")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            try:
                row = json.loads(line)
                if "candidates" in row:
                    continue
                text, part = (row["text"], "train") if "text" in row else _of(known[row["id"]])
                found = [Pair(row["id"], text, kind, row[kind]) for kind in KINDS if row.get(kind)]
            except (ValueError, KeyError, TypeError) as error:
                raise CorpusError(f"{path}:{number}: no pair, {error}") from error
            if part == wanted:
                yield from found


def _of(sample: Sample) -> tuple[str, str]:
    return sample.text, split_of(sample.scenario.id)


def near(pair: Pair) -> Pair:
    """Of a long message only what changed, as the ranker will read it."""
    text, out = around(pair.text, pair.out)
    return replace(pair, text=text, out=out)


def of_people(pairs: Sequence[Pair], chance: random.Random) -> list[Judged]:
    """A good rewording for each pair, and for most a spoiled one: the message unchanged, somebody else's rewording, a sentence,
    a half or a figure gone."""
    found = []
    for pair in pairs:
        found.append(_judged(pair, pair.out, (0.95, 1.0, 1.0)))
        kind = chance.choice(("same", "other", "shorter", "number", "half"))
        if kind == "same":
            found.append(_judged(pair, pair.text, (0.0, 1.0, 0.0)))
        elif kind == "other":
            found.append(_judged(pair, chance.choice(pairs).out, (0.0, 0.0, IGNORE)))
        elif (spoiled := _spoiled(pair.out, kind, chance)) != pair.out:
            found.append(_judged(pair, spoiled, (0.05, 0.0, IGNORE)))
    return found


def _judged(pair: Pair, out: str, marks: tuple[float, float, float]) -> Judged:
    return Judged(pair.id, pair.text, out, marks, "people")


def _spoiled(out: str, kind: str, chance: random.Random) -> str:
    if kind == "number":
        return re.sub(r"\d", lambda found: str((int(found[0]) + chance.randint(1, 9)) % 10), out, count=1)
    if kind == "half":
        words = out.split()
        return " ".join(words[: len(words) // 2]) + "." if len(words) > 7 else out
    sentences = [span.of(out) for span in split(out)]
    if len(sentences) < 2:
        return out
    gone = chance.choice([s for s in sentences if len(s.split()) > 3] or sentences)
    return " ".join(s.strip() for s in sentences if s is not gone)
