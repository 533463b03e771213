import pytest
from django.urls import reverse

from bookings.states import BookingState, ShowState
from engagements.states import Channel
from tests.bookings.scenes import a_confirmed_booking
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]


@pytest.fixture
def booking(house, act):
    return a_confirmed_booking(house, act)


@pytest.fixture
def office(client):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    return client


def address(name, obj=None):
    return reverse(f"admin:bookings_{name}", args=[obj.pk] if obj else [])


def test_lists_and_pages_show_history_and_no_way_to_change(office, booking):
    for obj, name in ((booking, "booking"), (booking.spot.show, "show")):
        assert office.get(address(f"{name}_changelist")).status_code == 200
        page = office.get(address(f"{name}_change", obj)).content.decode()
        assert "Cancel with a reason" in page
        assert 'name="state"' not in page
        assert 'name="_save"' not in page


def test_nothing_is_added_changed_deleted_or_done_in_bulk(office, booking):
    for obj, name in ((booking, "booking"), (booking.spot.show, "show")):
        assert office.get(address(f"{name}_add")).status_code == 403
        assert office.post(address(f"{name}_change", obj), {"state": "pending"}).status_code == 403
        assert office.post(address(f"{name}_delete", obj), {"post": "yes"}).status_code == 403
        assert 'name="action"' not in office.get(address(f"{name}_changelist")).content.decode()


def test_cancel_asks_for_a_reason_and_tells_it(office, booking):
    page = address("booking_cancel", booking)
    assert office.get(page).status_code == 200
    assert office.post(page, {"reason": ""}).status_code == 422
    assert office.post(page, {"reason": "Reported as fraud"}).status_code == 302
    booking.refresh_from_db()
    last = booking.history.last()
    assert (booking.state, last.text, last.channel) == (BookingState.CANCELLED, "Reported as fraud", Channel.ADMIN)


def test_cancel_of_what_is_cancelled_says_so(office, booking):
    page = address("show_cancel", booking.spot.show)
    assert office.post(page, {"reason": "Fraud"}).status_code == 302
    again = office.post(page, {"reason": "Fraud"})
    assert again.status_code == 422
    assert "no longer possible" in again.content.decode()
    booking.spot.show.refresh_from_db()
    assert booking.spot.show.state == ShowState.CANCELLED


def test_cancel_is_for_staff(client, booking, house):
    client.force_login(house.manager)
    assert client.get(address("booking_cancel", booking)).status_code == 302
    assert client.post(address("booking_cancel", booking), {"reason": "x"}).status_code == 302
    booking.refresh_from_db()
    assert booking.state == BookingState.CONFIRMED
