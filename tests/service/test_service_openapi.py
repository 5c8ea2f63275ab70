"""The description is true: examples for all paths, and schemathesis finds no difference between it and the service."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings

from tests.service.conftest import Server

schemathesis = pytest.importorskip("schemathesis")


@pytest.fixture(scope="module")
def description(http: httpx.Client) -> dict[str, Any]:
    found: dict[str, Any] = http.get("/openapi.json").json()
    return found


def test_the_paths_of_the_contract(description: dict[str, Any]) -> None:
    paths = {"/v1/check", "/v1/reword", "/v1/batch", "/v1/rubric", "/healthz", "/readyz", "/metrics", "/openapi.json"}
    assert paths <= set(description["paths"])


def test_every_path_has_examples(description: dict[str, Any]) -> None:
    for path, operations in description["paths"].items():
        for method, operation in operations.items():
            parts = [operation["responses"]["200"], *([operation["requestBody"]] if "requestBody" in operation else [])]
            for part in parts:
                found = [media for media in part["content"].values() if "example" in media or "examples" in media]
                assert found, (method, path)


def test_the_examples_of_requests_are_answered(description: dict[str, Any], http: httpx.Client) -> None:
    for path in ("/v1/check", "/v1/reword", "/v1/batch"):
        example = description["paths"][path]["post"]["requestBody"]["content"]["application/json"]["example"]
        assert http.post(path, json=example).status_code == 200


@pytest.mark.parametrize("mode", list(schemathesis.GenerationMode))
@pytest.mark.parametrize(
    "path", ["/v1/check", "/v1/reword", "/v1/batch", "/v1/rubric", "/healthz", "/readyz", "/metrics"]
)
def test_schemathesis_finds_no_failure(path: str, mode: Any, server: Server) -> None:
    api = schemathesis.openapi.from_url(f"{server.url}/openapi.json")
    for method, operation in api[path].items():
        if mode.is_negative and method.lower() == "get":
            continue  # nothing that could be wrong

        @given(case=operation.as_strategy(generation_mode=mode))
        @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
        def holds(case: Any) -> None:
            case.call_and_validate()

        holds()
