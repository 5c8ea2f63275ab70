"""Version 1 of the API: check, reword, batch, rubric."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, TypeVar

from fastapi import APIRouter, Request
from pydantic import BaseModel, ValidationError
from starlette.responses import Response

from tonecheck.types import Message
from tonecheck_service import offsets, problems
from tonecheck_service.engine import Engine
from tonecheck_service.gate import TOKENS, Caller, is_stream
from tonecheck_service.ndjson import NdjsonResponse
from tonecheck_service.problems import Problem
from tonecheck_service.rubric import rubric_of
from tonecheck_service.schemas import BatchBody, CheckBody, Item, Options, RewordBody
from tonecheck_service.settings import Settings

B = TypeVar("B", bound=BaseModel)


class JsonResponse(Response):
    """JSON in UTF-8, as small as it gets."""

    media_type = "application/json"

    def render(self, content: Any) -> bytes:
        return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def router(settings: Settings) -> APIRouter:
    """The routes of version 1."""
    routes = APIRouter(tags=["tonecheck"])

    @routes.post("/v1/check", summary="Check one text")
    async def check(request: Request) -> Response:
        body = await read(request, CheckBody)
        return await _one(request, body, reword=body.reword)

    @routes.post("/v1/reword", summary="Check one text and propose rewordings")
    async def reword(request: Request) -> Response:
        return await _one(request, await read(request, RewordBody), reword=True)

    @routes.post("/v1/batch", summary="Check many texts")
    async def batch(request: Request) -> Response:
        options = _options(request)
        if is_stream(request.headers):
            return _stream(request, settings, options)
        body = await read(request, BatchBody)
        if len(body.items) > settings.max_items:
            raise _wrong("items", f"at most {settings.max_items} at once; send more as NDJSON")
        for i, item in enumerate(body.items):
            _measure(item, settings, f"items[{i}].text")
        caller_of(request).charge(len(body.items) - 1)
        messages = [message(item) for item in body.items]
        wanted = body.reword or options.reword == "true"
        results = await engine_of(request).check(messages, reword=wanted, deadline_ms=body.deadline_ms)
        counted = body.offsets if "offsets" in body.model_fields_set else options.offsets
        return JsonResponse({"results": [offsets.as_dict(result, counted) for result in results]})

    @routes.get("/v1/rubric", summary="The axes and cues, as the model was taught them")
    async def rubric(request: Request) -> Response:
        return JsonResponse(rubric_of(engine_of(request).checker.book))

    async def _one(request: Request, body: RewordBody, *, reword: bool) -> Response:
        _measure(body, settings, "text")
        [result] = await engine_of(request).check([message(body)], reword=reword, deadline_ms=body.deadline_ms)
        return JsonResponse(offsets.as_dict(result, body.offsets))

    return routes


def engine_of(request: Request) -> Engine:
    """What checks."""
    engine = request.app.state.engine
    assert isinstance(engine, Engine)
    return engine


def caller_of(request: Request) -> Caller:
    """Who asks."""
    caller = request.state.caller
    assert isinstance(caller, Caller)
    return caller


def message(item: Item) -> Message:
    """What is checked; of a language tag only the language counts."""
    language = item.language.partition("-")[0].lower() if item.language else None
    return Message(item.text, item.id, language)


async def read(request: Request, model: type[B]) -> B:
    """The body.

    Raises:
        Problem: it isn't JSON (400, 415), or a field is wrong (422).
    """
    given = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if given != "application/json":
        raise Problem("unsupported-media-type", "send the body as application/json")
    return parse(await request.body(), model)


def parse(body: bytes, model: type[B]) -> B:
    """A body or a line.

    Raises:
        Problem: it isn't JSON, or a field is wrong.
    """
    try:
        return model.model_validate_json(body)
    except ValidationError as error:
        raise problems.invalid(error.errors(include_url=False, include_input=False)) from None


def _wrong(field: str, why: str) -> Problem:
    return Problem("invalid", f"{field}: {why}", errors=[(field, why)])


def _measure(item: Item, settings: Settings, field: str) -> None:
    if len(item.text) > settings.max_text:
        raise _wrong(field, f"at most {settings.max_text:,} characters")


def _options(request: Request) -> Options:
    given = {name: value for name, value in request.query_params.items() if name not in TOKENS}
    try:
        return Options.model_validate(given)
    except ValidationError as error:
        raise problems.invalid(error.errors(include_url=False, include_input=False)) from None


def _stream(request: Request, settings: Settings, options: Options) -> Response:
    engine, caller, paid = engine_of(request), caller_of(request), 1

    async def answer(lines: Sequence[tuple[int, bytes]]) -> list[dict[str, Any]]:
        nonlocal paid
        await caller.afford()
        caller.charge(len(lines) - paid)
        paid = 0
        found: list[Item | Problem] = [_item(line, settings) for _, line in lines]
        good = [message(item) for item in found if isinstance(item, Item)]
        results = iter(await engine.check(good, reword=options.reword == "true") if good else [])
        return [
            offsets.as_dict(next(results), options.offsets)
            if isinstance(item, Item)
            else {"line": number, "error": item.as_dict()}
            for (number, _), item in zip(lines, found, strict=True)
        ]

    seconds = settings.timeout_ms / 1000
    return NdjsonResponse(answer, size=settings.batch_size, limit=settings.max_body, seconds=seconds)


def _item(line: bytes, settings: Settings) -> Item | Problem:
    try:
        item = parse(line, Item)
        _measure(item, settings, "text")
    except Problem as problem:
        return problem
    return item
