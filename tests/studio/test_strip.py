"""The availability strip on the public page."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils.translation import override

from availability.models import Calendar
from studio.actions import remove_hours
from studio.models import Room
from studio.queries.strip import professional_strip
from tests.studio.test_slots import AT, BERLIN, DAY, HOUR, MONDAY, a_stored_service, open_on, promise
from tests.studio.test_views import approved

pytestmark = pytest.mark.django_db


def lines(strip):
    return [(day.day.day, line.hours, line.service, line.length, line.mode) for day in strip.days for line in day.lines]


def test_seven_days_with_what_where_and_how(user, professional):
    a_stored_service(user, professional)
    open_on(user, professional, rrule="FREQ=WEEKLY;BYDAY=MO,WE")
    open_on(user, professional, hour=19, length=3, mode="request", rrule="FREQ=WEEKLY;BYDAY=MO")
    promise(user.calendar, MONDAY + 2 * HOUR, MONDAY + 3 * HOUR)
    with override("en"):
        found = professional_strip(professional, at=AT)
    assert [day.day for day in found.days] == [AT.date() + n * DAY for n in range(7)]
    assert lines(found) == [
        (7, "10:00 – 12:00", "Mixing", "from 2 hours", "At once"),
        (7, "13:00 – 18:00", "Mixing", "from 2 hours", "At once"),
        (7, "19:00 – 22:00", "Mixing", "from 2 hours", "On request"),
        (9, "10:00 – 18:00", "Mixing", "from 2 hours", "At once"),
    ]
    assert found.days[1].lines[0].price == "€60 an hour"


def test_what_is_free_later_is_shown_where_nothing_is_free_now(user, professional):
    a_stored_service(user, professional)
    assert professional_strip(professional, at=AT).is_empty
    later = MONDAY + 30 * DAY
    open_on(user, professional, starts_at=later, ends_at=later + 8 * HOUR, rrule="")
    found = professional_strip(professional, at=AT)
    assert (found.is_later, [day.day for day in found.days]) == (True, [later.date()])


def test_queries(user, professional, django_assert_num_queries):
    a_stored_service(user, professional)
    open_on(user, professional)
    for name in "AB":
        Room.objects.create(professional=professional, name=name, calendar=Calendar.objects.create())
    professional.party.calendar  # noqa: B018 — the page has read it
    with django_assert_num_queries(6):
        professional_strip(professional, at=AT)


def test_the_page_and_its_part_show_it_and_open_pages_hear_of_changes(client, user, professional):
    approved(professional)
    a_stored_service(user, professional)
    tomorrow = dt.datetime.now(tz=BERLIN).replace(hour=10, minute=0, second=0, microsecond=0) + DAY
    rule = open_on(user, professional, starts_at=tomorrow, ends_at=tomorrow + 8 * HOUR, rrule="")
    page, part = (reverse(f"discovery:{name}", args=["low-end"]) for name in ("professional", "professional_strip"))
    for address in (page, part):
        text = client.get(address).text
        assert "10:00 – 18:00" in text
        assert f'data-live="c.{professional.party.calendar.public_id}"' in text
    before = Calendar.objects.get(pk=professional.party.calendar_id).public_version
    remove_hours(acting_user=user, professional=professional, rule=rule)
    assert Calendar.objects.get(pk=professional.party.calendar_id).public_version > before
    assert "10:00 – 18:00" not in client.get(part).text


def test_who_cannot_see_the_page_cannot_see_its_part(client, professional):
    assert client.get(reverse("discovery:professional_strip", args=["low-end"])).status_code == 404
