"""The public page of a venue."""

from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import acting_party, get_party_for, my_parties
from accounts.models import Party
from accounts.states import PartyKind
from bookings.calendars import PublicCalendar, View, read_asked, render_calendar, stage_calendars, whole_calendar
from discovery.pages.structured import venue_meta
from discovery.queries.venues import StagePage, stage_pages, venue_page
from discovery.views.frames import party_frame
from web.redirects import redirect_renamed

MOST_BANDS = 3


class StageTab(NamedTuple):
    """A way to the calendar of one stage, or of all of them: its query may be empty."""

    label: str
    query: str
    is_on: bool


@require_safe
def venue(request: HttpRequest, slug: str) -> HttpResponse:
    """The page of a venue: its rooms and who plays next, then one calendar, of all stages or of the one in the address,
    with the open spots there and which of them fit one's band."""
    party = get_party_for(request.user, slug, PartyKind.VENUE)
    if party.slug != slug:
        return redirect_renamed(request, "discovery:venue", party.slug)
    found = stage_calendars(request.user, slug)
    stages = stage_pages(party, _bands(request))
    shown = _chosen(request, found)
    chosen = [page for page in stages if shown and shown.stage_id in (None, str(page.stage.pk))]
    frame = party_frame(request, venue_page(party))
    context = {
        "stages": stages,
        "shown_stages": chosen,
        "has_open_spots": any(page.open_spots for page in chosen),
        "tabs": _tabs(request, stages, shown),
        "calendar": _drawn(request, shown),
        "meta": venue_meta(frame["page"].venue, [page.stage for page in stages], list(frame["links"])),
    }
    return render(request, "discovery/venue.html", frame | context)


def _bands(request: HttpRequest) -> list[Party]:
    """The bands for which one books: the one in whose name one browses, else the first few."""
    led = [mine.party for mine in my_parties(request) if mine.is_led and mine.party.kind == PartyKind.BAND]
    chosen = acting_party(request)
    return [chosen] if chosen in led else led[:MOST_BANDS]


def _chosen(request: HttpRequest, found: list[PublicCalendar]) -> PublicCalendar | None:
    """The calendar of the stage in the address, else of all stages; None where there is no stage."""
    stage_id = request.GET.get("stage", "")
    one = next((shown for shown in found if shown.stage_id == stage_id), None)
    return one or (whole_calendar(found) if found else None)


def _drawn(request: HttpRequest, shown: PublicCalendar | None) -> str:
    """From this week on, unless the address names other nights."""
    return render_calendar(shown, read_asked(request.GET, shown.today, View.WEEKS)) if shown else ""


def _tabs(request: HttpRequest, stages: list[StagePage], shown: PublicCalendar | None) -> list[StageTab]:
    """The stages to choose from, each with the nights that are shown now. None for a single stage."""
    if len(stages) < 2 or shown is None:
        return []
    asked = read_asked(request.GET, shown.today, View.WEEKS).query
    choices = [("", _("All stages")), *((str(page.stage.pk), page.stage.name) for page in stages)]
    return [
        StageTab(label, f"{asked}&stage={stage_id}" if stage_id else asked, stage_id == (shown.stage_id or ""))
        for stage_id, label in choices
    ]
