"""Nights that were played before the demo began: booked and completed through the same actions, with an earlier clock."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from availability.errors import Taken
from bookings.actions import SpotDraft, accept_booking, apply_to_spot, complete_show, create_show
from bookings.queries.changes import completes_at
from demo.world.cast import MESSAGES, REVIEWS
from reviews.actions import reveal_reviews, write_review


def currency_of(timezone: str) -> str:
    """What one pays with where this clock is; the demo's houses are in three countries' worth of money."""
    return {"Europe/London": "GBP", "Europe/Zurich": "CHF"}.get(timezone, "EUR")


def play_night(world, stage, night: dt.date) -> None:
    """One act applied, was accepted and played on this stage that night, unless somebody was promised elsewhere."""
    try:
        booking = _play(world, stage, night)
    except Taken:
        return
    booking.refresh_from_db()
    sides = ((world.leaders[stage.venue.party], 0.5), (world.leaders[booking.act], 0.4))
    for leader, odds in sides:
        if world.chance.random() < odds:
            rating, text = world.chance.choice(REVIEWS)
            write_review(acting_user=leader, occasion=booking, rating=rating, text=text, at=booking.spot.show.out_at)
    reveal_reviews(occasion=booking, at=timezone.now())


@transaction.atomic
def _play(world, stage, night: dt.date):
    act = world.chance.choice(world.bands)
    host = stage.venue.party
    starts_at = dt.datetime.combine(night, dt.time(21), tzinfo=ZoneInfo(host.timezone))
    show = create_show(
        acting_user=world.leaders[host],
        owner=host,
        stage=stage,
        starts_at=starts_at,
        ends_at=starts_at + dt.timedelta(hours=3),
        load_in_at=starts_at - dt.timedelta(hours=4),
        doors_at=starts_at - dt.timedelta(hours=1),
        spots=[SpotDraft(fee_minor=world.chance.randrange(20, 90) * 1000, fee_currency=currency_of(host.timezone))],
        publish=True,
        at=starts_at - dt.timedelta(days=40),
    )
    booking = apply_to_spot(
        acting_user=world.leaders[act],
        spot=show.spots.get(),
        act=act,
        message=world.chance.choice(MESSAGES),
        despite_conflicts=True,
        at=starts_at - dt.timedelta(days=33),
    )
    accept_booking(acting_user=world.leaders[host], booking=booking, at=starts_at - dt.timedelta(days=31))
    complete_show(show=show, at=completes_at(show))
    return booking
