"""Nights as they really are: over a change of the clocks, past midnight, touching one another, for days on end."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from availability.actions import say_time
from availability.errors import Taken
from availability.models import CalendarEntry, TimeBlock
from bookings.actions import SpotDraft, accept_booking, apply_to_spot
from bookings.queries import public_nights, shows_of
from bookings.states import NightStatus
from engagements.errors import LineupConflicts
from tests.bookings.scenes import HOUR, a_house, an_act, an_application, an_open_show, know_all

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]

BERLIN = ZoneInfo("Europe/Berlin")
MARCH, OCTOBER = dt.date(2028, 3, 25), dt.date(2028, 10, 28)
"""The Saturdays whose nights have the clock changed."""


def local(day: dt.date, hour: int, minute: int = 0, *, days: int = 0) -> dt.datetime:
    return dt.datetime.combine(day + dt.timedelta(days=days), dt.time(hour, minute), BERLIN)


def a_show(house, day, starts, ends, *, load_in=None, out=None, **values):
    return an_open_show(
        house, starts_at=starts, ends_at=ends, load_in_at=load_in or starts, out_at=out or ends, **values
    )


@pytest.mark.parametrize(("saturday", "hours"), [(MARCH, 5), (OCTOBER, 7)])
def test_a_show_from_22_to_4_lasts_as_long_as_that_night_does(saturday, hours):
    house, act = a_house(), an_act(members=1)
    show = a_show(house, saturday, local(saturday, 22), local(saturday, 4, days=1))
    booking = accept_booking(acting_user=house.manager, booking=an_application(act, show))
    assert (show.night, show.ends_at.astimezone(dt.UTC) - show.starts_at.astimezone(dt.UTC)) == (saturday, hours * HOUR)
    claims = TimeBlock.objects.filter(occasion=show.pk)
    assert {claim.period.upper - claim.period.lower for claim in claims} == {hours * HOUR}
    entry = CalendarEntry.objects.get(calendar=booking.lineup.get().user.calendar_id)
    assert "22:00" in entry.text
    assert "04:00" in entry.text
    nights = public_nights(act.party, saturday - dt.timedelta(days=1), saturday + dt.timedelta(days=1))
    assert [night.status == NightStatus.BOOKED for night in nights] == [False, True, False]


def test_the_form_says_on_which_day_a_time_lies_that_its_clock_does_not_tell(client):
    house = a_house()
    long = a_show(house, MARCH, local(MARCH, 18), local(MARCH, 1, days=3), load_in=local(MARCH, 15, days=-1))
    usual = a_show(house, OCTOBER, local(OCTOBER, 20), local(OCTOBER, 1, days=1), load_in=local(OCTOBER, 18))
    client.force_login(house.manager)
    page, plain = (client.get(reverse("bookings:show_edit", args=[show.pk])).text for show in (long, usual))
    assert page.count("Currently Tue 28 Mar 2028.") == 2  # the end, and out with it
    assert "Currently Fri 24 Mar 2028." in page
    assert "Currently" not in plain


@pytest.mark.parametrize("saturday", [MARCH, OCTOBER])
def test_the_hour_that_is_not_or_is_twice_is_promised_once_to_one_show(saturday):
    """02:00 to 03:00 UTC+1/+2: what touches at 03:00 on the wall never overlaps, what reaches over it does."""
    house = a_house()
    a_show(house, saturday, local(saturday, 22), local(saturday, 3, days=1))
    a_show(house, saturday, local(saturday, 3, days=1), local(saturday, 6, days=1))
    with pytest.raises(Taken):
        a_show(house, saturday, local(saturday, 2, 30, days=1), local(saturday, 4, 30, days=1))


def test_a_set_at_one_in_the_morning_stands_in_the_lists_of_its_night():
    house, act = a_house(), an_act(members=1)
    know_all(*act.members)
    day = dt.date(2028, 3, 4)
    show = a_show(
        house, day, local(day, 21), local(day, 3, days=1),
        spots=[SpotDraft(call_at=local(day, 23), starts_at=local(day, 1, days=1), ends_at=local(day, 2, days=1))],
    )  # fmt: skip
    accept_booking(acting_user=house.manager, booking=an_application(act, show))
    nights = public_nights(act.party, day, day + dt.timedelta(days=1))
    assert show.night == day
    assert [(night.night, night.status) for night in nights] == [
        (day, NightStatus.BOOKED),
        (day + dt.timedelta(days=1), NightStatus.AVAILABLE),
    ]
    assert [line.night for line in shows_of(house.manager)] == [day]


def test_a_show_that_ends_at_midnight_takes_its_own_night_alone():
    house = a_house()
    day = dt.date(2028, 3, 4)
    a_show(house, day, local(day, 20), local(day, 0, days=1), spots=[])
    nights = public_nights(house.stage, day - dt.timedelta(days=1), day + dt.timedelta(days=1))
    assert [night.status == NightStatus.BOOKED for night in nights] == [False, True, False]


@pytest.mark.parametrize("changeover_minutes", [0, 30])
def test_matinee_and_evening_in_one_room_touch_or_leave_time_between(changeover_minutes):
    house, act = a_house(), an_act(members=2)
    day = dt.date(2028, 3, 4)
    pause = dt.timedelta(minutes=changeover_minutes)
    matinee = a_show(house, day, local(day, 15), local(day, 17), out=local(day, 18))
    evening = a_show(house, day, local(day, 20), local(day, 23), load_in=local(day, 18) + pause)
    booked = [
        accept_booking(acting_user=house.manager, booking=an_application(act, show)) for show in (matinee, evening)
    ]
    assert (matinee.night, evening.night) == (day, day)
    assert {booking.state for booking in booked} == {"confirmed"}
    [night] = public_nights(house.stage, day, day)
    assert (night.status, len(night.shows)) == (NightStatus.BOOKED, 2)


def test_an_evening_whose_load_in_reaches_into_the_matinee_is_refused():
    house = a_house()
    day = dt.date(2028, 3, 4)
    a_show(house, day, local(day, 15), local(day, 17), out=local(day, 18))
    with pytest.raises(Taken) as refused:
        a_show(house, day, local(day, 20), local(day, 23), load_in=local(day, 17, 59))
    assert refused.value.extra["alternatives"]


def test_a_festival_of_three_days_takes_three_nights_and_each_act_its_own():
    house, friday_act, sunday_act = a_house(), an_act(members=1), an_act(members=1)
    know_all(*friday_act.members, *sunday_act.members)
    friday = dt.date(2028, 7, 7)
    sunday = friday + dt.timedelta(days=2)
    show = a_show(
        house, friday, local(friday, 16), local(sunday, 23), load_in=local(friday, 9), out=local(sunday, 2, days=1),
        spots=[
            SpotDraft(call_at=local(friday, 14), starts_at=local(friday, 18), ends_at=local(friday, 19)),
            SpotDraft(call_at=local(sunday, 14), starts_at=local(sunday, 20), ends_at=local(sunday, 21)),
        ],
    )  # fmt: skip
    for place, act in enumerate((friday_act, sunday_act)):
        booking = apply_to_spot(acting_user=act.leader, spot=show.spots.all()[place], act=act.party)
        accept_booking(acting_user=house.manager, booking=booking)

    def booked(subject):
        nights = public_nights(subject, friday - dt.timedelta(days=1), sunday + dt.timedelta(days=1))
        return [night.night for night in nights if night.status == NightStatus.BOOKED]

    assert booked(house.stage) == [friday, friday + dt.timedelta(days=1), sunday]
    assert (booked(friday_act.party), booked(sunday_act.party)) == ([friday], [sunday])


def test_a_night_a_player_called_busy_takes_a_second_step_and_does_not_block():
    house, act = a_house(), an_act(members=1)
    day = dt.date(2028, 3, 4)
    player = act.members[0]
    hours = {"starts_at": local(day, 18), "ends_at": local(day, 23)}
    say_time(acting_user=player, calendar=player.calendar, kind="busy", timezone="Europe/Berlin", **hours)
    show = a_show(house, day, local(day, 20), local(day, 23))
    with pytest.raises(LineupConflicts):
        an_application(act, show)
    booking = accept_booking(acting_user=house.manager, booking=an_application(act, show, despite_conflicts=True))
    assert booking.state == "confirmed"
