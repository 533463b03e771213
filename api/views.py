"""Reading about the API, and addresses under it that lead nowhere."""

import functools
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from api.protocol.problems import problem
from api.protocol.reading import groups_of
from api.routes.document import api


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """The OpenAPI document as a page; our own, since the usual ones load scripts from elsewhere."""
    return render(request, "api/docs.html", _reading())


@functools.cache
def _reading() -> dict[str, Any]:
    """Made once for a process: it follows from the code alone, and takes about half a second."""
    document = api.get_openapi_schema()
    return {"info": document["info"], "groups": groups_of(document)}


@require_safe
def problem_kind(request: HttpRequest, slug: str) -> HttpResponse:
    """Where the `type` of a problem leads: to what the page says about errors."""
    response = redirect("api-docs")
    response["Location"] += "#errors"
    return response


@csrf_exempt
def nowhere(request: HttpRequest) -> JsonResponse:
    """Whatever else is asked for under /api/, by whatever method."""
    return problem(404, "not-found")
