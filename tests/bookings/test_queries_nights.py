import datetime as dt
from collections import Counter

import pytest
from django.core.exceptions import ValidationError
from django.utils.timezone import now

from accounts.models import Party
from accounts.states import Approval
from availability.actions import say_time
from bookings.actions import SpotDraft, accept_booking, cancel_booking, cancel_show, create_show, request_act
from bookings.queries import nights_taken, public_nights, venue_nights
from bookings.states import NightStatus
from holds.actions import release_hold
from tests.bookings.scenes import HOUR, a_confirmed_booking, a_house, an_act, an_application, an_open_show, know_all
from tests.factories import FAR_SATURDAY, BandFactory, StageFactory, UserFactory
from tests.holds.scenes import PLACED, SET, a_hold, two_rooms

pytestmark = pytest.mark.django_db

SATURDAY = dt.date(2028, 3, 4)
DAY = dt.timedelta(days=1)
A, P, B, U = NightStatus.AVAILABLE, NightStatus.PENDING, NightStatus.BOOKED, NightStatus.UNAVAILABLE
R = NightStatus.ON_REQUEST


@pytest.fixture
def act(db):
    act = an_act()
    know_all(*act.members)
    return act


def status_of(subject, night=SATURDAY):
    [found] = public_nights(subject, night, night)
    return found.status


def utc(day, hour, minute=0):
    return dt.datetime(2028, 3, day, hour, minute, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("starts_at", "ends_at", "nights"),
    [
        (utc(4, 16), utc(4, 23, 30), [4]),  # load-in 17:00 to 00:30 in Berlin
        (utc(4, 21), utc(5, 3), [4]),  # until 04:00
        (utc(5, 0, 30), utc(5, 3), [4]),  # begins at 01:30 on Sunday
        (utc(4, 8), utc(4, 10), [4]),  # breakfast
        (utc(4, 21), utc(5, 9), [4]),  # until 10:00 on Sunday morning
        (utc(4, 21), utc(5, 12), [4, 5]),  # until 13:00 on Sunday
        (utc(4, 21), utc(5, 11), [4]),  # until exactly noon
        (utc(3, 16), utc(5, 22), [3, 4, 5]),  # a festival
    ],
)
def test_nights_taken(starts_at, ends_at, nights):
    taken = nights_taken(starts_at, ends_at, "Europe/Berlin")
    assert taken == [dt.date(2028, 3, day) for day in nights]


def test_an_act_is_available_when_all_are_free(act):
    assert status_of(act.party) == A


def test_an_act_is_on_request_when_somebody_has_not_said(act, house):
    silent = an_act(members=[act.members[0], UserFactory()])
    assert [status_of(party) for party in (an_act().party, silent.party)] == [R, R]
    assert status_of(BandFactory().party) == R
    assert status_of(silent.party, now().date() - 2 * DAY) == U
    an_application(silent, an_open_show(house))
    assert status_of(silent.party) == P


def test_an_act_is_unavailable_when_somebody_cannot_though_another_has_not_said(act):
    say_time(
        acting_user=act.members[0], calendar=act.members[0].calendar, kind="busy", starts_at=FAR_SATURDAY,
        ends_at=FAR_SATURDAY + HOUR, timezone="Europe/Berlin",
    )  # fmt: skip
    silent = an_act(members=[act.members[0], UserFactory()])
    assert [status_of(party) for party in (act.party, silent.party)] == [U, U]


def test_an_act_is_pending_then_booked_then_available_again(act, house):
    booking = an_application(act, an_open_show(house))
    assert status_of(act.party) == P
    accept_booking(acting_user=house.manager, booking=booking)
    assert status_of(act.party) == B
    cancel_booking(acting_user=house.manager, booking=booking)
    assert status_of(act.party) == A


def test_an_act_that_hides_what_is_pending_stays_available(act, house):
    Party.objects.filter(pk=act.party.pk).update(shows_pending=False)
    act.party.refresh_from_db()
    an_application(act, an_open_show(house))
    assert status_of(act.party) == A


def test_the_drummers_other_band_is_unavailable(act, house):
    other = an_act(members=act.members[:1])
    a_confirmed_booking(house, act)
    assert status_of(other.party) == U


def test_a_past_night_is_unavailable_unless_booked(act):
    yesterday = now().date() - 2 * DAY
    assert status_of(act.party, yesterday) == U
    assert status_of(a_house().party, yesterday) == U


def test_a_booked_act_is_named_with_its_show(act, house):
    a_confirmed_booking(house, act, title="Low light")
    [night] = public_nights(act.party, SATURDAY, SATURDAY)
    assert [show.title for show in night.shows] == ["Low light"]


def test_before_the_announcement_a_booked_night_is_nameless(act, house):
    a_confirmed_booking(house, act, announce_at=FAR_SATURDAY - DAY)
    for subject in (act.party, house.party, house.stage):
        [night] = public_nights(subject, SATURDAY, SATURDAY)
        assert (night.status, night.shows) == (B, ())


