"""What was said, in words."""

import datetime as dt

import pytest
import time_machine

from accounts.queries import said_by
from accounts.queries.said import describe_rule
from availability.actions import say_time
from availability.models import AvailabilityRule
from tests.factories import UserFactory

NOW = dt.datetime(2028, 3, 1, 12, tzinfo=dt.UTC)
FRIDAY = dt.datetime(2028, 3, 3, 18, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def first_of_march():
    with time_machine.travel(NOW, tick=False):
        yield


def rule(**more):
    values = {"kind": "busy", "starts_at": FRIDAY, "ends_at": FRIDAY + 4 * HOUR, "timezone": "Europe/Berlin"}
    return AvailabilityRule(**values | more)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({}, "Fri 3 Mar, 19:00 – 23:00 (Berlin time)"),
        ({"rrule": "FREQ=WEEKLY;INTERVAL=2"}, "Every 2 weeks on Fr, 19:00–23:00 (Berlin time, from 3 Mar)"),
        ({"rrule": "FREQ=DAILY;COUNT=3"}, "Every day, 19:00–23:00 (Berlin time), 3 times (from 3 Mar)"),
        (
            {"rrule": "FREQ=WEEKLY;UNTIL=20280505", "exdates": [dt.date(2028, 2, 25), dt.date(2028, 3, 10)]},
            "Fridays 19:00–23:00 (Berlin time, from 3 Mar until Fri 5 May), except on 1 date",
        ),
        (
            {"rrule": "FREQ=YEARLY;BYYEARDAY=1,2", "exdates": [dt.date(2029, 1, 1), dt.date(2029, 1, 2)]},
            "custom rule: FREQ=YEARLY;BYYEARDAY=1,2, 19:00–23:00 (Berlin time, from 3 Mar), except on 2 dates",
        ),
        (
            {
                "rrule": "FREQ=WEEKLY;BYDAY=TU,TH",
                "starts_at": FRIDAY.replace(hour=5),
                "ends_at": FRIDAY.replace(day=4, hour=5),
            },
            "Tuesdays, Thursdays (from 3 Mar)",
        ),
        (
            {"rrule": "FREQ=WEEKLY", "starts_at": FRIDAY - 365 * 24 * HOUR, "ends_at": FRIDAY - 364.75 * 24 * HOUR},
            "Thursdays 19:00–01:00 (Berlin time, from 4 Mar 2027)",
        ),
    ],
)
def test_a_rule_is_described_with_its_end_and_what_it_leaves_out(more, said, settings):
    settings.TIME_ZONE = "UTC"
    assert describe_rule(rule(**more)) == said


@pytest.mark.django_db
def test_what_was_said_ends_with_its_last_time():
    user = UserFactory()
    for rrule in ("FREQ=DAILY;COUNT=2", "FREQ=DAILY;UNTIL=20280304", "FREQ=WEEKLY"):
        say_time(
            acting_user=user, calendar=user.calendar, kind="busy", starts_at=FRIDAY, ends_at=FRIDAY + HOUR,
            timezone="Europe/Berlin", rrule=rrule,
        )  # fmt: skip
    after = FRIDAY + 25 * HOUR
    assert len(said_by(user, after - HOUR)) == 3
    assert [said.rule.rrule for said in said_by(user, after)] == ["FREQ=WEEKLY"]
