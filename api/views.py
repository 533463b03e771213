"""Reading about the API, and addresses under it that lead nowhere."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from api.document import api
from api.problems import problem
from api.reading import groups_of


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """The OpenAPI document as a page; our own, since the usual ones load scripts from elsewhere."""
    document = api.get_openapi_schema()
    return render(request, "api/docs.html", {"info": document["info"], "groups": groups_of(document)})


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
