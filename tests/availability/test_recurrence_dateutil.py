"""RRULE against the test suite of python-dateutil itself (see the data file for its origin and licence)."""

import datetime as dt
import json
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError

from availability.rules.recurrence import Recurrence

CASES = json.loads((Path(__file__).parent / "data" / "dateutil_rrule.json").read_text())["cases"]

REFUSED = {
    "FREQ=HOURLY and below: a rule is about days": ("FREQ=HOURLY", "FREQ=MINUTELY", "FREQ=SECONDLY"),
    "BYEASTER is dateutil's own, no part of RFC 5545": ("BYEASTER=",),
    "BYWEEKDAY is dateutil's own name for BYDAY": ("BYWEEKDAY=",),
}
"""Parts of a rule that are refused, whatever stands beside them, by the reason."""

FORBIDDEN = {
    "BYYEARDAY": "YEARLY",
    "BYWEEKNO": "YEARLY",
    "BYMONTHDAY": "DAILY MONTHLY YEARLY",
    "BYDAY=+1": "MONTHLY YEARLY",
}
"""Where RFC 5545, section 3.3.10 allows a part; elsewhere it "MUST NOT" stand, and dateutil makes sense of it."""

DIFFERENT = {
    "testDTStartWithMicroseconds": "dateutil drops fractions of a second; here what was said is kept",
    "testYearlyByWeekNo": "dateutil names all days of the week; here it is the weekday of the start, as in libical",
    "testYearlyByMonthDay": "dateutil names every month; here it is that of the start, as in libical and ical.js",
}


def is_refused(text):
    frequency = text.split(";")[0].removeprefix("FREQ=")
    return any(part in text for parts in REFUSED.values() for part in parts) or any(
        part in text and frequency not in allowed.split() for part, allowed in FORBIDDEN.items()
    )


def moments_of(text, start, expected):
    start = dt.datetime.fromisoformat(start).replace(tzinfo=dt.UTC)
    last = dt.date.fromisoformat(expected[-1][:10]) if expected else start.date() + dt.timedelta(days=366)
    return [moment.isoformat() for moment in Recurrence.parse(text).moments(start, last)]


@pytest.mark.parametrize(("name", "text", "start", "expected"), CASES, ids=[case[0] for case in CASES])
def test_rules_of_dateutil_happen_when_it_says(name, text, start, expected):
    if is_refused(text):
        with pytest.raises(ValidationError):
            Recurrence.parse(text)
        return
    assert (moments_of(text, start, expected) == expected) == (name not in DIFFERENT)


def test_most_rules_of_dateutil_are_understood():
    understood = [text for _name, text, *_rest in CASES if not is_refused(text)]
    assert (len(CASES), len(understood)) == (242, 98)
