"""The public page of an act."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.access import get_party_for
from accounts.states import PartyKind
from bookings.calendars import find_calendar, read_asked, render_calendar, render_saturdays
from discovery.queries.acts import act_page
from discovery.structured import act_meta
from discovery.views.frames import party_frame


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
    frame = party_frame(request, act_page(party))
    meta = act_meta(party, list(frame["links"]))
    return render(request, "discovery/act.html", frame | context | {"meta": meta})
