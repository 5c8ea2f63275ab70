"""The datasheet's figures, counted on a corpus small enough to count by hand."""

from __future__ import annotations

from typing import Any

import pytest

from tonecheck import rulebook
from tonecheck.learn.corpus.format import Sample, parse
from tonecheck.learn.corpus.stats import MOST_FRAME, stats, table

LONG = "the pallets for aisle four came in at noon and nobody signed for them so they went back to the depot again"
TEXT = """\
# retail-001 · count · chat · British
harmful boss =a h6 | {blame:You} lost the count sheet, Dev.
constructive leader <a | {observation:The sheet is gone}, Dev. {listening:What happened?}
constructive leader <a | {observation:The sheet isn't in the tray}.
# care-001 · rota · email · non-native (Polish)
harmful boss whole =a | Nobody likes your rota.
neutral neutral emoji | Rota is up 🙂
"""


def samples(text: str) -> list[Sample]:
    return parse(text, "a.txt", rulebook.load().rules)


def corpus(text: str, scenarios: int) -> list[Sample]:
    header = "# trade-{:03d} · t · chat · British\nneutral neutral | "
    return samples("\n".join(header.format(number) + text.format(number) for number in range(scenarios)))


def test_messages_labels_cues_and_pairs_are_counted() -> None:
    figures: dict[str, Any] = stats(samples(TEXT))
    assert (figures["messages"], figures["scenarios"], figures["trades"]) == (5, 2, 2)
    assert (figures["reworded"], figures["rewordings"]) == (1, 2)
    assert figures["cells"]["harmful boss"] == 2
    assert sum(figures["cells"].values()) == 5
    assert figures["cues"] == {"observation": 2, "blame": 1, "listening": 1}
    assert figures["channels"] == {"chat": 3, "email": 2}
    assert figures["varieties"] == {"British": 3, "non-native": 2}
    assert {tag: count for tag, count in figures["tags"].items() if count} == {"h6": 1, "whole": 1, "emoji": 1}
    assert figures["words"]["harmful"] == {"n": 2}
    assert figures["broken_promises"] == []


def test_lengths_are_in_words() -> None:
    figures = stats(corpus("don't " * 7, 4))
    assert figures["words"]["neutral"] == {"n": 4, "mean": 7, "quartiles": [7, 7, 7], "longest": 7}


def test_distinct_n_grams_are_a_share() -> None:
    figures = stats(samples("# a-001 · t · chat · British\nneutral neutral | Go, go GO home"))
    assert figures["distinct"] == {"1-grams": 0.5, "2-grams": 0.6667, "3-grams": 1.0}


def test_near_duplicates_count_between_scenarios_only() -> None:
    between = stats(corpus(LONG, 2))
    assert between["near_duplicates"]["examples"] == [("trade-001.1", "trade-000.1")]
    assert between["shared_5_grams"] == 1.0
    assert any("near-duplicates" in promise for promise in between["broken_promises"])
    within = stats(samples(f"# a-001 · t · chat · British\nneutral neutral | {LONG}\nneutral neutral | {LONG}"))
    assert within["near_duplicates"]["pairs"] == 0
    assert within["shared_5_grams"] == 0.0


@pytest.mark.parametrize(("scenarios", "broken"), [(MOST_FRAME, 0), (MOST_FRAME + 1, 1)])
def test_a_frame_opens_sentences_in_so_many_scenarios_at_most(scenarios: int, broken: int) -> None:
    figures = stats(corpus("word{0} other{0}. I noticed that the big number{0} there{0} is{0} off{0}.", scenarios))
    assert figures["frames"] == {"i noticed that the big": scenarios}
    assert len(figures["broken_promises"]) == broken


def test_an_empty_corpus_has_figures_too() -> None:
    figures = stats([])
    assert (figures["messages"], figures["near_duplicates"]["share"], figures["shared_5_grams"]) == (0, 0.0, 0.0)


def test_the_table_is_for_people() -> None:
    lines = table(stats(corpus(LONG, 2))).splitlines()
    assert lines[0] == "2 messages, 2 scenarios, 1 trades;"
    assert "Near-duplicates outside a contrast set: 1 pairs, 50.00% of messages." in lines
    assert lines[-1].startswith("Broken promise: near-duplicates")
