import pytest
from django.urls import reverse

from bookings.actions import report_booking
from bookings.models import Booking, Cancellation
from bookings.states import BookingState
from tests.bookings.scenes import HOUR, a_confirmed_booking
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]


@pytest.fixture
def report(house, act):
    booking = a_confirmed_booking(house, act)
    at = booking.spot.show.out_at + HOUR
    return report_booking(acting_user=act.leader, booking=booking, kind="dispute", text="No PA at all", at=at)


@pytest.fixture
def office(client):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    return client


def address(name, report=None):
    return reverse(f"admin:bookings_report_{name}", args=[report.pk] if report else [])


def test_the_list_and_the_page_tell_what_is_to_be_settled(office, report):
    assert report.booking.act.name in office.get(address("changelist")).content.decode()
    page = office.get(address("change", report)).content.decode()
    assert "No PA at all" in page
    assert "Resolve" in page


def test_staff_settle_it_with_a_reason_once(office, report):
    page = address("resolve", report)
    assert office.get(page).status_code == 200
    assert office.post(page, {"to": "completed", "text": ""}).status_code == 422
    assert office.post(page, {"to": "disputed", "text": "Hm"}).status_code == 422
    assert office.post(page, {"to": "completed", "text": "It was played."}).status_code == 302
    report.booking.refresh_from_db()
    assert (report.booking.state, report.booking.history.last().text) == (BookingState.COMPLETED, "It was played.")
    again = office.post(page, {"to": "completed", "text": "Again"})
    assert (again.status_code, "no longer possible" in again.content.decode()) == (422, True)


def test_staff_set_another_sum_for_what_was_called_off(office, report):
    Booking.objects.filter(pk=report.booking.pk).update(fee_minor=10_000, fee_currency="EUR")
    office.post(address("resolve", report), {"to": "cancelled", "text": "So be it."})
    page = reverse("admin:bookings_cancellation_set_sum", args=[report.booking.pk])
    assert office.get(page).status_code == 200
    assert office.post(page, {"side": "host", "owed": "much", "text": "No PA"}).status_code == 422
    assert office.post(page, {"side": "host", "owed": "12.50", "text": "No PA"}).status_code == 302
    found = Cancellation.objects.get()
    assert (found.side, found.fee_minor, found.fee_currency_id, found.percent) == ("host", 12_50, "EUR", 0)
    assert office.get(reverse("admin:bookings_cancellation_changelist")).status_code == 200


def test_settling_is_for_staff(client, report, house):
    client.force_login(house.manager)
    assert client.post(address("resolve", report), {"to": "completed", "text": "We win"}).status_code == 302
    report.booking.refresh_from_db()
    assert report.booking.state == BookingState.DISPUTED
