"""What OpenAPI says of these paths, beside what the framework knows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tonecheck_service.languagetool.languages import AUTO, VARIANTS
from tonecheck_service.languagetool.query import LEVELS, MODES

ERROR = {"text/plain": {"schema": {"type": "string"}, "example": "Error: Missing 'text' or 'data' parameter"}}
WRONG = {
    "400": "A parameter is missing or wrong",
    "401": "An API key is needed (`apiKey`)",
    "403": "The API key doesn't allow this",
    "408": "The body took too long to arrive",
    "413": "The text is too long",
    "429": "The client's rate is used up",
    "503": "The service has more work than it can take, or is starting or stopping",
}
KEYS: list[dict[str, list[str]]] = [{}, {"bearer": []}, {"header": []}]
_FIELDS: Mapping[str, tuple[str, str | None]] = {
    "text": ("The text; either this or `data`.", "You never listen."),
    "data": (
        'JSON: `{"text": …}` or `{"annotation": [{"text": …}, {"markup": …, "interpretAs": …}]}`.',
        None,
    ),
    "language": ("`auto`, `en` or a variant such as `en-GB`.", "en-GB"),
    "preferredVariants": ("With `auto`: variants to call a detected language by, comma-separated.", None),
    "level": ("`default`, or `picky`, which also marks words in messages that are fine as a whole.", None),
    "enabledRules": ("Ids, comma-separated.", None),
    "disabledRules": ("Ids, comma-separated.", None),
    "enabledCategories": ("Ids, comma-separated.", None),
    "disabledCategories": ("Ids, comma-separated.", None),
    "enabledOnly": ("`true`: only the rules and categories that are named.", None),
    "allowIncompleteResults": ("`true`: no error where the time is up.", None),
    "mode": ("`textLevelOnly` gives no matches; `all` and `allButTextLevelOnly` all.", None),
    "motherTongue": ("Taken, and without effect.", None),
    "apiKey": ("An API key, where the service needs one.", None),
}


_CODES = ["en", *VARIANTS["en"]]
_ONE_OF: Mapping[str, list[str]] = {"language": [AUTO, *_CODES], "level": list(LEVELS), "mode": list(MODES)}


def _schema(name: str) -> dict[str, Any]:
    return {"type": "string", **({"enum": _ONE_OF[name]} if name in _ONE_OF else {})}


def _json(description: str, example: Any) -> dict[str, Any]:
    kind = "array" if isinstance(example, list) else "object"
    return {"description": description, "content": {"application/json": {"schema": {"type": kind}, "example": example}}}


def _errors(*statuses: str) -> dict[str, Any]:
    return {status: {"description": WRONG[status], "content": ERROR} for status in statuses}


def _properties() -> dict[str, Any]:
    return {
        name: {**_schema(name), "description": text, **({"example": example} if example else {})}
        for name, (text, example) in _FIELDS.items()
    }


def _parameter(name: str, description: str, example: str | None) -> dict[str, Any]:
    found = {"name": name, "in": "query", "description": description, "required": name == "language"}
    return {**found, "schema": _schema(name), **({"example": example} if example else {})}


_MATCH = {
    "message": "They hear a charge that one exception disproves. Name the times you mean.",
    "shortMessage": "Overgeneralisation",
    "replacements": [],
    "offset": 0,
    "length": 9,
    "context": {"text": "You never listen.", "offset": 0, "length": 9},
    "sentence": "You never listen.",
    "type": {"typeName": "Other"},
    "rule": {
        "id": "TONECHECK_OVERGENERALISATION",
        "description": "Always, never or nobody as an accusation.",
        "issueType": "register",
        "category": {"id": "TONECHECK_HARM", "name": "Words that hurt"},
    },
    "ignoreForIncompleteSentence": False,
    "contextForSureMatch": 0,
}
_SOFTWARE = {"name": "tonecheck", "version": "1.0.0", "apiVersion": 1, "premium": False}
_LANGUAGE = {"name": "English (GB)", "code": "en-GB"}
_CHECKED = {
    "software": _SOFTWARE,
    "warnings": {"incompleteResults": False},
    "language": {**_LANGUAGE, "detectedLanguage": {**_LANGUAGE, "confidence": 1.0}},
    "matches": [_MATCH],
    "sentenceRanges": [[0, 17]],
}
_ANSWERS = {"200": _json("The matches", _CHECKED), **_errors(*WRONG)}
_FORM = {
    "schema": {"type": "object", "required": ["language"], "properties": _properties()},
    "example": {"text": "You never listen.", "language": "en-GB"},
}

CHECK: dict[str, Any] = {
    "requestBody": {"required": True, "content": {"application/x-www-form-urlencoded": _FORM}},
    "responses": _ANSWERS,
    "security": KEYS,
}
CHECK_GET: dict[str, Any] = {
    "parameters": [_parameter(name, text, example) for name, (text, example) in _FIELDS.items()],
    "responses": _ANSWERS,
    "security": KEYS,
}
LANGUAGES: dict[str, Any] = {
    "responses": {"200": _json("The languages", [{"name": "English (GB)", "code": "en", "longCode": "en-GB"}])}
}


def _plain(example: str) -> dict[str, Any]:
    content = {"text/plain": {"schema": {"type": "string"}, "example": example}}
    return {
        "responses": {"200": {"description": "The answer", "content": content}, **_errors("401", "403", "429", "503")}
    }


HEALTH, LENGTH = _plain("OK"), _plain("50000")
INFO: dict[str, Any] = {
    "responses": {"200": _json("The service", {"software": _SOFTWARE}), **_errors("401", "403", "429", "503")},
    "security": KEYS,
}
CONFIGURATION: dict[str, Any] = {
    "parameters": [{**_parameter("language", "A code.", "en-GB"), "schema": {"type": "string", "enum": _CODES}}],
    "responses": {
        "200": _json("The rules", {"software": _SOFTWARE, "parameter": {"maxTextLength": 50000}, "rules": []}),
        **_errors("400", "401", "403", "429", "503"),
    },
    "security": KEYS,
}
