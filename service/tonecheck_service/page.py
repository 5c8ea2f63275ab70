"""The web page at `/`: plain files, no build step, nothing from elsewhere."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from fastapi import APIRouter, Request
from starlette.responses import Response

from tonecheck_service.problems import Problem
from tonecheck_service.settings import Settings

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_TYPES = {
    "html": "text/html; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "svg": "image/svg+xml",
}


@dataclass(frozen=True, slots=True)
class Asset:
    """One file of the page, as it is sent. `tag` names its bytes, so that a browser asks for them once."""

    body: bytes
    media_type: str
    tag: str


@cache
def assets() -> dict[str, Asset]:
    """All files of the page by name. Only these are served: a path is looked up here, never on the disk."""
    folder = resources.files("tonecheck_service").joinpath("static")
    found = ((file.name, file.read_bytes()) for file in folder.iterdir() if file.is_file())
    return {name: _asset(name, body) for name, body in found if name.rpartition(".")[2] in _TYPES}


def _asset(name: str, body: bytes) -> Asset:
    return Asset(body, _TYPES[name.rpartition(".")[2]], f'"{hashlib.sha256(body).hexdigest()[:32]}"')


def router(settings: Settings) -> APIRouter:
    """`/` and `/static/…`. The page asks the API of the same server; its addresses are relative, so it also works behind a
    proxy that puts it under a path."""
    routes = APIRouter(include_in_schema=False)

    @routes.api_route("/", methods=["GET", "HEAD"])
    async def index(request: Request) -> Response:
        return _answer(request, assets()["index.html"])

    @routes.api_route("/static/{name}", methods=["GET", "HEAD"])
    async def static(request: Request, name: str) -> Response:
        asset = assets().get(name)
        if asset is None:
            raise Problem("not-found", "no such file of the page")
        return _answer(request, asset)

    return routes


def _answer(request: Request, asset: Asset) -> Response:
    headers = {"etag": asset.tag, "cache-control": "no-cache", "content-security-policy": POLICY}
    if asset.tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(asset.body, headers=headers, media_type=asset.media_type)
