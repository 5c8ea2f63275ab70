"""The discovery document, from which Google's client libraries build themselves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from tonecheck import __version__
from tonecheck_service.perspective import schemas

NAME, VERSION = "commentanalyzer", "v1alpha1"
ANALYZE, SUGGEST = "v1alpha1/comments:analyze", "v1alpha1/comments:suggestscore"
_JSON_TYPES = {"string": "string", "integer": "integer", "number": "number", "boolean": "boolean"}


def document(address: str) -> dict[str, Any]:
    """The document of a service at an address that ends with a slash. It names no authorization: keys are optional."""
    return {
        "kind": "discovery#restDescription",
        "discoveryVersion": "v1",
        "id": f"{NAME}:{VERSION}",
        "name": NAME,
        "canonicalName": "Comment Analyzer",
        "version": VERSION,
        "revision": "1",
        "title": "Comment Analyzer, as tonecheck speaks it",
        "description": f"tonecheck {__version__}: tone of feedback, with the attributes of the Perspective API.",
        "ownerDomain": "",
        "ownerName": "",
        "icons": {"x16": "", "x32": ""},
        "documentationLink": f"{address}openapi.json",
        "protocol": "rest",
        "rootUrl": address,
        "servicePath": "",
        "baseUrl": address,
        "batchPath": "batch",
        "fullyEncodeReservedExpansion": True,
        "parameters": _parameters(),
        "schemas": _schemas(),
        "resources": {
            "comments": {
                "methods": {
                    "analyze": _method("analyze", ANALYZE, "Scores a text.", "AnalyzeComment"),
                    "suggestscore": _method("suggestscore", SUGGEST, "Suggests better scores.", "SuggestCommentScore"),
                }
            }
        },
    }


def _method(name: str, path: str, description: str, shape: str) -> dict[str, Any]:
    return {
        "id": f"{NAME}.comments.{name}",
        "description": description,
        "httpMethod": "POST",
        "path": path,
        "flatPath": path,
        "parameters": {},
        "parameterOrder": [],
        "request": {"$ref": f"{shape}Request"},
        "response": {"$ref": f"{shape}Response"},
    }


def _parameters() -> dict[str, Any]:
    described: Mapping[str, str] = {
        "key": "API key, where the service needs one.",
        "alt": "Form of the answer: json.",
        "prettyPrint": "Without effect.",
        "fields": "Without effect: all fields are given.",
        "quotaUser": "Without effect.",
    }
    found: dict[str, Any] = {
        name: {"type": "string", "location": "query", "description": text} for name, text in described.items()
    }
    found["alt"] |= {"default": "json", "enum": ["json"], "enumDescriptions": ["JSON"]}
    found["prettyPrint"] = {**found["prettyPrint"], "type": "boolean", "default": "true"}
    return found


def _schemas() -> dict[str, Any]:
    named: Mapping[str, type[BaseModel]] = {
        "AnalyzeCommentRequest": schemas.AnalyzeBody,
        "SuggestCommentScoreRequest": schemas.SuggestBody,
    }
    found: dict[str, Any] = {}
    for name, model in named.items():
        made = model.model_json_schema(by_alias=True, ref_template="{model}")
        parts = made.pop("$defs", {})
        found |= {part: _object(part, schema) for part, schema in (*parts.items(), (name, made))}
    strings = {"type": "array", "items": {"type": "string"}}
    scored = {"type": "object", "additionalProperties": {"$ref": "AttributeScores"}}
    answers: Mapping[str, dict[str, Any]] = {
        "AnalyzeCommentResponse": {
            "attributeScores": scored,
            "languages": strings,
            "detectedLanguages": strings,
            "clientToken": {"type": "string"},
        },
        "SuggestCommentScoreResponse": {"clientToken": {"type": "string"}},
    }
    return found | {name: {"id": name, "type": "object", "properties": fields} for name, fields in answers.items()}


def _object(name: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    fields = {field: _plain(made) for field, made in schema.get("properties", {}).items()}
    return {"id": name, "type": "object", "description": schema.get("description", ""), "properties": fields}


def _plain(schema: Mapping[str, Any]) -> dict[str, Any]:
    """JSON schema as discovery documents have it: no null, no unions, no bounds."""
    options = [option for option in schema.get("anyOf", ()) if option.get("type") != "null"]
    if options:
        return _plain({**options[0], **({"description": schema["description"]} if "description" in schema else {})})
    text = {"description": schema["description"]} if "description" in schema else {}
    if "$ref" in schema:
        return {"$ref": schema["$ref"], **text}
    if schema.get("type") == "array":
        return {"type": "array", "items": _plain(schema["items"]), **text}
    if schema.get("type") == "object":
        return {"type": "object", "additionalProperties": _plain(schema["additionalProperties"]), **text}
    return {"type": _JSON_TYPES[schema["type"]], **text}
