"""What a link to a project shows, to anybody. It sets no cookie, and offers nothing that changes anything."""

from collections.abc import Callable
from functools import partial, wraps
from uuid import UUID

from celery import current_app
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.timezone import now
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from studio.access import get_project_link_by_token, is_locked
from studio.models import Mix, ProjectLink
from studio.pages.projects import shared_page
from studio.queries.projects import is_project_link_open
from studio.views.hearing import PRIVATE, listen
from web.security import private_kit_policy

COUNTING = "studio.tasks.count_use"
"""A GET writes nothing: the worker counts. Where that is lost, an opening is not counted."""


def by_project_link(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A view of the project that the link of this address shows: 404 for an address that never was, 410 for one that is
    over."""

    @require_safe
    @wraps(view)
    def shown(request: HttpRequest, token: str, **rest: object) -> HttpResponseBase:
        link = get_project_link_by_token(token)
        response = view(request, link, token, **rest) if is_project_link_open(link) else _gone(request)
        response.headers.setdefault("Content-Security-Policy", private_kit_policy())
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        response.headers["Cache-Control"] = PRIVATE
        patch_vary_headers(response, ["Accept-Language", "Cookie"])
        return response

    return shown


@by_project_link
def shared_project(request: HttpRequest, link: ProjectLink, token: str) -> HttpResponse:
    """Its sessions and what can be heard of them."""
    context = {"page": shared_page(link, token), "project": link.project, "language": get_language()}
    if request.method == "GET":
        arguments = [str(link.pk), now().isoformat()]
        transaction.on_commit(partial(current_app.send_task, COUNTING, arguments, retry=False), robust=True)
    return render(request, "studio/shared_project.html", context)


@by_project_link
def shared_heard(request: HttpRequest, link: ProjectLink, token: str, mix_id: UUID, form: str) -> HttpResponseBase:
    """What is heard of a mix: what the client hears, so it is marked until they have accepted the work."""
    mixes = Mix.objects.select_related("session", "session_file__preview")
    mix = mixes.filter(pk=mix_id, session__project=link.project_id).first()
    if mix is None:
        raise Http404
    file = mix.session_file
    return listen(request, file.preview, form, is_marked=is_locked(file, mix.session))


def _gone(request: HttpRequest) -> HttpResponse:
    return render(request, "studio/shared_project_gone.html", {"language": get_language()}, status=410)
