"""From an order of sets to times: fits, overflows, both nights on which clocks change, midnight, one act, none."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bookings.bill.running_order import MINUTE, Frame, Part, parts_of, run, suggested

BERLIN = ZoneInfo("Europe/Berlin")


def at(clock: str, day: dt.date = dt.date(2028, 3, 4), *, fold: int = 0) -> dt.datetime:
    """An instant by the clock of Berlin; from midnight to noon the next day's, as people mean it."""
    time = dt.time.fromisoformat(clock)
    date = day + dt.timedelta(days=time.hour < 12)
    return dt.datetime.combine(date, time, BERLIN).replace(fold=fold).astimezone(dt.UTC)


def frame(day: dt.date = dt.date(2028, 3, 4), **times) -> Frame:
    said = {"load_in": "17:00", "doors": "20:00", "first": "21:00", "curfew": "00:30", "out": "02:00"} | times
    return Frame(**{f"{name}_at": clock and at(clock, day) for name, clock in said.items()})


def clocks(order) -> list[str]:
    return [f"{act.starts_at.astimezone(BERLIN):%H:%M}-{act.ends_at.astimezone(BERLIN):%H:%M}" for act in order.acts]


def checks(order) -> list[str]:
    return [act.soundcheck_at and f"{act.soundcheck_at.astimezone(BERLIN):%H:%M}" for act in order.acts]


def test_sets_follow_one_another_after_their_changeovers():
    order = run(frame(), [Part(30), Part(45, 20), Part(75, 30)])
    assert clocks(order) == ["21:00-21:30", "21:50-22:35", "23:05-00:20"]
    assert (order.spare, order.over) == (10, 0)


def test_the_first_act_finds_its_stage_ready():
    assert clocks(run(frame(), [Part(30, 25)])) == ["21:00-21:30"]


def test_who_plays_last_checks_first_and_the_opener_ends_at_doors():
    order = run(frame(), [Part(30, 0, 20), Part(45, 20, 30), Part(75, 30, 60)])
    assert checks(order) == ["19:40", "19:10", "18:10"]
    assert order.soundcheck_spare == 70


def test_an_act_without_soundcheck_takes_no_time_for_it():
    order = run(frame(), [Part(30, 0, 20), Part(45, 20, 0), Part(75, 30, 60)])
    assert checks(order) == ["19:40", None, "18:40"]


def test_without_doors_soundchecks_end_as_the_music_starts():
    assert checks(run(frame(doors=None), [Part(30, 0, 30)])) == ["20:30"]


def test_soundchecks_that_do_not_fit_tell_by_how_much():
    order = run(frame(load_in="19:00"), [Part(30, 0, 40), Part(30, 10, 40)])
    assert (order.soundcheck_spare, order.soundchecks_over) == (-20, 20)


def test_a_bill_that_fits_exactly_is_not_over():
    order = run(frame(curfew="22:35"), [Part(30), Part(45, 20)])
    assert (order.spare, order.over) == (0, 0)


def test_one_minute_more_is_one_minute_over_the_curfew():
    assert run(frame(curfew="22:35"), [Part(30), Part(46, 20)]).over == 1


def test_without_curfew_everybody_out_is_the_limit():
    assert run(frame(curfew=None, out="22:00"), [Part(90)]).over == 30


def test_a_curfew_after_everybody_is_out_does_not_count():
    assert run(frame(curfew="03:00", out="02:00"), [Part(360)]).over == 60


def test_a_bill_may_end_at_midnight():
    order = run(frame(curfew="00:00"), [Part(180)])
    assert (clocks(order), order.over) == (["21:00-00:00"], 0)


def test_an_empty_bill_ends_as_it_starts():
    order = run(frame(), [])
    assert (order.acts, order.ends_at, order.spare) == ((), at("21:00"), 210)
    assert order.soundcheck_spare == 180


@pytest.mark.parametrize(("day", "spare"), [(dt.date(2027, 3, 27), 90), (dt.date(2027, 10, 30), 210)])
def test_a_night_on_which_clocks_change_has_an_hour_less_or_more(day, spare):
    order = run(frame(day, first="22:00", curfew="04:00", out="05:00"), [Part(120), Part(90, 0)])
    assert clocks(order) == ["22:00-00:00", "00:00-01:30"]
    assert order.spare == spare


def test_a_set_across_the_hour_that_is_skipped_ends_an_hour_later_by_the_clock():
    order = run(frame(dt.date(2027, 3, 27), first="01:30", curfew="04:00", out="05:00"), [Part(60)])
    assert clocks(order) == ["01:30-03:30"]


def test_a_set_across_the_hour_that_comes_twice_ends_in_its_second():
    order = run(frame(dt.date(2027, 10, 30), first="02:30", curfew="04:00", out="05:00"), [Part(60)])
    assert clocks(order) == ["02:30-02:30"]
    assert order.acts[0].ends_at == at("02:30", dt.date(2027, 10, 30), fold=1)


PARTS = st.lists(st.builds(Part, st.integers(1, 400), st.integers(0, 90), st.integers(0, 90)), max_size=12)


@settings(max_examples=100)
@given(parts=PARTS, doors=st.sampled_from(["20:00", "20:45", None]), curfew=st.sampled_from(["00:30", None]))
def test_any_bill_adds_up_minute_by_minute(parts, doors, curfew):
    """The slow oracle counts the night through, minute by minute, in both directions."""
    given_frame = frame(doors=doors, curfew=curfew)
    order = run(given_frame, parts)
    minute, played = given_frame.first_at, []
    for place, part in enumerate(parts):
        for _ in range(part.changeover if place else 0):
            minute += MINUTE
        played.append(minute)
        for _ in range(part.minutes):
            minute += MINUTE
    assert [act.starts_at for act in order.acts] == played
    assert order.ends_at == minute
    assert order.spare == (given_frame.limit_at - minute) / MINUTE
    heard = [act.soundcheck_at for act in order.acts if act.soundcheck_at]
    assert heard == sorted(heard, reverse=True)
    needed = sum(part.soundcheck for part in parts)
    assert order.soundcheck_spare == (given_frame.checked_by - given_frame.load_in_at) / MINUTE - needed


@settings(max_examples=60)
@given(parts=PARTS)
def test_parts_are_read_back_from_their_sets(parts):
    order = run(frame(), parts)
    read = parts_of([(act.starts_at, act.ends_at) for act in order.acts])
    assert [(part.minutes, part.changeover) for part in read] == [
        (part.minutes, part.changeover if place else 0) for place, part in enumerate(parts)
    ]


def test_sets_that_overlap_are_no_running_order():
    assert parts_of([(at("21:00"), at("22:00")), (at("21:30"), at("22:30"))]) is None


@pytest.mark.parametrize(
    ("usual", "until", "minutes", "changeover"),
    [
        ([], "00:30", [], 15),
        ([75], "00:30", [90], 15),  # nobody plays for hours because the night is long
        ([30, 40, 75], "00:30", [35, 45, 90], 15),
        ([30, 40, 75], "23:00", [20, 30, 55], 5),
        ([30] * 12, "00:30", [10] * 12, 5),
        ([30] * 40, "00:30", [5] * 40, 5),
    ],
)
def test_a_suggestion_has_sets_of_the_usual_lengths_as_far_as_the_night_allows(usual, until, minutes, changeover):
    parts = suggested(frame(), usual, until=at(until))
    assert [(part.minutes, part.changeover) for part in parts] == [(each, changeover) for each in minutes]
