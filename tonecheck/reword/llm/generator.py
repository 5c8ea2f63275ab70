"""The llm generator: asks, looks, tells the model what the proof refused, and gives up in time."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from time import monotonic

from tonecheck.reword import proof
from tonecheck.reword.findings import Draft, Findings, Rescore
from tonecheck.reword.llm import answer, examples, polarity, prompt, screen
from tonecheck.reword.llm.client import Client, NoAnswerError
from tonecheck.reword.llm.settings import Settings
from tonecheck.types import KINDS, Rejection

RETRIES = 2
LONGEST = 6_000
"""Characters of a passage that are sent: more hardly fits the context that local servers are set to."""
PAUSE = 30.0
"""Seconds for which a server that failed is left alone, so that a batch waits for it once and not at every message."""

ASKING = frozenset(("command", "micromanaging"))
"""Cues of a boss whose words still hold the request."""

log = logging.getLogger("tonecheck.llm")


class LLMGenerator:
    """Proposes a minimal draft and a leader draft by a language model; none when the server is slow, broken or absent.

    Safe to share between threads. Never raises for what a server does: the edits stand beside it.
    """

    def __init__(self, settings: Settings, language: str = "en") -> None:
        self.settings = settings
        self.language = language
        self.source = f"llm:{settings.model}"
        self.client = Client(settings)
        self._rests_until = 0.0
        prompt.load(language), examples.load(language)  # a wrong data file shows at once

    def propose(self, findings: Findings, rescore: Rescore) -> Iterator[Draft]:
        """See `Generator.propose`. All attempts together take no longer than the time-out."""
        part = prompt.passage(findings)
        if monotonic() < self._rests_until or not part.words or len(part.words) > LONGEST:
            return
        chat = prompt.Chat(findings, part, self.language)
        end = monotonic() + self.settings.timeout
        wanted = set(KINDS)
        tried: set[str] = set()
        for attempt in range(1 + RETRIES):
            try:
                content = self.client.ask(chat.messages, _options(part), end - monotonic())
            except NoAnswerError as error:
                if attempt == 0:
                    self._rest(error)
                return
            texts = answer.read(content)
            refused: list[str] = []
            for kind, text in (texts or {}).items():
                if kind not in wanted:
                    continue
                draft = Draft(part.put(text), kind, self.source)
                reasons: list[str] = []
                if text and draft.text not in tried:  # "" is an honest none; a model that repeats itself is stuck
                    fit, reasons = self._look(findings, draft, chat, rescore)
                    tried.add(draft.text)
                    if fit:
                        yield draft
                if reasons:
                    refused += [f"{kind}: {reason}" for reason in reasons]
                else:
                    wanted.remove(kind)
            if not wanted:
                return
            chat.refuse(content, refused)

    def _look(self, findings: Findings, draft: Draft, chat: prompt.Chat, rescore: Rescore) -> tuple[bool, list[str]]:
        """Whether a draft may go to the proof at all, and what it or the proof has against it."""
        reasons = screen.unfit(findings, draft, chat.mark, chat.guide.weakeners)
        stings = [cue.span for cue in findings.cues if not cue.good and cue.id not in ASKING]
        reasons = reasons or polarity.turned(findings.text, draft.text, stings)
        if reasons:
            return False, reasons
        checked = rescore([draft.text])
        if not checked:
            return False, ["not readable as a message"]
        if reasons := screen.added(findings, checked[0]):
            return False, reasons
        outcome = proof.prove(findings, checked[0], draft)
        return True, list(outcome.reasons) if isinstance(outcome, Rejection) else []

    def _rest(self, error: NoAnswerError) -> None:
        self._rests_until = monotonic() + PAUSE
        log.warning("tonecheck: the llm at %s %s; rewordings are made without it", self.settings.host, error)


def _options(part: prompt.Passage) -> dict[str, object]:
    """What not every server knows: the shape of the answer, little chance in it, and an end (two texts, in tokens)."""
    return {"response_format": answer.FORMAT, "temperature": 0.2, "max_tokens": 400 + 2 * len(part.words)}
