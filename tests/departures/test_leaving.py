"""Leaving a band or the site: what is still to come asks for a dep, the past and the other bands are left alone."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from accounts.actions import create_feed
from accounts.actions.memberships import enter_party
from accounts.errors import LastOwner
from accounts.models import Membership
from accounts.states import Role
from availability.actions import say_time
from availability.actions.masks import mask_differences
from availability.models import AvailabilityRule, CalendarEntry, CalendarSource, ImportedCalendar, TimeBlock
from bands.models import Ask
from bookings.access import booking_view, can_see_show
from bookings.access.loaders import get_booking_for
from bookings.actions import answer_lineup, apply_to_spot, request_act, set_lineup
from bookings.models import Booking, HistoryEntry
from bookings.queries import bookings_of
from bookings.states import BookingState, Event, LineupState
from departures.actions import close_account, leave_team
from notifications.kinds.registry import render
from notifications.models import Notification
from tests.bookings.scenes import HOUR, a_confirmed_booking, a_house, an_act, an_application, an_open_show
from tests.factories import FAR_SATURDAY, MembershipFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]
WEEK = dt.timedelta(weeks=1)
AFTER_THE_SHOW = FAR_SATURDAY + dt.timedelta(days=2)


@pytest.fixture
def booking(house, act):
    return a_confirmed_booking(house, act)


@pytest.fixture
def leaver(act):
    return act.members[0]


def leave(act, leaver, by=None, **values):
    leave_team(acting_user=by or leaver, party=act.party, leaver=leaver, **values)


def promised(user):
    return TimeBlock.objects.claims().filter(calendar=user.calendar)


def entry_of(booking, user):
    return booking.lineup.get(user=user)


def told(user, kind):
    return Notification.objects.filter(user=user, kind=kind).count()


def test_leaving_gives_back_what_is_still_to_come_and_asks_for_a_dep(booking, house, act, leaver, commit_checks):
    leave(act, leaver)
    commit_checks()
    entry = entry_of(booking, leaver)
    assert (entry.state, entry.claim) == (LineupState.DECLINED, None)
    assert not promised(leaver).exists()
    assert promised(act.members[1]).exists()
    assert CalendarEntry.objects.get(calendar=leaver.calendar).status == "cancelled"
    assert told(act.leader, "bookings.dep_wanted") == told(house.manager, "bookings.dep_wanted") == 1
    booking.refresh_from_db()
    assert booking.state == BookingState.CONFIRMED
    assert HistoryEntry.objects.get(booking=booking, event=Event.LINEUP_LEFT).actor == leaver


def test_the_news_name_who_left(booking, house, act, leaver):
    leave(act, leaver, by=act.leader)
    [news] = Notification.objects.filter(user=house.manager, kind="bookings.dep_wanted")
    assert leaver.display_name in render(news, house.manager).subject
    assert not told(act.leader, "bookings.dep_wanted")


def test_leaving_stops_drawing_and_leaves_masks_right(booking, act, leaver):
    leave(act, leaver)
    assert not CalendarSource.objects.filter(calendar=act.party.calendar, draws_on=leaver.calendar, until=None).exists()
    assert not mask_differences()


def test_pending_line_ups_lose_who_left(house, act, leaver):
    pending = an_application(act, an_open_show(house))
    leave(act, leaver)
    assert entry_of(pending, leaver).state == LineupState.DECLINED
    assert told(act.leader, "bookings.dep_wanted") == 1
    assert not told(house.manager, "bookings.dep_wanted")


def test_gigs_that_are_over_keep_who_played(booking, house, act, leaver):
    leave(act, leaver, at=AFTER_THE_SHOW)
    assert entry_of(booking, leaver).state == LineupState.PLAYS
    assert promised(leaver).count() == 1
    assert not told(house.manager, "bookings.dep_wanted")


def test_the_other_band_is_not_touched(booking, house, leaver, act):
    other = an_act(members=[leaver])
    elsewhere = a_confirmed_booking(house, other, starts_at=FAR_SATURDAY + WEEK)
    before = Notification.objects.filter(user=other.leader).count()
    leave(act, leaver)
    entry = entry_of(elsewhere, leaver)
    assert (entry.state, entry.claim is None) == (LineupState.PLAYS, False)
    assert Membership.objects.current().filter(user=leaver, party=other.party).exists()
    assert CalendarSource.objects.filter(calendar=other.party.calendar, draws_on=leaver.calendar, until=None).exists()
    assert Notification.objects.filter(user=other.leader).count() == before


def test_who_stays_as_a_dep_keeps_what_is_promised(booking, act, leaver):
    MembershipFactory(party=act.party, user=leaver, role=Role.DEP)
    leave(act, leaver, role=Role.MEMBER)
    assert entry_of(booking, leaver).state == LineupState.PLAYS


def test_a_dep_who_leaves_is_free_again(booking, act):
    dep = MembershipFactory(party=act.party, role=Role.DEP).user
    set_lineup(acting_user=act.leader, booking=booking, lineup=[dep.pk])
    answer_lineup(acting_user=dep, entry=entry_of(booking, dep), plays=True)
    leave(act, dep)
    assert not promised(dep).exists()


def test_a_leader_who_does_not_play_leaves_the_gigs_as_they_are(booking, act):
    owner = MembershipFactory(party=act.party, role=Role.OWNER).user
    leave(act, act.leader, by=owner)
    assert set(booking.lineup.values_list("state", flat=True)) == {LineupState.PLAYS}


def test_only_oneself_and_leaders_end_a_membership_and_a_refusal_changes_nothing(booking, act, leaver, house):
    for user in (act.members[1], house.manager, UserFactory()):
        with pytest.raises(PermissionDenied):
            leave(act, leaver, by=user)
    assert entry_of(booking, leaver).state == LineupState.PLAYS


def test_the_last_owner_stays_with_their_gigs(house):
    act = an_act()
    MembershipFactory(party=act.party, user=act.members[0], role=Role.OWNER)
    booking = a_confirmed_booking(house, act)
    with pytest.raises(LastOwner):
        leave(act, act.members[0])
    assert promised(act.members[0]).exists()
    assert entry_of(booking, act.members[0]).state == LineupState.PLAYS


def test_who_left_knows_of_what_they_played_and_of_nothing_to_come(house, act, leaver):
    played = a_confirmed_booking(house, act)
    to_come = a_confirmed_booking(house, act, starts_at=FAR_SATURDAY + WEEK, announce_at=FAR_SATURDAY)
    leave(act, leaver, at=AFTER_THE_SHOW)
    assert list(bookings_of(leaver)) == [played]
    assert not can_see_show(leaver, to_come.spot.show)
    assert get_booking_for(leaver, played.pk)
    assert booking_view(leaver, Booking.objects.with_show().get(pk=to_come.pk)).my_entry is None
    [news] = Notification.objects.filter(user=leaver, kind="bookings.confirmed", data__booking=str(to_come.pk))
    assert render(news, leaver) is None


def test_who_left_cannot_answer_for_the_band(booking, act, leaver):
    leave(act, leaver)
    with pytest.raises(PermissionDenied):
        answer_lineup(acting_user=leaver, entry=entry_of(booking, leaver), plays=True)


def test_who_comes_back_may_answer_again(booking, act, leaver):
    leave(act, leaver)
    enter_party(party=act.party, user=leaver, role=Role.MEMBER)
    answer_lineup(acting_user=leaver, entry=entry_of(booking, leaver), plays=True)
    assert promised(leaver).exists()


def test_who_left_is_asked_about_nights_no_more(act, leaver):
    ask = Ask.objects.create(party=act.party, asked_by=act.leader, nights=[FAR_SATURDAY.date()])
    ask.asked.create(user=leaver)
    ask.asked.create(user=act.members[1])
    leave(act, leaver)
    assert [asked.user for asked in ask.asked.all()] == [act.members[1]]


def test_deleting_an_account_asks_all_its_bands_for_a_dep(house, act, leaver, commit_checks):
    other = an_act(members=[leaver])
    gigs = [a_confirmed_booking(house, act), a_confirmed_booking(a_house(), other, starts_at=FAR_SATURDAY + WEEK)]
    close_account(acting_user=leaver)
    commit_checks()
    assert not promised(leaver).exists()
    assert not Membership.objects.current().filter(user=leaver).exists()
    assert {entry_of(gig, leaver).state for gig in gigs} == {LineupState.DECLINED}
    [news] = Notification.objects.filter(user=other.leader, kind="bookings.dep_wanted")
    assert "Former member" in render(news, other.leader).subject
    assert not mask_differences()


def test_deleting_an_account_keeps_what_was_played_without_the_name(booking, act, leaver):
    close_account(acting_user=leaver, at=AFTER_THE_SHOW)
    entry = entry_of(booking, leaver)
    assert (entry.state, entry.user.display_name) == (LineupState.PLAYS, "Former member")
    assert booking.history.filter(event=Event.LINEUP_LEFT).count() == 0


def test_deleting_an_account_forgets_what_was_said_and_imported(act, leaver):
    at = FAR_SATURDAY + WEEK
    said = {"acting_user": leaver, "calendar": leaver.calendar, "timezone": "Europe/Berlin"}
    say_time(kind="busy", starts_at=at, ends_at=at + HOUR, **said)
    imported = ImportedCalendar.objects.create(calendar=leaver.calendar, kind="file", name="Work", timezone="UTC")
    TimeBlock.objects.create(calendar=leaver.calendar, imported=imported, kind="busy", period=(at, at + HOUR))
    create_feed(acting_user=leaver, kind="person")
    close_account(acting_user=leaver)
    leaver.calendar.refresh_from_db()
    assert not AvailabilityRule.objects.filter(calendar=leaver.calendar).exists()
    assert not ImportedCalendar.objects.exists()
    assert not TimeBlock.objects.filter(calendar=leaver.calendar).exists()
    assert not leaver.feeds.filter(revoked_at=None).exists()
    assert (leaver.calendar.known_until, leaver.calendar.said_at) == (None, None)


def test_deleting_an_account_withdraws_what_nobody_has_answered(act):
    client = UserFactory()
    values = {"starts_at": FAR_SATURDAY, "ends_at": FAR_SATURDAY + HOUR, "place": "Town hall"}
    request = request_act(acting_user=client, act=act.party, **values)
    close_account(acting_user=client)
    request.refresh_from_db()
    assert request.state == BookingState.WITHDRAWN
    assert told(act.leader, "bookings.withdrawn") == 1


def test_nobody_who_left_is_put_into_a_line_up(house, act, leaver):
    show = an_open_show(house)
    leave(act, leaver)
    booking = apply_to_spot(acting_user=act.leader, spot=show.spots.get(), act=act.party)
    assert [entry.user for entry in booking.lineup.all()] == [act.members[1]]


@pytest.mark.parametrize("gigs", [1, 3])
def test_what_leaving_locks_does_not_grow_with_the_gigs(house, act, leaver, gigs, django_assert_num_queries):
    """Each gig costs its own telling, and no more locks."""
    for week in range(gigs):
        a_confirmed_booking(house, act, starts_at=FAR_SATURDAY + week * WEEK)
    with django_assert_num_queries(51 + 11 * gigs):
        leave(act, leaver)
