"""Promised gigs that their player's own calendar contradicts: what is found, and the ways out."""

import datetime as dt
from itertools import product

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.timezone import now

from accounts.states import Role
from availability.actions import paint_nights, say_time
from availability.models import ImportedCalendar, TimeBlock
from bookings.actions import (
    answer_lineup,
    ask_to_move,
    cancel_booking,
    keep_promise,
    refuse_to_move,
    release_own_claim,
    set_lineup,
)
from bookings.models import Booking, HistoryEntry
from bookings.periodic.bookings import tell_contradictions
from bookings.queries import contradictions_of, open_contradictions
from bookings.queries.contradictions import ASKED_FOR, moves_asked_of, questions_about
from bookings.states import Event
from engagements.errors import AskedAlready, ChangedMeanwhile, WrongState
from notifications.kinds.registry import render
from notifications.models import Notification
from tests.bookings.scenes import HOUR, a_confirmed_booking, an_application, an_open_show
from tests.factories import FAR_SATURDAY, MembershipFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]
DAY = dt.timedelta(days=1)
CALL = FAR_SATURDAY - 4 * HOUR


@pytest.fixture
def booking(house, act):
    return a_confirmed_booking(house, act)


@pytest.fixture
def member(act):
    return act.members[0]


def say(user, kind="busy", starts_at=FAR_SATURDAY, ends_at=FAR_SATURDAY + HOUR, **values):
    said = {"acting_user": user, "calendar": user.calendar, "timezone": "Europe/Berlin"}
    return say_time(kind=kind, starts_at=starts_at, ends_at=ends_at, **said | values)


def mine(booking, user):
    return booking.lineup.get(user=user)


def found(user):
    return contradictions_of(user, now())


@pytest.mark.parametrize(
    ("kind", "starts_at", "ends_at", "contradicts"),
    [
        ("busy", FAR_SATURDAY, FAR_SATURDAY + HOUR, True),
        ("maybe", FAR_SATURDAY, FAR_SATURDAY + HOUR, True),
        ("free", FAR_SATURDAY, FAR_SATURDAY + HOUR, False),
        ("busy", CALL - DAY, CALL, False),
        ("busy", CALL - DAY, CALL + dt.timedelta(minutes=1), True),
        ("busy", FAR_SATURDAY + 3.5 * HOUR, FAR_SATURDAY + DAY, False),
        ("busy", FAR_SATURDAY - 20 * DAY, FAR_SATURDAY + 20 * DAY, True),
    ],
)
def test_what_contradicts_a_promise(booking, member, kind, starts_at, ends_at, contradicts):
    say(member, kind, starts_at, ends_at)
    assert bool(found(member)) == contradicts
    assert open_contradictions(member, now()).exists() == contradicts


def test_a_contradiction_tells_what_was_said_within_the_promise_and_nothing_beyond(booking, member):
    say(member, starts_at=FAR_SATURDAY - DAY, ends_at=FAR_SATURDAY)
    [contradiction] = found(member)
    [doubt] = contradiction.doubts
    assert (doubt.kind, doubt.source) == ("busy", "")
    assert (doubt.period.starts_at, doubt.period.ends_at) == (CALL, FAR_SATURDAY)


def test_an_imported_event_contradicts_by_the_name_of_its_calendar(booking, member):
    imported = ImportedCalendar.objects.create(calendar=member.calendar, kind="file", name="Work", timezone="UTC")
    period = (FAR_SATURDAY, FAR_SATURDAY + HOUR)
    TimeBlock.objects.create(calendar=member.calendar, imported=imported, kind="busy", period=period)
    [contradiction] = found(member)
    assert [doubt.source for doubt in contradiction.doubts] == ["Work"]


def test_a_rule_and_a_painted_night_contradict_as_well(house, act, member):
    for week in range(2):
        a_confirmed_booking(house, act, starts_at=FAR_SATURDAY + week * 7 * DAY)
    night = {"nights": [FAR_SATURDAY.date()], "from_time": dt.time(18), "to_time": dt.time(2)}
    paint_nights(acting_user=member, calendar=member.calendar, kind="busy", timezone="Europe/Berlin", **night)
    weekly = FAR_SATURDAY + 7 * DAY
    say(member, starts_at=weekly, ends_at=weekly + HOUR)
    assert len(found(member)) == 2


def test_what_is_over_pending_or_of_others_contradicts_nothing(booking, house, act, member):
    an_application(act, an_open_show(house, starts_at=FAR_SATURDAY + DAY))
    for user in (member, UserFactory()):
        say(user, starts_at=FAR_SATURDAY, ends_at=FAR_SATURDAY + 2 * DAY)
    assert [each.entry for each in found(member)] == [mine(booking, member)]
    assert contradictions_of(member, FAR_SATURDAY + DAY) == []
    assert found(act.members[1]) == found(act.leader) == []


