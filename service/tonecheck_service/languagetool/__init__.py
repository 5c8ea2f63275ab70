"""LanguageTool's HTTP API, so that its browser add-ons, editors and libraries work by changing one address.

Written after the API's public description and the behaviour of its server; see docs/languagetool.md for what differs.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from fastapi import APIRouter, Request
from starlette.responses import PlainTextResponse, Response

from tonecheck.types import Message, Result
from tonecheck_service.checks import JsonResponse, engine_of
from tonecheck_service.languagetool import answer
from tonecheck_service.languagetool.description import CHECK, CHECK_GET, CONFIGURATION, HEALTH, INFO, LANGUAGES, LENGTH
from tonecheck_service.languagetool.languages import AUTO, Languages
from tonecheck_service.languagetool.query import Query, parameters, read
from tonecheck_service.languagetool.rules import rules_of
from tonecheck_service.problems import Problem, Renderer
from tonecheck_service.settings import Settings

_PLAIN = re.compile(r"[A-Za-z0-9_/-]{1,60}")


def router(settings: Settings) -> APIRouter:
    """The routes under `/v2/`."""
    routes = APIRouter(tags=["LanguageTool"])
    _checking(routes, settings)
    _knowing(routes, settings)

    @routes.api_route("/v2/{action:path}", methods=["GET", "POST"], include_in_schema=False)
    async def unknown(action: str) -> Response:
        named = f"'{action}'" if _PLAIN.fullmatch(action) else "this one"
        raise Problem("not-found", f"Unsupported action: {named}. /openapi.json lists those that there are.")

    return routes


def _checking(routes: APIRouter, settings: Settings) -> None:
    async def check(request: Request) -> Response:
        engine = engine_of(request)
        book = engine.checker.book
        languages, rules = Languages(book.language), rules_of(book)
        query = read(await parameters(request), languages, settings.max_text)
        result = await _checked(request, query, settings)
        return JsonResponse(answer.checked(result, query, rules, languages, str(request.base_url)))

    routes.post("/v2/check", summary="Check a text as LanguageTool does", openapi_extra=CHECK)(check)
    routes.get("/v2/check", summary="The same with the parameters in the address", openapi_extra=CHECK_GET)(check)

    @routes.get("/v2/healthcheck", summary="Is work taken?", response_class=PlainTextResponse, openapi_extra=HEALTH)
    async def healthcheck(request: Request) -> Response:
        engine = engine_of(request)
        if engine.stopping or not engine.ready:
            kind, what = ("stopping", "stopping") if engine.stopping else ("not-ready", "starting")
            raise Problem(kind, f"Healthcheck failed: the service is {what}.", headers={"Retry-After": "1"})
        return PlainTextResponse("OK")


def _knowing(routes: APIRouter, settings: Settings) -> None:
    @routes.get("/v2/languages", summary="The languages that are checked", openapi_extra=LANGUAGES)
    async def languages(request: Request) -> Response:
        return JsonResponse(Languages(engine_of(request).checker.book.language).as_list())

    summary = "Most characters of a text"

    @routes.get("/v2/maxtextlength", summary=summary, response_class=PlainTextResponse, openapi_extra=LENGTH)
    async def longest() -> Response:
        return PlainTextResponse(str(settings.max_text))

    @routes.get("/v2/configinfo", summary="The rules", openapi_extra=CONFIGURATION)
    async def configuration(request: Request) -> Response:
        book = engine_of(request).checker.book
        given = await parameters(request)
        if "language" not in given:
            raise Problem("bad-request", "'language' parameter missing")
        Languages(book.language).of(given["language"])
        return JsonResponse(answer.configuration(rules_of(book), settings.max_text))

    @routes.get("/v2/info", summary="Name and version", openapi_extra=INFO)
    async def info() -> Response:
        return JsonResponse({"software": answer.software()})


async def _checked(request: Request, query: Query, settings: Settings) -> Result | None:
    """None where there is nothing to check."""
    if not query.text.plain.strip() or not query.wanted:
        return None
    language = None if query.language == AUTO else query.language.partition("-")[0]
    patience = min(settings.typing_ms + len(query.text.plain) // 2, settings.timeout_ms)  # pages take longer to read
    message = Message(query.text.plain, language=language)
    [result] = await engine_of(request).check([message], reword=True, deadline_ms=patience)
    if "model" in result.incomplete and not query.partial:
        detail = f"Checking took longer than {patience / 1000} seconds, which is this server's limit. "
        advice = "Please make sure you have selected the proper language or consider submitting a shorter text."
        raise Problem("timeout", detail + advice, headers={"Retry-After": "5"})
    return result


def render(problem: Problem) -> Response:
    """An error in plain text, as LanguageTool gives it."""
    cause = "Internal Error: " if problem.kind == "internal" else ""
    return PlainTextResponse(f"Error: {cause}{problem.detail}", problem.status, problem.headers)


ERRORS: Mapping[str, Renderer] = {"/v2/": render}
__all__ = ["ERRORS", "render", "router"]
