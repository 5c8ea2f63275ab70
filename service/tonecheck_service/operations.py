"""What those who run the service ask: is it alive, is it ready, how does it do, what does it offer."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter, Request
from starlette.responses import Response

from tonecheck_service import metrics
from tonecheck_service.checks import JsonResponse, engine_of
from tonecheck_service.problems import Problem
from tonecheck_service.settings import Settings


def router(settings: Settings) -> APIRouter:
    """The routes for operators."""
    routes = APIRouter(tags=["operations"])

    @routes.get("/healthz", summary="Is the process alive?")
    async def healthz() -> Response:
        return JsonResponse({"status": "ok"})

    @routes.get("/readyz", summary="Is the model warm, and is work taken?")
    async def readyz(request: Request) -> Response:
        engine = engine_of(request)
        if engine.stopping:
            raise Problem("stopping", "the service is stopping", headers={"Retry-After": "2"})
        if not engine.ready:
            why = "it could not get warm, see the log" if engine.failed else "the model is warming up"
            raise Problem("not-ready", why, headers={"Retry-After": "1"})
        return JsonResponse({"status": "ready"})

    @routes.get("/metrics", summary="Figures for Prometheus")
    async def figures(request: Request) -> Response:
        return Response(engine_of(request).metrics.exposition(), headers={"content-type": metrics.CONTENT_TYPE})

    @routes.get("/openapi.json", summary="This description")
    async def description(request: Request) -> Response:
        return JsonResponse(await asyncio.to_thread(request.app.openapi))

    return routes
