"""The tagger that ships: what it would leave out and put in, and its folder is checked."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import tonecheck
from tonecheck.reword import Findings, grammar, sense, tagger
from tonecheck.reword.light import LightGenerator, part, proposals
from tonecheck.reword.seams import fitted
from tonecheck.reword.tagger import Tagger
from tonecheck.reword.tags import Tags, realise, words
from tonecheck.types import ModelError, Span

MESSAGE = """Hi Dermot,

the skip was meant to be here at 7.  Did you even ring them, or were you hoping it'd walk?
Ring them now.

Maeve"""


@pytest.fixture(scope="module")
def shipped() -> Tagger:
    found = tagger.installed("en")
    assert found is not None
    return found


def found_in(checker: tonecheck.Checker, text: str) -> Findings:
    ((_, findings),) = checker.begin([text])
    assert findings is not None
    return findings


def test_what_stings_is_likelier_to_go(checker: tonecheck.Checker, shipped: Tagger) -> None:
    read = shipped.read(found_in(checker, "You lazy idiot, the filters haven't been changed since August."))
    assert read is not None
    goes = {span.of(read.text): float(value) for span, value in zip(read.spans, read.gone, strict=True)}
    assert min(goes["lazy"], goes["idiot"]) > 0.5 > max(goes["filters"], goes["changed"], goes["August"])


def test_what_is_fine_is_left_as_it_is(checker: tonecheck.Checker, shipped: Tagger) -> None:
    findings = found_in(checker, MESSAGE)
    for draft in LightGenerator(shipped).propose(findings, lambda texts: ()):
        assert draft.text.startswith("Hi Dermot,\n\nthe skip was meant to be here at 7.")
        assert draft.text.endswith("\n\nMaeve")
        assert draft.closing in shipped.closings
    shown = checker.check(MESSAGE).rewordings
    assert shown
    assert not any("walk" in rewording.text for rewording in shown)


def test_a_sentence_by_itself_is_mended_as_in_the_whole(checker: tonecheck.Checker, shipped: Tagger) -> None:
    text = "The count is 12 short. Recount it, you fool."
    first = next(iter(proposals(shipped, found_in(checker, text))))
    assert part(text, Span(0, 22), first.tags) == "The count is 12 short."
    assert "fool" not in part(text, Span(23, len(text)), first.tags)


def test_the_same_message_gets_the_same_drafts(checker: tonecheck.Checker, shipped: Tagger) -> None:
    findings = found_in(checker, MESSAGE)
    once, again = (list(LightGenerator(shipped).propose(findings, lambda texts: ())) for _ in range(2))
    assert once
    assert once == again


def test_the_small_model_does_without(shipped: Tagger) -> None:
    small = tonecheck.load("small")
    assert shipped.read(found_in(small, MESSAGE)) is None
    assert small.check("You lazy idiot, the filters haven't been changed since August.").rewordings


def test_no_language_no_tagger() -> None:
    assert tagger.installed("xx") is None


def test_a_damaged_tagger_says_so_in_one_line(shipped: Tagger, tmp_path: Path) -> None:
    broken = tmp_path / "tagger"
    shutil.copytree(shipped.folder, broken)
    (broken / "gone.onnx").write_bytes(b"x")
    with pytest.raises(ModelError, match=r"gone\.onnx is damaged.*install tonecheck again"):
        Tagger(broken)
    (broken / "gone.onnx").unlink()
    with pytest.raises(ModelError, match=r"gone\.onnx is missing"):
        Tagger(broken)
    (broken / "tagger.toml").write_text("schema = 99", encoding="utf-8")
    with pytest.raises(ModelError, match="another version"):
        Tagger(broken)
    (broken / "tagger.toml").unlink()
    with pytest.raises(ModelError, match=r"tagger\.toml"):
        Tagger(broken)


FITTED = {
    "Plan on my desk at 5.": ({6: "?"}, "Plan on my desk at 5."),
    "You send me the sheet.": ({0: "please"}, "Please send me the sheet."),
    "Post it to Carla.": ({0: "I need"}, "I need you to post it to Carla."),
    "Have the slides ready.": ({0: "could you", 4: "?"}, "Could you have the slides ready?"),
    "After that you write to the contractor.": ({2: "please", 7: "?"}, "After that please write to the contractor."),
    "7 returns go back out tonight.": ({2: "could you"}, "7 returns could you go back out tonight?"),
    "You will have the minutes sent.": ({0: "I need"}, "I need you to have the minutes sent."),
    "Ring them now?": ({0: "please"}, "Please ring them now."),
    "You must send it by two": ({0: "could you"}, "Could you send it by two"),
    "Chapter 2 reads.": ({3: "isn't good enough"}, "Chapter 2 isn't good enough."),
}


@pytest.mark.parametrize("text", FITTED)
def test_tags_that_do_not_fit_are_made_to(text: str) -> None:
    put, wanted = FITTED[text]
    spans = words(text)
    said = tuple(put.get(index, "") for index in range(len(spans) + 1))
    tags = Tags((False,) * len(spans), ("",) * len(spans), said)
    assert realise(text, fitted(text, spans, tags, [list(range(len(spans)))])) == wanted


def test_what_is_put_into_a_sentence_that_goes_opens_the_next_one() -> None:
    text = "You are hopeless. Cut it tonight."
    spans = words(text)
    said = tuple("please" if index == 2 else "" for index in range(len(spans) + 1))
    tags = Tags(tuple(index < 4 for index in range(len(spans))), ("",) * len(spans), said)
    mended = fitted(text, spans, tags, [[0, 1, 2, 3], [4, 5, 6, 7]])
    assert realise(text, mended) == "Please cut it tonight."
    assert part(text, Span(0, 17), mended) == ""
    assert part(text, Span(18, len(text)), mended) == "Please cut it tonight."
    assert (
        realise(text[:17], fitted(text[:17], spans[:4], Tags(tags.gone[:4], tags.forms[:4], said[:5]), [[0, 1, 2, 3]]))
        == ""
    )


def test_what_a_cut_leaves_is_no_sentence() -> None:
    before = "Mean and median are two things, even my dog knows. Send it by 4."
    assert sense.stump(before, "Mean and median. Send it by 4.") == "Mean and median."
    assert sense.stump(before, before) is None
    assert sense.stump(before, "Not good enough. Send it by 4.") is None
    assert grammar.problems(before, "Please send it by 4, otherwise.")
    assert grammar.problems(before, "Send it by 4., Dev.")


def test_a_not_is_not_cut_off_from_what_it_denies() -> None:
    assert sense.turned("You do not reverse without a banksman.", "Please reverse without a banksman.")
    assert sense.turned("You do not reverse alone.", "Please don't reverse alone.") is None
    assert sense.turned("I don't want excuses, I want it by 4.", "I want it by 4.") is None


def test_who_is_called_stays_called(checker: tonecheck.Checker, shipped: Tagger) -> None:
    findings = found_in(checker, "Your mistake, Priya, and you're an idiot. 2,300 rows to re-key.")
    drafts = list(LightGenerator(shipped).propose(findings, lambda texts: []))
    assert drafts
    assert all("Priya" in draft.text for draft in drafts), drafts
