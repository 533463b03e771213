"""One night of a band, with the reason per member as far as the viewer may know it; and asking about nights."""

import datetime as dt

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from accounts.access import can_lead
from bands.access import get_led_band_for, get_own_band_for
from bands.actions import NIGHTS_MAX, ask_members
from bands.models import Band
from bands.queries import GreenNight, green_nights, green_zone, own_reasons, tonight
from bands.views.bands import WEEKS, topic_of
from idempotency.forms import once_per_token
from web.dates import say_span
from web.streams import sign_topics
from web.texts import isolated_names

FIRST, LAST = dt.date(2000, 1, 1), dt.date(2100, 12, 31)
DAY = dt.timedelta(days=1)


@login_required
@never_cache
@vary_on_headers("HX-Request")
@require_safe
def night(request, slug, night):
    """Who can play that night, who cannot, who has not said since when; of oneself also why. For htmx the inside."""
    band = get_own_band_for(request.user, slug)
    day = _day(night)
    if not request.htmx and band.party.slug != slug:
        return redirect("bands:night", band.party.slug, night, permanent=True)
    template = "bands/_night_detail.html" if request.htmx else "bands/night.html"
    return render(request, template, _context(request, band, day))


@login_required
@never_cache
@require_safe
def night_panel(request, slug, night):
    """The night alone, for a page that lives; without htmx, the page around it."""
    band = get_own_band_for(request.user, slug)
    day = _day(night)
    if not request.htmx:
        return redirect("bands:night", band.party.slug, night)
    return render(request, "bands/_night_panel.html", _context(request, band, day))


@login_required
@require_POST
@once_per_token
def nights_ask(request, slug):
    """Ask those who have not said, or only "if need be", about these nights; none named: about all that are unknown."""
    band = get_led_band_for(request.user, slug)
    nights = [_day(text) for text in request.POST.getlist("nights")] or _unknown_nights(band)
    if not nights:
        messages.info(request, _("Everyone has filled in these weeks."))
        return redirect("bands:band", band.party.slug)
    ask = ask_members(acting_user=request.user, party=band.party, nights=nights[:NIGHTS_MAX])
    names = isolated_names(asked.user.display_name for asked in ask.asked.select_related("user").order_by("user__name"))
    messages.success(request, _("Asked: %(names)s.") % {"names": names})
    return redirect("bands:ask", band.party.slug, ask.pk)


def _context(request, band: Band, day: dt.date) -> dict:
    party = band.party
    [night] = green_nights(party, [day])
    me = next((member for member in [*night.members, *night.deps] if member.user == request.user), None)
    topic, is_leader = topic_of(band), can_lead(request.user, party)
    others = any(member.user != request.user for member in night.to_ask)
    return {
        "band": band,
        "party": party,
        "night": night,
        "me": me,
        "best_hours": _best_hours(night, party.timezone),
        "reasons": own_reasons(request.user, night.window or night.period) if me else [],
        "is_leader": is_leader,
        "can_ask": is_leader and others and night.is_askable and day >= tonight(party),
        "previous": _path(band, day - DAY) if day > FIRST else "",
        "next": _path(band, day + DAY) if day < LAST else "",
        "topic": topic,
        "token": sign_topics(request.user.pk, [topic]),
    }


def _best_hours(night: GreenNight, timezone: str) -> str:
    """Which part of the evening is meant, where the band does not need all of it."""
    window = night.window
    return "" if window in (None, night.period) else say_span(window.starts_at, window.ends_at, timezone)


def _unknown_nights(band: Band) -> list[dt.date]:
    today = tonight(band.party)
    zone = green_zone(band.party, today, today + dt.timedelta(weeks=WEEKS, days=-1))
    return [night.night for night in zone.unknown_nights]


def _path(band: Band, day: dt.date) -> str:
    return reverse("bands:night", args=[band.party.slug, day.isoformat()])


def _day(text: str) -> dt.date:
    """A night out of an address. Raises Http404 for what is none."""
    try:
        day = dt.datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 - a night has no zone
    except ValueError as error:
        raise Http404 from error
    if not FIRST <= day <= LAST:
        raise Http404
    return day
