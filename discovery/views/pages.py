"""The public page of an act and of a venue."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.access import can_lead, get_party_for, is_member
from accounts.models import Party
from accounts.states import PartyKind
from bookings.months import PublicCalendar, find_calendar, read_month, render_month, render_saturdays, stage_calendars
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
    month = read_month(request.GET.get("month", ""), calendar.today)
    context = {"saturdays": render_saturdays(calendar), "calendar": render_month(calendar, month)}
    return render(request, "discovery/act.html", _frame(request, act_page(party)) | context)


@require_safe
def venue(request: HttpRequest, slug: str) -> HttpResponse:
    """The page of a venue: the room, each stage with its calendar and open spots, how to apply."""
    party = get_party_for(request.user, slug, PartyKind.VENUE)
    if party.slug != slug:
        return redirect("discovery:venue", party.slug, permanent=True)
    calendars = {shown.stage_id: _asked_month(request, shown) for shown in stage_calendars(request.user, slug)}
    stages = [(page, calendars.get(str(page.stage.pk), "")) for page in stage_pages(party)]
    return render(request, "discovery/venue.html", _frame(request, venue_page(party)) | {"stages": stages})


def _asked_month(request: HttpRequest, shown: PublicCalendar) -> str:
    """The month in the address is meant for the stage in the address, or for all of them."""
    stage = request.GET.get("stage", "")
    asked = request.GET.get("month", "") if stage in ("", shown.stage_id) else ""
    return render_month(shown, read_month(asked, shown.today))


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
