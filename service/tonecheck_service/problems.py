"""Errors as RFC 9457 problems: a stable `type`, and never the text that was sent."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse, Response

from tonecheck_service.context import REQUEST_ID

URN = "urn:tonecheck:problem:"
MEDIA_TYPE = "application/problem+json"
KINDS: Mapping[str, tuple[int, str]] = {
    "bad-request": (400, "The request can't be read"),
    "bad-host": (400, "The service doesn't go by this name"),
    "unauthorized": (401, "An API key is needed"),
    "forbidden": (403, "The API key doesn't allow this"),
    "bad-origin": (403, "Another site's page asks"),
    "not-found": (404, "There is nothing here"),
    "method-not-allowed": (405, "This path knows other methods"),
    "not-acceptable": (406, "The answer can't be given in this form"),
    "request-timeout": (408, "The request's body took too long to arrive"),
    "too-large": (413, "The body is too large"),
    "unsupported-media-type": (415, "The body's media type isn't one this path reads"),
    "invalid": (422, "A field is wrong"),
    "too-many-requests": (429, "The client's rate is used up"),
    "gone": (499, "The client went away"),
    "internal": (500, "Something went wrong on the server"),
    "overloaded": (503, "The service has more work than it can take"),
    "timeout": (503, "The work took too long"),
    "not-ready": (503, "The service is starting"),
    "stopping": (503, "The service is stopping"),
    "audit-unavailable": (503, "The audit record can't be written"),
}
_OF_STATUS = {status: kind for kind, (status, _) in reversed(list(KINDS.items())) if kind not in ("bad-host",)}
FIELDS = ("text", "id", "language", "reword", "offsets", "deadline_ms", "items")
HALF = "it has half a surrogate pair (such as \\ud800), which is no character"
_PLAIN = re.compile(r"[A-Za-z0-9_]{1,40}")


class Problem(Exception):  # noqa: N818 - RFC 9457 calls it so
    """An error for the client. `kind` is one of KINDS; `errors` are (field, what is wrong)."""

    def __init__(
        self,
        kind: str,
        detail: str,
        *,
        headers: Mapping[str, str] | None = None,
        errors: Sequence[tuple[str, str]] = (),
    ) -> None:
        super().__init__(kind)
        self.kind = kind
        self.status, self.title = KINDS[kind]
        self.detail = detail
        self.headers = dict(headers or {})
        self.errors = tuple(errors)

    def as_dict(self) -> dict[str, Any]:
        found: dict[str, Any] = {
            "type": URN + self.kind,
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
        }
        if self.errors:
            found["errors"] = [{"field": field, "message": message} for field, message in self.errors]
        if request_id := REQUEST_ID.get():
            found["request_id"] = request_id
        return found


Renderer = Callable[[Problem], Response]
"""How a protocol words an error; the default is `render`."""


def render(problem: Problem) -> Response:
    return JSONResponse(problem.as_dict(), problem.status, problem.headers, MEDIA_TYPE)


def of(error: Exception) -> Problem:
    """The problem that an error of a route or of the framework stands for; what is unknown is internal."""
    if isinstance(error, Problem):
        return error
    if isinstance(error.__cause__, Problem):  # raised while the framework read the body
        return error.__cause__
    if isinstance(error, RequestValidationError):
        return invalid(error.errors())
    if isinstance(error, ClientDisconnect):
        return Problem("gone", "the client went away before its body was complete")
    if isinstance(error, HTTPException):
        return _of_http(error)
    return Problem("internal", "the error is in the server's log under this request id")


def _of_http(error: HTTPException) -> Problem:
    kind = _OF_STATUS.get(error.status_code, "bad-request" if error.status_code < 500 else "internal")
    details = {
        "not-found": "no such path; /openapi.json lists them",
        "method-not-allowed": f"use {dict(error.headers or {}).get('Allow', 'another method')}",
    }
    return Problem(kind, details.get(kind, KINDS[kind][1].lower()), headers=error.headers)


def invalid(errors: Sequence[Any]) -> Problem:
    """From pydantic's errors: 400 where the body is no JSON, else 422 with the fields named."""
    unread = next((error for error in errors if error["type"] == "json_invalid"), None)
    if unread and "hex escape" in str(unread.get("ctx", {}).get("error", "")):  # JSON in form, but no characters
        return Problem("invalid", HALF, errors=[("(body)", HALF)])
    if unread:
        return Problem("bad-request", "the body isn't valid JSON in UTF-8")
    named = [(_field(error), _message(error)) for error in errors[:20]]
    detail = "; ".join(f"{field}: {message}" for field, message in named[:3])
    return Problem("invalid", detail, errors=named)


def _field(error: Mapping[str, Any]) -> str:
    *within, last = error["loc"] or ("body",)
    if error["type"] == "extra_forbidden" and not get_close_matches(str(last), FIELDS, cutoff=0.6):
        last = "(unknown)"  # no slip of the pen; it could be somebody's words
    return field_name((*within, last))


def field_name(location: Sequence[int | str]) -> str:
    """`items[3].text`. A name that could be somebody's words is not repeated."""
    name = ""
    for part in location:
        if part in ("body", "query") and not name:
            continue
        plain = part if isinstance(part, int) or _PLAIN.fullmatch(part) else "(unknown)"
        name += f"[{plain}]" if isinstance(part, int) else f".{plain}" if name else str(plain)
    return name or "(body)"


def _message(error: Mapping[str, Any]) -> str:
    if error["type"] == "value_error":
        return str(error.get("ctx", {}).get("error", "wrong value"))
    return str(error["msg"])[:1].lower() + str(error["msg"])[1:]
