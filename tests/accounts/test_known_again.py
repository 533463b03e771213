"""Saying again until when one is free: heard anew, and still the same moment."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils.timezone import localdate, now

from accounts.queries.months import last_known_day
from availability.actions import set_known_until
from availability.models import Calendar
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_saying_again_until_when_keeps_the_moment(client):
    user = UserFactory(timezone="Europe/Berlin")
    until = (now() + dt.timedelta(days=60)).replace(hour=15, minute=20, second=7, microsecond=0)
    set_known_until(acting_user=user, calendar=user.calendar, until=until, timezone=user.timezone)
    user.timezone = "Pacific/Kiritimati"
    user.save(update_fields=["timezone"])
    before = Calendar.objects.get(pk=user.calendar_id)
    client.force_login(user)
    day = last_known_day(user)
    assert client.post(reverse("accounts:known_set"), {"until": day.isoformat()}).status_code == 302
    after = Calendar.objects.get(pk=user.calendar_id)
    assert after.known_until == before.known_until == until
    assert after.said_at > before.said_at
    later = day + dt.timedelta(days=1)
    client.post(reverse("accounts:known_set"), {"until": later.isoformat()})
    assert Calendar.objects.get(pk=user.calendar_id).known_until > until


def test_the_first_time_eight_weeks_are_suggested_and_saved_as_shown(client):
    newcomer = UserFactory()
    client.force_login(newcomer)
    form = client.get(reverse("accounts:calendar")).context["known_form"]
    day = localdate(timezone=ZoneInfo(newcomer.timezone)) + dt.timedelta(weeks=8)
    assert form["until"].value() == day
    assert not form["until"].field.show_hidden_initial
    client.post(reverse("accounts:known_set"), {"until": day.isoformat()})
    newcomer.calendar.refresh_from_db()
    assert newcomer.calendar.known_until is not None
