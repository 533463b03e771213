"""The home page: what this is for who is signed out, Today for who is signed in."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.access import get_led_party_for, my_parties
from discovery.access import dismiss_steps
from discovery.forms.search import SearchForm
from discovery.pages.structured import book_meta, landing_meta
from discovery.queries.cities import CITIES_ON_LANDING, cities_with_shows
from discovery.queries.shows import shows_soon
from discovery.queries.today import today_of
from web.addresses import own_path
from web.offline import kept_offline
from web.users import SignedInRequest


@require_safe
@kept_offline
def today(request: HttpRequest) -> HttpResponse:
    """What waits for my answer, what is next, what changed; the landing page for who is not signed in."""
    if not request.user.is_authenticated:
        cities = cities_with_shows(CITIES_ON_LANDING)
        context = {"form": SearchForm(), "shows": shows_soon(), "cities": cities, "meta": landing_meta()}
        return render(request, "discovery/landing.html", context)
    parties = my_parties(request)
    is_whole = request.GET.get("show") == "all"
    context = {"today": today_of(request.user, parties, is_whole=is_whole), "parties": parties}
    return render(request, "discovery/today.html", context)


@require_safe
def book(request: HttpRequest) -> HttpResponse:
    """Where a client begins: for which date and town they want an act. Leads to the search of acts."""
    form = SearchForm()
    return render(request, "discovery/book.html", {"form": form, "meta": book_meta()})


@login_required
@require_POST
def first_steps_dismiss(request: SignedInRequest, slug: str) -> HttpResponse:
    """Put the first steps of a band or an agency away, in this session."""
    dismiss_steps(request, get_led_party_for(request.user, slug))
    return redirect(own_path(request.POST.get("next", "")))
