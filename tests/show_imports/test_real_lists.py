"""Two real lists, through the actions, as the worker runs them."""

import collections
import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from availability.actions.masks import mask_differences
from bookings.models import Booking, Show
from bookings.states import BookingState, ShowState
from notifications.models import Notification
from tests.bookings.scenes import an_act
from tests.show_imports.lists import DATA, ORCHESTRA, checked, imported

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

DEAD = (DATA / "grateful_dead_shows.csv").read_bytes()
PHILHARMONIC = (DATA / "nyphil_concerts.csv").read_bytes()


def test_the_2358_shows_of_one_band_are_imported_once_and_played_with_their_claims(commit_checks):
    act = an_act(timezone="America/Los_Angeles")
    found = imported(act.party, act.leader, DEAD)
    commit_checks()
    assert found.counts == {"past": 2358, "coming": 0, "known": 0, "wrong": 0, "assumed": 2358}
    assert Show.objects.filter(owner=act.party, state=ShowState.PLAYED, is_time_assumed=True).count() == 2358
    promised = Booking.objects.filter(act=act.party, state=BookingState.COMPLETED, claim__isnull=False)
    assert promised.count() == 2358
    assert not mask_differences()
    assert not Notification.objects.exists()
    doubles = _double_nights(act.party)
    assert len(doubles) == 60
    assert all(early.out_at <= late.load_in_at for early, late in doubles)
    assert imported(act.party, act.leader, DEAD).counts["known"] == 2358
    assert Show.objects.count() == 2358


def _double_nights(party) -> list[list[Show]]:
    nights = collections.defaultdict(list)
    for show in Show.objects.filter(owner=party).order_by("starts_at"):
        nights[show.night].append(show)
    return [shows for shows in nights.values() if len(shows) > 1]


def test_the_3176_concerts_of_an_orchestra_are_on_the_night_and_the_hour_that_their_list_says(commit_checks):
    act = an_act(timezone="America/New_York")
    found = imported(act.party, act.leader, PHILHARMONIC, ORCHESTRA, country="US", overlaps="record")
    commit_checks()
    assert found.counts == {"past": 3176, "coming": 0, "known": 0, "wrong": 0, "assumed": 201}
    new_york = ZoneInfo("America/New_York")
    shows = Show.objects.filter(owner=act.party, timezone="America/New_York", is_time_assumed=False)
    local = {(show.night, show.starts_at.astimezone(new_york).time()) for show in shows}
    assert (dt.date(2024, 9, 12), dt.time(19, 30)) in local  # in summer time: 04:00Z
    assert (dt.date(2024, 12, 5), dt.time(19, 30)) in local  # in winter: 05:00Z
    assert (dt.date(1842, 12, 7), dt.time(20, 0)) in local  # before there was standard time
    assert Booking.objects.filter(act=act.party, state=BookingState.COMPLETED).count() == 3176 - 37


def test_concerts_at_the_same_time_are_told_line_by_line_and_nothing_is_imported():
    act = an_act(timezone="America/New_York")
    found = checked(act.party, act.leader, PHILHARMONIC, ORCHESTRA)
    assert found.counts["wrong"] == 37
    assert not Show.objects.exists()
