"""Names of time zones as calendars write them."""

import pytest

from calendar_imports.reading.refusals import Refused

from .texts import ask, calendar, event, starts

OWN_ZONE = """BEGIN:VTIMEZONE
TZID:{name}
BEGIN:STANDARD
DTSTART:19701025T030000
TZOFFSETFROM:+0300
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:19700329T020000
TZOFFSETFROM:+0200
TZOFFSETTO:+0300
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
END:VTIMEZONE"""


def at_noon(zone: str, *parts: str, day="20270705", **more) -> list[str]:
    return starts(calendar(*parts, event(f'DTSTART;TZID="{zone}":{day}T120000')), **more)


@pytest.mark.parametrize(
    ("zone", "utc"),
    [
        ("Europe/Berlin", "10:00"),
        ("europe/berlin", "10:00"),
        ("America/Argentina/Buenos_Aires", "15:00"),
        ("W. Europe Standard Time", "10:00"),
        ("Eastern Standard Time", "16:00"),
        ("/mozilla.org/20050126_1/Europe/Berlin", "10:00"),
        ("/freeassociation.sourceforge.net/Tzfile/America/New_York", "16:00"),
        ("/freeassociation.sourceforge.net/America/Argentina/Buenos_Aires", "15:00"),
        ("/softwarestudio.org/Tzfile/Europe/Vienna", "10:00"),
        ("/citadel.org/20210210_1/Singapore", "04:00"),
        ("UTC", "12:00"),
        ("GMT", "12:00"),
        ("Etc/UTC", "12:00"),
        ("Coordinated Universal Time", "12:00"),
        ("GMT+0200", "10:00"),
        ("UTC-03:30", "15:30"),
        ("+05", "07:00"),
    ],
)
def test_zone_of_another_program_is_known(zone, utc):
    assert at_noon(zone) == [f"2027-07-05 {utc}"]


def test_zone_that_the_file_defines_is_used():
    assert at_noon("Our Zone", OWN_ZONE.format(name="Our Zone")) == ["2027-07-05 09:00"]
    assert at_noon("Our Zone", OWN_ZONE.format(name="Our Zone"), day="20270105") == ["2027-01-05 10:00"]


def test_zone_that_the_file_defines_yields_to_the_one_of_that_name():
    assert at_noon("Europe/Berlin", OWN_ZONE.format(name="Europe/Berlin")) == ["2027-07-05 10:00"]


def test_zone_that_the_file_defines_survives_in_the_reduced_copy():
    content = calendar(OWN_ZONE.format(name="Our Zone"), event('DTSTART;TZID="Our Zone":20270705T120000'))
    reduced = ask(content)["reduced"].encode()
    assert starts(reduced) == starts(content)


BEYOND = OWN_ZONE.format(name="Mars/Base").replace("TZOFFSETTO:", "TZOFFSETTO:+2400\nX-WAS:", 1)


@pytest.mark.parametrize("definition", ["", "BEGIN:VTIMEZONE\nTZID:Mars/Base\nEND:VTIMEZONE", BEYOND])
def test_zone_that_nobody_knows_is_asked_for(definition):
    content = calendar(definition, event("DTSTART;TZID=Mars/Base:20270705T120000"))
    assert ask(content)["unknown_zones"] == ["Mars/Base"]


def test_zone_that_nobody_knows_is_not_asked_for_where_it_does_not_matter():
    content = calendar(event("DTSTART;TZID=Mars/Base:20010705T120000"), event())
    assert ask(content)["unknown_zones"] == []


def test_zone_that_the_owner_named_is_used():
    assert at_noon("Mars/Base", zone_names={"Mars/Base": "Asia/Tokyo"}) == ["2027-07-05 03:00"]


def test_zone_that_changes_by_the_second_is_refused():
    zone = OWN_ZONE.format(name="Our Zone").replace("FREQ=YEARLY;BYMONTH=3", "FREQ=SECONDLY;BYMONTH=3")
    with pytest.raises(Refused, match="zone_too_often"):
        at_noon("Our Zone", zone)


@pytest.mark.parametrize(("zone", "utc"), [("Europe/Berlin", "10:00"), ("Asia/Tokyo", "03:00")])
def test_floating_time_is_in_the_owners_zone(zone, utc):
    """Even where the calendar names a zone: that one is for what it gives in UTC."""
    content = calendar(event("DTSTART:20270705T120000"), head="X-WR-TIMEZONE:America/New_York")
    assert starts(content, timezone=zone) == [f"2027-07-05 {utc}"]


def test_repeating_event_in_utc_keeps_the_wall_clock_of_its_calendar():
    series = event("DTSTART:20270326T190000Z", "RRULE:FREQ=WEEKLY;COUNT=2")
    assert starts(calendar(series)) == ["2027-03-26 19:00", "2027-04-02 19:00"]
    head = "X-WR-TIMEZONE:Europe/Berlin"
    assert starts(calendar(series, head=head)) == ["2027-03-26 19:00", "2027-04-02 18:00"]
