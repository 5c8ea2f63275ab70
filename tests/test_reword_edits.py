"""The kinds of edit: examples of each, the pairs and misses of the data, and promises for any text."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tonecheck.reword import edits, lines, rules, stock, threats
from tonecheck.types import Span

RULES = rules.load()


def whole(text: str) -> list[Span]:
    return [Span(0, len(text))]


@pytest.mark.parametrize("phrase", RULES.phrases, ids=lambda phrase: phrase.id)
def test_phrases_do_what_their_pairs_say(phrase: rules.Phrase) -> None:
    assert len(phrase.pairs) >= 2, "at least two pairs"
    assert len(phrase.misses) >= 2, "at least two sentences that must come back unchanged"
    for before, after in phrase.pairs:
        assert phrase.regex.search(before)
        assert edits.phrases(before, RULES) == after
    for sentence in phrase.misses:
        assert edits.phrases(sentence, RULES) == sentence


REQUESTS = [
    ("Scan them today.", 0, "Please scan them today."),
    ("Scan them today.", 1, "Could you scan them today?"),
    ("Scan them today.", 2, "Scan them today, please."),
    ("Scan them today.", 3, "I'd ask you to scan them today."),
    ("Dev, scan the tags by five.", 0, "Dev, please scan the tags by five."),
    ("Dev, scan the tags by five.", 1, "Dev, could you scan the tags by five?"),
    ("If it rings, answer it.", 0, "If it rings, please answer it."),
    ("Don't touch the rack until I've seen it.", 1, "Please don't touch the rack until I've seen it."),
    ("Never write on the sheet again.", 0, "Please don't write on the sheet again."),
    ("Stop translating until noon.", 0, "Please stop translating until noon."),
    (
        "You will cut it to 25 pages and have it here on Friday.",
        0,
        "Please cut it to 25 pages and have it here on Friday.",
    ),
    (
        "You'll ring each client, you'll note the time, and you'll send me the sheet.",
        0,
        "Please ring each client, note the time, and send me the sheet.",
    ),
    ("You are not to open the valve.", 0, "Please don't open the valve."),
    ("I want it sent by four.", 0, "I'd like it sent by four."),
    ("I want you to call the bank today.", 0, "Could you call the bank today?"),
    ("Just fix it.", 0, "Please fix it."),
    ("- Send the list by noon.", 0, "- Please send the list by noon."),
    ("fix it today", 1, "please fix it today"),
    ("Each of you will photograph your bench.", 0, "I'd like each of you to photograph your bench."),
]


@pytest.mark.parametrize(("order", "turn", "asked"), REQUESTS)
def test_orders_become_requests(order: str, turn: int, asked: str) -> None:
    assert edits.request(order, turn) == asked


FOUND = [
    ("On my desk by five.", "On my desk by five, please."),
    ("Nobody touches the panel before six.", "I'd ask that nobody touches the panel before six."),
    ("Nobody leaves before six.", "I'd like everyone to stay until six."),
    (
        "Nobody goes home tonight till the pallets are wrapped.",
        "I'd like everyone to stay tonight until the pallets are wrapped.",
    ),
    ("Henceforth no one orders parts without me.", "Henceforth I'd ask that no one orders parts without me."),
    ("Every quote must be signed off by me.", "I'd like every quote to be signed off by me."),
    ("From Monday all overtime has to be approved.", "From Monday I'd like all overtime to be approved."),
    (
        "From now on nobody touches the rack without asking me.",
        "From now on I'd ask that nobody touches the rack without asking me.",
    ),
    ("All captions are to be read aloud.", "I'd like all captions to be read aloud."),
    ("You stay tonight until the till is closed.", "Please stay tonight until the till is closed."),
    ("You don't present until I say so.", "Please don't present until I say so."),
    ("The note to staff goes out under my name.", "I'd like the note to staff to go out under my name."),
    ("She'll clock in with me at half seven.", "I'd like her to clock in with me at half seven."),
    ("No visits to Mr Petrakis until Friday.", "No visits to Mr Petrakis until Friday, please."),
    ("Keys back to me.", "Please have keys back to me."),
    ("Aisle 6 labels now.", "Aisle 6 labels now, please."),
    ("Written notes only, Yesenia.", "Written notes only please, Yesenia."),
    ("No imports without me, thanks.", "No imports without me, please."),
    ("Ring ward 4 and apologise.", "Please ring ward 4 and apologise."),
    ("Tomorrow you're on dishes.", "Tomorrow I'd like you on dishes."),
    ("You'll be taking the 25th.", "I'd like you to take the 25th."),
    ("It stays in the drawer from now on.", "I'd like it to stay in the drawer from now on."),
    ("Carol will listen in this week and report to me.", "I'd like Carol to listen in this week and report to me."),
    ("You open tomorrow, you call her tonight.", "Please open tomorrow, call her tonight."),
    ("Split.", "Please split."),
]

ASKS_NOTHING = [
    "No swap.",
    "No to the 29th, Eilidh.",
    "Dear Suresh, leave not approved.",
    "If I see it again you will go home.",
    "On your eyes or don't touch it.",
    "From today every dose you write I sign first.",
    "It must be said that the rack is full.",
    '"fix stuff".',
]


@pytest.mark.parametrize("sentence", ASKS_NOTHING)
def test_a_refusal_or_a_threat_asks_for_nothing(sentence: str) -> None:
    assert edits.request(sentence, 0, [sentence]) == sentence


@pytest.mark.parametrize(("order", "asked"), FOUND)
def test_statements_found_to_be_orders_become_requests(order: str, asked: str) -> None:
    assert edits.request(order, 0, [order]) == asked


@pytest.mark.parametrize(
    "sentence",
    [
        "Never mind the tags.", "Thank God it held.", "Let me know if it fits.", "Look, the rack is down.", "Have a good weekend.",
        "Count sheets for aisle 4 are in the tray.", "Report late again.", "Mark, the rack is down.", "Priya Nair", "Kind regards,",
        "Could you scan them today?", "Please scan them today.", "They come in, look and leave.", "Friday is your last day.",
        "He said you will copy me.", "The report will be late.", "Order 4471 was wrong.", "I know that you will call.", "Update:",
        "Don't worry about it.", 'The card says "Shut the gate".', "Do you have the key?", "", "   ", "👍",
    ],
)  # fmt: skip
def test_what_orders_nothing_stays(sentence: str) -> None:
    for turn in range(4):
        assert edits.request(sentence, turn) == sentence


def test_each_sentence_is_asked_for_itself() -> None:
    text = "Green by Thursday. How you do it is up to you."
    assert (
        edits.requests(text, 0, ["Green by Thursday, how"]) == "Green by Thursday, please. How you do it is up to you."
    )


def test_a_clipped_order_joins_the_one_before() -> None:
    assert lines.unclipped("Move them. Today.") == "Move them today."
    assert lines.unclipped("Redo it, Wei. Today.") == "Redo it today, Wei."
    assert lines.unclipped("Move them. Omar is in.") == "Move them. Omar is in."


def test_a_question_is_no_part_of_a_signature() -> None:
    assert lines.before_signature("Redo it. Today.", "How?") == "Redo it. Today. How?"
    assert lines.before_signature("Redo it. Jun", "How?") == "Redo it. How? Jun"


@pytest.mark.parametrize(
    ("accusation", "dated", "told"),
    [
        ("You never send it.", False, "You didn't send it [when?]."),
        ("You never send it.", True, "You didn't send it."),
        ("You're always late on Monday.", False, "You were late on Monday."),
        ("You've never once called ahead.", True, "You didn't call ahead."),
        ("She is never ready.", True, "She wasn't ready."),
        ("You are always moving the rack.", True, "You moved the rack."),
        ("Accruals late every single month, Xin Yi.", False, "Accruals late again, Xin Yi."),
        ("You never finish it, so I asked Omar.", False, "You didn't finish it [when?], so I asked Omar."),
        ("you never test it", True, "you didn't test it"),
    ],
)
def test_always_and_never_become_the_occasion(accusation: str, dated: bool, told: str) -> None:
    assert edits.occasion(accusation, dated) == told


@pytest.mark.parametrize(
    "sentence",
    ["Never mind.", "The door is always open.", "We always meet at ten.", "I never said so.", "Never again."],
)
def test_harmless_always_and_never_stay(sentence: str) -> None:
    assert edits.occasion(sentence, False) == sentence


@pytest.mark.parametrize(
    ("rude", "plain"),
    [
        ("Fix this idiotic draft by noon.", "Fix this draft by noon."),
        ("You lazy sod, the rack is down.", "The rack is down."),
        ("Well, genius, the rack is down.", "Well, the rack is down."),
        ("Get the rack up, you muppet.", "Get the rack up."),
        ("What the hell happened on aisle 4?", "What happened on aisle 4?"),
        ("For God's sake Thanh, the rack is down.", "Thanh, the rack is down."),
        ("Where are my bloody tags?", "Where are my tags?"),
        ("You left the gate open like a child.", "You left the gate open."),
    ],
)
def test_rude_words_go(rude: str, plain: str) -> None:
    assert edits.unmodified(rude, whole(rude)) == plain


@pytest.mark.parametrize(
    "sentence", ["That's a stupid name.", "You're hopeless, mate.", "The damned of Dante are in row 4.", "A fat file."]
)
def test_what_would_leave_nothing_stays(sentence: str) -> None:
    assert edits.unmodified(sentence, []) == sentence


@pytest.mark.parametrize(
    ("sneer", "said"),
    [
        ("Nice of you to turn up at 9:40.", "You turned up at 9:40."),
        ("Dev, so kind of you to join us at ten.", "Dev, you joined us at ten."),
        ("Thanks for finally sending the list.", "You sent the list."),
        ("Well done for breaking the build.", "You broke the build."),
        ("Thank you for not calling the client.", "You didn't call the client."),
        ("Congratulations, you broke the build!", "You broke the build."),
        ("I love how you counted 4,000 and missed one.", "You counted 4,000 and missed one."),
    ],
)
def test_sneers_become_the_plain_statement(sneer: str, said: str) -> None:
    assert edits.plain(sneer) == said


@pytest.mark.parametrize(
    ("shouted", "calm"),
    [
        ("FIX THE API BY 6PM ON MONDAY, DEV!!!", "Fix the API by 6pm on Monday, Dev."),
        ("WHERE ARE the tags, Dev??", "Where are the tags, Dev?"),
        ("The QA team sent it. WHERE IS IT??", "The QA team sent it. Where is it?"),
        ("HE IS LEVEL 4!!!", "He is level 4."),
        ("Call HR now.", "Call HR now."),
        ("The SOP and LOT-7 are fine!", "The SOP and LOT-7 are fine!"),
    ],
)
def test_shouting_becomes_calm(shouted: str, calm: str) -> None:
    assert edits.calm(shouted, ()) == calm


@pytest.mark.parametrize(
    ("sentence", "gone", "left"),
    [
        ("The count is short, and you're a fool.", "you're a fool", "The count is short."),
        ("Because you're lazy, the count is short.", "Because you're lazy", "The count is short."),
        ("the count is short, you fool everybody", "you fool everybody", "the count is short"),
    ],
)
def test_cutting_leaves_whole_sentences(sentence: str, gone: str, left: str) -> None:
    at = sentence.index(gone)
    assert left in edits.without(sentence, [Span(at, at + len(gone))], [])


@pytest.mark.parametrize("sentence", ['He said "you are a fool, and the count is short" to me.'])
def test_no_quotation_is_cut_in_half(sentence: str) -> None:
    at = sentence.index("you are a fool")
    assert all(text.count('"') % 2 == 0 for text in edits.without(sentence, [Span(at, at + 14)], []))


anything = st.one_of(
    st.text(max_size=60),
    st.lists(
        st.sampled_from(
            "you never always Please send the list , . ! ? Dev NOW - don't nobody leaves by 5 want it every time genius bloody \" ’ \n 🎉".split(
                " "
            )
        ),
        max_size=14,
    ).map(" ".join),
)


@given(anything)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_text_crashes_an_edit_or_loses_a_number(text: str) -> None:
    versions = [
        edits.request(text, 0),
        edits.request(text, 1, [text]),
        edits.request(text, 3, [text]),
        edits.occasion(text, False),
        edits.unmodified(text, whole(text) if text else []),
        edits.calm(text, ()),
        edits.phrases(text, RULES),
        edits.plain(text),
        *edits.without(text, [Span(0, min(5, len(text)))], [])[:0],
    ]
    for version in versions[:6]:
        assert re.findall(r"[0-9]+", version) == re.findall(r"[0-9]+", text) or "!1" in text or "?1" in text


@given(
    st.sampled_from(
        [
            "The count is 312 short on aisle 4.",
            "Omar rang at 9:40 about PO-4411.",
            "We met Sara at the Keppel site.",
            "The QA run took 12 min.",
        ]
    ),
    st.integers(0, 3),
)
@settings(max_examples=8, deadline=None)
def test_sentences_that_need_nothing_come_back_identical(sentence: str, turn: int) -> None:
    assert edits.request(sentence, turn) == sentence
    assert edits.occasion(sentence, False) == sentence
    assert edits.unmodified(sentence, whole(sentence)) == sentence
    assert edits.calm(sentence, ()) == sentence
    assert edits.phrases(sentence, RULES) == sentence
    assert edits.plain(sentence) == sentence


THREATS = [
    ("One more and I will report you to Matron.", "If it happens again I'll have to report it to Matron."),
    ("One more and it's a formal warning.", "If it happens again I'll have to give you a formal warning."),
    ("If I see it again you will go home that day.", "If I see it again I'll have to send you home that day."),
    ("Do it again and you're off the ward.", "If it happens again, [what follows?]."),
    ("Hang up on one more patient and I'll hang up on you.", "If you hang up on one more patient, [what follows?]."),
    ("Get it under 20 minutes or get off the desk, Tama.", "Get it under 20 minutes, Tama; otherwise [what follows?]."),
    ("If the director hears of it, you're done here.", "If the director hears of it, your job here is at risk."),
    ("Sign in late again and you can look for another job.", "If you sign in late again, your job here is at risk."),
    (
        "Late again and we'll be talking about your contract.",
        "If you're late again, your contract is at risk.",
    ),
    ("File it by noon or you're fired, Noa.", "File it by noon, Noa; otherwise your job here is at risk."),
    ("Get it signed by Friday or you don't get paid.", "Get it signed by Friday; otherwise [what follows?]."),
    (
        "Leave the gate open again and I'll report you to the owner.",
        "If you leave the gate open again I'll have to report it to the owner.",
    ),
    ("One more time and it comes out of your salary.", "If it happens again, it comes out of your salary."),
    ("Late again and you go home without pay.", "If you're late again, you go home without pay."),
    ("Next time, bring the key.", "Next time, bring the key."),
    ("Run the tests again and send me the log.", "Run the tests again and send me the log."),
    ("Lowest on the row again, and you sit at the front.", "Lowest on the row again, and you sit at the front."),
]


@pytest.mark.parametrize(("threat", "told"), THREATS)
def test_a_threat_becomes_what_really_follows(threat: str, told: str) -> None:
    assert threats.consequence(threat) == told


def test_a_stock_sting_in_quotation_marks_is_not_the_managers() -> None:
    assert stock.sting("Do I have to do everything myself, Kyle?", RULES)
    assert not stock.sting('She asked "Do I have to do everything myself?" and left.', RULES)
    assert (
        edits.phrases("The complaints are down because of you.", RULES, set())
        == "The complaints are down because of you."
    )
