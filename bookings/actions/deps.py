"""A dep plays instead of a member: the promise moves from one to the other, and nobody is left out in between."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import Membership, User
from availability.actions import lock_calendars
from bookings.access import require_side
from bookings.actions.doing import Doing
from bookings.actions.lineups import (
    ask_lineup,
    consent_of,
    entries_of,
    require_live,
    require_may_fill,
    require_own_word,
    take_over,
    who_makes_room,
)
from bookings.actions.locking import lock_booking
from bookings.actions.moves import raise_version
from bookings.models import Booking, LineupEntry
from bookings.states import Event, LineupState
from engagements.actions.inputs import clean_fee
from engagements.actions.transactions import SetGrew, one_transaction
from engagements.queries.people import roster
from engagements.states import Channel, Side


@one_transaction
def replace_player(
    *,
    acting_user: User,
    booking: Booking,
    leaving: User,
    dep: User,
    fee_minor: int | None = None,
    fee_currency: str | None = None,
    channel: Channel = Channel.PAGE,
    at: dt.datetime | None = None,
) -> Booking:
    """Let somebody else of the act play instead of one in the line-up, or of one who dropped out of it: the act's
    leaders, pending or confirmed. The dep reads the fee that the act pays them, and nobody else does.

    Who has said that the act promises their time takes over at once. Who is asked for each date takes over by saying
    yes: until then the one who leaves stays promised, so that a gig never lacks a player because of a question. Raises
    `Taken` with the name of who is promised then, WrongState, ValidationError at `leaving`, `dep` or `fee`,
    PermissionDenied.
    """
    doing = Doing.begin(acting_user, channel, at)
    fee = clean_fee(fee_minor, fee_currency)
    locked = lock_booking(booking)
    require_side(acting_user, locked, Side.ACT)
    require_live(locked, doing)
    require_own_word(locked)
    require_may_fill(locked)
    goes, comes = _who_goes(locked, leaving), _who_comes(locked, dep)
    if goes.user_id == comes.user_id:
        raise ValidationError({"dep": [_("Choose someone else as the dep.")]})
    lock_calendars({goes.player.calendar_id, comes.user.calendar_id})
    if comes.user_id not in roster(locked.act):
        raise SetGrew
    entry = _write(locked, comes, leaving, fee)
    if entry.state == LineupState.PLAYS:
        take_over(locked, entry, who_makes_room(locked, entry), doing)
    else:
        changes = {"asked": [str(leaving.pk), str(dep.pk)]}
        doing.note(Event.LINEUP_SET, show=locked.spot.show, booking=locked, changes=changes)
        ask_lineup(doing, locked, [entry])
    raise_version(locked)
    return locked


def _who_goes(booking: Booking, leaving: User) -> LineupEntry:
    for entry in entries_of(booking):
        if entry.user_id == leaving.pk:
            return entry
    raise ValidationError({"leaving": [_("This person isn’t in the line-up.")]})


def _who_comes(booking: Booking, dep: User) -> Membership:
    membership = roster(booking.act).get(dep.pk)
    if membership is None:
        raise ValidationError({"dep": [_("Only members and deps of the act can be in its line-up.")]})
    if booking.lineup.filter(user=dep).exclude(state=LineupState.DECLINED).exists():
        raise ValidationError({"dep": [_("This person is already in the line-up.")]})
    return membership


def _write(booking: Booking, comes: Membership, leaving: User, fee: tuple[int | None, str | None]) -> LineupEntry:
    """Who has declined before is asked once more."""
    entry = LineupEntry.objects.filter(booking=booking, user=comes.user).select_related("user").first()
    entry = entry or LineupEntry(booking=booking, user=comes.user, instrument=comes.instrument)
    entry.state, entry.stands_in_for, entry.missing_since = consent_of(comes), leaving, None
    entry.fee_minor, entry.fee_currency_id = fee
    entry.save()
    return entry
