"""Asking people whose calendar has aged: whom, when, once; and what their answer does."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.core import signing
from django.urls import reverse
from django.utils.timezone import now
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.access import NUDGE_SALT, nudge_token, opened_by_nudge_token
from accounts.actions import answer_nudge, nudge_due
from accounts.actions.memberships import enter_party
from accounts.errors import NudgeOver
from accounts.models import User
from accounts.names.zones import zone_choices
from accounts.periodic import nudge_due as nudge_all
from accounts.queries.nudges import in_words, rhythm_of
from accounts.states import NudgeAnswer, Role
from availability.actions import say_time, set_known_until
from availability.models import Calendar, TimeBlock
from availability.queries.manager import AvailabilityManager
from availability.ranges import DAY, at_wall_clock, evening
from availability.states import MemberState, SaidKind
from notifications.emails import make_mail
from notifications.kinds.registry import render
from notifications.models import Notification
from tests.factories import BandFactory, MembershipFactory, UserFactory, VenueFactory

pytestmark = pytest.mark.django_db

SUNDAY = dt.datetime(2028, 3, 5, 17, 0, tzinfo=dt.UTC)
"""18:00 in Berlin, when everybody is asked who has not chosen another time."""
HOUR, MINUTE = dt.timedelta(hours=1), dt.timedelta(minutes=1)


def today_of(user) -> dt.date:
    """The day it is for them: another one than in UTC, for an hour or two of each night."""
    return now().astimezone(ZoneInfo(user.timezone)).date()


def a_player(**fields):
    user = UserFactory(**fields)
    enter_party(party=BandFactory().party, user=user, role=Role.MEMBER)
    return user


def knows(user, until, said_at=SUNDAY - DAY):
    Calendar.objects.filter(pk=user.calendar_id).update(known_until=until, said_at=said_at)
    return User.objects.select_related("calendar").get(pk=user.pk)


@pytest.mark.parametrize(
    ("until", "said", "count"),
    [
        (None, None, 1),
        (SUNDAY - DAY, SUNDAY - 2 * DAY, 1),
        (SUNDAY + 28 * DAY - MINUTE, SUNDAY - DAY, 1),
        (SUNDAY + 28 * DAY, SUNDAY - DAY, 0),
        (SUNDAY + 200 * DAY, SUNDAY - 61 * DAY, 1),
        (SUNDAY + 200 * DAY, SUNDAY - 60 * DAY, 0),
        (SUNDAY + 200 * DAY, None, 0),
    ],
)
def test_calendar_has_aged_by_what_is_known_and_when_it_was_said(until, said, count):
    knows(a_player(), until, said)
    assert nudge_due(at=SUNDAY) == count


def test_nobody_is_asked_in_the_first_week_of_their_account():
    user = a_player(date_joined=SUNDAY - 7 * DAY + MINUTE)
    assert nudge_due(at=SUNDAY) == 0
    User.objects.filter(pk=user.pk).update(date_joined=SUNDAY - 7 * DAY)
    assert nudge_due(at=SUNDAY) == 1


@pytest.mark.parametrize(
    ("minutes", "count"), [(-1, 0), (0, 1), (14, 1), (179, 1), (180, 0), (7 * 24 * 60, 1), (24 * 60, 0)]
)
def test_asked_at_the_chosen_time_or_a_little_later(minutes, count):
    a_player()
    assert nudge_due(at=SUNDAY + minutes * MINUTE) == count


@pytest.mark.parametrize(
    ("zone", "weekday", "time", "moment"),
    [
        ("America/New_York", 6, dt.time(18), dt.datetime(2028, 3, 5, 23, 0, tzinfo=dt.UTC)),
        ("Asia/Kathmandu", 0, dt.time(0), dt.datetime(2028, 3, 5, 18, 15, tzinfo=dt.UTC)),
        ("Pacific/Auckland", 0, dt.time(7), dt.datetime(2028, 3, 5, 18, 0, tzinfo=dt.UTC)),
        ("Europe/Berlin", 6, dt.time(2, 30), dt.datetime(2028, 3, 26, 1, 0, tzinfo=dt.UTC)),  # left out that night
        ("Europe/Berlin", 6, dt.time(2, 30), dt.datetime(2028, 10, 29, 0, 30, tzinfo=dt.UTC)),  # the first of two
    ],
)
def test_asked_by_the_clock_of_their_zone_whatever_it_does(zone, weekday, time, moment):
    a_player(timezone=zone, nudge_weekday=weekday, nudge_time=time)
    assert [nudge_due(at=moment + minutes * MINUTE) for minutes in (-1, 0, 15, 60, 75)] == [0, 1, 0, 0, 0]


EARLIER = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)


@pytest.mark.slow
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    zone=st.sampled_from([zone for zone, _name in zone_choices()]),
    weekday=st.integers(0, 6),
    time=st.times().map(lambda time: time.replace(second=0, microsecond=0)),
    day=st.dates(dt.date(2026, 1, 1), dt.date(2030, 12, 1)),
)
def test_everybody_is_asked_exactly_once_in_a_week(zone, weekday, time, day):
    user = a_player(timezone=zone, nudge_weekday=weekday, nudge_time=time, date_joined=EARLIER)
    chosen = day + (weekday - day.weekday()) % 7 * DAY
    moment = at_wall_clock(chosen, time, zone)
    asked = [at for at in (moment + minutes * MINUTE for minutes in range(-90, 120, 15)) if nudge_due(at=at)]
    assert len(asked) == 1
    assert abs(asked[0] - moment) <= 75 * MINUTE
    user.memberships.update(left_at=moment)


def test_who_plays_nowhere_or_does_not_want_is_not_asked():
    UserFactory()
    MembershipFactory(party=VenueFactory().party, role=Role.OWNER)
    MembershipFactory(party=BandFactory().party, role=Role.MANAGER)
    a_player(nudge_weekday=None)
    a_player(is_active=False)
    left = a_player()
    left.memberships.update(left_at=SUNDAY - DAY)
    assert nudge_due(at=SUNDAY) == 0


def test_asked_once_until_they_have_spoken_or_four_weeks_have_passed():
    user = a_player()
    assert [nudge_due(at=SUNDAY + week * 7 * DAY) for week in range(6)] == [1, 0, 0, 0, 0, 1]
    knows(user, None, said_at=SUNDAY + 36 * DAY)
    assert nudge_due(at=SUNDAY + 42 * DAY) == 1


@pytest.mark.parametrize("count", [1, 3])
def test_all_who_are_due_are_asked_by_the_same_queries(count, django_assert_num_queries):
    for _person in range(count):
        a_player()
    with django_assert_num_queries(5):
        assert nudge_due(at=SUNDAY) == count
    assert Notification.objects.filter(kind="accounts.aged").count() == count


def test_the_clock_asks_until_nobody_is_left(monkeypatch):
    monkeypatch.setattr("accounts.actions.nudges.AT_ONCE_MAX", 2)
    monkeypatch.setattr("accounts.actions.nudges.now", lambda: SUNDAY)
    for _person in range(3):
        a_player()
    assert nudge_all() == 3
    assert Notification.objects.count() == 3


def asked(user, at=None):
    """The user, just asked."""
    User.objects.filter(pk=user.pk).update(nudged_at=at or now())
    data = {"asked_at": (at or now()).isoformat()}
    return Notification.objects.create(user=user, kind="accounts.aged", path="/calendar/nudge/", data=data)


def test_mail_leads_to_a_page_signed_for_its_reader_and_the_inbox_to_ones_own():
    user = knows(a_player(), None, now() - 90 * DAY)
    mail = make_mail(asked(user), user.email)
    assert mail.subject == "Is your calendar up to date?"
    assert "/calendar/nudge/" in mail.body
    assert "Your bands can’t see when you’re free." in mail.body
    assert "/calendar/nudge/" in mail.alternatives[0][0]


def test_who_never_said_anything_is_asked_in_other_words(client):
    user = a_player()
    mail = make_mail(asked(user), user.email)
    assert mail.subject == "When can you play?"
    assert "your usual week" not in mail.body
    client.force_login(user)
    page = client.get("/calendar/nudge/").content.decode()
    assert "When can you play?" in page
    assert "up to date" not in page


def test_who_has_spoken_meanwhile_is_told_nothing_any_more():
    user = a_player()
    notification = asked(user, now() - HOUR)
    assert render(notification, user) is not None
    set_known_until(acting_user=user, calendar=user.calendar, until=now().date() + 90 * DAY, timezone="Europe/Berlin")
    assert render(notification, User.objects.get(pk=user.pk)) is None


def busy_mondays(user):
    """Fridays free, Mondays busy, for the last twelve weeks, and all known until now."""
    today = today_of(user)
    monday = today - DAY * today.weekday()
    for week in range(1, 13):
        period = evening(monday - 7 * week * DAY, dt.time(19), dt.time(22), user.timezone)
        TimeBlock.objects.create(calendar=user.calendar, kind="busy", period=(period.starts_at, period.ends_at))
    return knows(user, now(), said_at=now() - DAY)


def test_rhythm_is_told_with_equal_days_as_one():
    user = busy_mondays(a_player())
    usual = in_words(rhythm_of(user, now()))
    assert [(each.days, each.kind) for each in usual] == [("Mo", SaidKind.BUSY), ("Tu – Su", SaidKind.FREE)]


def test_same_rhythm_paints_what_nothing_is_said_of_and_makes_the_rest_known():
    user = busy_mondays(a_player())
    monday = today_of(user) + DAY * (7 - today_of(user).weekday())
    night = evening(monday, dt.time(18), dt.time(0), user.timezone)
    say_time(
        acting_user=user, calendar=user.calendar, kind="free", timezone=user.timezone,
        starts_at=night.starts_at, ends_at=night.ends_at,
    )  # fmt: skip
    last = answer_nudge(acting_user=user, answer=NudgeAnswer.RHYTHM)
    assert last == today_of(user) + 56 * DAY

    def state(day):
        period = evening(day, dt.time(20), dt.time(23), user.timezone)
        return AvailabilityManager.states(calendar_ids=[user.calendar_id], period=period)[user.calendar_id]

    assert [state(monday + DAY * days) for days in (0, 1, 7, 8, 63, 64)] == [
        MemberState.FREE, MemberState.FREE, MemberState.BUSY, MemberState.FREE, MemberState.UNKNOWN,
        MemberState.UNKNOWN,
    ]  # fmt: skip


def test_the_rest_is_free_adds_eight_weeks_to_what_is_known():
    user = knows(a_player(), now() + 10 * DAY)
    assert answer_nudge(acting_user=user, answer=NudgeAnswer.FREE) == today_of(user) + 66 * DAY
    assert not TimeBlock.objects.filter(calendar=user.calendar).exists()
    user.calendar.refresh_from_db()
    assert user.calendar.said_at


def test_never_says_nothing_and_asks_no_more(client):
    user = a_player()
    assert client.post(link_of(user), {"answer": "never"}).status_code == 200
    user.refresh_from_db()
    assert (user.nudge_weekday, user.calendar.said_at) == (None, None)


def link_of(user, at=None):
    return reverse("accounts:nudge_answer", args=[nudge_token(user, (at or now()).isoformat())])


@pytest.mark.parametrize("is_signed_in", [True, False])
def test_link_shows_buttons_and_only_the_post_acts(client, is_signed_in):
    user = busy_mondays(a_player(language="de"))
    link = link_of(user)
    if is_signed_in:
        client.force_login(UserFactory())
    assert client.get(link).status_code == client.head(link).status_code == 200
    assert not TimeBlock.objects.filter(calendar=user.calendar, rule__isnull=False).exists()
    response = client.post(link, {"answer": "rhythm"})
    assert response.status_code == 200
    assert TimeBlock.objects.filter(calendar=user.calendar, rule__isnull=False, kind="busy").exists()
    assert client.get(link).status_code == client.post(link, {"answer": "free"}).status_code == 410


def test_ones_own_page_offers_a_rhythm_only_where_there_is_one(client):
    silent, regular = a_player(), busy_mondays(a_player())
    offered = {}
    for user in (silent, regular):
        client.force_login(user)
        offered[user] = 'value="rhythm"' in client.get(reverse("accounts:nudge")).content.decode()
    assert offered == {silent: False, regular: True}
    response = client.post(reverse("accounts:nudge"), {"answer": "free"})
    assert "Your bands can see your availability until" in response.content.decode()


@pytest.mark.parametrize("answer", ["", "rubbish", "\x00"])
def test_an_answer_that_is_none_is_refused_at_the_page(client, answer):
    user = a_player()
    assert client.post(link_of(user), {"answer": answer}).status_code == 422
    assert Calendar.objects.get(pk=user.calendar_id).said_at is None


def test_link_ends_after_two_weeks_or_with_the_account(time_machine):
    user = a_player()
    time_machine.move_to(now())
    token = nudge_token(user, now().isoformat())
    assert opened_by_nudge_token(token) == user
    time_machine.shift(15 * DAY)
    with pytest.raises(NudgeOver):
        opened_by_nudge_token(token)
    fresh = nudge_token(user, now().isoformat())
    User.objects.filter(pk=user.pk).update(is_active=False)
    with pytest.raises(NudgeOver):
        opened_by_nudge_token(fresh)


@pytest.mark.parametrize(
    "token", ["rubbish", "é", pytest.param(signing.dumps(["x", "y"], salt="other"), id="signed for something else")]
)
def test_link_that_was_never_signed_is_not_found(client, token):
    assert client.get(f"/calendar/nudge/{token}/").status_code == 404
    assert NUDGE_SALT not in token


def test_when_to_be_asked_is_chosen_on_ones_own_page(client):
    user = a_player()
    client.force_login(user)
    assert 'value="6" selected' in client.get(reverse("accounts:you")).content.decode()
    path = reverse("accounts:nudge_settings")
    assert client.post(path, {"weekday": "2", "time": "08:30"}).status_code == 302
    user.refresh_from_db()
    assert (user.nudge_weekday, user.nudge_time) == (2, dt.time(8, 30))
    assert client.post(path, {"weekday": "", "time": "08:30"}).status_code == 302
    assert client.post(path, {"weekday": "7", "time": "25:00"}).status_code == 422
    user.refresh_from_db()
    assert user.nudge_weekday is None