def test_keeping_is_remembered_and_told_to_nobody(booking, member, commit_checks):
    say(member)
    Notification.objects.all().delete()
    entry = keep_promise(acting_user=member, entry=mine(booking, member))
    commit_checks()
    assert entry.claim
    assert not open_contradictions(member, now()).exists()
    assert [each.is_open for each in found(member)] == [False]
    assert not Notification.objects.exists()
    assert HistoryEntry.objects.filter(booking=booking).latest("id").event == Event.CONFIRMED


def test_what_was_kept_is_asked_anew_for_a_new_promise(booking, act, member):
    say(member)
    keep_promise(acting_user=member, entry=mine(booking, member))
    release_own_claim(acting_user=member, entry=mine(booking, member))
    assert mine(booking, member).kept_at is None


def test_a_dep_settles_it(booking, member):
    say(member)
    release_own_claim(acting_user=member, entry=mine(booking, member))
    assert found(member) == []


def test_asking_to_move_tells_both_sides_and_promises_nothing(booking, house, act, member):
    say(member)
    ask_to_move(acting_user=member, entry=mine(booking, member), message="My sister marries.")
    for leader in (house.manager, act.leader):
        [news] = Notification.objects.filter(user=leader, kind="bookings.move_asked")
        text = render(news, leader)
        assert act.party.name in text.subject
        assert member.display_name in text.text
        assert "My sister marries." in text.text
    assert not Notification.objects.filter(user=act.members[1], kind="bookings.move_asked").exists()
    assert mine(booking, member).claim
    assert not open_contradictions(member, now()).exists()
    assert found(member)[0].asked_at


def test_the_question_is_quoted_whatever_came_after_it(booking, house, act, member):
    ask_to_move(acting_user=member, entry=mine(booking, member), message="My sister marries.")
    set_lineup(acting_user=act.leader, booking=booking, lineup=[member.pk])
    [news] = Notification.objects.filter(user=house.manager, kind="bookings.move_asked")
    assert "My sister marries." in render(news, house.manager).text


def test_asking_again_is_possible_a_day_later(booking, member):
    ask = {"acting_user": member, "entry": mine(booking, member)}
    ask_to_move(**ask)
    with pytest.raises(AskedAlready):
        ask_to_move(**ask, at=now() + DAY / 2)
    ask_to_move(**ask, at=now() + DAY + HOUR)
    assert HistoryEntry.objects.filter(event=Event.MOVE_ASKED).count() == 2


def test_each_player_asks_for_themselves(booking, act):
    for member in act.members:
        ask_to_move(acting_user=member, entry=mine(booking, member))
    assert HistoryEntry.objects.filter(event=Event.MOVE_ASKED).count() == 2


@pytest.mark.parametrize("action", [keep_promise, ask_to_move])
def test_nobody_decides_for_another(booking, house, act, member, action):
    for user in (house.manager, act.leader, act.members[1], UserFactory()):
        with pytest.raises(PermissionDenied):
            action(acting_user=user, entry=mine(booking, member))


@pytest.mark.parametrize("action", [keep_promise, ask_to_move])
def test_there_must_be_a_promise_to_decide_about(booking, house, member, action):
    entry = mine(booking, member)
    with pytest.raises(WrongState):
        action(acting_user=member, entry=entry, at=FAR_SATURDAY + DAY)
    cancel_booking(acting_user=house.manager, booking=booking)
    with pytest.raises(WrongState):
        action(acting_user=member, entry=entry)


@pytest.mark.parametrize("gigs", [1, 3])
def test_contradictions_take_two_queries_however_many(house, act, member, gigs, django_assert_num_queries):
    for week in range(gigs):
        a_confirmed_booking(house, act, starts_at=FAR_SATURDAY + week * 7 * DAY)
    say(member, starts_at=FAR_SATURDAY, ends_at=FAR_SATURDAY + 30 * DAY)
    with django_assert_num_queries(2):
        assert len(found(member)) == gigs
    with django_assert_num_queries(1):
        assert open_contradictions(member, now()).count() == gigs


@pytest.fixture
def imported_busy(booking, member):
    imported = ImportedCalendar.objects.create(calendar=member.calendar, kind="file", name="Work", timezone="UTC")
    period = (FAR_SATURDAY, FAR_SATURDAY + HOUR)
    return TimeBlock.objects.create(calendar=member.calendar, imported=imported, kind="busy", period=period)


def test_who_imports_a_contradiction_is_told_once_and_alone(imported_busy, booking, act, member, house):
    Notification.objects.all().delete()
    assert [tell_contradictions() for _time in range(2)] == [1, 0]
    [news] = Notification.objects.all()
    assert (news.user, news.path) == (member, "/calendar/contradictions/")
    text = render(news, member)
    assert act.party.name in text.subject
    assert "Work" not in text.text


def test_what_one_said_or_kept_or_no_longer_plays_is_not_told(booking, member, act, imported_busy):
    say(act.members[1])
    keep_promise(acting_user=member, entry=mine(booking, member))
    assert tell_contradictions() == 0
    release_own_claim(acting_user=member, entry=mine(booking, member))
    assert tell_contradictions() == 0


