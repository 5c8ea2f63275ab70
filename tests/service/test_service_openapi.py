"""The description is true: examples for all paths, and schemathesis finds no difference between it and the service."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings

from tests.service.conftest import Server

schemathesis = pytest.importorskip("schemathesis")
jsonschema = pytest.importorskip("jsonschema_rs", reason="it comes with schemathesis")
from schemathesis.specs.openapi.checks import positive_data_acceptance  # noqa: E402


@pytest.fixture(scope="module")
def description(http: httpx.Client) -> dict[str, Any]:
    found: dict[str, Any] = http.get("/openapi.json").json()
    return found


def test_the_paths_of_the_contract(description: dict[str, Any]) -> None:
    paths = {"/v1/check", "/v1/reword", "/v1/batch", "/v1/rubric", "/healthz", "/readyz", "/metrics", "/openapi.json"}
    assert paths <= set(description["paths"])


def _media(description: dict[str, Any]) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    """Each body and answer there is: (path, method, status or `body`, what is said of one media type)."""
    for path, operations in description["paths"].items():
        for method, operation in operations.items():
            parts = {"body": operation.get("requestBody", {"content": {}}), **operation["responses"]}
            for name, part in parts.items():
                for media in part["content"].values():
                    yield path, method, name, media


def test_every_body_and_answer_of_every_path_has_an_example(description: dict[str, Any]) -> None:
    bare = [place for *place, media in _media(description) if not media.get("example")]
    assert bare == []
    assert len({path for path, *_ in _media(description)}) == len(description["paths"]) >= 17


def test_the_examples_are_as_their_schemas_say(description: dict[str, Any]) -> None:
    checked = 0
    for path, method, name, media in _media(description):
        schema = {**media["schema"], "components": description["components"]}
        wrong = [error.message for error in jsonschema.Draft202012Validator(schema).iter_errors(media["example"])]
        assert wrong == [], (path, method, name)
        checked += 1
    assert checked > 100


FORM = "application/x-www-form-urlencoded"


def _example(operation: dict[str, Any]) -> dict[str, Any]:
    """What to send, as httpx wants it."""
    content = operation["requestBody"]["content"]
    kind = next(iter(content))
    return {"data" if kind == FORM else "json": content[kind]["example"]}


def test_the_examples_of_requests_are_answered(description: dict[str, Any], http: httpx.Client) -> None:
    sent = 0
    for path, operations in description["paths"].items():
        if "post" in operations:
            answer = http.post(path, **_example(operations["post"]))
            assert answer.status_code == 200, (path, answer.text)
            sent += 1
    assert sent == 6


PATHS = (
    *("/v1/check", "/v1/reword", "/v1/batch", "/v1/rubric", "/healthz", "/readyz", "/metrics", "/openapi.json"),
    *("/v2/check", "/v2/languages", "/v2/healthcheck", "/v2/maxtextlength", "/v2/configinfo", "/v2/info"),
    *("/v1alpha1/comments:analyze", "/v1alpha1/comments:suggestscore", "/$discovery/rest"),
    "/discovery/v1/apis/commentanalyzer/v1alpha1/rest",
)
THEIRS = ("/v2/check", "/v1alpha1/")
"""These refuse, as the real servers do, what no schema can name: parameters that exclude each other, JSON in a form, a
text without words, an attribute that doesn't exist. All other checks hold for them as well."""


def test_these_are_all_the_paths(description: dict[str, Any]) -> None:
    assert set(PATHS) == set(description["paths"])


@pytest.mark.parametrize("mode", list(schemathesis.GenerationMode))
@pytest.mark.parametrize("path", PATHS)
def test_schemathesis_finds_no_failure(path: str, mode: Any, server: Server) -> None:
    api = schemathesis.openapi.from_url(f"{server.url}/openapi.json")
    tried = 0
    for method, operation in api[path].items():
        if mode.is_negative and method.lower() == "get" and not operation.query:
            continue  # nothing that could be wrong

        @given(case=operation.as_strategy(generation_mode=mode))
        @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
        def holds(case: Any) -> None:
            nonlocal tried
            case.call_and_validate(excluded_checks=[positive_data_acceptance] if path.startswith(THEIRS) else [])
            tried += 1

        holds()
    assert tried or mode.is_negative
