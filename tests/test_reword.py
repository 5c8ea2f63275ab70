"""Rewordings by the model that ships: what is shown keeps every promise, whatever the message."""

from __future__ import annotations

import re
from functools import cache

import pytest

import tonecheck
from tests.conftest import ROOT
from tonecheck import Message, Result
from tonecheck.learn.corpus import format as corpus_format
from tonecheck.learn.corpus.format import Sample
from tonecheck.learn.corpus.splits import split_of
from tonecheck.reword import changes, facts
from tonecheck.rulebook import Rulebook

EACH = 40
LONG = """Hi Marisol,

thank you for the draft of the tender, and for staying on Tuesday to get it out.

- lot 1: the prices on page 4 are from 2023
- lot 2: fine
- lot 3: `vat_rate` is still 0.19, see https://wiki.example/vat

{sting}Could you send me the corrected file by Thursday 14:00, so that legal has a day?  I can take
lot 3 off you if that helps.

Best
Jun-ho
--
Jun-ho Park | Procurement | +49 30 555 0199
"""
STING = "Frankly, only an idiot copies prices from an old file. "


@cache
def _samples(need: bool) -> tuple[Sample, ...]:
    cues = tonecheck.load().book.rules
    found = [s for s in corpus_format.read(ROOT / "corpora" / "en", cues) if split_of(s.scenario.id) == "test"]
    return tuple(s for s in found if (s.impact == "harmful" or s.style == "boss") == need)


def _spread(need: bool) -> list[Sample]:
    samples = _samples(need)
    return list(samples[:: max(1, len(samples) // EACH)])[:EACH]


@pytest.fixture(scope="module")
def reworded(checker: tonecheck.Checker) -> list[Result]:
    return list(checker.check_many(Message(sample.text, language="en") for sample in _spread(True)))


def test_what_is_shown_keeps_its_promises(checker: tonecheck.Checker, reworded: list[Result]) -> None:
    shown = [(result, rewording) for result in reworded for rewording in result.rewordings]
    assert shown
    for result, rewording in shown:
        assert changes.apply(result.text, rewording.changes) == rewording.text
        assert facts.invented(result.text, rewording.text) == []
        again = checker.check(Message(rewording.text, language="en"), reword=False)
        assert again.impact is not None
        assert again.style is not None
        assert again.impact.label != "harmful"
        assert again.style.label != "boss"
        assert set(re.findall(r"\[([^\[\]]+\?)\]", rewording.text)) >= set(rewording.blanks)
    for result in reworded:
        texts = [rewording.text for rewording in result.rewordings]
        assert len(texts) == len(set(texts)) <= 3
        assert all(rejection.reasons for rejection in result.rejected)


def test_constructive_messages_are_left_alone(checker: tonecheck.Checker) -> None:
    results = list(checker.check_many(Message(sample.text, language="en") for sample in _spread(False)))
    alone = [result for result in results if not result.rewordings]
    assert len(alone) >= 0.9 * len(results)


def test_one_bad_line_in_a_long_mail(checker: tonecheck.Checker) -> None:
    """Everything else stays byte for byte, blanks, list, code, link and signature included."""
    result = checker.check(LONG.format(sting=STING))
    assert result.verdict == "revise"
    minimal = [rewording for rewording in result.rewordings if rewording.kind == "minimal"]
    assert minimal, [rejection.reasons for rejection in result.rejected]
    before, after = LONG.split("{sting}")
    assert minimal[0].text.startswith(before)
    assert minimal[0].text.endswith(after)
    assert "idiot" not in minimal[0].text


def test_without_rewordings(checker: tonecheck.Checker) -> None:
    assert checker.check("You never listen.", reword=False).rewordings == ()


def test_a_fine_message_gets_none_and_loads_no_parser(checker: tonecheck.Checker, book: Rulebook) -> None:
    result = checker.check("The totals on pages 3 and 7 differ. Could you send me a corrected version by Thursday?")
    assert result.verdict == "send"
    assert result.rewordings == result.rejected == ()


def test_a_text_of_many_pages_gets_none(checker: tonecheck.Checker) -> None:
    assert checker.check("You never listen, Dev. " * 1000).rewordings == ()
