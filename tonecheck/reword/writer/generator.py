"""The writer as a generator: the likeliest text first, others drawn where the proof refuses it."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property

from tonecheck.reword import proof
from tonecheck.reword.findings import Draft, Findings, Rescore
from tonecheck.reword.llm import polarity, screen
from tonecheck.reword.writer.decode import Decoder, State
from tonecheck.reword.writer.files import WriterFiles
from tonecheck.reword.writer.passages import Passage, passage, restored
from tonecheck.reword.writer.ranker import Ranker
from tonecheck.types import KINDS, Rewording

DRAWN = 6
"""Texts that are drawn side by side when the likeliest fails."""
TEMPERATURE = 0.7
LONGER, ROOM = 1.3, 24
"""Tokens of a text at most, against those of its passage."""
ASKING = frozenset(("command", "micromanaging"))
"""Cues of a boss whose words still hold the request."""


class WriterGenerator:
    """Proposes a minimal draft and a leader's draft with the writer that ships; safe to share between threads."""

    def __init__(self, files: WriterFiles) -> None:
        self.files = files
        self.source = f"llm:{files.name}"

    @cached_property
    def ranker(self) -> Ranker:
        """Loaded likewise."""
        return Ranker(self.files)

    @cached_property
    def decoder(self) -> Decoder:
        """Loaded with the first message that needs it."""
        return Decoder(self.files)

    def propose(self, findings: Findings, rescore: Rescore) -> Iterator[Draft]:
        """See `Generator.propose`. The same message gives the same drafts."""
        return (draft for draft, _ in self.tried(findings, rescore))

    def tried(self, findings: Findings, rescore: Rescore) -> Iterator[tuple[Draft, bool]]:
        """Drafts that are worth the proof, each with whether it passes: of each kind the first that does, and those before it."""
        part = passage(findings, lambda text: len(self.decoder.ids(text)))
        length = len(self.decoder.ids(part.words))
        if not length or length > self.files.longest:
            return
        state = self.decoder.read(part.words)
        most = int(LONGER * length) + ROOM
        for kind in KINDS:
            for draft in self._ranked(findings, part, state, kind, most, rescore):
                fit = proved(findings, draft, rescore)
                yield draft, fit
                if fit:
                    state.known = self.decoder.ids(draft.text)
                    break

    def _ranked(
        self, findings: Findings, part: Passage, state: State, kind: str, most: int, rescore: Rescore
    ) -> Iterator[Draft]:
        """The likeliest text if the ranker is sure of it, else all that were drawn and that it would send, best first. Of the
        leader's kind only the likeliest: it is asked for beside another."""
        likeliest = self.decoder.write(state, kind, most)
        pool = self._rated(findings, part, kind, [likeliest.text] if likeliest else [], rescore)
        sure = [draft for draft, send in pool if send >= self.files.sure]
        yield from sure
        if kind == KINDS[0]:
            seed = zlib.crc32(part.words.encode())
            drawn = self.decoder.sample(state, kind, DRAWN, most, TEMPERATURE, seed)
            pool += self._rated(findings, part, kind, [written.text for written in drawn], rescore)
        pool.sort(key=lambda item: -item[1])
        worth = [draft for draft, send in pool if send >= self.files.send]
        yield from (draft for draft in dict.fromkeys(worth) if draft not in sure)

    def _rated(
        self, findings: Findings, part: Passage, kind: str, texts: Sequence[str], rescore: Rescore
    ) -> list[tuple[Draft, float]]:
        """Drafts that are worth the proof, each with the ranker's probability that a manager would send it."""
        drafts = [self._draft(findings, part, kind, text) for text in texts]
        fit = [draft for draft in drafts if not unfit(findings, draft, rescore)]
        ratings = self.ranker.rate(part.words, [part.taken(draft.text) for draft in fit])
        return [(draft, rating.send) for draft, rating in zip(fit, ratings, strict=True)]

    def _draft(self, findings: Findings, part: Passage, kind: str, words: str) -> Draft:
        return Draft(part.put(restored(findings, part, words.strip())), kind, self.source)


def unfit(findings: Findings, draft: Draft, rescore: Rescore) -> list[str]:
    """What a language model may do wrong and an edit can't, in words for a person."""
    stings = [cue.span for cue in findings.cues if not cue.good and cue.id not in ASKING]
    plain = replace(draft, kind="minimal")  # ours may leave a blank for help instead of asking
    found = screen.unfit(findings, plain, "\0") + polarity.turned(findings.text, draft.text, stings)
    if found:
        return found
    checked = rescore([draft.text])
    return screen.added(findings, checked[0]) if checked else ["not readable as a message"]


def proved(findings: Findings, draft: Draft, rescore: Rescore) -> bool:
    """Whether a draft passes the proof."""
    checked = rescore([draft.text])
    return bool(checked) and isinstance(proof.prove(findings, checked[0], draft), Rewording)
