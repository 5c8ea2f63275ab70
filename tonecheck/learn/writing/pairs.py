"""Messages with their rewordings, as the writer learns them: the rewordings inside the corpus, and those of `corpora/rewordings`."""

from __future__ import annotations

import difflib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tonecheck.learn.corpus.format import CorpusError, Sample
from tonecheck.learn.corpus.splits import split_of
from tonecheck.reword.writer.passages import WHOLE
from tonecheck.text import split

KINDS = ("minimal", "leader")


@dataclass(frozen=True, slots=True)
class Pair:
    """A passage, and what somebody wrote instead; `id` is the message's."""

    id: str
    text: str
    kind: str
    out: str


def of_corpus(samples: Sequence[Sample], wanted: str) -> Iterator[Pair]:
    """The rewordings that stand in the corpus itself as messages (`=a`, `<a`), of the scenarios of one split."""
    named = {(s.scenario.id, s.name): s for s in samples if s.name}
    for sample in samples:
        if split_of(sample.scenario.id) == wanted:
            for name in sample.rewords:
                before = named[sample.scenario.id, name]
                yield Pair(before.id, before.text, "leader" if sample.style == "leader" else "minimal", sample.text)


def of_files(folder: Path, samples: Sequence[Sample], wanted: str) -> Iterator[Pair]:
    """The rewordings of `*.jsonl` files: of a message of the corpus by its id (`corpus.jsonl`), or with its own text, which
    belongs to the training part.

    Raises:
        CorpusError: a line can't be used.
    """
    texts = {sample.id: sample for sample in samples}
    for path in sorted(folder.glob("*.jsonl")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            try:
                row = json.loads(line)
                sample = None if "text" in row else texts[row["id"]]
                text, own = row.get("text") or texts[row["id"]].text, sample
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise CorpusError(f"{path}:{number}: no pair, {error}") from error
            if (split_of(own.scenario.id) if own else "train") != wanted:
                continue
            yield from (Pair(row["id"], text, kind, row[kind]) for kind in KINDS if row.get(kind))


def passages(pairs: Iterator[Pair], length: Callable[[str], int]) -> Iterator[Pair]:
    """The same pairs, of long messages only the sentences that changed and one on each side, as the writer will see them;
    `length` counts tokens. Pairs that change nothing are left out."""
    for pair in pairs:
        text, out = pair.text, pair.out
        if length(text) > WHOLE:
            text, out = _changed(text, out)
        if text.strip() and out.strip() and text != out:
            yield Pair(pair.id, text.strip(), pair.kind, out.strip())


def _changed(before: str, after: str) -> tuple[str, str]:
    ours, theirs = _sentences(before), _sentences(after)
    moves = [
        move for move in difflib.SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes() if move[0] != "equal"
    ]
    if not moves:
        return "", ""
    (_, i, _, k, _), (_, _, j, _, m) = moves[0], moves[-1]
    return "".join(ours[max(0, i - 1) : j + 1]), "".join(theirs[max(0, k - 1) : m + 1])


def _sentences(text: str) -> list[str]:
    """Sentences with the blanks after them: joined they are the text."""
    starts = [span.start for span in split(text)][1:]
    return [text[a:b] for a, b in zip([0, *starts], [*starts, len(text)], strict=True)]
