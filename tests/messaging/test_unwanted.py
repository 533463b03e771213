"""Whoever is blocked finds no other way to write: no booking that begins, no ended one, no other party of theirs."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.states import PartyKind, Role
from bookings.actions import (
    apply_to_spot,
    decline_booking,
    expire_booking,
    invite_act,
    request_act,
    withdraw_booking,
)
from messaging.access import get_thread_for, refusal_to_write
from messaging.actions import block_other_side, send_enquiry, unblock_other_side
from messaging.errors import EnquiriesOff, NothingWritten
from messaging.models import Thread
from tests.bookings.scenes import a_confirmed_booking, an_application, an_open_show
from tests.factories import FAR_SATURDAY, BandFactory, MembershipFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]
HOUR = dt.timedelta(hours=1)


def request(user, act, **values):
    return request_act(acting_user=user, act=act.party, starts_at=FAR_SATURDAY, ends_at=FAR_SATURDAY + HOUR, **values)


@pytest.mark.parametrize("end", ["decline", "withdraw", "expire"])
def test_nothing_is_added_to_a_booking_that_ended_before_it_was_promised(house, act, say, end):
    booking = an_application(act, an_open_show(house))
    say(act.leader, booking.pk)
    if end == "decline":
        decline_booking(acting_user=house.manager, booking=booking)
    elif end == "withdraw":
        withdraw_booking(acting_user=act.leader, booking=booking)
    else:
        expire_booking(booking=booking, at=booking.answer_by + HOUR)

    for user in (act.leader, house.manager):
        with pytest.raises(NothingWritten) as refused:
            say(user, booking.pk)
        booking.refresh_from_db()
        assert str(refused.value.detail) == (
            f"{booking.get_state_display()}: nothing can be added here any more. Write to them from their page."
        )
        assert Thread.objects.get(pk=booking.pk).last_number == 1
        assert refusal_to_write(user, get_thread_for(user, booking.pk))


def test_between_two_sides_of_whom_one_has_blocked_the_other_no_booking_begins(house, act, client):
    show = an_open_show(house)
    user = UserFactory(name="Xaver")
    asked = send_enquiry(acting_user=user, party=act.party, text="Hello")
    between = send_enquiry(acting_user=act.leader, party=house.party, asker=act.party, text="Hello")
    block_other_side(acting_user=act.leader, thread=asked.thread)
    block_other_side(acting_user=house.manager, thread=between.thread)
    spot = show.spots.get()

    # The blocked person, under whichever name; the other leaders of a blocked act; and whoever blocked.
    agency = MembershipFactory(user=user, role=Role.OWNER, party__kind=PartyKind.AGENCY).party
    other_leader = MembershipFactory(party=act.party, role=Role.MANAGER).user
    for begin in (
        lambda: request(user, act),
        lambda: request(user, act, host=agency),
        lambda: apply_to_spot(acting_user=act.leader, spot=spot, act=act.party),
        lambda: apply_to_spot(acting_user=other_leader, spot=spot, act=act.party),
    ):
        with pytest.raises(EnquiriesOff) as refused:
            begin()
        assert "block" not in str(refused.value.detail)
    with pytest.raises(NothingWritten, match="You have blocked"):
        invite_act(acting_user=house.manager, spot=spot, act=act.party)

    client.force_login(user)
    page = client.get(reverse("bookings:request_new", args=[act.party.slug]))
    assert "takes no messages from here" in page.content.decode()
    assert b'name="starts"' not in page.content

    unblock_other_side(acting_user=act.leader, thread=asked.thread)
    assert request(user, act)


def test_two_sides_with_a_night_to_play_go_on_booking_though_one_has_blocked_the_other(house, act):
    a_confirmed_booking(house, act)
    thread = send_enquiry(acting_user=act.leader, party=house.party, asker=act.party, text="Hello").thread
    block_other_side(acting_user=house.manager, thread=thread)

    assert an_application(act, an_open_show(house, starts_at=FAR_SATURDAY + dt.timedelta(days=7)))


def test_whoever_is_blocked_writes_in_no_enquiry_of_another_party_of_theirs(house, act, say):
    user = UserFactory(name="Xaver")
    asked = send_enquiry(acting_user=user, party=house.party, text="Hello")
    band = BandFactory().party
    MembershipFactory(party=band, user=user, role=Role.OWNER)
    friend = MembershipFactory(party=band, role=Role.MANAGER).user
    by_friend = send_enquiry(acting_user=friend, party=house.party, asker=band, text="Hello").thread
    block_other_side(acting_user=house.manager, thread=asked.thread)

    for write in (
        lambda: say(user, by_friend.pk),
        lambda: send_enquiry(acting_user=user, party=house.party, asker=band, text="Hello"),
    ):
        with pytest.raises(NothingWritten):
            write()
    assert say(friend, by_friend.pk)
    assert say(house.manager, by_friend.pk)
