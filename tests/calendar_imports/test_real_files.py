"""What files of other programs hold in practice: odd zones, odd ends, and a line that nobody can read."""

import datetime as dt

import pytest

from availability.imports.problems import MESSAGES, problem_text
from availability.ranges import Period
from calendar_imports.reading.refusals import Refused

from .test_zones import OWN_ZONE
from .texts import SINCE, ask, calendar, event, starts, stretches

OUTLOOK = "(UTC+01:00) Amsterdam\\, Berlin\\, Bern\\, Rome\\, Stockholm\\, Vienna"
BIRTHDAY = "DTSTART;VALUE=DATE:20270306"


def notes_of(content: bytes, **more) -> list[str]:
    return [note["code"] for note in ask(content, **more)["notes"]]


@pytest.mark.parametrize("frequency", ["HOURLY", "MINUTELY", "SECONDLY", "DAILY;BYHOUR=1,2,3"])
def test_zone_that_changes_its_clocks_more_than_once_a_day_is_refused(frequency):
    zone = OWN_ZONE.format(name="Mill").replace("19700329", "00010101").replace("FREQ=YEARLY", f"FREQ={frequency}")
    content = calendar(zone, event("DTSTART;TZID=Mill:20270705T120000", "RRULE:FREQ=DAILY"))
    with pytest.raises(Refused) as refused:
        ask(content)
    assert (refused.value.code, refused.value.details["name"]) == ("zone_too_often", "Mill")
    assert "Mill" in problem_text({"code": refused.value.code, "details": refused.value.details})


@pytest.mark.parametrize(
    "start",
    [f'DTSTART;TZID="{OUTLOOK.replace(chr(92), "")}":', f'DTSTART;TZID="{OUTLOOK}":', f"DTSTART;TZID={OUTLOOK}:"],
)
def test_zone_of_outlook_is_found_whichever_way_its_name_is_written(start):
    content = calendar(OWN_ZONE.format(name=OUTLOOK), event(f"{start}20270705T120000"))
    assert starts(content) == ["2027-07-05 09:00"]
    assert starts(ask(content)["reduced"].encode()) == ["2027-07-05 09:00"]


def test_zone_whose_location_is_no_place_is_used_as_the_file_defines_it():
    zone = OWN_ZONE.format(name="Ours").replace("TZID:Ours", "TZID:Ours\nX-LIC-LOCATION:Nowhere/Land")
    assert starts(calendar(zone, event("DTSTART;TZID=Ours:20270705T120000"))) == ["2027-07-05 09:00"]


def test_end_without_a_zone_is_on_the_clock_of_the_start_and_that_is_said():
    content = calendar(event("DTSTART;TZID=Asia/Tokyo:20270705T120000", "DTEND:20270705T140000"))
    assert stretches(content) == ["2027-07-05 03:00 - 2027-07-05 05:00"]
    [note] = ask(content)["notes"]
    assert problem_text(note).startswith("Events with no time zone for their end: 1.")
    assert notes_of(calendar(event("DTSTART:20270705T120000", "DTEND:20270705T140000"))) == []


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("RRULE;VALUE", "bad_line"),
        ("EXDATE:never", "bad_value"),
        ("RRULE:FREQ=YEARLY;INTERVAL=0", "interval_zero"),
        ("RRULE:FREQ=SECONDLY", "too_often"),
        ("RRULE:FREQ=MONTHLY;BYSETPOS=0", "bad_value"),
        ("DTEND:20260101T000000Z", "ends_before_start"),
    ],
)
def test_line_that_cannot_be_read_costs_its_event_alone(line, code):
    content = calendar(event(), event("DTSTART:20270401T200000Z", line, uid="odd"))
    assert starts(content) == ["2027-03-05 20:00"]
    unread, note = ask(content)["notes"]
    assert (unread, note["code"]) == ({"code": "unread", "details": {"count": "1"}}, code)
    assert "%" not in problem_text(note)


def test_calendar_of_which_nothing_can_be_read_is_refused_with_the_first_reason():
    with pytest.raises(Refused, match="interval_zero"):
        ask(calendar(event("DTSTART:20270401T200000Z", "RRULE:FREQ=DAILY;INTERVAL=0")))


@pytest.mark.parametrize("timezone", ["Europe/Berlin", "America/New_York", "Pacific/Kiritimati"])
@pytest.mark.parametrize(
    "lines",
    [
        ("DTSTART:20270305T200000Z", "DTEND:99991231T235959Z"),
        ("DTSTART;TZID=Asia/Tokyo:20270305T200000", "DTEND;TZID=America/New_York:99991231T235959"),
        ("DTSTART:00010101T000000", "DTEND:99991231T235959"),
        ("DTSTART;VALUE=DATE:00010101", "DTEND;VALUE=DATE:99991231"),
        ("DTSTART;TZID=Europe/Berlin:00010101T000000", "DTEND;TZID=Asia/Tokyo:99991231T235959"),
    ],
)
def test_what_lasts_for_ever_is_cut_to_the_period(lines, timezone):
    period = Period(SINCE, SINCE + dt.timedelta(days=90))
    [told] = ask(calendar(event(*lines)), timezone=timezone, period=period)["happening"]
    assert told["ends"] == period.ends_at.timestamp()
    assert told["starts"] >= period.starts_at.timestamp()


@pytest.mark.parametrize(
    "repeated", ["RECURRENCE-ID:00010101T000000Z", "EXDATE:99991231T235959Z", "RDATE:99991231T235959Z"]
)
def test_the_ends_of_time_trip_nothing_up(repeated):
    content = calendar(event("DTSTART;TZID=Asia/Tokyo:20270305T200000", repeated))
    assert notes_of(content, timezone="America/New_York") == []


def test_every_problem_names_the_limit_that_was_hit():
    for code in ("too_deep", "takes_too_long", "waits_too_long", "takes_too_much", "says_too_much"):
        assert "%(count)s" in MESSAGES[code]
