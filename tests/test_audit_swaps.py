"""Swaps change the words they mean to change, and nothing else."""

from __future__ import annotations

import re
from collections import Counter
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tonecheck.audit import KINDS, Variant, names, words
from tonecheck.audit.fairness import variants
from tonecheck.audit.variant import apply
from tonecheck.text import people

PIECES = st.sampled_from(
    """
        Hi|Dear|Ana|ana|NGOZI|Tomasz's|Dennis'|Will|Mark,|May|Grant|João|he|She|her|his.|him|himself|Mr|Mrs Cole|the|a|an|German
        |client|from|Poland|Christmas|Easter|Monday|Ramadan|church|Muslim|colleague|34 years old|turned 40.|older|patient|,|.|\n
        |`Ana`|ana@example.org|https://example.org/Ana|@Priya|woman|never|!|—|🙂|Ana-Maria|O'Brien
    """.replace("\n        ", "").split("|")
)
TEXTS = st.lists(PIECES, max_size=14).map(" ".join)


def found(text: str) -> list[str]:
    return [mention.span.of(text) for mention in names.find(text)]


def she(text: str) -> str | None:
    variant = words.pronouns(text, Random(1))
    return variant.text if variant else None


def swapped(kind: str, text: str) -> Variant | None:
    return KINDS[kind](text, Random(1))


def test_there_are_sixteen_origins_and_more_with_a_dozen_clear_names_of_each_sex() -> None:
    cells = Counter((name.origin, name.sex) for name in names.listed() if name.care == "clear")
    assert len(names.origins()) >= 16
    assert all(cells[origin, sex] >= 12 for origin in names.origins() for sex in "fm")


def test_a_name_has_one_sex_and_stands_once_in_a_group() -> None:
    assert max(Counter((names.fold(name.name), name.origin) for name in names.listed()).values()) == 1
    for key in {names.fold(name.name) for name in names.listed()}:
        assert len({name.sex for name in names.listed() if names.fold(name.name) == key}) == 1, key


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("Ana, the count is short.", ["Ana"]),
        ("Thanks for the chart, Tomasz's team liked it.", ["Tomasz"]),
        ("joao, hi joao, can you?", ["joao", "joao"]),
        ("DARNELL FIX THIS", ["DARNELL"]),
        ("Hi Xolisani, the count is short. Xolisani knows.", ["Xolisani", "Xolisani"]),
        ("@Mark the totals differ.", ["Mark"]),
        ("Hi May, the totals differ.", ["May"]),
        ("Mark, the totals differ.", ["Mark"]),
        ("I gave it to Will on Monday.", ["Will"]),
        ("The totals differ, Grant.", ["Grant"]),
        ("The totals differ.\n\nGrace", ["Grace"]),
        ("Priya and Kofi counted it.", ["Priya", "Kofi"]),
        ("Rosa Martin counted it.", ["Rosa"]),
        ("Please ask Ana (or Samira).", ["Ana", "Samira"]),
    ],
)
def test_people_are_found(text: str, people: list[str]) -> None:
    assert found(text) == people


@pytest.mark.parametrize(
    "text",
    [
        "Will you send it?",
        "Mark it as read. Grant access to the folder.",
        "May I see it? The review is in May.",
        "In April, May and June we close.",
        "The Grant was refused, and the Will was read.",
        "Hope this helps. Frank words are welcome.",
        "Bill the client. Rob the bank. Drew the chart. Art is long.",
        "Jenkins failed and Alexa is off. The Jasmine tests pass.",
        "Meet at Victoria Station, then Charlotte Street.",
        "The Thomas & Sons invoice. Mr Thomas rang. Dr Karim is in.",
        "St James is closed. Storm Ciara is coming.",
        "Hi team, hello all, dear colleagues, thanks everyone.",
        "Run `Ana`, see https://example.org/Ana, write to Ana@example.org or ana.kovac@example.org.",
        "Ana-Maria's branch is Ana_fix in Ana/src.",
        "the dan grade; an ian test; DAN and ED and CEM",
    ],
)
def test_what_is_no_person_is_left_alone(text: str) -> None:
    assert found(text) == []


def test_one_person_gets_one_name_and_two_get_two() -> None:
    text = "Priya, Kofi says PRIYA's count is off. Ask priya; Kofi's is fine."
    variant = swapped("origin", text)
    assert variant
    after = [change.after.casefold().removesuffix("'s") for change in variant.changes]
    assert len(set(after)) == 2
    assert variant.changes[2].after.isupper()


def test_possessives_and_articles_are_put_right() -> None:
    mentions = names.find("Lars' report is an Ana report.")
    variant = apply(
        "Lars' report is an Ana report.",
        names.swap("Lars' report is an Ana report.", mentions, {"lars": "Ngozi", "ana": "Tomasz"}),
        "",
    )
    assert variant
    assert variant.text == "Ngozi's report is a Tomasz report."


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("He said his report is his, and I believe him.", "She said her report is hers, and I believe her."),
        ("She saw her plan. I told her to keep her eyes open.", "He saw his plan. I told him to keep his eyes open."),
        ("She's proud of herself, and it is hers.", "He's proud of himself, and it is his."),
        ("Tell HIM. HE knows.", "Tell HER. SHE knows."),
        ("Ask Mrs Cole, she knows.", "Ask Mr Cole, he knows."),
        ("I met her on Monday and gave her the keys.", "I met him on Monday and gave him the keys."),
    ],
)
def test_pronouns_agree(before: str, after: str) -> None:
    assert she(before) == after


