"""The Perspective API (`comments:analyze`), so that its clients work by changing one address.

Written after the API's public documentation; see docs/perspective.md for what differs.
"""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import APIRouter, Request
from starlette.responses import Response

from tonecheck.rulebook import Rulebook
from tonecheck.types import Message
from tonecheck_service.checks import JsonResponse, engine_of
from tonecheck_service.perspective import analysis, attributes, discovery, feedback
from tonecheck_service.perspective.description import ANALYZE, DISCOVERY, SUGGEST
from tonecheck_service.perspective.errors import render, wrong
from tonecheck_service.perspective.schemas import AnalyzeBody, Shared, SuggestBody, read, text_of
from tonecheck_service.problems import Problem, Renderer
from tonecheck_service.settings import Settings


class Known:
    """The attributes, read once the rulebook is known."""

    def __init__(self) -> None:
        self._found: Mapping[str, attributes.Attribute] = {}

    def of(self, book: Rulebook) -> Mapping[str, attributes.Attribute]:
        self._found = self._found or attributes.load(book)
        return self._found


def router(settings: Settings) -> APIRouter:
    """The routes under `/v1alpha1/`, and the two addresses of the discovery document."""
    routes, known = APIRouter(tags=["Perspective"]), Known()
    _analyzing(routes, settings, known)
    _suggesting(routes, settings, known)

    async def describe(request: Request) -> Response:
        if request.query_params.get("version", discovery.VERSION) != discovery.VERSION:
            raise Problem("not-found", f"There is one version: {discovery.VERSION}.")
        return JsonResponse(discovery.document(str(request.base_url)))

    routes.get("/$discovery/rest", summary="For Google's clients", openapi_extra=DISCOVERY)(describe)
    path = f"/discovery/v1/apis/{discovery.NAME}/{discovery.VERSION}/rest"
    routes.get(path, summary="The same", openapi_extra=DISCOVERY)(describe)
    return routes


def _analyzing(routes: APIRouter, settings: Settings, known: Known) -> None:
    @routes.post(f"/{discovery.ANALYZE}", summary="Score a text as Perspective does", openapi_extra=ANALYZE)
    async def analyze(request: Request) -> Response:
        body = await read(request, AnalyzeBody)
        engine = engine_of(request)
        book = engine.checker.book
        text = text_of(body.comment, settings.max_text)
        asked = analysis.wanted(body, known.of(book))
        language = analysis.language_of(body, asked, book.language)
        [result] = await engine.check([Message(text, language=language)], reword=False)
        if result.verdict is None and result.language in (None, book.language):
            raise wrong("Unable to detect language: there are no words in it", "LANGUAGE_DETECTION_FAILED")
        if result.verdict is None or result.language is None:
            raise analysis.foreign(next(iter(asked)), [result.language or "und"], requested=False)
        scores = analysis.scores(result, asked, sentences=bool(body.span_annotations))
        languages = body.languages or [result.language]
        answer = {"attributeScores": scores, "languages": languages, "detectedLanguages": [result.language]}
        return JsonResponse(answer | _token(body))


def _suggesting(routes: APIRouter, settings: Settings, known: Known) -> None:
    @routes.post(f"/{discovery.SUGGEST}", summary="Suggest better scores", openapi_extra=SUGGEST)
    async def suggest(request: Request) -> Response:
        body = await read(request, SuggestBody)
        text = text_of(body.comment, settings.max_text)
        if not body.attribute_scores:
            raise wrong("Missing attribute_scores")
        for name in body.attribute_scores:
            if name not in known.of(engine_of(request).checker.book):
                raise wrong(f"Unknown attribute: {analysis.shown(name)}")
        if settings.feedback_file is not None:
            await feedback.keep(settings.feedback_file, body, text)
        return JsonResponse(_token(body))


def _token(body: Shared) -> dict[str, str]:
    return {"clientToken": body.client_token} if body.client_token is not None else {}


ERRORS: Mapping[str, Renderer] = {"/v1alpha1/": render, "/$discovery/": render, "/discovery/": render}
__all__ = ["ERRORS", "render", "router"]