def test_a_private_gig_is_nameless(act):
    ends_at = FAR_SATURDAY + HOUR
    booking = request_act(
        acting_user=UserFactory(), act=act.party, starts_at=FAR_SATURDAY, ends_at=ends_at, place="At home"
    )
    assert status_of(act.party) == A  # strangers fill nobody's calendar
    accept_booking(acting_user=act.leader, booking=booking)
    [night] = public_nights(act.party, SATURDAY, SATURDAY)
    assert (night.status, night.shows) == (B, ())


def test_a_stage_is_available_pending_booked(act, house):
    assert status_of(house.party) == A
    show = an_open_show(house)
    assert status_of(house.stage) == A
    booking = an_application(act, show)
    assert (status_of(house.stage), status_of(house.party)) == (P, P)
    accept_booking(acting_user=house.manager, booking=booking)
    assert (status_of(house.stage), status_of(house.party)) == (B, B)


def test_a_stage_with_one_spot_left_is_available_still(act, house):
    show = an_open_show(house, spots=2)
    accept_booking(acting_user=house.manager, booking=an_application(act, show))
    assert status_of(house.stage) == A


def test_a_draft_is_nobodys_business(house):
    an_open_show(house, publish=False)
    assert status_of(house.stage) == A


def test_a_venue_is_as_good_as_the_best_of_its_stages(act, house):
    StageFactory(venue=house.stage.venue)
    a_confirmed_booking(house, act)
    nights, stages = venue_nights(house.party, SATURDAY, SATURDAY)
    assert nights[0].status == A
    assert Counter(stage.nights[0].status for stage in stages) == {A: 1, B: 1}


def test_a_venue_that_closes_is_unavailable(house):
    say_time(
        acting_user=house.manager, calendar=house.stage.calendar, kind="busy", starts_at=FAR_SATURDAY,
        ends_at=FAR_SATURDAY + HOUR, timezone="Europe/Berlin",
    )  # fmt: skip
    assert status_of(house.party) == U


@pytest.mark.parametrize("count", [1, 3])
def test_the_nights_of_an_act_take_four_queries(act, house, count, django_assert_num_queries):
    for week in range(count):
        a_confirmed_booking(house, act, starts_at=FAR_SATURDAY + 7 * week * DAY)
    with django_assert_num_queries(4):
        nights = public_nights(act.party, SATURDAY, SATURDAY + 89 * DAY)
    assert Counter(night.status for night in nights) == {B: count, A: 90 - count}


@pytest.mark.parametrize("count", [1, 3])
def test_the_nights_of_a_venue_take_six_queries(act, house, count, django_assert_num_queries):
    for _number in range(count - 1):
        StageFactory(venue=house.stage.venue)
    a_confirmed_booking(house, act)
    with django_assert_num_queries(6):
        _nights, stages = venue_nights(house.party, SATURDAY, SATURDAY + 30 * DAY)
    assert len(stages) == count


@pytest.mark.parametrize(
    ("first", "last"), [(SATURDAY, SATURDAY - DAY), (SATURDAY, SATURDAY + 400 * DAY), (dt.date.min, dt.date.min)]
)
def test_senseless_ranges_are_refused(act, house, first, last):
    for subject in (act.party, house.party):
        with pytest.raises(ValidationError):
            public_nights(subject, first, last)


def test_a_show_of_two_spots_with_an_applicant_for_the_open_one_is_pending(act, house):
    show = an_open_show(house, spots=[SpotDraft(), SpotDraft()])
    accept_booking(acting_user=house.manager, booking=an_application(act, show, 0))
    an_application(an_act(), show, 1)
    assert status_of(house.stage) == P


def test_a_stage_is_pending_while_an_approved_party_holds_it_or_one_of_its_rooms(house, act):
    other, hall = two_rooms(house)
    hold = a_hold(house, act)
    assert [status_of(stage) for stage in (house.stage, other, hall)] == [P, A, P]
    release_hold(acting_user=act.leader, hold=hold, at=PLACED)
    a_hold(house, act, stage=hall)
    assert [status_of(stage) for stage in (house.stage, other, hall)] == [P, P, P]
    act.party.approval = Approval.SUSPENDED
    act.party.save()
    assert [status_of(stage) for stage in (house.stage, other, hall)] == [A, A, A]


def test_an_act_that_shows_it_is_pending_where_it_holds(house, act):
    a_hold(house, act)
    assert status_of(act.party) == P
    act.party.shows_pending = False
    assert status_of(act.party) == A


def test_a_show_in_one_room_takes_the_hall_and_the_other_way_round(house):
    other, hall = two_rooms(house)
    show = an_open_show(house, spots=0)
    assert [status_of(stage) for stage in (house.stage, other, hall)] == [B, A, B]
    cancel_show(acting_user=house.manager, show=show)
    create_show(acting_user=house.manager, owner=house.party, stage=hall, spots=[], publish=True, **SET)
    assert [status_of(stage) for stage in (house.stage, other, hall)] == [B, B, B]
    assert [len(stage.nights[0].shows) for stage in venue_nights(house.party, SATURDAY, SATURDAY)[1]].count(1) == 1
