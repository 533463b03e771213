"""Answering a booking as one saw it: by the number of its offer, by its version, or by its ETag."""

import pytest

from bookings.models import Booking
from bookings.states import BookingState
from tests.api.conftest import Caller

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]
FEE = {"amount_minor": 50_000, "currency": "EUR"}


@pytest.fixture
def manager(world) -> Caller:
    return Caller(world.manager)


@pytest.fixture
def seen(world, manager):
    """What the host saw of an application, before the host itself countered and the act did."""
    booking = world.apply()
    answer = manager.get(f"/bookings/{booking.pk}")
    return answer.json() | {"etag": answer.headers["ETag"]}


def counter_twice(world, seen):
    for user, amount in ((world.manager, 40_000), (world.leader, 50_000)):
        terms = {"fee": FEE | {"amount_minor": amount}}
        assert Caller(user).post(f"/bookings/{seen['id']}/counter", terms).status_code == 200


@pytest.mark.parametrize("by", ["offer", "version", "If-Match"])
def test_who_accepts_what_was_countered_since_is_told_the_present_offer(world, manager, seen, by):
    counter_twice(world, seen)
    body, headers = ({}, {by: seen["etag"]}) if by == "If-Match" else ({by: seen[by]}, {})
    answer = manager.post(f"/bookings/{seen['id']}/accept", body, **headers)
    assert (answer.status_code, answer.json()["offer"]) == (409, 3)
    assert Booking.objects.get().state == BookingState.PENDING
    assert manager.post(f"/bookings/{seen['id']}/accept", {"offer": 3}).status_code == 200


@pytest.mark.parametrize("by", ["offer", "version", "If-Match", "nothing"])
def test_what_is_as_it_was_seen_is_accepted(world, manager, seen, by):
    body = {by: seen[by]} if by in seen else {}
    headers = {"If-Match": seen["etag"]} if by == "If-Match" else {}
    assert manager.post(f"/bookings/{seen['id']}/accept", body, **headers).json()["state"] == "confirmed"


def test_who_counters_what_has_changed_is_told_too(world, manager, seen):
    counter_twice(world, seen)
    answer = manager.post(f"/bookings/{seen['id']}/counter", {"fee": FEE, "version": seen["version"]})
    assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (409, "changed-meanwhile")
    assert Booking.objects.get().offer_number == 3


def test_any_version_will_do_where_one_says_so(world, manager, seen):
    counter_twice(world, seen)
    assert manager.post(f"/bookings/{seen['id']}/accept", {}, **{"If-Match": "*"}).status_code == 200


def test_the_etag_of_an_answer_that_travelled_packed_names_what_was_seen(world, manager, seen):
    def packed_etag() -> str:
        etag = manager.get(f"/bookings/{seen['id']}", **{"Accept-Encoding": "gzip"}).headers["ETag"]
        assert etag.startswith("W/")
        return etag

    before = packed_etag()
    counter_twice(world, seen)
    assert manager.post(f"/bookings/{seen['id']}/accept", {}, **{"If-Match": before}).status_code == 409
    assert manager.post(f"/bookings/{seen['id']}/accept", {}, **{"If-Match": packed_etag()}).status_code == 200
