"""The running order of a show's bill: planned by its host, told to every act that it touches."""

import datetime as dt
from collections.abc import Iterable, Sequence

from django.core.exceptions import PermissionDenied
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.access import require_active
from accounts.models import User
from availability.actions import lock_calendars, write_entries
from bookings.access import can_edit_show
from bookings.actions.bill_plans import (
    SHOW_FIELDS,
    SPOT_FIELDS,
    TOLD_OF_SHOW,
    TOLD_OF_SPOT,
    BillPlan,
    Planned,
    differences,
    plan,
)
from bookings.actions.conflicts import follow_sets
from bookings.actions.doing import Doing
from bookings.actions.entries import booking_entries, write_show_entries
from bookings.actions.locking import concerned_calendars, lock_bookings, lock_show
from bookings.actions.moves import announce_bill, raise_version
from bookings.actions.offers import renew_offers
from bookings.actions.telling import players, tell, touch_night
from bookings.models import Booking, LineupEntry, Show, Spot
from bookings.queries.lineups import lineup_of
from bookings.states import LIVE, PROMISED, PUBLISHED, BookingState, Event, InitiatedBy, LineupState, ShowState
from engagements.actions.transactions import one_transaction
from engagements.errors import ChangedMeanwhile, WrongState
from engagements.queries.people import leaders_by_party
from engagements.states import Channel

PLANNED = (ShowState.DRAFT, ShowState.OPEN, ShowState.CONFIRMED)


@one_transaction
def plan_bill(
    *,
    acting_user: User,
    show: Show,
    plan: BillPlan,
    version: int | None = None,
    channel: Channel = Channel.PAGE,
    at: dt.datetime | None = None,
) -> Show:
    """Put the bill of a show into this running order, with its soundchecks, doors and curfew: all of it, or nothing.

    Sets of booked acts move within what they are promised for; each act that it touches is told what changed, and every
    calendar says it. A plan that changes nothing tells nobody. `version` is that of the show as it was looked at.
    Raises ValidationError by field (see `bill_plans.plan`), BeyondPromise, ChangedMeanwhile, WrongState,
    PermissionDenied.
    """
    doing = Doing.begin(acting_user, channel, at)
    locked = lock_show(show.pk)
    require_plannable(acting_user, locked, doing)
    if version is not None and version != locked.version:
        raise ChangedMeanwhile
    bookings = lock_bookings(locked, state__in=sorted(LIVE | PROMISED))
    if any(each.initiated_by == InitiatedBy.REQUEST and each.state == BookingState.PENDING for each in bookings):
        raise WrongState(locked.state, _("The act hasn’t answered these times yet."))
    booked = {booking.spot_id for booking in bookings if booking.state in PROMISED}
    planned = _plan(locked, booked, plan)
    _require_begun_stays(locked, planned, booked, at or now())
    return write_plan(locked, planned, bookings, doing) if _differs(locked, planned) else locked


def _plan(show: Show, booked: set, wish: BillPlan) -> Planned:
    return plan(show, list(show.spots.all()), booked, wish)


def _require_begun_stays(show: Show, planned: Planned, booked: set, at: dt.datetime) -> None:
    """A set that has begun does not begin later after all: then it could be called off, and nobody would owe for it."""
    for before, after in planned.spots:
        if before.pk in booked and before.starts_at <= at < after.starts_at:
            raise WrongState(show.state, _("This set has started and can’t be moved."))


def require_plannable(user: User, show: Show, doing: Doing) -> None:
    """The user may plan the bill of this show, and it is still to come. Assumes it locked."""
    if not can_edit_show(user, show):
        raise PermissionDenied
    require_active(show.owner)
    if show.state not in PLANNED:
        raise WrongState(show.state)
    if show.out_at <= doing.at:
        raise WrongState(show.state, _("The show is over."))


def _differs(show: Show, planned: Planned) -> bool:
    return bool(differences(show, planned.show, SHOW_FIELDS)) or any(
        differences(before, after, SPOT_FIELDS) for before, after in planned.spots
    )


def write_plan(show: Show, planned: Planned, bookings: Sequence[Booking], doing: Doing) -> Show:
    """Store a plan and tell whom it touches. Assumes the show and its live bookings locked."""
    of_show = differences(show, planned.show, SHOW_FIELDS)
    of_night = {name: change for name, change in of_show.items() if name in TOLD_OF_SHOW}
    of_spots = {after.pk: differences(before, after, TOLD_OF_SPOT) for before, after in planned.spots}
    touched = [booking for booking in bookings if of_spots.get(booking.spot_id) or of_night]
    entries = lineup_of(touched)
    lock_calendars(concerned_calendars(show, touched, entries))
    for name in SHOW_FIELDS:
        setattr(show, name, getattr(planned.show, name))
    show.version += 1
    show.save(update_fields=[*SHOW_FIELDS, "version"])
    _store_spots(show, planned)
    follow_sets(show)
    with doing.noting_together():
        doing.note(Event.BILL_PLANNED, show=show, before=show.state, after=show.state, changes=of_show)
        announce_bill(show)
        _tell_acts(show, planned, touched, entries, {pk: of | of_night for pk, of in of_spots.items()}, doing)
    renew_offers(touched, doing)
    if show.state in PUBLISHED:
        write_show_entries(show)
        touch_night(show, touched)
    return show


def _store_spots(show: Show, planned: Planned) -> None:
    for _before, spot in planned.spots:
        spot.show = show
    Spot.objects.bulk_update([spot for _before, spot in planned.spots], SPOT_FIELDS)


def _tell_acts(
    show: Show,
    planned: Planned,
    touched: Sequence[Booking],
    entries: Iterable[LineupEntry],
    changes: dict,
    doing: Doing,
) -> None:
    """Each act reads what changed for it; of those that are promised, everybody who plays, and their calendars."""
    by_id = {spot.pk: spot for _before, spot in planned.spots}
    leaders = leaders_by_party([booking.act_id for booking in touched])
    drafts = []
    for booking in touched:
        booking.spot = by_id[booking.spot_id]
        mine = changes[booking.spot_id]
        raise_version(booking)
        doing.note(
            Event.BILL_PLANNED, show=show, booking=booking, before=booking.state, after=booking.state, changes=mine
        )
        playing = _playing(booking, entries)
        if booking.state == BookingState.CONFIRMED:
            drafts += booking_entries(booking, playing)
        tell(doing, [*leaders.get(booking.act_id, ()), *players(playing)], "bill_changed", booking, changes=mine)
    write_entries(drafts=drafts)


def _playing(booking: Booking, entries: Iterable[LineupEntry]) -> list[LineupEntry]:
    """Who of those in line-ups plays in this booking, where it is promised."""
    if booking.state not in PROMISED:
        return []
    return [each for each in entries if each.booking_id == booking.pk and each.state == LineupState.PLAYS]
