"""Errors as Google's APIs give them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.responses import JSONResponse, Response

from tonecheck_service.problems import Problem

ERROR = "type.googleapis.com/google.commentanalyzer.v1alpha1.Error"
BAD_REQUEST = "type.googleapis.com/google.rpc.BadRequest"
ERROR_INFO = "type.googleapis.com/google.rpc.ErrorInfo"
STATUSES: Mapping[int, str] = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    405: "UNIMPLEMENTED",
    408: "DEADLINE_EXCEEDED",
    413: "INVALID_ARGUMENT",
    415: "INVALID_ARGUMENT",
    422: "INVALID_ARGUMENT",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    503: "UNAVAILABLE",
}
"""google.rpc.Code by the status that stands for it."""


class AnalyzeError(Problem):
    """A request that can't be answered. `details` are objects with an `@type`, as Google gives them."""

    def __init__(self, message: str, details: Sequence[Mapping[str, Any]]) -> None:
        super().__init__("bad-request", message)
        self.details = tuple(details)


def wrong(message: str, kind: str = "INVALID_REQUEST", **more: Any) -> AnalyzeError:
    """`kind` is one of Perspective's: COMMENT_EMPTY, COMMENT_TOO_LONG, NO_REQUESTED_ATTRIBUTES,
    LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE, LANGUAGE_DETECTION_FAILED; INVALID_REQUEST is any other."""
    return AnalyzeError(message, [{"@type": ERROR, "errorType": kind, **more}])


def unread(fields: Sequence[tuple[str, str]]) -> AnalyzeError:
    """A body that has not the right shape: (field, what is wrong with it)."""
    message = "Invalid JSON payload received. " + "; ".join(f"{field}: {what}" for field, what in fields[:3])
    violations = [{"field": field, "description": what} for field, what in fields]
    return AnalyzeError(message, [{"@type": BAD_REQUEST, "fieldViolations": violations}])


def render(problem: Problem) -> Response:
    """An error in Google's shape; the status is that of all our errors."""
    error: dict[str, Any] = {
        "code": problem.status,
        "message": problem.detail,
        "status": STATUSES.get(problem.status, "UNKNOWN"),
    }
    if isinstance(problem, AnalyzeError):
        error["details"] = list(problem.details)
    elif problem.kind == "unauthorized":
        error["details"] = [{"@type": ERROR_INFO, "reason": "API_KEY_INVALID", "domain": "tonecheck"}]
    return JSONResponse({"error": error}, problem.status, problem.headers)
