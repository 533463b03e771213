"""Making a band, its home, and what its page says."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import can_lead
from bands.access import get_led_band_for, get_own_band_for
from bands.actions import create_band, create_solo_act, turn_into_band, update_band
from bands.forms import BandForm, NewBandForm, SoloForm
from bands.models import Band
from bands.queries import green_zone, solo_act
from idempotency.forms import once_per_token
from web.streams import sign_topics

WEEKS = 8


@login_required(login_url="account_signup")
@require_http_methods(["GET", "HEAD", "POST"])
@once_per_token
def band_new(request):
    """Make a band."""
    form = NewBandForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data | {"timezone": form.zone_for(request.user)}
        made = form.act(create_band, acting_user=request.user, **data)
        if made:
            return redirect("bands:band", made.party.slug)
    return render(request, "bands/band_new.html", {"form": form}, status=422 if form.errors else 200)


@login_required(login_url="account_signup")
@require_http_methods(["GET", "HEAD", "POST"])
@once_per_token
def solo_new(request):
    """Make the act that one is alone; whoever has it already comes to its page."""
    if request.method != "POST" and (own := solo_act(request.user)):
        return redirect("bands:band", own.party.slug)
    form = SoloForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data | {"timezone": form.zone_for(request.user)}
        made = form.act(create_solo_act, acting_user=request.user, **data)
        if made:
            return redirect("bands:band", made.party.slug)
    return render(request, "bands/solo_new.html", {"form": form}, status=422 if form.errors else 200)


@login_required
@require_POST
def band_open(request, slug):
    """Turn a solo act into a band, which others can join."""
    band = get_led_band_for(request.user, slug)
    turn_into_band(acting_user=request.user, band=band)
    messages.success(request, _("Now a band. Invite the others."))
    return redirect("accounts:team", band.party.slug)


@login_required
@require_safe
def band(request, slug):
    """The band's home: its Green Zone for the coming weeks, by night or (`?view=members`) by member and night."""
    band = get_own_band_for(request.user, slug)
    if band.party.slug != slug:
        return redirect("bands:band", band.party.slug, permanent=True)
    return render(request, "bands/band.html", _green_zone_context(request, band))


@login_required
@never_cache
@require_safe
def green_zone_panel(request, slug):
    """The Green Zone alone, for a page that lives; without htmx, the page around it."""
    band = get_own_band_for(request.user, slug)
    if not request.htmx:
        return redirect(reverse("bands:band", args=[band.party.slug], query=request.GET))
    return render(request, "bands/_green_zone_panel.html", _green_zone_context(request, band))


@login_required
@never_cache
@require_safe
def band_stream_token(request, slug):
    """A fresh token for the private stream of the band's calendar, as plain text."""
    band = get_own_band_for(request.user, slug)
    return HttpResponse(sign_topics(request.user.pk, [topic_of(band)]), content_type="text/plain")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def band_edit(request, slug):
    """What the band's page says."""
    band = get_led_band_for(request.user, slug)
    form = BandForm.of(band, request.POST or None)
    if request.method == "POST" and form.is_valid():
        saved = form.act(update_band, acting_user=request.user, band=band, **form.band_fields())
        if saved:
            messages.success(request, _("Saved."))
            return redirect("bands:band_edit", saved.party.slug)
    context = {"band": band, "party": band.party, "form": form}
    return render(request, "bands/band_edit.html", context, status=422 if form.errors else 200)


def _green_zone_context(request, band) -> dict:
    """The versions are read with the band, before what they stand for: a page is never newer than it says."""
    party = band.party
    by_member = request.GET.get("view") == "members" and not party.is_solo
    today = localdate(timezone=ZoneInfo(party.timezone))
    zone = green_zone(party, today, today + dt.timedelta(weeks=WEEKS, days=-1))
    return {
        "band": band,
        "party": party,
        "zone": zone,
        "by_member": by_member,
        **({"columns": zone.columns(party.slug)} if by_member else {"weeks": zone.weeks(today, party.slug)}),
        "is_silent": zone.is_silent(request.user),
        "silent_others": zone.silent_besides(request.user),
        "is_leader": can_lead(request.user, party),
        "topic": topic_of(band),
        "token": sign_topics(request.user.pk, [topic_of(band)]),
    }


def topic_of(band: Band) -> str:
    """The private topic that tells of everything its members see of the band's time."""
    return f"p.{band.party.calendar.public_id}"
