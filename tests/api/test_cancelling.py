"""Calling off by the API: what the pages ask for is asked here too."""

import pytest

from bookings.actions import accept_booking
from bookings.models import Booking, Cancellation, Show
from tests.api.conftest import Caller, known_free

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]


def test_staff_say_why_they_call_something_off_and_both_sides_read_it(world):
    known_free(world.leader, world.member)
    booking = accept_booking(acting_user=world.manager, booking=world.apply())
    staff, show = Caller(world.staff), f"/shows/{world.show.pk}"
    for path in (f"/bookings/{booking.pk}", show):
        for empty in ({}, {"message": " \n "}):
            refused = staff.post(f"{path}/cancel", empty)
            assert (refused.status_code, [*refused.json()["errors"]]) == (422, ["message"])
    assert Booking.objects.get(pk=booking.pk).state == "confirmed"
    assert staff.post(f"/bookings/{booking.pk}/cancel", {"message": "Fraud"}).json()["state"] == "cancelled"
    cancellation = Cancellation.objects.get(booking=booking)
    assert (cancellation.side, cancellation.reason, cancellation.percent) == ("", "Fraud", 0)
    assert staff.post(f"{show}/cancel", {"message": "Fraud"}).json()["state"] == "cancelled"
    assert Show.objects.get(pk=world.show.pk).cancel_reason == "Fraud"


def test_sides_may_call_off_without_a_word(world):
    booking = accept_booking(acting_user=world.manager, booking=world.apply())
    assert Caller(world.leader).post(f"/bookings/{booking.pk}/cancel").status_code == 200
    assert Caller(world.manager).post(f"/shows/{world.show.pk}/cancel").status_code == 200
