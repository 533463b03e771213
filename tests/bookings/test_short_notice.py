"""Mails about what is less than 48 hours ahead bring it to the reader's calendar (RFC 5546, RFC 6047)."""

import datetime as dt

import pytest
import time_machine
from icalendar import Calendar as ICalendar

from availability.models import CalendarEntry
from bookings.actions import cancel_booking
from notifications.emails import make_mail
from notifications.models import Notification
from tests.bookings.scenes import HOUR, a_confirmed_booking, a_house, an_act
from tests.factories import FAR_SATURDAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock():
    with time_machine.travel(FAR_SATURDAY - dt.timedelta(days=60), tick=False) as traveller:
        yield traveller


@pytest.fixture
def booking(clock):
    return a_confirmed_booking(a_house(), an_act(members=1))


def last_mail(user):
    return make_mail(Notification.objects.filter(user=user).latest("id"), user.email)


def player_of(booking):
    return booking.lineup.get().user


def call_off(booking, clock, *, before):
    clock.move_to(booking.spot.call_at - before)
    cancel_booking(acting_user=booking.created_by, booking=booking)
    return last_mail(player_of(booking))


def test_a_cancellation_within_48_hours_takes_the_date_off_the_players_calendar(booking, clock):
    [part] = call_off(booking, clock, before=47 * HOUR).attachments
    calendar = ICalendar.from_ical(part.get_payload(decode=True))
    [event] = calendar.walk("VEVENT")
    entry = CalendarEntry.objects.get(calendar=player_of(booking).calendar_id)
    assert (part.get_content_type(), part.get_param("method"), part.get_filename()) == (
        "text/calendar", "CANCEL", "date.ics"
    )  # fmt: skip
    assert (calendar["METHOD"], event["STATUS"], event["UID"], event["SEQUENCE"]) == (
        "CANCEL", "CANCELLED", entry.uid, entry.sequence
    )  # fmt: skip
    assert str(event["ATTENDEE"]) == f"mailto:{player_of(booking).email}"
    assert str(event["ORGANIZER"]).startswith("mailto:")


def test_a_cancellation_earlier_is_left_to_the_feed(booking, clock):
    assert call_off(booking, clock, before=49 * HOUR).attachments == []


def test_what_is_confirmed_within_48_hours_comes_along(clock):
    house, act = a_house(), an_act(members=1)
    clock.move_to(FAR_SATURDAY - 40 * HOUR)
    booking = a_confirmed_booking(house, act)
    [part] = last_mail(player_of(booking)).attachments
    [event] = ICalendar.from_ical(part.get_payload(decode=True)).walk("VEVENT")
    assert (part.get_param("method"), event["STATUS"]) == ("REQUEST", "CONFIRMED")
    assert event.start == booking.spot.call_at


def test_who_has_no_entry_of_their_own_gets_the_mail_alone(booking, clock):
    call_off(booking, clock, before=20 * HOUR)
    host = booking.spot.show.created_by
    assert last_mail(host).attachments == []


def test_the_mail_goes_out_as_one_message(booking, clock):
    message = call_off(booking, clock, before=20 * HOUR).message()
    assert 'text/calendar; charset="utf-8"; method="CANCEL"' in message.as_string()
