"""RRULE against libical and ical.js, over the rules of their own test tables and of rrule.js's (see the data file)."""

import datetime as dt
import json
from itertools import islice
from pathlib import Path

import pytest

from availability.rules.expansion import Repetition
from calendar_imports.reading.moments import Moment
from calendar_imports.reading.rules import read_rule
from calendar_imports.reading.zones import Zones

CASES = json.loads((Path(__file__).parent / "data" / "rrule_oracles.json").read_text())["cases"]
TOLD = 8
YEARS = dt.timedelta(days=366 * 250)

PASSED_OVER = {
    "BYWEEKNO": "ical.js does not know it; libical 3.0 takes the wrong weekday and stays in the calendar year",
    "BYSETPOS": "both pass over it beside BYHOUR and BYMINUTE, and libical 3.0 in weeks",
}
"""Parts that neither release follows. libical's newer table does, as we do: it is compared where it has the rule."""


COUNTS = {"as the table": 39, "as both": 170, "as one": 52, "passed over": 16}


def dates(text: str, start: str) -> list[str]:
    begin = dt.datetime.strptime(start, "%Y%m%dT%H%M%S")  # noqa: DTZ007 — a wall clock
    rule = read_rule(text, Moment(begin, None), dt.UTC, Zones({}, []))
    last = min(rule.until or begin + YEARS, begin + YEARS)
    return [f"{wall:%Y%m%dT%H%M%S}" for wall in islice(rule.starts(begin, last), TOLD)]


def verdict(case) -> str:
    _origin, text, start, table, libical, ical_js = case
    found = dates(text, start)
    if table is not None:
        return "as the table" if found == table else "DIFFERENT"
    if found in (libical, ical_js):
        return "as both" if libical == ical_js else "as one"
    return "passed over" if any(part in text for part in PASSED_OVER) else "DIFFERENT"


def test_rules_of_three_test_tables_happen_when_others_say():
    verdicts = [verdict(case) for case in CASES]
    wrong = [case for case, found in zip(CASES, verdicts, strict=True) if found == "DIFFERENT"]
    assert wrong == []
    assert {found: verdicts.count(found) for found in set(verdicts)} == COUNTS


@pytest.mark.parametrize(
    ("text", "start", "expected"),
    [
        # The first Monday of a week that began before the start is over; so is its first day that is named.
        ("FREQ=WEEKLY;BYDAY=MO,WE,FR;BYSETPOS=1", "20270106T200000", ["20270111", "20270118"]),
        ("FREQ=WEEKLY;BYDAY=MO,WE,FR;BYSETPOS=-1;INTERVAL=2", "20270106T200000", ["20270108", "20270122"]),
        ("FREQ=YEARLY;BYWEEKNO=20", "20270518T200000", ["20270518", "20280516"]),
        # 29 December 2025 is of the first week of 2026.
        ("FREQ=YEARLY;BYWEEKNO=1;BYDAY=MO;INTERVAL=2", "20240101T200000", ["20240101", "20251229"]),
        ("FREQ=YEARLY;BYWEEKNO=53;INTERVAL=2", "20260101T200000", ["20261231", "20321230"]),
    ],
)
def test_weeks_are_whole(text, start, expected):
    assert [date[:8] for date in dates(text, start)][: len(expected)] == expected


@pytest.mark.parametrize("text", ["FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "FREQ=YEARLY;BYWEEKNO=5;BYMONTH=7"])
def test_days_that_no_year_has_are_not_looked_for(text, monkeypatch):
    looked_for = []
    found = Repetition._found_from
    monkeypatch.setattr(Repetition, "_found_from", lambda *given: looked_for.append(given) or found(*given))
    assert dates(text, "20270101T200000") == []
    assert len(looked_for) == 1


def test_rule_from_the_first_year_on_needs_no_year_before_it():
    assert dates("FREQ=WEEKLY;BYDAY=MO,TU;WKST=SU", "00010101T000000")[:2] == ["10101T000000", "10102T000000"]
