"""The home page: what this is for who is signed out, Today for who is signed in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import acting_parties, my_parties
from accounts.models import Party
from accounts.states import PLAYING_KINDS, PartyKind
from discovery.forms.search import SearchForm
from discovery.pages.structured import landing_meta
from discovery.queries.cities import CITIES_ON_LANDING, cities_with_shows
from discovery.queries.shows import shows_soon
from discovery.queries.today import today_of


@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """What waits for my answer, what is next, what changed; the landing page for who is not signed in."""
    if not request.user.is_authenticated:
        cities = cities_with_shows(CITIES_ON_LANDING)
        context = {"form": SearchForm(), "shows": shows_soon(), "cities": cities, "meta": landing_meta()}
        return render(request, "discovery/landing.html", context)
    parties = my_parties(request)
    is_whole = request.GET.get("show") == "all"
    context = {"today": today_of(request.user, parties, is_whole=is_whole), "parties": parties}
    context["house"] = _house_of(request)
    return render(request, "discovery/today.html", context)


def _house_of(request: HttpRequest) -> Party | None:
    """The venue that somebody books for who leads no band, if any: they look for acts, not for nights."""
    led = [mine.party for mine in acting_parties(request) if mine.is_led]
    is_band = any(party.kind in PLAYING_KINDS - {PartyKind.PERSON} for party in led)
    return None if is_band else next((party for party in led if party.kind == PartyKind.VENUE), None)
