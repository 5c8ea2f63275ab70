"""The Perspective API: Google's own client against a running server, and the corners in this process."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

import tonecheck
from tests.conftest import ROOT
from tests.service.conftest import Local, Server
from tonecheck.rulebook import Rulebook
from tonecheck.types import RulebookError
from tonecheck_service.perspective import attributes

CLEAR = "You are an idiot and you never listen."
KIND = "Thanks for the clear chart, Dev. How do you see the next step?"
ANALYZE = "/v1alpha1/comments:analyze"
SUGGEST = "/v1alpha1/comments:suggestscore"
GERMAN = "Das ist ein ganz gewöhnlicher deutscher Satz über das Wetter."
CLASSIC = ("TOXICITY", "SEVERE_TOXICITY", "IDENTITY_ATTACK", "INSULT", "PROFANITY", "THREAT")
BRIDGING = ("AFFINITY", "COMPASSION", "CURIOSITY", "NUANCE", "PERSONAL_STORY", "REASONING", "RESPECT")
OWN = ("TONECHECK_HARMFUL", "TONECHECK_CONSTRUCTIVE", "TONECHECK_BOSS", "TONECHECK_LEADER", "TONECHECK_INSULT")


@pytest.fixture(scope="module")
def app(checker: tonecheck.Checker) -> Local:
    return Local(checker, timeout_ms=300_000)  # a busy machine must not fail what is not about time


def analyze(app: Local, text: str = CLEAR, names: tuple[str, ...] = ("TOXICITY",), **more: Any) -> dict[str, Any]:
    body = {"comment": {"text": text}, "requestedAttributes": {name: {} for name in names}, **more}
    response = app.post(ANALYZE, json=body)
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()
    return found


def value(answer: dict[str, Any], name: str) -> float:
    return float(answer["attributeScores"][name]["summaryScore"]["value"])


# Google's client


@pytest.fixture(scope="module")
def google(server: Server) -> Iterator[Any]:
    discovery = pytest.importorskip("googleapiclient.discovery")
    address = f"{server.url}/$discovery/rest?version=v1alpha1"
    with discovery.build("commentanalyzer", "v1alpha1", discoveryServiceUrl=address, static_discovery=False) as client:
        yield client


def test_google_client_analyzes(google: Any) -> None:
    names = (*CLASSIC, *BRIDGING, *OWN)
    body = {
        "comment": {"text": CLEAR},
        "requestedAttributes": {name: {} for name in names},
        "languages": ["en"],
        "spanAnnotations": True,
        "doNotStore": True,
        "clientToken": "draft-1",
    }
    answer = google.comments().analyze(body=body).execute()
    assert set(answer["attributeScores"]) == set(names)
    assert answer["languages"] == ["en"]
    assert answer["clientToken"] == "draft-1"
    assert value(answer, "TOXICITY") > 0.5
    body["comment"] = {"text": KIND}
    assert value(google.comments().analyze(body=body).execute(), "TOXICITY") < 0.5


def test_google_client_is_told_what_is_wrong(google: Any) -> None:
    errors = pytest.importorskip("googleapiclient.errors")
    with pytest.raises(errors.HttpError) as caught:
        google.comments().analyze(body={"comment": {"text": ""}, "requestedAttributes": {"TOXICITY": {}}}).execute()
    assert caught.value.resp.status == 400
    assert "non-empty" in caught.value.reason
    assert caught.value.error_details[0]["errorType"] == "COMMENT_EMPTY"


def test_google_client_suggests(google: Any) -> None:
    scores = {"TOXICITY": {"summaryScore": {"value": 0.1}}}
    body = {"comment": {"text": KIND}, "attributeScores": scores, "clientToken": "draft-2"}
    assert google.comments().suggestscore(body=body).execute() == {"clientToken": "draft-2"}


def test_google_client_from_the_older_address_and_from_a_document(server: Server) -> None:
    discovery = pytest.importorskip("googleapiclient.discovery")
    address = server.url + "/discovery/v1/apis/{api}/{apiVersion}/rest"
    body = {"comment": {"text": CLEAR}, "requestedAttributes": {"TOXICITY": {}}}
    with discovery.build(
        "commentanalyzer", "v1alpha1", developerKey="any", discoveryServiceUrl=address, static_discovery=False
    ) as client:
        assert value(client.comments().analyze(body=body).execute(), "TOXICITY") > 0.5
    document = httpx.get(f"{server.url}/$discovery/rest").text
    with discovery.build_from_document(document) as client:
        assert value(client.comments().analyze(body=body).execute(), "TOXICITY") > 0.5


# Answers


def test_spans_are_sentences_in_utf16(app: Local) -> None:
    text = f"😀 Hello, Dev. {CLEAR}"
    scores = analyze(app, text, spanAnnotations=True)["attributeScores"]["TOXICITY"]
    raw = text.encode("utf-16-le")
    words = [raw[2 * span["begin"] : 2 * span["end"]].decode("utf-16-le") for span in scores["spanScores"]]
    assert words[-1] == CLEAR
    assert len(words) >= 2
    assert scores["spanScores"][-1]["score"]["value"] > scores["spanScores"][0]["score"]["value"]
    [whole] = analyze(app, text)["attributeScores"]["TOXICITY"]["spanScores"]
    assert (whole["begin"], whole["end"]) == (0, len(raw) // 2)
    assert whole["score"] == scores["summaryScore"]


def test_thresholds_leave_out(app: Local) -> None:
    wanted = {"TOXICITY": {"scoreThreshold": 0.5}, "RESPECT": {"scoreThreshold": 1.0, "scoreType": "PROBABILITY"}}
    answer = app.post(ANALYZE, json={"comment": {"text": CLEAR}, "requestedAttributes": wanted}).json()
    assert set(answer["attributeScores"]) == {"TOXICITY"}


def test_languages(app: Local) -> None:
    found = analyze(app)
    assert (found["languages"], found["detectedLanguages"]) == (["en"], ["en"])
    assert analyze(app, languages=["de", "en-GB"])["languages"] == ["de", "en-GB"]
    assert "clientToken" not in found


def test_names_as_in_protocol_buffers_and_nulls(app: Local) -> None:
    body = {"comment": {"text": CLEAR, "type": None}, "requested_attributes": {"TOXICITY": None}, "languages": None}
    assert value(app.post(ANALYZE, json=body).json(), "TOXICITY") > 0.5


def test_experimental_names_mean_the_same(app: Local) -> None:
    answer = analyze(
        app, names=tuple(f"{name}{end}" for name in (*CLASSIC, *BRIDGING) for end in ("", "_EXPERIMENTAL"))
    )
    for name in (*CLASSIC, *BRIDGING):
        assert value(answer, name) == value(answer, f"{name}_EXPERIMENTAL")


def test_toxic_and_kind_are_told_apart(app: Local) -> None:
    toxic, kind = analyze(app, CLEAR, (*CLASSIC, *BRIDGING)), analyze(app, KIND, (*CLASSIC, *BRIDGING))
    for name in ("TOXICITY", "SEVERE_TOXICITY", "INSULT"):
        assert value(toxic, name) > value(kind, name)
    for name in ("RESPECT", "AFFINITY"):
        assert value(toxic, name) < value(kind, name)


# Attributes


def test_attributes_only_move_one_way(book: Rulebook) -> None:
    for attribute in attributes.load(book).values():
        features = (*attribute.raises, *attribute.lowers)
        for level in (0.0, 0.3, 0.9):
            start = dict.fromkeys(features, level)
            for name in features:
                moved = [attribute.value({**start, name: x / 10}) for x in range(11)]
                assert all(0 <= found <= 1 for found in moved)
                if name not in attribute.lowers:
                    assert moved == sorted(moved), (attribute.name, name)
                elif name not in attribute.raises:
                    assert moved == sorted(moved, reverse=True), (attribute.name, name)


def test_every_cue_is_an_attribute(book: Rulebook) -> None:
    known = attributes.load(book)
    assert all(f"TONECHECK_{cue.upper().replace('-', '_')}" in known for cue in book.rules)
    assert all(attribute.describes for attribute in known.values())


@pytest.mark.parametrize(
    ("entry", "wrong"),
    [
        ('from = { "cue.nonsense" = 1.0 }', "cue.nonsense"),
        ('from = { "impact.harmful" = 2.0 }', "weight"),
        ("from = {}", "made from"),
        ('from = { "impact.harmful" = 1.0 }\nweigth = 2', "weigth"),
    ],
)
def test_a_wrong_entry_is_named(book: Rulebook, tmp_path: Path, entry: str, wrong: str) -> None:
    file = tmp_path / "attributes.toml"
    file.write_text(f'schema = 1\nexperimental = "_X"\n[TOXICITY]\n{entry}\n', encoding="utf-8")
    with pytest.raises(RulebookError, match=wrong):
        attributes.load(book, file)


# Errors

WANTED = {"requestedAttributes": {"TOXICITY": {}}}
WRONG = [
    ({**WANTED}, "COMMENT_EMPTY", "non-empty"),
    ({"comment": {"text": "  "}, **WANTED}, "COMMENT_EMPTY", "non-empty"),
    ({"comment": {"text": "x" * 50_001}, **WANTED}, "COMMENT_TOO_LONG", "too long"),
    ({"comment": {"text": "x"}}, "NO_REQUESTED_ATTRIBUTES", "requested_attributes"),
    ({"comment": {"text": "x"}, "requestedAttributes": {"FUN": {}}}, "INVALID_REQUEST", "attribute: FUN"),
    ({"comment": {"text": "x", "type": "HTML"}, **WANTED}, "INVALID_REQUEST", "PLAIN_TEXT"),
    ({"comment": {"text": "x"}, "requestedAttributes": {"INSULT": {"scoreType": "RANK"}}}, "INVALID_REQUEST", "INSULT"),
    ({"comment": {"text": GERMAN}, **WANTED}, "LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE", "request languages: de"),
    ({"comment": {"text": "x"}, "languages": ["es"], **WANTED}, "LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE", "TOXICITY"),
    ({"comment": {"text": "123 456"}, **WANTED}, "LANGUAGE_DETECTION_FAILED", "detect language"),
]


@pytest.mark.parametrize(("body", "kind", "words"), WRONG)
def test_errors_have_googles_shape(app: Local, body: dict[str, Any], kind: str, words: str) -> None:
    response = app.post(ANALYZE, json=body)
    error = response.json()["error"]
    assert (response.status_code, error["code"], error["status"]) == (400, 400, "INVALID_ARGUMENT")
    assert words in error["message"]
    [detail] = error["details"]
    assert detail["@type"] == "type.googleapis.com/google.commentanalyzer.v1alpha1.Error"
    assert detail["errorType"] == kind


def test_a_language_error_says_which(app: Local) -> None:
    error = app.post(ANALYZE, json={"comment": {"text": GERMAN}, **WANTED}).json()["error"]
    more = error["details"][0]["languageNotSupportedByAttributeError"]
    assert more == {"attribute": "TOXICITY", "detectedLanguages": ["de"]}


def test_fields_that_do_not_exist_are_named(app: Local) -> None:
    error = app.post(ANALYZE, json={"comment": {"text": "x"}, "requestedAttribute": {}}).json()["error"]
    [violation] = error["details"][0]["fieldViolations"]
    assert violation == {"field": "requestedAttribute", "description": "Cannot find field."}
    for content in (b"{", b"[]", b'{"comment": {"text": "\\ud800"}}', b"\xff"):
        response = app.post(ANALYZE, content=content, headers={"content-type": "application/json"})
        assert response.status_code == 400
        assert response.json()["error"]["status"] == "INVALID_ARGUMENT"


def test_other_errors_have_it_too(app: Local, local: Callable[..., Local]) -> None:
    assert app.get(ANALYZE).json()["error"]["code"] == 405
    assert app.post(ANALYZE, content=b"x").json()["error"]["code"] == 415
    big = local(max_body=1000).post(ANALYZE, json={"comment": {"text": "x" * 2000}, **WANTED})
    assert (big.status_code, big.json()["error"]["status"]) == (413, "INVALID_ARGUMENT")
    assert app.get("/$discovery/rest?version=v2").json()["error"]["status"] == "NOT_FOUND"


# Suggestions


def suggestion(**more: Any) -> dict[str, Any]:
    return {"comment": {"text": KIND}, "attributeScores": {"TOXICITY": {"summaryScore": {"value": 0.1}}}, **more}


def test_suggestions_are_kept_only_if_asked_for(local: Callable[..., Local], tmp_path: Path) -> None:
    file = tmp_path / "feedback.sqlite"
    sent = suggestion(communityId="team", clientToken="t", languages=["en"])
    assert local().post(SUGGEST, json=sent).json() == {"clientToken": "t"}
    assert list(tmp_path.iterdir()) == []
    keeping = local(feedback_file=file)
    assert [answer.status_code for answer in keeping.many(*[("POST", SUGGEST, {"json": sent})] * 5)] == [200] * 5
    store = sqlite3.connect(file)
    rows = store.execute("select text, scores, languages, community, token from suggestion").fetchall()
    store.close()
    assert rows == [(KIND, '{"TOXICITY": {"summaryScore": {"value": 0.1}}}', '["en"]', "team", "t")] * 5
    assert file.stat().st_mode & 0o077 == 0


def test_suggestions_that_cannot_be_kept(local: Callable[..., Local], tmp_path: Path) -> None:
    response = local(feedback_file=tmp_path / "no" / "such" / "folder").post(SUGGEST, json=suggestion())
    assert (response.status_code, response.json()["error"]["status"]) == (503, "UNAVAILABLE")


@pytest.mark.parametrize("scores", [None, {}, {"FUN": {"summaryScore": {"value": 1.0}}}])
def test_suggestions_of_nothing(app: Local, scores: Any) -> None:
    assert app.post(SUGGEST, json=suggestion() | {"attributeScores": scores}).status_code == 400


# The page about it


def test_the_pages_python_runs_as_written(server: Server) -> None:
    pytest.importorskip("googleapiclient")
    page = (ROOT / "docs" / "perspective.md").read_text(encoding="utf-8")
    scripts = re.findall(r"```py\n(.*?)```", page, re.DOTALL)
    assert scripts
    for script in scripts:
        exec(compile(script.replace("http://localhost:8765", server.url), "perspective.md", "exec"), {})


def test_the_page_names_every_attribute(book: Rulebook) -> None:
    page = (ROOT / "docs" / "perspective.md").read_text(encoding="utf-8")
    assert all(f"`{name}`" in page for name in (*CLASSIC, *BRIDGING, *OWN[:4]))
