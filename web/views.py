"""The theme switch, and the design system's own page in debug."""

import datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from web import samples
from web.addresses import own_path
from web.context import THEME_COOKIE, THEMES

THEME_SECONDS = 365 * 24 * 60 * 60


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Remember the chosen theme in a cookie and go back to the page; scripts do the same without a reload."""
    chosen = request.POST.get("theme", "")
    if chosen not in THEMES:
        return HttpResponseBadRequest()
    response = redirect(own_path(request.POST.get("next", "")))
    response.set_cookie(THEME_COOKIE, chosen, max_age=THEME_SECONDS, samesite="Lax", secure=request.is_secure())
    return response


@require_GET
def components(request: HttpRequest) -> HttpResponse:
    """Every component in every state, to look at while working on them."""
    if not settings.COMPONENTS_OPEN:
        raise Http404
    form = samples.SampleForm({"name": "", "email": "nobody", "night": "2027-03-06", "plays": "drums"})
    context = samples.components_context(datetime.date(2027, 3, 6)) | {"form": form, "fresh_form": samples.SampleForm()}
    return render(request, "web/components.html", context)
