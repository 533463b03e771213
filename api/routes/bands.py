"""Bands: their members, invites and Green Zone."""

import datetime as dt
import uuid
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import Query, Router, Status

from accounts.access import get_led_party_for, get_own_party_for, get_teammate_for
from accounts.actions import accept_invite, create_invite
from accounts.queries import teammates
from accounts.states import PartyKind
from api.protocol.answering import Made, fresh, once
from api.protocol.auth import somebody
from api.protocol.declared import NOTHING, answers
from api.protocol.lookups import named_city, named_genres, nights
from api.shapes.basics import Page, Problem
from api.shapes.people import AcceptIn, BandIn, InviteIn, InviteOut, MemberOut, MembershipOut, PartyOut, party_out
from api.shapes.time import GreenZoneOut
from bands.actions import create_band, create_solo_act
from bands.queries import green_zone
from departures.actions import leave_team
from engagements.states import Channel
from web.users import SignedInRequest

router = Router(tags=["bands"], auth=somebody)
GREEN_ZONE_DAYS = 90
GREEN_ZONE_DAYS_MAX = 366


@router.post("/bands", response=answers(PartyOut, status=201))
@once
def band_make(request: SignedInRequest, payload: BandIn):
    """Create a band that you own and play in. With `solo`, create your solo act, or return the one you have."""
    fields: dict[str, Any] = {
        "acting_user": request.user,
        "name": payload.name,
        "timezone": payload.timezone,
        "city": named_city(payload.city),
        "genres": named_genres(payload.genres),
    }
    band = create_solo_act(**fields) if payload.solo else create_band(**fields, quorum=payload.quorum)
    return Made(party_out(band.party))


@router.get("/bands/{slug}/members", response=answers(Page[MemberOut]))
@fresh
def member_list(request: HttpRequest, slug: str):
    """Who belongs to the band, in the order of joining; for its members."""
    band = get_own_party_for(request.user, slug, PartyKind.BAND)
    return Page[MemberOut](items=[MemberOut.of(teammate) for teammate in teammates(band)])


@router.delete("/bands/{slug}/members/{uuid:user_id}", response=NOTHING)
def member_remove(request: HttpRequest, slug: str, user_id: uuid.UUID):
    """Leave, or let someone go. What they were still to play asks for a dep; what was played stays."""
    band = get_own_party_for(request.user, slug, PartyKind.BAND)
    leaver = get_teammate_for(request.user, band, user_id)
    leave_team(acting_user=request.user, party=band, leaver=leaver, channel=Channel.API)
    return Status(204, None)


@router.post("/bands/{slug}/invites", response=answers(InviteOut, status=201))
@once
def invite_make(request: SignedInRequest, slug: str, payload: InviteIn):
    """A link by which people join in one role. Its address and token are shown only now."""
    band = get_led_party_for(request.user, slug, PartyKind.BAND)
    invite, token = create_invite(
        acting_user=request.user,
        party=band,
        role=payload.role,
        uses=payload.uses,
        expires_in_days=payload.expires_in_days,
    )
    url = settings.SITE_URL + reverse("accounts:join", args=[token])
    return Made(InviteOut.of(invite, url, token), secrets=("url", "token"))


@router.post("/invites/{token}/accept", response=answers(MembershipOut, s410=Problem))
@once
def invite_accept(request: SignedInRequest, token: str, payload: AcceptIn):
    """Join by a link, and say whether the band may promise your time."""
    membership = accept_invite(
        acting_user=request.user, token=token, instrument=payload.instrument, may_be_booked=payload.may_be_booked
    )
    return MembershipOut.of(membership)


@router.get("/bands/{slug}/green-zone", response=answers(GreenZoneOut))
@fresh
def green_zone_show(
    request: HttpRequest,
    slug: str,
    first: dt.date | None = Query(None, alias="from"),
    last: dt.date | None = Query(None, alias="to"),
):
    """When the band can play, out of its members' calendars; for its members. 90 nights from today unless said."""
    band = get_own_party_for(request.user, slug, PartyKind.BAND)
    first, last = nights(first, last, band.timezone, days=GREEN_ZONE_DAYS)
    if not 0 <= (last - first).days < GREEN_ZONE_DAYS_MAX:
        raise ValidationError({"to": [_("Ask for 1 to %(count)d nights, in order.") % {"count": GREEN_ZONE_DAYS_MAX}]})
    return GreenZoneOut.of(green_zone(band, first, last))
