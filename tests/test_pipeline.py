from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import tonecheck
from tonecheck import Checker, Message
from tonecheck.pipeline import BATCH, MAX_CHARACTERS

TEXTS = st.one_of(
    st.text(max_size=300),
    st.text(st.sampled_from("You never Öß 😀🙄 1d10t f**k!?.\n\t\x00\ud800\u202e'\"“”"), max_size=120),
)
RELAXED = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@RELAXED
@given(TEXTS)
def test_no_text_crashes_and_offsets_slice_the_original(checker: Checker, text: str) -> None:
    result = checker.check(Message(text, language="en"))
    for cue in result.cues:
        assert cue.text == text[cue.span.start : cue.span.end]
        assert 0 <= cue.span.start < cue.span.end <= len(text)
    for sentence in result.sentences:
        assert 0 <= sentence.span.start < sentence.span.end <= len(text)
    assert (result.verdict is None) == (result.note is not None)


@settings(max_examples=10, deadline=None)
@given(st.lists(TEXTS, min_size=2, max_size=12))
def test_batched_equals_single(texts: list[str]) -> None:
    checker = tonecheck.load()
    together = [result.as_dict() for result in checker.check_many(texts)]
    assert together == [checker.check(text).as_dict() for text in texts]


def test_order_and_ids_are_kept_over_several_batches(checker: Checker) -> None:
    messages = [Message(f"Message {number} is in the tray.", str(number)) for number in range(BATCH + 7)]
    assert [result.id for result in checker.check_many(messages)] == [message.id for message in messages]


def test_check_many_is_lazy(checker: Checker) -> None:
    taken = 0

    def endless() -> Iterator[str]:
        nonlocal taken
        while True:
            taken += 1
            yield "Fine."

    next(checker.check_many(endless()))
    assert taken == BATCH


def test_scores_add_up_to_exactly_one(checker: Checker) -> None:
    data = checker.check("Have it done by five. Thanks for the chart, it helped.").as_dict()
    for axis in ("impact", "style"):
        assert round(sum(data[axis]["scores"].values()), 9) == 1
        for sentence in data["sentences"]:
            assert round(sum(sentence[axis].values()), 9) == 1


def test_the_result_has_the_fields_of_the_contract(checker: Checker) -> None:
    data = checker.check(Message("You never listen, Dev.", "m1")).as_dict()
    assert list(data) == [
        *("schema", "id", "language", "verdict", "impact", "style", "sentences", "cues", "missing", "rewordings"),
        *("note", "incomplete", "model"),
    ]
    assert data["schema"] == "tonecheck.result/1"
    assert data["id"] == "m1"
    assert data["model"]["sha256"] == checker.model.files.info.sha256
    assert {"id", "start", "end", "text", "score", "why", "advice"} <= data["cues"][0].keys()


@pytest.mark.parametrize(
    ("text", "note", "language"),
    [
        ("", "the text is empty", None),
        (" \n\t ", "the text is empty", None),
        ("👍👍🎉", "no words", None),
        ("https://example.org/a/b?c=d", "no words", None),
        ("12:30 – 14:00", "no words", None),
        ("\x00\x01", "no words", None),
        ("Kiitos paljon, tämä on hyvää työtä.", "looks like Finnish; the model reads English", "fi"),
        ("Никогда не слушаешь, что тебе говорят.", "looks like Russian", "ru"),
        ("אתה אף פעם לא מקשיב", "looks like Hebrew", "he"),
        ("x" * (MAX_CHARACTERS + 1), "too long", None),
    ],
)
def test_what_cannot_be_judged_gets_a_note_and_no_verdict(
    checker: Checker, text: str, note: str, language: str | None
) -> None:
    result = checker.check(text)
    assert note in (result.note or "")
    assert (result.verdict, result.impact, result.style, result.language) == (None, None, None, language)


def test_another_language_can_be_named_by_the_sender(checker: Checker) -> None:
    assert "looks like German" in (checker.check(Message("Danke", language="de")).note or "")
    assert checker.check(Message("Danke", language="en")).verdict is not None


def test_a_mail_of_five_thousand_words_is_read_to_its_end(checker: Checker) -> None:
    plain = "The delivery for the north site arrives on Monday and the forklift is booked from nine. "
    long = plain * 330
    assert len(long.split()) > 5000
    calm, harsh = checker.check(long), checker.check(long + "You are a useless idiot and everybody here knows it.")
    assert calm.verdict != "revise"
    assert harsh.verdict == "revise"
    assert any(cue.span.start >= len(long) for cue in harsh.cues)


def test_every_harmful_or_boss_verdict_names_a_cue(checker: Checker) -> None:
    drafts = ["You disappoint me.", "Do it.", "I don't want to hear it.", "What were you thinking, if at all?"]
    for result in checker.check_many(drafts):
        if result.verdict == "revise":
            assert any(cue.pushes.get("impact") == "harmful" for cue in result.cues)


def test_disguised_insults_are_seen_and_marked_where_they_stand(checker: Checker) -> None:
    text = "Dev, you 1d10t, who signed this?"
    result = checker.check(text)
    assert result.verdict == "revise"
    assert any("1d10t" in cue.text for cue in result.cues)