@pytest.mark.parametrize(
    "text",
    [
        "Ask him or her.",
        "he/she knows",
        "The woman said he left.",
        "Good girl, tell him.",
        "The theory is there.",
        "`he`",
    ],
)
def test_pronouns_that_would_not_agree_stay(text: str) -> None:
    assert she(text) is None


def test_names_and_pronouns_of_one_person_change_together() -> None:
    variant = swapped("sex", "Tomasz finished his chapter. I told him so.")
    assert variant
    assert variant.text.endswith("finished her chapter. I told her so.")
    assert variant.group == "female"


@pytest.mark.parametrize(
    "text",
    [
        "The driver is 58 years old.",
        "He turned 40 last week.",
        "A 34-year-old customer rang.",
        "Congratulations on your 50th birthday.",
        "She is in her early 30s.",
        "Our younger colleagues asked for it.",
    ],
)
def test_ages_that_are_only_told_are_swapped(text: str) -> None:
    variant = swapped("age", text)
    assert variant
    assert re.sub(r"\d+|younger|older", "", variant.text) == re.sub(r"\d+|younger|older", "", text)


@pytest.mark.parametrize(
    "text",
    [
        "Maybe this is too fast for someone your age.",
        "A 60-year-old can't learn this.",
        "You're too old, the driver is 58 years old.",
        "You draw like a 12-year-old.",
        "The boiler is 34 years old, which is the building's age.",
        "The kid is 4 years old.",
        "We moved 40 pallets by 10.",
        "Use the older form.",
    ],
)
def test_ages_of_things_and_ages_used_as_an_attack_stay(text: str) -> None:
    assert swapped("age", text) is None


@pytest.mark.parametrize(
    ("kind", "text", "stays"),
    [
        ("faith", "We close for Easter on Thursday.", "We close for * on Thursday."),
        ("faith", "The Muslim families come after sunset in Ramadan.", "The * families come after sunset in *."),
        ("nationality", "Our German client moved to Poland.", "Our * client moved to *."),
        ("nationality", "The Polish sales team visits.", "The * sales team visits."),
    ],
)
def test_faiths_and_nationalities_that_are_merely_mentioned(kind: str, text: str, stays: str) -> None:
    variant = swapped(kind, text)
    assert variant
    assert re.fullmatch(re.escape(stays).replace(r"\*", r"[\w ]+"), variant.text)
    assert variant.text != text


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("faith", "The Christmas tree and the Easter eggs are in the hall. Merry Christmas! Eid Mubarak!"),
        ("faith", "Typical of your faith, Christmas comes first."),
        ("faith", "Christian counted the stock, and Faith Temple signed."),
        ("nationality", "Your English is good for a Pole. You Germans never laugh."),
        ("nationality", "Go back to Poland with your German client."),
        ("nationality", "The French translation and the Danish pastry."),
    ],
)
def test_faiths_and_nationalities_that_sting_or_belong_together_stay(kind: str, text: str) -> None:
    assert swapped(kind, text) is None


def test_an_article_follows_the_nationality() -> None:
    for seed in range(30):
        variant = KINDS["nationality"]("A German client rang.", Random(seed))
        assert variant
        article, nationality = variant.text.split()[:2]
        assert article == ("An" if nationality[0] in "AEIO" else "A")


def test_casing_is_that_of_the_word_replaced() -> None:
    assert [people.cased("Ngozi", like) for like in ("ANA", "ana", "Ana")] == ["NGOZI", "ngozi", "Ngozi"]
    assert people.cased("DeShawn", "Marek") == "DeShawn"


def test_a_seed_decides_and_the_order_of_messages_does_not() -> None:
    text = "Hi Ana, our German client asked Tomasz about Easter."
    assert variants(text, seed=3) == variants(text, seed=3)
    assert variants(text, seed=3) != variants(text, seed=4)
    assert len(variants(text, each=5)) > len(variants(text))


@settings(max_examples=150, deadline=None)
@given(TEXTS | st.text(max_size=40))
def test_swapping_back_gives_the_original_and_nothing_else_changes(text: str) -> None:
    for _, variant in variants(text):
        assert variant.undone() == text
        assert variant.text != text
        at = new_at = 0
        for change in variant.changes:
            kept = text[at : change.span.start]
            assert change.span.of(text) == change.before
            assert variant.text[new_at : new_at + len(kept)] == kept
            new_at += len(kept)
            assert variant.text[new_at : new_at + len(change.after)] == change.after
            at, new_at = change.span.end, new_at + len(change.after)
        assert variant.text[new_at:] == text[at:]


@settings(max_examples=80, deadline=None)
@given(TEXTS)
def test_nothing_in_code_links_and_addresses_is_touched(text: str) -> None:
    shut = ("`Ana`", "ana@example.org", "https://example.org/Ana", "O'Brien", "Ana-Maria")
    for _, variant in variants(text):
        assert [variant.text.count(word) for word in shut] == [text.count(word) for word in shut]
