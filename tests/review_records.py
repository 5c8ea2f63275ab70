"""Records as a batch writes them, judged by the small model that ships."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import tonecheck
from tests.conftest import ROOT
from tonecheck import rulebook
from tonecheck.learn.corpus.format import Sample, read
from tonecheck.types import Message

HOSTILE = (
    "You useless </script><script>document.title='hacked'</script><img src=x onerror=\"document.title='hacked'\"> idiot, "
    "you never listen, and from now on you do exactly what I say or you're out. Call Maria Kowalska on +44 20 7946 0958 or write to maria.k@example.org, Maria can't stand you either."
)


@cache
def samples() -> tuple[Sample, ...]:
    """Sixty messages of the corpus, from all over it."""
    found = read(ROOT / "corpora" / "en", rulebook.load().rules)
    return tuple(found[:: len(found) // 60][:60])


@cache
def results() -> tuple[tuple[str, dict[str, Any]], ...]:
    """Texts with their results; the last one is hostile, and the only one that was to be reworded."""
    checker = tonecheck.load("small")
    texts = [sample.text for sample in samples()]
    judged = list(checker.check_many([Message(text, language="en") for text in texts], reword=False))
    judged.append(checker.check(Message(HOSTILE, language="en")))
    return tuple((each.text, each.as_dict()) for each in judged)


def records(fields: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """One record for each set of fields, the texts over and over, the hostile one first."""
    made = results()
    return [
        {
            **made[-1 - place % len(made)][1],
            "text": made[-1 - place % len(made)][0],
            "row": place + 1,
            "fields": dict(each),
        }
        for place, each in enumerate(fields)
    ]


def write(path: Path, rows: Iterable[Mapping[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path
