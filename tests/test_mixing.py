"""Mixtures of what was thought of for each line, with the model that ships."""

from __future__ import annotations

from copy import copy

import pytest

import tonecheck
from tonecheck.reword.mixing import READ, MixedGenerator

MIXED = {
    "Nets weren't checked before we left Killybegs and now there's a tear two metres long. That's a lost day for five men, all down to your laziness. Mend it before we reach Rockall.",
}


@pytest.mark.parametrize("text", MIXED)
def test_lines_that_others_have_right_make_a_draft(checker: tonecheck.Checker, text: str) -> None:
    """Nothing passes without the mixtures; with them something does, and its facts are the message's."""
    plain = copy(checker)
    plain.generators = tuple(one for one in checker.generators if not isinstance(one, MixedGenerator))
    assert not plain.check(text).rewordings
    offered = checker.check(text).rewordings
    assert offered
    assert all(figure in offered[0].text for figure in ("1400", "0345") if figure in text)


def test_few_mixtures_are_read_and_none_of_a_message_that_only_bosses(checker: tonecheck.Checker) -> None:
    (mixed,) = (one for one in checker.generators if isinstance(one, MixedGenerator))
    for text, most in (*((text, READ) for text in MIXED), ("Have it on my desk by five.", 0)):
        ((_, findings),) = checker.begin([text])
        assert findings
        drafts = list(mixed.propose(findings, lambda texts: [found for _, found in checker.begin(texts) if found]))
        assert len(drafts) <= most
        assert all(draft.last and draft.closing == "" for draft in drafts)
