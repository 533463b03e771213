"""A band's links for strangers: making, listing and ending them. What they show is in `bands.views.links`."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bands.access import get_led_band_for, get_led_share_for
from bands.actions import create_share, revoke_share, rotate_share
from bands.forms import ShareForm
from bands.queries import SharedNights, ended_shares, live_shares, public_nights, tonight
from idempotency.forms import once_per_token
from web.dates import say_day, weekday_names

PICK_DAYS = 184
"""How far ahead single nights can be ticked."""


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@once_per_token
def shares(request, slug):
    """The band's links. Making one answers with its address, this one time; a form sent twice leads back here."""
    party = get_led_band_for(request.user, slug).party
    if request.method != "POST":
        return _list(request, party)
    form = ShareForm(request.POST)
    made = None
    if form.is_valid():
        made = form.act(create_share, acting_user=request.user, party=party, **form.cleaned_data)
    return _list(request, party, *made) if made else _form(request, party, form, status=422)


@login_required
@never_cache
@require_safe
def share_new(request, slug):
    """The form for a new link: which nights, for how long, and who may embed it."""
    party = get_led_band_for(request.user, slug).party
    return _form(request, party, ShareForm(initial=ShareForm.initial_on(tonight(party))))


@login_required
@never_cache
@require_POST
def share_rotate(request, slug, share_id):
    """Another address for a link: the old one is over at once."""
    share = get_led_share_for(request.user, slug, share_id)
    return _list(request, share.party, *rotate_share(acting_user=request.user, share=share))


@login_required
@require_POST
def share_revoke(request, slug, share_id):
    """End a link at once."""
    share = get_led_share_for(request.user, slug, share_id)
    revoke_share(acting_user=request.user, share=share)
    messages.success(request, _("The old link no longer works."))
    return redirect("bands:shares", share.party.slug)


def _list(request, party, made=None, token=""):
    context = {
        "party": party,
        "shares": [_told(share, party) for share in live_shares(party)],
        "ended": ended_shares(party),
        "made": made,
        "addresses": _addresses(request, token) if token else {},
    }
    return render(request, "bands/shares.html", context)


def _form(request, party, form, status=200):
    """The form over the nights of half a year as strangers would see them."""
    today = tonight(party)
    days = [today + dt.timedelta(days=count) for count in range(PICK_DAYS)]
    nights = SharedNights(party.name, party.timezone, today, tuple(public_nights(party, days)))
    context = {"party": party, "form": form, "months": nights.months(checked=form.ticked())}
    return render(request, "bands/share_new.html", context, status=status)


def _addresses(request, token):
    """Where the link is found as what."""
    paths = {name: reverse(f"bands:{name}", args=[token]) for name in ("shared", "shared_ics", "shared_pdf")}
    paths["shared_embed"] = reverse("bands:shared_embed", args=[token])
    return {name: request.build_absolute_uri(path) for name, path in paths.items()}


def _told(share, party):
    """The share with its nights in a few words, and the last day on which it works."""
    share.which = _which(share)
    share.last_day = (share.expires_at - dt.timedelta(seconds=1)).astimezone(ZoneInfo(party.timezone)).date()
    return share


def _which(share):
    """ "Fr, Sa · Sat 5 Dec – Sun 28 Feb"."""
    days = dict.fromkeys((say_day(share.first), say_day(share.last)))
    if share.nights:
        chosen = ngettext("%(count)s night", "%(count)s nights", len(share.nights)) % {"count": len(share.nights)}
    else:
        names = weekday_names()
        chosen = ", ".join(names[weekday][0] for weekday in share.weekdays) or _("every night")
    return f"{chosen} · {' – '.join(days)}"
