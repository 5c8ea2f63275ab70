"""LanguageTool's protocol: real clients against a running server, and the corners in this process."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise
from types import ModuleType, SimpleNamespace
from typing import Any

import httpx
import pytest

import tonecheck
from tests.conftest import ROOT
from tests.service.conftest import Local, Server
from tonecheck.rulebook import Rulebook
from tonecheck.types import Change, Cue, Result, Rewording, Span
from tonecheck_service.languagetool.annotated import AnnotatedText, Part, of_data
from tonecheck_service.languagetool.findings import find
from tonecheck_service.languagetool.rules import HARMFUL, Selection, rule_id, rules_of
from tonecheck_service.problems import Problem
from tonecheck_service.settings import Settings

CLEAR = "You are an idiot and you never listen."
KIND = "Thanks for the clear chart, Dev."
FORM = {"language": "en-US"}


@pytest.fixture(scope="module")
def app(checker: tonecheck.Checker) -> Local:
    return Local(checker, timeout_ms=300_000, typing_ms=300_000)  # a busy machine must not fail what is not about time


def check(app: Local, text: str = CLEAR, **form: str) -> dict[str, Any]:
    response = app.post("/v2/check", data={**FORM, "text": text, **form})
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()
    return found


def ids(answer: dict[str, Any]) -> set[str]:
    return {match["rule"]["id"] for match in answer["matches"]}


# Real clients


@pytest.fixture(scope="module")
def client(server: Server) -> Iterator[Any]:
    language_tool_python = pytest.importorskip("language_tool_python")
    with language_tool_python.LanguageTool("en-US", remote_server=server.url) as tool:
        yield tool


def test_language_tool_python(client: Any) -> None:
    [*matches] = client.check(CLEAR)
    assert matches
    for match in matches:
        assert match.rule_id.startswith("TONECHECK_")
        assert match.message
        assert match.category in ("TONECHECK_HARM", "TONECHECK_BOSS")
        assert CLEAR[match.offset : match.offset + match.error_length] == match.matched_text
    assert client.check(KIND) == []
    assert isinstance(client.correct(CLEAR), str)


def test_language_tool_python_counts_as_we_do(client: Any) -> None:
    text = f"😀😀 Dev. {CLEAR}"
    matches = client.check(text)
    assert any("idiot" in text[match.offset :][: match.error_length] for match in matches)
    for match in matches:
        assert text[match.offset - 1] == " "  # its own `matched_text` is off by the emoji, with any server


def test_language_tool_python_chooses_rules(client: Any) -> None:
    shown = {match.rule_id for match in client.check(CLEAR)}
    client.disabled_categories = {"TONECHECK_HARM", "TONECHECK_BOSS"}
    try:
        assert shown
        assert client.check(CLEAR) == []
    finally:
        client.disabled_categories = set()
    client.picky = True
    try:
        assert {match.rule_id for match in client.check(CLEAR)} >= shown
    finally:
        client.picky = False


def test_language_tool_python_is_told_what_is_wrong(server: Server) -> None:
    language_tool_python = pytest.importorskip("language_tool_python")
    with pytest.raises(ValueError, match="de"):
        language_tool_python.LanguageTool("de-DE", remote_server=server.url)


def test_pylanguagetool(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    # Its command line, which its package imports, asks setuptools for its own version; new ones lack that module.
    versions = ModuleType("pkg_resources")
    versions.__dict__["get_distribution"] = lambda name: SimpleNamespace(version="0")
    monkeypatch.setitem(sys.modules, "pkg_resources", versions)
    api = pytest.importorskip("pylanguagetool.api")
    address = f"{server.url}/v2/"
    assert {"name": "English (GB)", "code": "en", "longCode": "en-GB"} in api.get_languages(address)
    found = api.check(CLEAR, api_url=address, lang="auto", preferred_variants="en-GB", picky=True)
    assert found["language"]["code"] == "en-GB"
    assert found["matches"]
    assert api.check(KIND, api_url=address, lang="en-GB")["matches"] == []
    only = api.check(CLEAR, api_url=address, lang="en", enabled_rules="TONECHECK_THREAT", enabled_only=True)
    assert only["matches"] == []


# What a match holds


def test_a_match_has_what_clients_read(app: Local) -> None:
    answer = check(app, f"Hello.\n{CLEAR}")
    assert answer["software"]["apiVersion"] == 1
    assert answer["warnings"] == {"incompleteResults": False}
    assert answer["language"]["code"] == answer["language"]["detectedLanguage"]["code"] == "en-US"
    assert [0, 6] in answer["sentenceRanges"]
    assert answer["matches"]
    for match in answer["matches"]:
        context = match["context"]
        words = f"Hello.\n{CLEAR}"[match["offset"] :][: match["length"]]
        assert context["text"][context["offset"] :][: context["length"]] == words.replace("\n", " ")
        assert match["sentence"] == CLEAR
        assert match["type"]["typeName"] in ("Other", "Hint")
        assert match["rule"]["issueType"] == "register"
        assert match["rule"]["urls"][0]["value"].endswith("/v1/rubric")
        assert {"shortMessage", "replacements", "ignoreForIncompleteSentence", "contextForSureMatch"} <= set(match)


def test_matches_do_not_overlap(app: Local) -> None:
    matches = check(app, f"{CLEAR} FIX THIS NOW!!! {CLEAR}", level="picky")["matches"]
    for before, after in pairwise(matches):
        assert before["offset"] + before["length"] <= after["offset"]


def test_offsets_are_utf16(app: Local) -> None:
    text = f"Tea 😀 at two. {CLEAR}"
    units = text.encode("utf-16-le")
    matches = check(app, text)["matches"]
    assert matches
    for match in matches:
        start, length = match["offset"], match["length"]
        words = units[2 * start : 2 * (start + length)].decode("utf-16-le").strip()
        assert words
        assert words in CLEAR


def test_annotations_count_and_are_not_read(app: Local) -> None:
    parts = [{"markup": "<p>"}, {"text": "You are an "}, {"markup": "<b>"}, {"text": "idiot"}, {"markup": "</b>"}]
    parts += [{"text": " and you never listen."}, {"markup": "</p>", "interpretAs": "\n\n"}]
    response = app.post("/v2/check", data={**FORM, "data": json.dumps({"annotation": parts})})
    whole = "<p>You are an <b>idiot</b> and you never listen.</p>"
    matches = response.json()["matches"]
    assert matches
    for match in matches:
        words = whole[match["offset"] :][: match["length"]]
        assert words in whole[3:-4]
        if "<" in words:
            assert match["replacements"] == []
    same = app.post("/v2/check", data={**FORM, "data": json.dumps({"text": CLEAR})}).json()
    assert same["matches"] == check(app)["matches"]


def test_the_address_works_as_well(app: Local) -> None:
    response = app.get("/v2/check", params={**FORM, "text": CLEAR})
    assert response.json() == check(app)


@pytest.mark.parametrize("text", ["", "  ", "123", "!!!"])
def test_nothing_to_read(app: Local, text: str) -> None:
    answer = check(app, text, language="auto")
    assert answer["matches"] == []
    assert answer["warnings"] == {"incompleteResults": False}


def test_another_language_says_so(app: Local) -> None:
    answer = check(app, "Das ist ein ganz gewöhnlicher deutscher Satz über das Wetter.", language="auto")
    assert answer["matches"] == []
    assert answer["language"]["code"] == "de"
    assert "German" in answer["warnings"]["incompleteResultsReason"]


def test_a_language_tag_says_which_variant(app: Local) -> None:
    assert check(app, language="en-GB")["language"]["name"] == "English (GB)"
    assert check(app, language="EN-gb")["language"]["code"] == "en-GB"
    assert check(app, language="auto", preferredVariants="de-AT,en-AU")["language"]["code"] == "en-AU"
    assert check(app, language="auto")["language"]["code"] == "en-US"


def test_text_level_only_is_left_to_others(app: Local) -> None:
    assert check(app, mode="textLevelOnly")["matches"] == []
    assert check(app, mode="allButTextLevelOnly") == check(app)


def test_rules_can_be_chosen(app: Local) -> None:
    shown = ids(check(app))
    assert shown
    assert not shown & ids(check(app, disabledRules=",".join(shown)))
    assert ids(check(app, enabledOnly="true", enabledRules=",".join(shown))) == shown
    assert ids(check(app, enabledOnly="true", enabledCategories="TYPOS")) == set()


# Findings, from results made by hand


@pytest.fixture(scope="module")
def judged(checker: tonecheck.Checker) -> Result:
    return replace(checker.check(CLEAR, reword=False), verdict="revise", cues=(), rewordings=())


def cue(book: Rulebook, name: str, words: str, score: float = 0.9) -> Cue:
    rule, start = book.rules[name], CLEAR.index(words)
    return Cue(name, rule.pushes, Span(start, start + len(words)), words, score, rule.why, rule.advice)


def rewording(result: Result, kind: str, *changes: tuple[str, str]) -> Rewording:
    made = tuple(
        Change(Span(CLEAR.index(old), CLEAR.index(old) + len(old)), old, new, None, "why") for old, new in changes
    )
    assert result.impact is not None
    assert result.style is not None
    return Rewording("", kind, "edit", 0.9, made, (), result.impact.scores, result.style.scores, 0.9)


def test_a_match_reaches_as_far_as_its_replacement(judged: Result, book: Rulebook) -> None:
    first = rewording(judged, "minimal", ("you never listen", "I did not feel heard today"))
    second = rewording(judged, "leader", ("never", "rarely"), ("listen", "ask"))
    result = replace(judged, cues=(cue(book, "overgeneralisation", "never"),), rewordings=(first, second))
    [found] = find(result, rules_of(book), Selection())
    assert found.span.of(CLEAR) == "you never listen"
    assert [one.value for one in found.replacements] == ["I did not feel heard today", "you rarely ask"]


def test_a_change_that_reaches_beyond_is_no_replacement(judged: Result, book: Rulebook) -> None:
    first = rewording(judged, "minimal", ("never", "rarely"))
    second = rewording(judged, "leader", ("idiot and you never listen", "asset"))
    result = replace(judged, cues=(cue(book, "overgeneralisation", "never"),), rewordings=(first, second))
    [found] = find(result, rules_of(book), Selection())
    assert (found.span.of(CLEAR), [one.value for one in found.replacements]) == ("never", ["rarely"])


def test_overlaps_go_to_the_worse_and_name_the_other(judged: Result, book: Rulebook) -> None:
    cues = cue(book, "command", "listen"), cue(book, "insult", "idiot and you never listen", 0.5)
    [found] = find(replace(judged, cues=cues), rules_of(book), Selection())
    assert found.rule.id == "TONECHECK_INSULT"
    assert found.also == (book.rules["command"].name,)


def test_good_cues_are_no_matches(judged: Result, book: Rulebook) -> None:
    rules = rules_of(book)
    assert {rule.id for rule in book.rules.values() if rule.leads}.isdisjoint(rules)
    fine = replace(judged, verdict="send", cues=(cue(book, "listening", "listen"), cue(book, "command", "listen")))
    assert find(fine, rules, Selection()) == []
    assert [one.rule.id for one in find(fine, rules, Selection(picky=True))] == ["TONECHECK_COMMAND"]
    assert find(fine, rules, Selection(enabled_rules=frozenset({rule_id("command")})))


def test_harm_without_words_for_it_is_still_shown(judged: Result, book: Rulebook) -> None:
    [found] = find(judged, rules_of(book), Selection())
    assert found.rule is HARMFUL
    assert found.span.of(CLEAR) == CLEAR
    assert find(judged, rules_of(book), Selection(disabled_rules=frozenset({HARMFUL.id}))) == []


# Annotations


def test_places_in_annotated_text() -> None:
    text = AnnotatedText(
        [Part("a😀", "a😀", False), Part("<b>", "", True), Part("cd", "cd", False), Part("&", "and", True)]
    )
    assert (text.raw, text.plain) == ("a😀<b>cd&", "a😀cdand")
    assert text.whole(Span(0, 2)) == Span(0, 2)
    assert text.whole(Span(2, 4)) == Span(5, 7)
    assert text.whole(Span(1, 3)) == Span(1, 6)
    assert text.whole(Span(4, 6)) == Span(7, 8)
    assert text.unbroken(Span(2, 4))
    assert not text.unbroken(Span(1, 3))


@pytest.mark.parametrize(
    "data", ["{", "[" * 100_000, "3", "null", '{"annotation": 3}', '{"annotation": [3]}', "9" * 5000]
)
def test_odd_data(data: str) -> None:
    with pytest.raises(Problem):
        of_data(data)


def test_half_a_surrogate_pair_is_no_character() -> None:
    assert of_data('{"text": "a\\ud83d b"}').plain == "a\ufffd b"


# Errors

WRONG = [
    ({}, "Missing 'text' or 'data' parameter"),
    ({"text": "x"}, "Missing 'language' parameter"),
    ({"text": "x", "data": "{}", **FORM}, "Set only 'text' or 'data' parameter, not both"),
    ({"data": "{", **FORM}, "Could not parse JSON from 'data' parameter"),
    ({"data": "{}", **FORM}, "'data' key in JSON requires 'text' or 'annotation' key"),
    ({"data": '{"annotation": [{"text": "a", "markup": "b"}]}', **FORM}, "Only either 'text' or 'markup'"),
    ({"text": "x", "language": "xx"}, "'xx' is not a language code known to LanguageTool"),
    ({"text": "x", "level": "high", **FORM}, "If 'level' is set, it must be set to 'default' or 'picky'"),
    ({"text": "x", "enabledOnly": "true", **FORM}, "You must specify enabled rules or categories"),
    ({"text": "x", "enabledOnly": "true", "disabledRules": "A", **FORM}, "You cannot specify disabled rules"),
    ({"text": "x", "preferredVariants": "en-GB", **FORM}, "you didn't specify 'language=auto'"),
    ({"text": "x", "language": "auto", "preferredVariants": "en"}, "expected a dash as in 'en-GB'"),
    ({"text": "x", "disabled": "A", **FORM}, "now called 'disabledRules'"),
]


@pytest.mark.parametrize(("form", "wrong"), WRONG)
def test_errors_are_plain_text_in_its_words(app: Local, form: dict[str, str], wrong: str) -> None:
    response = app.post("/v2/check", data=form)
    assert response.status_code == 400
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    assert response.text.startswith("Error: ")
    assert wrong in response.text


def test_too_long(local: Callable[..., Local]) -> None:
    response = local(max_text=10).post("/v2/check", data={**FORM, "text": "x" * 11})
    assert response.status_code == 413
    assert response.text.startswith("Error: Your text exceeds the limit of 10 characters (it's 11 characters).")


def test_other_paths(app: Local, http: httpx.Client) -> None:
    assert app.get("/v2/nothing").status_code == 404
    assert app.get("/v2/nothing").text.startswith("Error: Unsupported action: 'nothing'")
    assert app.get("/v2/maxtextlength").text == str(Settings().max_text)
    assert app.get("/v2/info").json()["software"]["name"] == "tonecheck"
    assert app.get("/v2/configinfo").status_code == 400
    rules = app.get("/v2/configinfo?language=en").json()["rules"]
    assert {"TONECHECK_INSULT", "TONECHECK_COMMAND", "TONECHECK_HARMFUL"} <= {rule["ruleId"] for rule in rules}
    assert app.get("/v2/healthcheck").status_code == 503  # nothing has warmed this one up
    assert http.get("/v2/healthcheck").text == "OK"


# The page about it


def test_the_pages_python_runs_as_written(server: Server) -> None:
    pytest.importorskip("language_tool_python")
    page = (ROOT / "docs" / "languagetool.md").read_text(encoding="utf-8")
    scripts = re.findall(r"```py\n(.*?)```", page, re.DOTALL)
    assert scripts
    for script in scripts:
        exec(compile(script.replace("http://localhost:8765", server.url), "languagetool.md", "exec"), {})
