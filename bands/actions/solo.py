"""Solo acts: an act that is one person, without a band around it (docs/decisions/0016-solo-acts.md)."""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.access import can_own
from accounts.actions import add_membership, create_party
from accounts.actions.memberships import lock_led_party
from accounts.actions.naming import give_name
from accounts.actions.parties import raise_version
from accounts.models import User
from accounts.states import PartyKind, Role
from availability.actions import touch
from bands.models import Band
from bands.queries.players import solo_act
from catalogue.models import City, Genre


@transaction.atomic
def create_solo_act(
    *,
    acting_user: User,
    name: str,
    timezone: str,
    city: City | None = None,
    genres: Iterable[Genre] = (),
    instrument: str = "",
    your_name: str = "",
) -> Band:
    """Create the user's solo act, owned and played by them, or return the one they have, unchanged.

    Locks the user. Raises ValidationError by field, PermissionDenied if the account was locked meanwhile.
    """
    if not User.objects.select_for_update(no_key=True).get(pk=acting_user.pk).is_active:
        raise PermissionDenied
    if own := solo_act(acting_user):
        return own
    give_name(acting_user, your_name)
    party = create_party(
        acting_user=acting_user,
        kind=PartyKind.BAND,
        name=name,
        timezone=timezone,
        city=city,
        genres=genres,
        soloist=acting_user,
    )
    band = Band.objects.create(party=party)
    add_membership(acting_user=acting_user, party=party, user=acting_user, role=Role.MEMBER, instrument=instrument)
    return band


@transaction.atomic
def turn_into_band(*, acting_user: User, band: Band) -> Band:
    """Let others join a solo act from now on: page, address, bookings and reviews stay. A band stays as it is.

    There is no way back. Raises PermissionDenied unless the user owns it, NotApproved for one that is closed.
    """
    if not can_own(acting_user, band.party):
        raise PermissionDenied
    lock_led_party(acting_user, band.party)
    if band.party.is_solo:
        band.party.soloist = None
        band.party.save(update_fields=["soloist"])
        touch([band.party.calendar_id], public=True)
        raise_version(band.party)
    return band
