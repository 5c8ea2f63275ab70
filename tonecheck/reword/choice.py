"""Which of the drafts are shown, and in which order: the proof decides what passes, the rating what comes first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from tonecheck.reword.findings import Draft, Findings, Generator, Rescore
from tonecheck.reword.lines import before_signature
from tonecheck.reword.proof import rated
from tonecheck.reword.rating import Rating
from tonecheck.reword.shorter import only_leaves_out
from tonecheck.types import Rejection, Rewording

ENOUGH = 0.5
"""Probability that a reader would send a rewording from which no further generator is asked."""
CLOSES = 0.5
"""Probability that a leader would close with a line from which a draft is shown with it as well."""
SECOND = 0.45
"""The same from which one more of a kind is worth reading."""


class Choice:
    """What was proposed for one message, what passed and what didn't."""

    def __init__(self, findings: Findings, rescore: Rescore, rating: Rating | None) -> None:
        self.findings, self.rescore, self.rating = findings, rescore, rating
        self.rejected: list[Rejection] = []
        self._passed: list[tuple[float, Rewording]] = []
        self._seen: dict[str, bool] = {}

    @property
    def enough(self) -> bool:
        """Whether something embedded is so good that nobody else is asked."""
        return any(sent >= ENOUGH for sent, rewording in self._passed if rewording.source == "edit")

    def take(self, generator: Generator) -> None:
        """Prove what a generator proposes, one by one; of drafts for which it leaves the leader's part to us, the best."""
        failed, before = False, len(self._passed)
        many: list[Draft] = []
        for draft in generator.propose(self.findings, self.rescore):
            if self._known(draft) or (draft.last and len(self._passed) > (0 if draft.reasoned else before)):
                continue
            if draft.closing is not None:
                many.append(draft)
                continue
            passed = self._prove(draft, failed and draft.source == "edit" and not draft.last)
            failed = failed or (not passed and draft.kind == "minimal" and draft.source == "edit")
        self._take_best(many)

    def _take_best(self, drafts: Iterable[Draft]) -> None:
        """Of many drafts prove those that are rated best, until two pass; the best one also with its closing line."""
        passed = 0
        for draft in self._by_rating(list(drafts)):
            if passed == 2:
                break
            if not self._prove(draft, False):
                continue
            passed += 1
            if draft.closing and passed == 1 and draft.closes >= CLOSES:
                led = before_signature(draft.text, draft.closing)
                self._prove(replace(draft, text=led, kind="leader"), False)

    def shown(self, most: int) -> tuple[Rewording, ...]:
        """What passed: what a language model wrote in its order, then the embedded ones, those first that are rated best."""
        theirs = [rewording for _, rewording in self._passed if rewording.source != "edit"]
        ours = sorted((pair for pair in self._passed if pair[1].source == "edit"), key=lambda pair: -pair[0])
        chosen: list[Rewording] = []
        for sent, rewording in ours:
            if sent >= SECOND or rewording.kind not in {other.kind for other in chosen}:
                chosen.append(rewording)
        return tuple([*theirs, *chosen][:most])

    def _by_rating(self, drafts: Sequence[Draft]) -> list[Draft]:
        """The best first; what can't be read as a message last. All are checked side by side, and known when the proof asks."""
        found = {after.text: after for after in self.rescore([draft.text for draft in drafts])}
        if (rating := self.rating) is None:
            return list(drafts)
        rates = {text: rating(after) for text, after in found.items()}
        return sorted(drafts, key=lambda draft: -rates.get(draft.text, 0.0))

    def _known(self, draft: Draft) -> bool:
        """Whether a draft's text was tried; one that only the rating turned down may come again without it."""
        return draft.text in self._seen and (draft.rated or not self._seen[draft.text])

    def _prove(self, draft: Draft, failed: bool) -> bool:
        """Whether a draft passes. `failed`: it adds a question to one that didn't, which mends nothing."""
        if self._known(draft):
            return False
        self._seen[draft.text] = draft.rated
        self.rejected = [rejection for rejection in self.rejected if rejection.text != draft.text]
        reasons: tuple[str, ...] = ()
        if failed:
            reasons = ("the least change fails already",)
        elif not (checked := self.rescore([draft.text])):
            reasons = ("not readable as a message",)
        if reasons:
            self.rejected.append(Rejection(draft.text, draft.kind, draft.source, reasons))
            return False
        # The rating was learned from the edits' texts and their faults; a language model's are other ones.
        shorter = only_leaves_out(self.findings, draft.text) and checked[0].harmless
        rating = self.rating if draft.source == "edit" and draft.rated and not shorter else None
        outcome, sent = rated(self.findings, checked[0], draft, rating)
        if isinstance(outcome, Rejection):
            self.rejected.append(outcome)
            return False
        self._passed.append((sent, outcome))
        return True
