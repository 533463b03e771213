"""Offers and links, when two press at once: exactly one of them happened, and the terms are those that were read."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from availability.actions import say_time
from availability.models import TimeBlock
from bookings.actions import (
    OfferTerms,
    accept_booking,
    counter_booking,
    create_spot_invite,
    expire_booking,
    invite_act,
    use_spot_invite,
    withdraw_booking,
)
from bookings.models import Booking, LineupEntry, Offer, SpotInvite
from bookings.states import BookingState
from engagements.errors import LineupConflicts
from tests.bookings.scenes import HOUR, a_house, an_act, an_application, an_open_show
from tests.bookings.test_races import race, weeks

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]

TERMS = OfferTerms(70000, "EUR")


def or_denied(call):
    """Whose turn it is no longer is refused as who never had it; whose line-up is busy has a second step."""

    def run():
        try:
            return call()
        except (PermissionDenied, LineupConflicts) as refusal:
            return refusal

    return run


def test_an_offer_is_countered_or_accepted_by_two_leaders_of_one_side():
    house, act = a_house(), an_act(members=1)
    for starts_at in weeks(4):
        booking = an_application(act, an_open_show(house, starts_at=starts_at))
        race(
            or_denied(lambda booking=booking: accept_booking(acting_user=house.manager, booking=booking, offer=1)),
            or_denied(
                lambda booking=booking: counter_booking(
                    acting_user=house.manager, booking=booking, terms=TERMS, offer=1
                )
            ),
        )
        booking.refresh_from_db()
        agreed, offers = (None, 1) if booking.state == BookingState.CONFIRMED else (70000, 2)
        assert (booking.fee_minor, booking.offer_number, booking.offers.count()) == (agreed, offers, offers)


def test_two_offers_at_once_are_one():
    house, act = a_house(), an_act(members=1)
    booking = an_application(act, an_open_show(house))
    race(
        *[
            or_denied(
                lambda fee=fee: counter_booking(
                    acting_user=house.manager, booking=booking, terms=OfferTerms(fee, "EUR"), offer=1
                )
            )
            for fee in range(1, 9)
        ]
    )
    booking.refresh_from_db()
    assert (booking.offer_number, Offer.objects.filter(booking=booking).count()) == (2, 2)
    assert booking.fee_minor == booking.offers.get(number=2).fee_minor


def test_an_offer_is_countered_in_time_or_runs_out():
    house, act = a_house(), an_act(members=1)
    for starts_at in weeks(4):
        booking = an_application(act, an_open_show(house, starts_at=starts_at))
        late, just = booking.answer_by, booking.answer_by - dt.timedelta(seconds=1)
        race(
            lambda booking=booking, late=late: expire_booking(booking=booking, at=late),
            or_denied(
                lambda booking=booking, just=just: counter_booking(
                    acting_user=house.manager, booking=booking, terms=TERMS, at=just
                )
            ),
        )
        booking.refresh_from_db()
        assert (booking.state, booking.offer_number) in [(BookingState.EXPIRED, 1), (BookingState.PENDING, 2)]


def test_one_link_leads_one_act_to_one_booking():
    house = a_house()
    spot = an_open_show(house).spots.get()
    invite, _token = create_spot_invite(acting_user=house.manager, spot=spot)
    acts = [an_act(members=1) for _number in range(8)]
    race(*[lambda act=act: use_spot_invite(acting_user=act.leader, invite=invite, act=act.party) for act in acts])
    booking = Booking.objects.get()
    assert SpotInvite.objects.get().booking == booking


def test_an_act_is_invited_once_and_withdrawn_or_accepted():
    house, act = a_house(), an_act(members=1)
    spot = an_open_show(house).spots.get()
    race(*[lambda: invite_act(acting_user=house.manager, spot=spot, act=act.party)] * 4)
    booking = Booking.objects.get()
    race(
        or_denied(lambda: accept_booking(acting_user=act.leader, booking=booking)),
        or_denied(lambda: withdraw_booking(acting_user=house.manager, booking=booking)),
    )
    booking.refresh_from_db()
    assert (booking.state, booking.claim is not None) in [("confirmed", True), ("withdrawn", False)]


def test_whoever_says_busy_while_their_leader_accepts_was_either_promised_before_or_leads_to_the_second_step():
    """Blocks are numbered as they are written, under the player's calendar: the earlier one is the truth."""
    house, act = a_house(), an_act(members=1)
    member = act.members[0]
    for starts_at in weeks(6):
        spot = an_open_show(house, starts_at=starts_at).spots.get()
        booking = invite_act(acting_user=house.manager, spot=spot, act=act.party)
        said = {"acting_user": member, "calendar": member.calendar, "timezone": "Europe/Berlin", "kind": "busy"}
        accepted, _said = race(
            or_denied(lambda booking=booking: accept_booking(acting_user=act.leader, booking=booking)),
            lambda starts_at=starts_at, said=said: say_time(starts_at=starts_at, ends_at=starts_at + HOUR, **said),
        )
        busy = TimeBlock.objects.get(calendar=member.calendar, kind="busy", period__startswith=starts_at)
        entry = LineupEntry.objects.filter(booking=booking).first()
        if isinstance(accepted, LineupConflicts):
            assert entry is None
        else:
            assert entry is not None
            assert entry.claim_id < busy.pk
