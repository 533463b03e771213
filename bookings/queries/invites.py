"""Links by which an act is invited to a spot."""

import datetime as dt
from collections.abc import Collection
from uuid import UUID

from django.utils.translation import gettext as _

from bookings.models import Spot, SpotInvite
from bookings.states import ShowState, SpotState
from web.secrets import hash_secret


def find_spot_invite(token: str) -> SpotInvite | None:
    """The link that a token belongs to, with its show, whatever has become of it. One query."""
    known = SpotInvite.objects.select_related(
        "act", "spot__show__owner", "spot__show__city__country", "spot__show__stage__venue__party__city__country"
    )
    return known.filter(token_hash=hash_secret(token)).first()


def end_of(invite: SpotInvite, at: dt.datetime) -> str:
    """Why nobody comes by this link any more, in words; empty while somebody may. Reads its spot and show."""
    if invite.used_at:
        return _("This link has been used.")
    if invite.revoked_at:
        return _("This link has been revoked.")
    if invite.expires_at <= at:
        return _("This link has expired.")
    if invite.spot.state != SpotState.OPEN or invite.spot.show.state != ShowState.OPEN:
        return _("This slot is no longer open.")
    return ""


def open_invites_of(spots: Collection[Spot | UUID], at: dt.datetime) -> dict[UUID, list[SpotInvite]]:
    """The links to these spots that still work, by spot, newest first. One query, none without spots."""
    found: dict[UUID, list[SpotInvite]] = {}
    if spots:
        working = SpotInvite.objects.filter(spot__in=spots, used_at=None, revoked_at=None, expires_at__gt=at)
        for invite in working.select_related("act").order_by("-created_at"):
            found.setdefault(invite.spot_id, []).append(invite)
    return found