def test_a_new_promise_is_told_of_anew(booking, member, imported_busy):
    tell_contradictions()
    release_own_claim(acting_user=member, entry=mine(booking, member))
    answer_lineup(acting_user=member, entry=mine(booking, member), plays=True)
    assert tell_contradictions() == 1


def test_leaders_say_no_and_the_player_decides_again(house, act, booking, member, client):
    say(member)
    ask_to_move(acting_user=member, entry=mine(booking, member), message="My sister marries.")
    assert not open_contradictions(member, now()).exists()
    asked = moves_asked_of(act.leader, now()).get()
    for user, error in ((member, PermissionDenied), (UserFactory(is_staff=True), PermissionDenied)):
        with pytest.raises(error):
            refuse_to_move(acting_user=user, booking=booking, asked=asked.pk)
    refuse_to_move(acting_user=house.manager, booking=booking, asked=asked.pk, message="Sold out already.")
    for user in (act.leader, house.manager):
        assert not moves_asked_of(user, now()).exists()
        with pytest.raises(WrongState, match="Nobody has asked to move"):
            refuse_to_move(acting_user=user, booking=booking)
    [contradiction] = contradictions_of(member, now())
    assert (contradiction.is_open, contradiction.asked_at, bool(contradiction.refused_at)) == (True, None, True)
    [news] = Notification.objects.filter(kind="bookings.move_refused")
    assert news.user == member
    text = render(news, member)
    assert f"{house.party.name} can’t move the gig" in text.text
    assert "Sold out already." in text.text
    paths = (f"/bookings/{booking.pk}/", f"/api/v1/bookings/{booking.pk}")
    for user, path in product((act.leader, house.manager), paths):
        client.force_login(user)
        page = client.get(path).content.decode()
        assert ("marries" in page, "Sold out" in page) == (True, False), path
    assert not HistoryEntry.objects.filter(text__contains="Sold out").exists()
    client.force_login(member)
    assert "Sold out already." in client.get(reverse("notifications:inbox")).content.decode()
    ask_to_move(acting_user=member, entry=mine(booking, member), at=now() + DAY + HOUR)
    assert moves_asked_of(act.leader, now() + DAY + HOUR).exists()
    assert not open_contradictions(member, now()).exists()


def test_a_no_meets_the_question_that_was_read_and_nobodys_own(act, booking, member):
    other = act.members[1]
    ask_to_move(acting_user=member, entry=mine(booking, member))
    read = moves_asked_of(act.leader, now()).get()
    ask_to_move(acting_user=other, entry=mine(booking, other))
    with pytest.raises(WrongState, match="has asked too"):
        refuse_to_move(acting_user=act.leader, booking=booking, asked=read.pk)
    later = moves_asked_of(act.leader, now()).get()
    refuse_to_move(acting_user=act.leader, booking=booking, asked=later.pk)
    told = Notification.objects.filter(kind="bookings.move_refused").values_list("user", flat=True)
    assert set(told) == {member.pk, other.pk}
    leading = MembershipFactory(party=act.party, user=member, role=Role.MANAGER).user
    ask_to_move(acting_user=leading, entry=mine(booking, member), at=now() + DAY + HOUR)
    with pytest.raises(WrongState, match="Nobody has asked to move"):
        refuse_to_move(acting_user=leading, booking=booking, at=now() + DAY + HOUR)
    say(member)
    ask_to_move(acting_user=other, entry=mine(booking, other), at=now() + DAY + 2 * HOUR)
    refuse_to_move(acting_user=leading, booking=booking, at=now() + DAY + 3 * HOUR)
    assert [each.actor for each in questions_about(booking, now() + DAY + 4 * HOUR)] == [leading]
    [own] = found(member)
    assert (bool(own.asked_at), own.refused_at < now() + DAY) == (True, True)


def test_a_no_meets_no_question_that_had_run_out(act, booking, member):
    other, late = act.members[1], now() + ASKED_FOR + HOUR
    say(member)
    ask_to_move(acting_user=member, entry=mine(booking, member))
    ask_to_move(acting_user=other, entry=mine(booking, other), at=late)
    refuse_to_move(acting_user=act.leader, booking=booking, at=late + HOUR)
    told = Notification.objects.filter(kind="bookings.move_refused").values_list("user", flat=True)
    assert list(told) == [other.pk]
    [own] = found(member)
    assert (bool(own.asked_at), own.refused_at) == (True, None)


def test_a_no_to_what_looked_different_is_refused(act, booking, member):
    ask_to_move(acting_user=member, entry=mine(booking, member))
    seen = Booking.objects.get(pk=booking.pk)
    ask_to_move(acting_user=act.members[1], entry=mine(booking, act.members[1]))
    with pytest.raises(ChangedMeanwhile):
        refuse_to_move(acting_user=act.leader, booking=seen, version=seen.version)
    seen.refresh_from_db()
    refuse_to_move(acting_user=act.leader, booking=booking, version=seen.version)
