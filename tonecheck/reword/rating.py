"""How likely a reader would send a rewording of one message: by the ranker, and by how likely the tagger finds it."""

from __future__ import annotations

from tonecheck.reword.findings import Findings
from tonecheck.reword.ranker import Ranker
from tonecheck.reword.tagger import Tagger


class Rating:
    """Rates rewordings of one message, each text once. `least` is the probability from which one is shown."""

    def __init__(self, findings: Findings, ranker: Ranker, tagger: Tagger | None = None) -> None:
        self.least = ranker.least
        self._findings, self._ranker, self._tagger = findings, ranker, tagger
        self._read = tagger.read(findings) if tagger else None
        self._known: dict[str, float] = {}

    def __call__(self, text: str) -> float:
        """The probability, 0 to 1."""
        if text not in self._known:
            likely = [self._tagger.likelihood(self._read, text)] if self._tagger and self._read else []
            (self._known[text],) = self._ranker.rate(self._findings.text, [text], likely)
        return self._known[text]
