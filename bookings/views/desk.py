"""The desk of a venue's team."""

import datetime as dt

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from accounts.access import can_lead
from bookings.desks import VIEWS, desk_of
from bookings.months import FIRST_MONTH, LAST_MONTH
from bookings.queries import waiting_for
from venues.access import get_own_venue_for

WAITING_SHOWN = 6


@require_safe
@login_required
@vary_on_headers("HX-Request")
def desk(request: HttpRequest, slug: str) -> HttpResponse:
    """All stages of a venue by night, and what waits for an answer; with htmx the grid alone."""
    venue = get_own_venue_for(request.user, slug)
    if venue.party.slug != slug:
        return redirect("bookings:desk", venue.party.slug, permanent=True)
    view = request.GET.get("view", "")
    is_led = can_lead(request.user, venue.party)
    grid = desk_of(venue, _day(request.GET.get("from", "")), view if view in VIEWS else VIEWS[0], can_make=is_led)
    context = {"desk": grid, "venue": venue, "party": venue.party, "is_led": is_led}
    if request.htmx:
        return render(request, "bookings/_desk.html", context)
    waiting = waiting_for(request.user).filter(spot__show__owner=venue.party)[:WAITING_SHOWN]
    return render(request, "bookings/desk.html", context | {"waiting": waiting})


def _day(text: str) -> dt.date | None:
    """A date of the address, None for none. Raises Http404 for what is no date anybody plans for."""
    if not text:
        return None
    try:
        day = dt.date.fromisoformat(text)
    except ValueError as error:
        raise Http404(_("There is no such day.")) from error
    if not FIRST_MONTH <= day <= LAST_MONTH:
        raise Http404(_("There is no such day."))
    return day
