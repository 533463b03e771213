"""The public page of a venue."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import acting_party, get_party_for, my_parties
from accounts.models import Party
from accounts.states import PartyKind
from bookings.calendars import PublicCalendar, read_asked, render_calendar, stage_calendars, whole_calendar
from discovery.pages.structured import venue_meta
from discovery.queries.venues import stage_pages, venue_page
from discovery.views.frames import party_frame
from web.redirects import redirect_renamed

MOST_BANDS = 3


@require_safe
def venue(request: HttpRequest, slug: str) -> HttpResponse:
    """The page of a venue: the room, each stage with its calendar and open spots, and which of them fit one's band."""
    party = get_party_for(request.user, slug, PartyKind.VENUE)
    if party.slug != slug:
        return redirect_renamed(request, "discovery:venue", party.slug)
    found = stage_calendars(request.user, slug)
    calendars = {shown.stage_id: _asked_calendar(request, shown) for shown in found}
    stages = [(page, calendars.get(str(page.stage.pk), "")) for page in stage_pages(party, _bands(request))]
    whole = _asked_calendar(request, whole_calendar(found)) if len(found) > 1 else ""
    frame = party_frame(request, venue_page(party))
    meta = venue_meta(frame["page"].venue, [page.stage for page, _calendar in stages], list(frame["links"]))
    return render(request, "discovery/venue.html", frame | {"stages": stages, "calendar": whole, "meta": meta})


def _bands(request: HttpRequest) -> list[Party]:
    """The bands for which one books: the one in whose name one browses, else the first few."""
    led = [mine.party for mine in my_parties(request) if mine.is_led and mine.party.kind == PartyKind.BAND]
    chosen = acting_party(request)
    return [chosen] if chosen in led else led[:MOST_BANDS]


def _asked_calendar(request: HttpRequest, shown: PublicCalendar) -> str:
    """The nights in the address are meant for the stage in the address, or for all of them."""
    is_meant = request.GET.get("stage", "") in ("", shown.stage_id)
    return render_calendar(shown, read_asked(request.GET if is_meant else {}, shown.today))
