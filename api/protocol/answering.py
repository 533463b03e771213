"""How calls are answered: once however often they come, and not again while nothing has changed."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import parse_etags
from ninja import Schema

from api.protocol.problems import KEY_HEADER
from idempotency import actions as idempotency


@dataclass(frozen=True)
class Made:
    """What a POST made: 201. `secrets` names the fields that are shown only this once."""

    body: Schema
    secrets: tuple[str, ...] = ()
    status: int = 201


def once(call: Callable[..., Made | Schema]) -> Callable[..., HttpResponse]:
    """A POST that returns a Schema (200) or Made, and has its effect once per Idempotency-Key."""

    @wraps(call)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        def effect() -> tuple[int, dict, tuple[str, ...]]:
            result = call(request, *args, **kwargs)
            made = result if isinstance(result, Made) else Made(result, status=200)
            return made.status, made.body.model_dump(mode="json"), made.secrets

        key = request.headers.get(KEY_HEADER)
        if key is None:
            status, body, _secrets = effect()
            return private(JsonResponse(body, status=status))
        kept = idempotency.once(user=request.user, path=request.path, key=key, body=request.body, effect=effect)
        return private(JsonResponse(kept.body, status=kept.status))

    return answer


def once_outside(call: Callable[..., Schema]) -> Callable[..., HttpResponse]:
    """`once` for a POST that asks another service, which must not happen in a transaction.

    The call itself must give the same answer when it is made again, since it is where two requests with one key come at
    the same instant. Its answer is kept all the same, so that a key does not serve for another body.
    """

    @wraps(call)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        def body() -> dict:
            return call(request, *args, **kwargs).model_dump(mode="json")

        key = request.headers.get(KEY_HEADER)
        if key is None:
            return private(JsonResponse(body()))
        kept = idempotency.find_answer(user=request.user, path=request.path, key=key, body=request.body)
        if kept is None:
            made = body()
            kept = idempotency.once(
                user=request.user, path=request.path, key=key, body=request.body, effect=lambda: (200, made, ())
            )
        return private(JsonResponse(kept.body, status=kept.status))

    return answer


def etag_of(content: bytes) -> str:
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'


def is_as_seen(request: HttpRequest, shape: Schema) -> bool:
    """Whether this is what the request has seen before: its `If-Match` names the ETag of it, or there is none.

    RFC 9110 (13.1.1) compares strong tags here. An answer that travelled packed has a weak one, of the same content.
    """
    seen = request.headers.get("If-Match")
    if seen is None or seen.strip() == "*":
        return True
    return etag_of(shape.model_dump_json().encode()) in {tag.removeprefix("W/") for tag in parse_etags(seen)}


def fresh(call: Callable[..., Schema | HttpResponse]) -> Callable[..., HttpResponse]:
    """A GET whose answer carries an ETag over its content, and is 304 while that is the same."""

    @wraps(call)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        result = call(request, *args, **kwargs)
        if isinstance(result, HttpResponse):
            return result
        content = result.model_dump_json().encode()
        response = private(HttpResponse(content, content_type="application/json"))
        response["ETag"] = etag_of(content)
        return get_conditional_response(request, etag=response["ETag"], response=response) or response

    return answer


def private(response: HttpResponse) -> HttpResponse:
    """For whoever asked alone; kept by nobody without asking again."""
    response["Cache-Control"] = "private, no-cache"
    patch_vary_headers(response, ["Authorization", "Cookie", "Accept-Language"])
    return response
