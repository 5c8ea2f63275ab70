"""The figures of the datasheet, and the promises that a corpus must keep."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import mean, quantiles
from typing import Any

from datasketch import MinHash, MinHashLSH

from tonecheck.learn.corpus.format import HARD_CASES, IMPACTS, PHENOMENA, STYLES, CorpusError, Sample

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
DUPLICATE = 0.7
"""Jaccard similarity of word trigrams from which two messages of different scenarios are near-duplicates."""
MOST_DUPLICATES = 0.005
BEGIN = "<!-- figures: written by `tonecheck corpus stats --shortcuts --into` -->"
END = "<!-- end -->"
FRAME_WORDS = 5
MOST_FRAME = 20
"""A sentence frame (the first FRAME_WORDS words of a sentence; fewer is mere grammar: "I would like you") may open sentences in so many scenarios at most."""


def stats(samples: Sequence[Sample]) -> dict[str, Any]:
    """All figures as plain data, with `broken_promises` as sentences."""
    words = [_words(sample.text) for sample in samples]
    duplicates = list(near_duplicates(samples, words))
    frames = _frames(samples)
    figures: dict[str, Any] = {
        "messages": len(samples),
        "scenarios": len({sample.scenario.id for sample in samples}),
        "trades": len({sample.scenario.trade for sample in samples}),
        "cells": {f"{i} {s}": sum(x.impact == i and x.style == s for x in samples) for i in IMPACTS for s in STYLES},
        "channels": dict(Counter(sample.scenario.channel for sample in samples).most_common()),
        "varieties": dict(Counter(_variety(sample.scenario.variety) for sample in samples).most_common()),
        "cues": dict(Counter(mark.cue for sample in samples for mark in sample.marks).most_common()),
        "tags": {tag: sum(tag in sample.tags for sample in samples) for tag in (*HARD_CASES, *PHENOMENA)},
        "words": {
            impact: _lengths([len(w) for s, w in zip(samples, words, strict=True) if s.impact == impact])
            for impact in IMPACTS
        },
        "reworded": len({(s.scenario.id, source) for s in samples for source in s.rewords}),
        "rewordings": sum(bool(s.rewords) for s in samples),
        "near_duplicates": {
            "pairs": len(duplicates),
            "share": round(len({a for a, _ in duplicates}) / max(1, len(samples)), 4),
            "examples": duplicates[:10],
        },
        "distinct": {f"{n}-grams": _distinct(words, n) for n in (1, 2, 3)},
        "shared_5_grams": _shared(samples, words),
        "frames": dict(frames.most_common(10)),
    }
    figures["broken_promises"] = list(_broken(figures, frames))
    return figures


def _broken(figures: dict[str, Any], frames: Counter[str]) -> Iterator[str]:
    if figures["near_duplicates"]["share"] >= MOST_DUPLICATES:
        yield f"near-duplicates outside a contrast set: {figures['near_duplicates']['share']:.2%} (under {MOST_DUPLICATES:.1%})"
    for frame, count in frames.items():
        if count > MOST_FRAME:
            yield f"the frame '{frame} …' opens sentences in {count} scenarios (at most {MOST_FRAME})"


def _words(text: str) -> list[str]:
    return [word.lower().replace("’", "'") for word in _WORD.findall(text)]


def _variety(variety: str) -> str:
    return "non-native" if variety.startswith("non-native") else variety


def _lengths(lengths: Sequence[int]) -> dict[str, Any]:
    if len(lengths) < 4:
        return {"n": len(lengths)}
    return {
        "n": len(lengths),
        "mean": round(mean(lengths), 1),
        "quartiles": [round(q) for q in quantiles(lengths)],
        "longest": max(lengths),
    }


def _grams(words: Sequence[str], n: int) -> list[tuple[str, ...]]:
    return [tuple(words[i : i + n]) for i in range(len(words) - n + 1)]


def _distinct(texts: Sequence[Sequence[str]], n: int) -> float:
    """Distinct n-grams over all n-grams (Li et al. 2016, "distinct-n")."""
    grams = [gram for words in texts for gram in _grams(words, n)]
    return round(len(set(grams)) / max(1, len(grams)), 4)


def _shared(samples: Sequence[Sample], texts: Sequence[Sequence[str]]) -> float:
    """Share of messages with a 5-gram that also stands in another scenario."""
    homes: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for sample, words in zip(samples, texts, strict=True):
        for gram in _grams(words, 5):
            homes[gram].add(sample.scenario.id)
    shared = [any(len(homes[gram]) > 1 for gram in _grams(words, 5)) for words in texts]
    return round(sum(shared) / max(1, len(shared)), 4)


def near_duplicates(samples: Sequence[Sample], texts: Sequence[Sequence[str]]) -> Iterator[tuple[str, str]]:
    """Pairs of ids from different scenarios that MinHash (Broder 1997) over word trigrams finds alike."""
    index = MinHashLSH(threshold=DUPLICATE, num_perm=64)
    for sample, words in zip(samples, texts, strict=True):
        sketch = MinHash(num_perm=64)
        for gram in _grams(words, 3) or [tuple(words)]:
            sketch.update(" ".join(gram).encode())
        for other in index.query(sketch):
            if other.rsplit(".", 1)[0] != sample.scenario.id:
                yield sample.id, other
        index.insert(sample.id, sketch)


def _frames(samples: Sequence[Sample]) -> Counter[str]:
    """How many scenarios have a sentence that opens with the same words."""
    homes: dict[str, set[str]] = defaultdict(set)
    for sample in samples:
        for sentence in re.split(r"(?<=[.!?])\s+|\n+", sample.text):
            words = _words(sentence)
            if len(words) > FRAME_WORDS:
                homes[" ".join(words[:FRAME_WORDS])].add(sample.scenario.id)
    return Counter({frame: len(scenarios) for frame, scenarios in homes.items() if len(scenarios) > 1})


def table(figures: dict[str, Any]) -> str:
    """The figures as Markdown that a person reads in a terminal as well."""
    share = f"{figures['near_duplicates']['share']:.2%}"
    lines = [
        f"{figures['messages']} messages, {figures['scenarios']} scenarios, {figures['trades']} trades;",
        f"{figures['reworded']} messages have a dignified rewording ({figures['rewordings']} rewordings).",
        f"Near-duplicates outside a contrast set: {figures['near_duplicates']['pairs']} pairs, {share} of messages.",
        f"Messages that share a 5-gram with another scenario: {figures['shared_5_grams']:.1%}.",
        "",
        "| what | figures |",
        "|---|---|",
    ]
    for name in ("cells", "cues", "tags", "channels", "varieties", "distinct", "frames"):
        lines.append(f"| {name} | {_listed(figures[name])} |")
    for impact, row in figures["words"].items():
        lines.append(f"| words, {impact} | {_listed(row)} |")
    for name in ("second_labels", "shortcuts"):
        for key, value in figures.get(name, {}).items():
            text = _listed(value) if isinstance(value, dict) else str(value)
            lines.append(f"| {name.replace('_', ' ')}, {key.replace('_', ' ')} | {text} |")
    lines += ["", *(f"Broken promise: {line}" for line in figures["broken_promises"])]
    return "\n".join(lines).rstrip()


def _listed(row: dict[str, Any]) -> str:
    return ", ".join(f"{key} {value}" for key, value in row.items())


def renew(path: Path, figures: dict[str, Any]) -> None:
    """Put the table between the markers of a datasheet.

    Raises:
        CorpusError: the file has no markers.
    """
    text = path.read_text(encoding="utf-8")
    head, begin, rest = text.partition(BEGIN)
    _, end, tail = rest.partition(END)
    if not begin or not end:
        raise CorpusError(f"{path}: no '{BEGIN}' … '{END}' to put the figures between")
    path.write_text(f"{head}{BEGIN}\n\n{table(figures)}\n\n{END}{tail}", encoding="utf-8")
