"""Nights that were played before the demo began: written down with their claims, step by step through the states."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.timezone import now
from reviews.actions import write_review

from availability.actions import Wanted, claim, lock_calendars
from availability.errors import Taken
from bookings.models import Booking, HistoryEntry, LineupEntry, Show, Spot
from bookings.states import BookingState, Channel, InitiatedBy, LineupState, ShowState, Side, SpotState
from stageslot.demo.cast import REVIEWS


def play_night(world, stage, night: dt.date) -> None:
    """One act played on this stage that night, if it and its members were free."""
    act = world.chance.choice(world.bands)
    zone = ZoneInfo(stage.venue.party.timezone)
    starts_at = dt.datetime.combine(night, dt.time(21), tzinfo=zone)
    try:
        booking = _write_down(world, stage, act, starts_at, starts_at + dt.timedelta(hours=3))
    except Taken:
        return
    if world.chance.random() < 0.45:
        rating, text = world.chance.choice(REVIEWS)
        write_review(acting_user=world.leaders[stage.venue.party], booking=booking, rating=rating, text=text)
    if world.chance.random() < 0.35:
        rating, text = world.chance.choice(REVIEWS)
        write_review(acting_user=world.leaders[act], booking=booking, rating=rating, text=text)


@transaction.atomic
def _write_down(world, stage, act, starts_at: dt.datetime, ends_at: dt.datetime) -> Booking:
    host = stage.venue.party
    call_at = starts_at - dt.timedelta(hours=4)
    show = Show.objects.create(
        owner=host, stage=stage, city=host.city, title="", night=starts_at.date(), timezone=host.timezone,
        load_in_at=call_at, doors_at=starts_at - dt.timedelta(hours=1), starts_at=starts_at, ends_at=ends_at,
        out_at=ends_at, created_by=world.leaders[host], created_at=starts_at - dt.timedelta(days=60),
    )  # fmt: skip
    spot = Spot.objects.create(show=show, call_at=call_at, starts_at=starts_at, ends_at=ends_at, released_at=ends_at)
    booking = Booking.objects.create(
        spot=spot, act=act, initiated_by=InitiatedBy.APPLICATION, turn=Side.HOST, created_by=world.leaders[act],
        created_at=starts_at - dt.timedelta(days=50),
    )  # fmt: skip
    members = [
        LineupEntry.objects.create(
            booking=booking, user=membership.user, instrument=membership.instrument, state=LineupState.PLAYS
        )
        for membership in act.memberships.filter(role="member", left_at=None).select_related("user")
    ]
    owners = [(show, stage.calendar_id), (booking, act.calendar_id), *((one, one.user.calendar_id) for one in members)]
    lock_calendars([calendar_id for _, calendar_id in owners])
    claims = claim(wanted=[Wanted(calendar_id, call_at, ends_at, show.pk) for _, calendar_id in owners])
    for (owner, _), block in zip(owners, claims, strict=True):
        type(owner).objects.filter(pk=owner.pk).update(claim=block)
    for state in (ShowState.OPEN, ShowState.CONFIRMED, ShowState.PLAYED):
        Show.objects.filter(pk=show.pk).update(state=state)
    Spot.objects.filter(pk=spot.pk).update(state=SpotState.FILLED)
    before = BookingState.PENDING
    for state in (BookingState.CONFIRMED, BookingState.COMPLETED):
        Booking.objects.filter(pk=booking.pk).update(state=state, turn="", decided_at=starts_at - dt.timedelta(days=45))
        HistoryEntry.objects.create(
            show=show,
            booking=booking,
            at=min(now(), ends_at),
            channel=Channel.CLOCK,
            event=state,
            before=before,
            after=state,
        )
        before = state
    booking.refresh_from_db()
    return booking
