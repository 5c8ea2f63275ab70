"""Light edits spoiled on purpose, as a tagger spoils them: what the ranker has to see, in any number."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

from tonecheck.learn.ranking.data import IGNORE, Judged
from tonecheck.learn.tagging.data import Light
from tonecheck.reword.tags import Tags, align, realise

GOOD = (0.9, 1.0, 1.0)
KINDS = ("wider", "narrower", "hole", "put in", "left in", "same")
Marks = tuple[float, float, float]


def of_light(pairs: Sequence[Light], chance: random.Random) -> list[Judged]:
    """For each mended message its text by a person, and one in which a cut is a few words too wide or too narrow, words are missing,
    something is put in where it doesn't belong, a cut wasn't made, or nothing was."""
    said = [words for pair in pairs for words in align(pair.text, pair.mended).said if words]
    found = []
    for pair in pairs:
        found.append(Judged(pair.id, pair.text, pair.mended, GOOD, "people"))
        spoiled, marks = _spoiled(align(pair.text, pair.mended), chance.choice(KINDS), said, chance)
        out = realise(pair.text, spoiled)
        if out.strip() and out != pair.mended:
            found.append(Judged(pair.id, pair.text, out, marks, "people"))
    return found


def _spoiled(tags: Tags, kind: str, said: Sequence[str], chance: random.Random) -> tuple[Tags, Marks]:
    count = len(tags.gone)
    runs = _runs(tags.gone)
    gone = list(tags.gone)
    if kind == "same":
        return Tags((False,) * count, ("",) * count, ("",) * (count + 1)), (0.0, 1.0, 0.0)
    if kind == "put in" and said:
        put = list(tags.said)
        put[chance.randrange(count)] = chance.choice(said)
        return replace(tags, said=tuple(put)), (0.05, IGNORE, IGNORE)
    if kind == "hole" or not runs:
        start, length = chance.randrange(count), chance.randint(1, 5)
        gone[start : start + length] = [True] * len(gone[start : start + length])
        return replace(tags, gone=tuple(gone)), (0.05, 0.0, IGNORE)
    start, end = chance.choice(runs)
    if kind == "left in":
        gone[start:end] = [False] * (end - start)
        return replace(tags, gone=tuple(gone)), (0.05, 1.0, 0.0) if end - start > 2 else (0.1, IGNORE, IGNORE)
    size = chance.randint(1, 3)
    before = chance.random() < 0.5
    if kind == "wider":
        place = slice(max(0, start - size), start) if before else slice(end, min(count, end + size))
    else:
        place = slice(start, min(end, start + size)) if before else slice(max(start, end - size), end)
    gone[place] = [kind == "wider"] * len(gone[place])
    return replace(tags, gone=tuple(gone)), (0.05, IGNORE, IGNORE)


def _runs(gone: Sequence[bool]) -> list[tuple[int, int]]:
    """Where words go: from, to."""
    edges = [
        index
        for index in range(len(gone) + 1)
        if (index < len(gone) and gone[index]) != (index > 0 and gone[index - 1])
    ]
    return list(zip(edges[::2], edges[1::2], strict=True))
