"""What OpenAPI says of these paths, beside what the framework knows."""

from __future__ import annotations

from typing import Any

_TEXT = {"text": "You never listen."}
_SCORE = {"value": 0.97, "type": "PROBABILITY"}
_ERROR = {
    "error": {
        "code": 400,
        "message": "Comment must be non-empty.",
        "status": "INVALID_ARGUMENT",
        "details": [
            {"@type": "type.googleapis.com/google.commentanalyzer.v1alpha1.Error", "errorType": "COMMENT_EMPTY"}
        ],
    }
}
_WRONG = {
    "400": "The request can't be answered",
    "401": "An API key is needed (`?key=`)",
    "403": "The API key doesn't allow this",
    "408": "The body took too long to arrive",
    "413": "The body is too large",
    "415": "The body isn't application/json",
    "429": "The client's rate is used up",
    "503": "The service has more work than it can take, or is starting or stopping",
}
_STRINGS = {"type": "array", "items": {"type": "string"}, "maxItems": 100}
_TOKEN = {"type": "string", "maxLength": 4096}
_ENTRY = {
    "type": "object",
    "additionalProperties": False,
    "properties": {"text": {"type": "string"}, "type": {"type": "string"}},
}
_SHARED = {
    "comment": {
        "type": "object",
        "description": "The text.",
        "additionalProperties": False,
        "required": ["text"],
        "properties": {
            "text": {"type": "string", "minLength": 1},
            "type": {"type": "string", "enum": ["PLAIN_TEXT", "TEXT_TYPE_UNSPECIFIED"]},
        },
    },
    "context": {
        "type": "object",
        "description": "Taken, and without effect.",
        "additionalProperties": False,
        "properties": {"entries": {"type": "array", "items": _ENTRY}},
    },
    "languages": {**_STRINGS, "description": "Languages of the text; without them it is detected."},
    "clientToken": {**_TOKEN, "description": "Given back in the answer."},
    "sessionId": _TOKEN,
    "communityId": _TOKEN,
}
_PARAMETERS = {
    "type": "object",
    "additionalProperties": False,
    "properties": {"scoreType": {"type": "string"}, "scoreThreshold": {"type": "number"}},
}
_SCORED = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "summaryScore": {
            "type": "object",
            "additionalProperties": False,
            "properties": {"value": {"type": "number"}, "type": {"type": "string"}},
        }
    },
}


def _many(schema: dict[str, Any], description: str) -> dict[str, Any]:
    return {
        "type": "object",
        "description": description,
        "minProperties": 1,
        "maxProperties": 200,
        "additionalProperties": schema,
    }


def _body(properties: dict[str, Any], example: Any) -> dict[str, Any]:
    required = ["comment", next(iter(properties))]
    schema = {
        "type": "object",
        "additionalProperties": False,
        "required": required,
        "properties": {**_SHARED, **properties},
    }
    return {"required": True, "content": {"application/json": {"schema": schema, "example": example}}}


def _answer(description: str, example: Any) -> dict[str, Any]:
    return {
        "description": description,
        "content": {"application/json": {"schema": {"type": "object"}, "example": example}},
    }


def _operation(body: dict[str, Any], answer: dict[str, Any]) -> dict[str, Any]:
    errors = {status: _answer(text, _ERROR) for status, text in _WRONG.items()}
    security: list[dict[str, list[str]]] = [{}, {"bearer": []}, {"header": []}]
    return {"requestBody": body, "responses": {"200": answer, **errors}, "security": security}


ANALYZE = _operation(
    _body(
        {
            "requestedAttributes": _many(_PARAMETERS, "By attribute: `scoreThreshold`, or nothing."),
            "spanAnnotations": {"type": "boolean", "description": "Scores of each sentence."},
            "doNotStore": {"type": "boolean", "description": "Texts are never stored here."},
        },
        {"comment": _TEXT, "languages": ["en"], "requestedAttributes": {"TOXICITY": {}, "RESPECT": {}}},
    ),
    _answer(
        "The scores",
        {
            "attributeScores": {
                "TOXICITY": {"spanScores": [{"begin": 0, "end": 17, "score": _SCORE}], "summaryScore": _SCORE}
            },
            "languages": ["en"],
            "detectedLanguages": ["en"],
        },
    ),
)
SUGGEST = _operation(
    _body(
        {"attributeScores": _many(_SCORED, "By attribute: what it should have been.")},
        {"comment": _TEXT, "attributeScores": {"TOXICITY": {"summaryScore": {"value": 0.9}}}, "clientToken": "draft-1"},
    ),
    _answer("It was taken", {"clientToken": "draft-1"}),
)
DISCOVERY: dict[str, Any] = {
    "parameters": [
        {
            "name": "version",
            "in": "query",
            "required": False,
            "schema": {"type": "string"},
            "example": "v1alpha1",
        }
    ],
    "responses": {
        "200": _answer("The document", {"kind": "discovery#restDescription", "name": "commentanalyzer"}),
        "404": _answer("There is no such version", _ERROR),
    },
}
