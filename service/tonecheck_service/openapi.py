"""The OpenAPI description: FastAPI's, with bodies, answers, errors and real examples of version 1 put in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from tonecheck import __version__
from tonecheck.pipeline import Checker
from tonecheck.types import Message
from tonecheck_service import answers, schemas
from tonecheck_service.checks import message
from tonecheck_service.gate import NDJSON, scope_of
from tonecheck_service.problems import KINDS, MEDIA_TYPE, Problem
from tonecheck_service.rubric import rubric_of
from tonecheck_service.settings import Settings

HARSH = "You never send the report on time, Dev. Have it on my desk by five."
FAIR = "The report was two days late, Dev. What held it up, and what would help for Friday?"
WORK = (400, 413, 415, 422, 429, 503, 408)
KEYED = (401, 403)
_REF = "#/components/schemas/{model}"


@dataclass(frozen=True, slots=True)
class Operation:
    """What FastAPI can't know of an operation."""

    answer: type[BaseModel] | None
    example: Any
    errors: tuple[int, ...] = ()
    body: type[BaseModel] | None = None
    sent: Any = None


def describe(app: FastAPI, checker: Checker, settings: Settings) -> dict[str, Any]:
    """The whole description; the examples are made by the model that runs."""
    described: dict[str, Any] = get_openapi(
        title="tonecheck",
        version=__version__,
        summary="Checks a manager's draft feedback before it is sent.",
        description="Every error is RFC 9457 `application/problem+json`. Texts are neither stored nor logged.",
        routes=app.routes,
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
    )
    _components(described)
    for path, operation in _operations(checker).items():
        for known in described["paths"].get(path, {}).values():
            _fill(known, path, operation)
    _limit(described, settings)
    _stream(described["paths"]["/v1/batch"]["post"])
    return described


def _operations(checker: Checker) -> dict[str, Operation]:
    check = {"text": HARSH, "id": "draft-1"}
    reword = {**check, "offsets": "utf16", "deadline_ms": 2000}
    batch = {"items": [{"text": HARSH, "id": "1"}, {"text": FAIR, "id": "2"}]}
    rubric = rubric_of(checker.book)
    rubric["cues"] = rubric["cues"][:1]
    results = [
        result.as_dict() for result in checker.check_many([Message(HARSH, "1"), Message(FAIR, "2")], reword=False)
    ]
    return {
        "/v1/check": Operation(answers.CheckResult, _checked(checker, check), WORK, schemas.CheckBody, check),
        "/v1/reword": Operation(answers.CheckResult, _checked(checker, reword), WORK, schemas.RewordBody, reword),
        "/v1/batch": Operation(answers.BatchResult, {"results": results}, WORK, schemas.BatchBody, batch),
        "/v1/rubric": Operation(answers.Rubric, rubric),
        "/healthz": Operation(answers.Status, {"status": "ok"}),
        "/readyz": Operation(answers.Status, {"status": "ready"}, (503,)),
        "/metrics": Operation(None, 'tonecheck_texts_total{verdict="revise"} 12.0\n', (429,)),
        "/openapi.json": Operation(None, {"openapi": "3.1.0", "info": {"title": "tonecheck", "version": __version__}}),
    }


def _checked(checker: Checker, body: Mapping[str, Any]) -> dict[str, Any]:
    item = schemas.Item(text=body["text"], id=body["id"])
    return checker.check(message(item), reword="deadline_ms" in body).as_dict()


def _fill(known: dict[str, Any], path: str, operation: Operation) -> None:
    media = {"/metrics": "text/plain"}.get(path, "application/json")
    schema = _ref(operation.answer) if operation.answer else {"type": "string" if path == "/metrics" else "object"}
    known["responses"] = {
        "200": {"description": "The answer", "content": {media: {"schema": schema, "example": operation.example}}},
        **{str(status): _problem(status) for status in (*operation.errors, *(KEYED if scope_of(path) else ()))},
    }
    if operation.body:
        content = {"application/json": {"schema": _ref(operation.body), "example": operation.sent}}
        known["requestBody"] = {"required": True, "content": content}
    if scope_of(path):
        known["security"] = [{}, {"bearer": []}, {"header": []}]


def _stream(operation: dict[str, Any]) -> None:
    """The second way of `/v1/batch`: a text a line."""
    sent = "".join(json.dumps({"text": text}) + "\n" for text in (HARSH, FAIR))
    results = operation["responses"]["200"]["content"]["application/json"]["example"]["results"]
    operation["requestBody"]["content"][NDJSON] = {"schema": {"type": "string"}, "example": sent}
    operation["responses"]["200"]["content"][NDJSON] = {
        "schema": {"type": "string", "description": "A result a line, or an object with `line` and `error`."},
        "example": "".join(json.dumps(result) + "\n" for result in results),
    }
    operation["parameters"] = [
        {
            "name": "reword",
            "in": "query",
            "schema": {"type": "string", "enum": ["true", "false"]},
            "description": "As in the body; for NDJSON it stands here.",
        },
        {
            "name": "offsets",
            "in": "query",
            "schema": {"type": "string", "enum": ["codepoints", "utf16"]},
            "description": "As in the body; for NDJSON it stands here.",
        },
    ]


def _problem(status: int) -> dict[str, Any]:
    kind = next(kind for kind, (code, _) in KINDS.items() if code == status)
    example = Problem(kind, "what exactly is wrong").as_dict()
    example.pop("request_id", None)
    content = {MEDIA_TYPE: {"schema": _ref(answers.ProblemDetails), "example": example}}
    found: dict[str, Any] = {"description": KINDS[kind][1], "content": content}
    if status in (429, 503):
        found["headers"] = {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds."}}
    return found


def _components(described: dict[str, Any]) -> None:
    models: list[type[BaseModel]] = [schemas.CheckBody, schemas.RewordBody, schemas.BatchBody]
    shapes: list[type[BaseModel]] = [
        answers.CheckResult,
        answers.BatchResult,
        answers.ProblemDetails,
        answers.Status,
        answers.Rubric,
    ]
    _, made = models_json_schema([(model, "validation") for model in (*models, *shapes)], ref_template=_REF)
    components = described.setdefault("components", {})
    components.setdefault("schemas", {}).update(made["$defs"])
    components["securitySchemes"] = {
        "bearer": {"type": "http", "scheme": "bearer", "description": "An API key of `tonecheck keys create`."},
        "header": {"type": "apiKey", "in": "header", "name": "X-API-Key"},
    }


def _limit(described: dict[str, Any], settings: Settings) -> None:
    """The limits of this very service."""
    made = described["components"]["schemas"]
    for name in ("Item", "CheckBody", "RewordBody"):
        made[name]["properties"]["text"]["maxLength"] = settings.max_text
    made["BatchBody"]["properties"]["items"]["maxItems"] = settings.max_items


def _ref(model: type[BaseModel]) -> dict[str, str]:
    return {"$ref": _REF.format(model=model.__name__)}
