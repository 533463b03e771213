"""The server of files: uploads and downloads of any size, for whoever brings a grant that the page server has signed.

A process of its own, so that the threads of pages never carry a file. It asks no database: grants say who may do what,
the store (`media.files.file_store`) what has come, and Valkey whose grants have ended.

    HEAD, PATCH, DELETE /uploads/<grant>    tus 1.0 (`stageslot.uploads`)
    GET, HEAD /downloads/<grant>/<name>     a file, parts of it, or a ZIP (`stageslot.downloads`)
    GET /health
"""

import asyncio
import contextlib
import json
import os
from collections.abc import AsyncIterator
from dataclasses import replace
from http import HTTPStatus

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stageslot.settings")

from django.conf import settings
from redis.asyncio import Redis
from redis.exceptions import RedisError
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from media.files import grants
from media.files.file_store import Gone
from media.files.store import file_store
from stageslot import uploads
from stageslot.downloads import Watched, download
from stageslot.niceness import give_way
from stageslot.open_files import allow_many_open_files
from stageslot.uploads import Refused, Uploads, problem

NICENESS = 10
"""Pages come first where both want the same processor: this is about a tenth of their share."""
EXPOSED = ["Location", "Tus-Resumable", "Upload-Offset", "Upload-Length", "Upload-Expires"]


@contextlib.asynccontextmanager
async def lifespan(app: Starlette) -> AsyncIterator[None]:
    if settings.FILES_NICE:
        give_way(NICENESS)
    app.state.uploads = Uploads(file_store())
    app.state.redis = Redis.from_url(settings.REDIS_URL, socket_connect_timeout=3, socket_timeout=3)
    yield
    await app.state.redis.aclose()


async def upload(request: Request) -> Response:
    """Everything that tus asks at the address of an upload."""
    method = request.method
    if method == "POST":  # tus, section "X-HTTP-Method-Override"; a HEAD must never delete
        method = request.headers.get("x-http-method-override", method)
    if method == "OPTIONS":
        return uploads.options()
    if request.headers.get("tus-resumable") != uploads.VERSION:
        refusal = problem(HTTPStatus.PRECONDITION_FAILED, f"Tus-Resumable must be {uploads.VERSION}.")
        refusal.headers["Tus-Version"] = uploads.VERSION
        return refusal
    grant = grants.Upload.read(request.path_params["grant"])
    await _require_right(request, grant)
    known: Uploads = request.app.state.uploads
    if method == "HEAD":
        return await known.head(grant)
    if method == "PATCH":
        return await known.patch(grant, request)
    if method == "DELETE":
        return await known.delete(grant)
    raise Refused(HTTPStatus.METHOD_NOT_ALLOWED, "Use HEAD, PATCH or DELETE.")


async def give(request: Request) -> ASGIApp:
    grant = grants.Download.read(request.path_params["grant"])
    await _require_right(request, grant)
    if grant.listed:
        grant = replace(grant, files=await _listed(request, grant))

    async def is_ended() -> bool:
        return await _is_ended(request, grant)

    return Watched(await asyncio.to_thread(download, file_store(), grant), is_ended)


async def _listed(request: Request, grant: grants.Download) -> list[tuple[str, str, str, int]]:
    """The files of a ZIP. Raises NotGranted once they are forgotten, RedisError."""
    found = await request.app.state.redis.get(grants.list_key(grant.listed))
    if found is None:
        raise grants.NotGranted
    return json.loads(found)


async def health(request: Request) -> Response:
    try:
        await request.app.state.redis.ping()
    except RedisError:
        return JSONResponse({"redis": False}, HTTPStatus.SERVICE_UNAVAILABLE)
    return JSONResponse({"redis": True})


async def _require_right(request: Request, grant: grants.Upload | grants.Download) -> None:
    if await _is_ended(request, grant):
        raise grants.NotGranted


async def _is_ended(request: Request, grant: grants.Upload | grants.Download) -> bool:
    """Whether a right that the grant rests on has ended since. Raises RedisError."""
    ended = await request.app.state.redis.mget(grants.ended_keys(grant.rights))
    return any(float(at) >= grant.granted_at for at in ended if at is not None)


async def refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)  # noqa: S101 — as registered below
    return problem(error.status, str(error))


async def not_granted(request: Request, error: Exception) -> Response:
    return problem(HTTPStatus.FORBIDDEN, "This address is no longer good. Ask the site for a new one.")


async def gone(request: Request, error: Exception) -> Response:
    return problem(HTTPStatus.GONE, "This file is not there any more.")


async def unavailable(request: Request, error: Exception) -> Response:
    response = problem(HTTPStatus.SERVICE_UNAVAILABLE, "Try again in a moment.")
    response.headers["Retry-After"] = "5"
    return response


class TusHeader:
    """Every answer to tus names its version, refusals too."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope, receive, send) -> None:
        async def with_version(message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], (b"tus-resumable", uploads.VERSION.encode())]
            await send(message)

        is_upload = scope["type"] == "http" and scope["path"].startswith("/uploads/")
        await self.app(scope, receive, with_version if is_upload else send)


allow_many_open_files()
app = Starlette(
    routes=[
        Route("/uploads/{grant}", upload, methods=["HEAD", "PATCH", "DELETE", "OPTIONS", "POST"]),
        Route("/downloads/{grant}/{name}", give, methods=["GET", "HEAD"]),
        Route("/health", health),
    ],
    middleware=[
        Middleware(TusHeader),
        Middleware(
            CORSMiddleware,
            allow_origins=[settings.SITE_URL],
            allow_methods=["HEAD", "PATCH", "DELETE", "POST"],
            allow_headers=["*"],
            expose_headers=EXPOSED,
            max_age=600,
        ),
    ],
    exception_handlers={
        Refused: refused,
        grants.NotGranted: not_granted,
        Gone: gone,
        RedisError: unavailable,
    },
    lifespan=lifespan,
)
