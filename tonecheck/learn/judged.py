"""Rewordings by programs that readers judged: `corpora/rewordings/judged.jsonl`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from tonecheck.learn.corpus.format import CorpusError

SEND = 4
"""Marks (of 5) from which a reader would send a rewording."""
UNSEEN = "both"
"""Source of what rules and tagger proposed for messages that the tagger never learns from (`messages`)."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A rewording of a message: a reader's marks, 1 to 5, whether all facts are kept, whether harm and bossiness are gone.
    `source` is what wrote it."""

    id: str
    text: str
    out: str
    source: str
    score: int
    facts: bool
    clean: bool


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
                if score not in range(1, 6) or {facts, clean} - {0, 1}:
                    raise ValueError("scores are 1 to 5, facts and clean 0 or 1")
                found.append(Judged(row["id"], row["text"], out, row["source"], score, bool(facts), bool(clean)))
        except (ValueError, KeyError, TypeError) as error:
            raise CorpusError(f"{path}:{number}: not a judged rewording, {error}") from error
    return found


def messages(path: Path) -> frozenset[str]:
    """The ids of the messages whose rewordings weigh the rating, and which nothing that proposes may have seen; none without the file.

    Raises:
        CorpusError: a line can't be used.
    """
    return frozenset(row.id for row in read(path) if row.source == UNSEEN) if path.is_file() else frozenset()
