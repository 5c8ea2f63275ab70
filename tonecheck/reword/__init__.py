"""Dignified rewordings: generators propose, one proof decides. What fails is not shown.

The generators are modules of their own, imported where they are first needed: the edits bring spaCy.
"""

from __future__ import annotations

from collections.abc import Sequence

from tonecheck.reword.choice import Choice
from tonecheck.reword.findings import Draft, Findings, Generator, Rescore
from tonecheck.reword.rating import Rating, Weights
from tonecheck.reword.tagger import Tagger
from tonecheck.types import Rejection, Rewording

__all__ = ["LONGEST", "MOST", "Draft", "Findings", "Generator", "Rescore", "needed", "suggest"]

MOST = 3
"""Rewordings shown at most."""
LONGEST = 12_000
"""Characters of a message from which nothing is reworded: some four pages, and a second of parsing."""


def needed(findings: Findings) -> bool:
    """Whether a message needs a rewording: only one that harms or bosses does. One of more than LONGEST characters, or with
    broken ones (lone surrogates, which no library reads), gets none."""
    broken = any("\ud800" <= character <= "\udfff" for character in findings.text)
    return (findings.harmful or findings.boss) and len(findings.text) <= LONGEST and not broken


def suggest(
    findings: Findings,
    generators: Sequence[Generator],
    rescore: Rescore,
    weights: Weights | None = None,
    tagger: Tagger | None = None,
) -> tuple[tuple[Rewording, ...], tuple[Rejection, ...]]:
    """Rewordings that passed the proof, best first, and those that didn't. A message that is fine needs none; by `weights`, where
    there are any, a rating has the proof's last word, which asks the `tagger` how likely it holds a text."""
    if not needed(findings):
        return (), ()
    choice = Choice(findings, _remembering(rescore), Rating(findings, weights, tagger) if weights else None)
    for generator in generators:
        if not choice.enough:
            choice.take(generator)
    return choice.shown(MOST), tuple(choice.rejected)


def _remembering(rescore: Rescore) -> Rescore:
    """Each text is checked once: the search, the frame and the proof ask for the same ones."""
    known: dict[str, Findings] = {}

    def remembered(texts: Sequence[str]) -> Sequence[Findings]:
        new = [text for text in dict.fromkeys(texts) if text not in known]
        known.update({found.text: found for found in rescore(new)} if new else {})
        return [known[text] for text in texts if text in known]

    return remembered
