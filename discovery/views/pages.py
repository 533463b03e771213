"""The public page of an act and of a venue."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.access import can_lead, get_party_for, is_member
from accounts.models import Party
from accounts.states import PartyKind
from bookings.calendars import (
    PublicCalendar,
    find_calendar,
    read_asked,
    render_calendar,
    render_saturdays,
    stage_calendars,
    whole_calendar,
)
from discovery.queries.acts import act_page
from discovery.queries.parties import PartyPage
from discovery.queries.venues import stage_pages, venue_page


@require_safe
def act(request: HttpRequest, slug: str) -> HttpResponse:
    """The press kit of an act: who they are, when they are free, what they cost, how to book."""
    party = get_party_for(request.user, slug, PartyKind.BAND)
    if party.slug != slug:
        return redirect("discovery:act", party.slug, permanent=True)
    # Versions first, then what they are versions of.
    calendar = find_calendar(request.user, slug)
    asked = read_asked(request.GET, calendar.today)
    context = {"saturdays": render_saturdays(calendar), "calendar": render_calendar(calendar, asked)}
    return render(request, "discovery/act.html", _frame(request, act_page(party)) | context)


@require_safe
def venue(request: HttpRequest, slug: str) -> HttpResponse:
    """The page of a venue: the room, each stage with its calendar and open spots, how to apply."""
    party = get_party_for(request.user, slug, PartyKind.VENUE)
    if party.slug != slug:
        return redirect("discovery:venue", party.slug, permanent=True)
    found = stage_calendars(request.user, slug)
    calendars = {shown.stage_id: _asked_calendar(request, shown) for shown in found}
    stages = [(page, calendars.get(str(page.stage.pk), "")) for page in stage_pages(party)]
    whole = _asked_calendar(request, whole_calendar(found)) if len(found) > 1 else ""
    context = {"stages": stages, "calendar": whole}
    return render(request, "discovery/venue.html", _frame(request, venue_page(party)) | context)


def _asked_calendar(request: HttpRequest, shown: PublicCalendar) -> str:
    """The nights in the address are meant for the stage in the address, or for all of them."""
    is_meant = request.GET.get("stage", "") in ("", shown.stage_id)
    return render_calendar(shown, read_asked(request.GET if is_meant else {}, shown.today))


def _frame(request: HttpRequest, page: PartyPage) -> dict[str, object]:
    party: Party = page.party
    photos = list(party.photos.select_related("picture"))
    return {
        "page": page,
        "party": party,
        "photo": photos[0] if photos else None,
        "photos": photos[1:],
        "links": party.links.all(),
        "is_team": is_member(request.user, party),
        "is_led": can_lead(request.user, party),
    }
