import datetime as dt

import pytest
from django.utils import timezone, translation

from web import dates

TODAY = dt.date(2027, 2, 1)
BERLIN = "Europe/Berlin"


def utc(*parts):
    return dt.datetime(*parts, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("day", "locale", "said"),
    [
        (dt.date(2027, 3, 6), "en", "Sat 6 Mar"),
        (dt.date(2027, 3, 6), "de", "Sa. 6. März"),
        (dt.date(2027, 3, 6), "fr", "sam. 6 mars"),
        (dt.date(2027, 1, 2), "en", "Sat 2 Jan"),
        (dt.date(2028, 3, 4), "en", "Sat 4 Mar 2028"),
        (dt.date(2026, 3, 7), "de", "Sa. 7. März 2026"),
    ],
)
def test_day_names_its_year_only_where_it_might_be_another(day, locale, said):
    assert dates.say_day(day, today=TODAY, locale=locale) == said


@pytest.mark.parametrize(
    ("happened", "said"),
    [
        (utc(2027, 2, 1, 13, 5), ("14:05", "14:05")),
        (utc(2027, 1, 31, 23, 30), ("00:30", "00:30")),
        (utc(2027, 1, 31, 22, 30), ("31 Jan", "31. Jan.")),
        (utc(2026, 3, 6, 12), ("6 Mar 2026", "6. März 2026")),
    ],
)
def test_in_a_list_what_happened_today_has_its_time_and_what_is_older_its_date(happened, said):
    with timezone.override(BERLIN):
        assert tuple(dates.say_brief(happened, today=TODAY, locale=each) for each in ("en", "de")) == said


def test_day_of_next_january_needs_no_year_in_december():
    assert dates.say_day(dt.date(2028, 1, 1), today=dt.date(2027, 12, 20)) == "Sat 1 Jan"


def span(starts_at, ends_at, **more):
    defaults = {"zone": BERLIN, "viewer_zone": BERLIN, "today": TODAY, "locale": "en"}
    return dates.say_span(starts_at, ends_at, **(defaults | more))


def test_span_of_a_night_names_one_day():
    assert span(utc(2027, 3, 6, 20), utc(2027, 3, 6, 23, 30)) == "Sat 6 Mar, 21:00 – 00:30"


def test_span_after_midnight_is_said_by_its_night():
    said = span(utc(2027, 3, 6, 23, 30), utc(2027, 3, 7, 1), night=dt.date(2027, 3, 6))
    assert said == "Night of Sat 6 Mar, 00:30 – 02:00"


def test_a_set_on_a_later_day_of_a_show_says_that_day():
    friday = dt.date(2027, 1, 8)
    sunday = utc(2027, 1, 10, 22)
    said = dates.say_span(sunday, sunday + dt.timedelta(hours=1), "UTC", night=friday, viewer_zone="UTC")
    assert said == "Sun 10 Jan, 22:00 – 23:00"


def test_span_of_days_names_both():
    assert span(utc(2027, 3, 6, 11), utc(2027, 3, 7, 17)) == "Sat 6 Mar, 12:00 – Sun 7 Mar, 18:00"


@pytest.mark.parametrize(
    ("starts_at", "ends_at", "said"),
    [
        (utc(2027, 3, 6, 17), utc(2027, 3, 6, 23), "Sat 6 Mar, 18:00 – 24:00"),
        (utc(2027, 3, 6, 0), utc(2027, 3, 6, 23), "Sat 6 Mar, 01:00 – 24:00"),
        (utc(2027, 3, 5, 23), utc(2027, 3, 6, 23), "Sat 6 Mar, 00:00 – 24:00"),
        (utc(2027, 3, 6, 11), utc(2027, 3, 7, 23), "Sat 6 Mar, 12:00 – Sun 7 Mar, 24:00"),
        (utc(2027, 3, 6, 23), utc(2027, 3, 6, 23), "Sun 7 Mar, 00:00 – 00:00"),
    ],
)
def test_an_end_at_midnight_is_the_end_of_its_day(starts_at, ends_at, said):
    assert span(starts_at, ends_at) == said


def test_zone_is_named_when_the_viewers_clock_shows_another_time():
    said = span(utc(2027, 3, 6, 20), utc(2027, 3, 6, 23), viewer_zone="Europe/Lisbon")
    assert said == "Sat 6 Mar, 21:00 – 24:00 (Berlin time)"


def test_zone_is_named_as_the_language_calls_its_town():
    with translation.override("de"):
        said = dates.say_time(utc(2027, 3, 6, 20), "Europe/Warsaw", viewer_zone="Europe/Lisbon")
    assert said == "21:00 (Ortszeit Warschau)"


def test_zone_is_not_named_for_the_same_time_under_another_name():
    assert "time" not in span(utc(2027, 3, 6, 20), utc(2027, 3, 6, 23), viewer_zone="Europe/Vienna")


def test_doubled_autumn_hour_says_which_one_it_is():
    first, second = utc(2027, 10, 31, 0, 30), utc(2027, 10, 31, 1, 30)
    assert dates.say_time(first, BERLIN, viewer_zone=BERLIN) == "02:30 CEST"
    assert dates.say_time(second, BERLIN, viewer_zone=BERLIN) == "02:30 CET"


def test_moment_is_said_in_the_zone_of_the_place():
    said = dates.say_moment(utc(2027, 3, 6, 4, 5), "America/New_York", viewer_zone="America/New_York", today=TODAY)
    assert said == "Fri 5 Mar, 23:05"


def test_headings_say_days_and_months_in_full():
    assert dates.say_full_day(dt.date(2027, 3, 6), locale="de") == "Samstag, 6. März 2027"
    assert dates.say_month(dt.date(2027, 3, 6), locale="en") == "March 2027"


def test_weekdays_start_on_monday():
    assert dates.weekday_names(locale="de")[0] == ("Mo", "Montag")
    assert dates.weekday_names(locale="en")[6] == ("Su", "Sunday")
