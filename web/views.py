"""The theme switch, what makes the site installable, and the design system's own page in debug."""

import datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_POST, require_safe

from web import samples
from web.addresses import own_path
from web.context import THEME_COOKIE, THEMES
from web.offline import manifest

THEME_SECONDS = 365 * 24 * 60 * 60
SECURITY_TXT_LASTS = datetime.timedelta(days=180)
"""RFC 9116 recommends less than a year."""


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Remember the chosen theme in a cookie and go back to the page; scripts do the same without a reload."""
    chosen = request.POST.get("theme", "")
    if chosen not in THEMES:
        return HttpResponseBadRequest()
    response = redirect(own_path(request.POST.get("next", "")))
    response.set_cookie(THEME_COOKIE, chosen, max_age=THEME_SECONDS, samesite="Lax", secure=request.is_secure())
    return response


@require_safe
@cache_control(public=True, max_age=3600)
def app_manifest(request: HttpRequest) -> HttpResponse:
    """What a phone needs to know to install the site, in the language that the address names (`?lang=de`)."""
    return JsonResponse(manifest(), content_type="application/manifest+json")


@require_safe
@cache_control(no_cache=True)
def service_worker(request: HttpRequest) -> HttpResponse:
    """The script that shows kept pages without a connection. It lies at the top, since it serves what lies below it."""
    return render(request, "web/service-worker.js", content_type="text/javascript; charset=utf-8")


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """What is shown without a connection in place of a page that was not kept: those that were."""
    return render(request, "web/offline.html")


@require_GET
def components(request: HttpRequest) -> HttpResponse:
    """Every component in every state, to look at while working on them."""
    if not settings.COMPONENTS_OPEN:
        raise Http404
    form = samples.SampleForm({"name": "", "email": "nobody", "night": "2027-03-06", "plays": "drums"})
    context = samples.components_context(datetime.date(2027, 3, 6)) | {"form": form, "fresh_form": samples.SampleForm()}
    return render(request, "web/components.html", context)


@require_safe
@cache_control(public=True, max_age=24 * 60 * 60)
def security_txt(request: HttpRequest) -> HttpResponse:
    """Where to report a weakness (RFC 9116), if the site names a contact."""
    if not settings.SECURITY_CONTACT:
        raise Http404
    expires = (
        datetime.datetime.now(datetime.UTC).replace(hour=0, minute=0, second=0, microsecond=0) + SECURITY_TXT_LASTS
    )
    languages = ", ".join(code for code, _name in settings.LANGUAGES)
    lines = [
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        f"Preferred-Languages: {languages}",
        f"Canonical: {settings.SITE_URL}{request.path}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
