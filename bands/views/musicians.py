"""Musicians: a public profile, the list of public profiles, and the form for one's own."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from django.views.decorators.vary import vary_on_cookie

from bands.access import get_musician_for
from bands.actions import update_musician
from bands.forms import MusicianForm, MusicianSearchForm
from bands.pages.musicians import list_meta, musician_meta
from bands.queries import public_musicians, shown_acts

A_PAGE = 24


@require_safe
@vary_on_cookie
def musician(request: HttpRequest, slug: str) -> HttpResponse:
    """A musician's profile. An address with a former name redirects to the current one."""
    found = get_musician_for(request.user, slug)
    if found.slug != slug:
        return redirect("bands:musician", found.slug, permanent=True)
    context = {"musician": found, "acts": shown_acts(found), "is_own": found.user == request.user}
    response = render(request, "bands/musician.html", context | {"meta": musician_meta(found)})
    response.headers["Cache-Control"] = "private, no-cache"
    return response


@require_safe
@vary_on_cookie
def musicians(request: HttpRequest) -> HttpResponse:
    """Public profiles of musicians, filtered by instrument and town."""
    form = MusicianSearchForm(request.GET)
    filters = form.cleaned_data if form.is_valid() else {}
    matches = public_musicians(
        text=filters.get("q", ""), near=filters.get("city", ""), deps_only=bool(filters.get("dep"))
    )
    page = Paginator(matches, A_PAGE).get_page(request.GET.get("page"))
    params = request.GET.copy()
    params.pop("page", None)
    context = {
        "form": form,
        "wishes": form.wishes,
        "page": page,
        "asked": params.urlencode(),
        "meta": list_meta(is_filtered=bool(params)),
    }
    return render(request, "bands/musicians.html", context, status=422 if form.errors else 200)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def musician_edit(request: HttpRequest) -> HttpResponse:
    """One's own profile: hidden until one shows it."""
    form = MusicianForm.of(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        saved = form.act(update_musician, acting_user=request.user, **form.musician_fields())
        if saved:
            messages.success(request, _("Saved."))
            return redirect("bands:musician", saved.slug) if saved.is_public else redirect("bands:musician_edit")
    return render(request, "bands/musician_edit.html", {"form": form}, status=422 if form.errors else 200)
