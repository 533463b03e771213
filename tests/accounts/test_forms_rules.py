"""What the form of a rule shows, and that it hands on nothing that nobody changed."""

import datetime as dt
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from django.http import QueryDict
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.forms.rules import RuleForm
from accounts.models import User
from availability.models import AvailabilityRule
from availability.ranges import Period, at_wall_clock
from availability.rules.projection import happenings
from availability.states import EditScope

BERLIN = "Europe/Berlin"
FRIDAY = dt.date(2028, 3, 10)
FAR = dt.date(2031, 1, 1)
ZONES = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "Asia/Kathmandu", "UTC"]
RRULES = [
    "",
    "FREQ=DAILY",
    "FREQ=DAILY;INTERVAL=3;COUNT=7",
    "FREQ=DAILY;BYDAY=SA,SU",
    "FREQ=WEEKLY",
    "freq=weekly;byday=mo,fr",
    "RRULE:FREQ=WEEKLY;BYDAY=TU;UNTIL=20301224T225959Z",
    "FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=SU,MO",
    "FREQ=WEEKLY;BYHOUR=9,17;BYDAY=MO",
    "FREQ=WEEKLY;UNTIL=20301224",
    "FREQ=WEEKLY;UNTIL=20301224T120000",
    "FREQ=MONTHLY",
    "FREQ=MONTHLY;BYDAY=2FR",
    "FREQ=MONTHLY;BYDAY=-1SA;COUNT=5",
    "FREQ=MONTHLY;BYDAY=FR,SA;BYSETPOS=-1",
    "FREQ=MONTHLY;BYMONTHDAY=31",
    "FREQ=MONTHLY;BYMONTHDAY=-1",
    "FREQ=MONTHLY;BYMONTHDAY=-2,1,15",
    "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13",
    "FREQ=YEARLY",
    "FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
]


@st.composite
def rules(draw) -> AvailabilityRule:
    """Any rule that can be stored, of a few hours to a few days, often near a change of clocks."""
    timezone = draw(st.sampled_from(ZONES))
    near = draw(st.sampled_from([dt.date(2028, 3, 26), dt.date(2028, 10, 29), dt.date(2028, 11, 5), FRIDAY]))
    noon = at_wall_clock(near, dt.time(12), timezone)
    starts_at = noon + dt.timedelta(
        seconds=draw(st.integers(-60_000, 60_000)) // 60 * 60 + draw(st.sampled_from([0, 7]))
    )
    length = draw(
        st.sampled_from([dt.timedelta(minutes=20), dt.timedelta(hours=1), dt.timedelta(hours=24), dt.timedelta(days=3)])
    )
    return AvailabilityRule(
        kind=draw(st.sampled_from(["free", "maybe", "busy"])),
        starts_at=starts_at,
        ends_at=starts_at + length,
        timezone=timezone,
        rrule=draw(st.sampled_from(RRULES)),
        exdates=draw(st.sampled_from([[], [dt.date(2028, 4, 1), dt.date(2029, 4, 1)]])),
        note=draw(st.sampled_from(["", "rehearsal"])),
    )


def sent(form: RuleForm, **typed) -> QueryDict:
    """What a browser sends of a form as it was shown, but for what was typed."""
    data = QueryDict(mutable=True)
    for field in form:
        shown = field.field.widget.format_value(field.value())
        data.setlist(field.name, shown if isinstance(shown, list) else [shown or ""])
    for name, value in typed.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return data


def edited(rule: AvailabilityRule, on=None, scope: str = EditScope.ALL, **typed) -> RuleForm:
    """The form of a rule as somebody sends it."""
    user = User(timezone=BERLIN)
    on = on or next(happenings(rule, FAR))
    shown = RuleForm(timezone=user.timezone, rule=rule, on=on, scope=scope)
    form = RuleForm(sent(shown, **typed), timezone=user.timezone, rule=rule, on=on)
    assert form.is_valid(), form.errors
    return form


def weekly(**fields) -> AvailabilityRule:
    starts_at = at_wall_clock(FRIDAY, dt.time(19), BERLIN)
    known = {"kind": "free", "starts_at": starts_at, "ends_at": starts_at + dt.timedelta(hours=4), "timezone": BERLIN}
    return AvailabilityRule(**known | {"rrule": "FREQ=WEEKLY;BYDAY=FR"} | fields)


@given(rules(), st.sampled_from(EditScope.values), st.integers(0, 5))
@settings(max_examples=80, deadline=None)
def test_form_saved_as_it_was_shown_changes_nothing(rule, scope, place):
    for on in islice(happenings(rule, FAR), place, place + 1):
        assert edited(rule, on, scope).changes() == {}


def test_second_half_past_two_of_an_autumn_night_stays_when_only_the_note_changes():
    starts_at = dt.datetime(2028, 10, 29, 1, 30, tzinfo=dt.UTC)
    rule = weekly(starts_at=starts_at, ends_at=starts_at + dt.timedelta(minutes=40), rrule="")
    assert edited(rule, note="late").changes() == {"note": "late"}


def test_end_alone_is_changed_and_the_start_keeps_its_instant():
    starts_at = dt.datetime(2028, 10, 29, 1, 30, tzinfo=dt.UTC)
    rule = weekly(starts_at=starts_at, ends_at=starts_at + dt.timedelta(hours=2), rrule="")
    changes = edited(rule, to_time="05:00").changes()
    assert changes == {"starts_at": starts_at, "ends_at": dt.datetime(2028, 10, 29, 4, tzinfo=dt.UTC)}


def test_times_are_on_the_clocks_of_the_rule_and_not_of_who_edits():
    rule = weekly(timezone="Europe/Lisbon")
    assert edited(rule, from_time="17:00").changes()["starts_at"] == at_wall_clock(FRIDAY, dt.time(17), "Europe/Lisbon")


def test_exceptions_are_added_and_taken_back_without_losing_the_others():
    kept, reopened, new = dt.date(2028, 3, 17), dt.date(2028, 3, 24), dt.date(2028, 4, 7)
    form = edited(weekly(exdates=[kept, reopened]), reopen=[str(reopened)], leave_out=[str(new), ""])
    assert form.changes() == {"exdates": [kept, new]}


def test_one_date_alone_hands_on_no_repetition():
    form = edited(weekly(), scope=EditScope.ONE, kind="busy", every="3", leave_out=["2028-04-07"])
    assert form.changes() == {"kind": "busy"}


@pytest.mark.parametrize(
    ("typed", "rrule"),
    [
        ({"repeats": "once"}, ""),
        ({"repeats": "daily", "every": "2"}, "FREQ=DAILY;INTERVAL=2"),
        ({"weekdays": ["0", "4"]}, "FREQ=WEEKLY;BYDAY=MO,FR"),
        ({"repeats": "monthly_weekday", "nth": "-1", "weekday": "5"}, "FREQ=MONTHLY;BYDAY=-1SA"),
        ({"repeats": "monthly_day", "month_day": "-1"}, "FREQ=MONTHLY;BYMONTHDAY=-1"),
        ({"repeats": "yearly", "ends": "count", "count": "3"}, "FREQ=YEARLY;COUNT=3"),
        ({"ends": "until", "until": "2028-06-30"}, "FREQ=WEEKLY;BYDAY=FR;UNTIL=20280630T215959Z"),
        ({"repeats": "custom", "rrule": "FREQ=YEARLY;BYWEEKNO=20"}, "FREQ=YEARLY;BYWEEKNO=20"),
    ],
)
def test_choices_are_written_as_a_rule(typed, rrule):
    assert edited(weekly(), **typed).changes() == {"rrule": rrule}


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"repeats": "custom", "rrule": ""}, "rrule"),
        ({"repeats": "custom", "rrule": "FREQ=HOURLY;INTERVAL=0"}, "rrule"),
        ({"ends": "until"}, "until"),
        ({"ends": "until", "until": "2028-01-01"}, "until"),
        ({"ends": "count"}, "count"),
        ({"last": "2028-03-01"}, "last"),
        ({"last": "2028-03-10", "to_time": "18:00"}, "to_time"),
        ({"leave_out": ["soon"]}, "leave_out"),
        ({"first": "1899-01-01"}, "first"),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_field(typed, field):
    rule, user = weekly(), User(timezone=BERLIN)
    on = next(happenings(rule, FAR))
    form = RuleForm(
        sent(RuleForm(timezone=user.timezone, rule=rule, on=on), **typed), timezone=user.timezone, rule=rule, on=on
    )
    assert field in form.errors


def test_dragged_to_another_day_the_days_of_the_rule_go_along():
    rule, user = weekly(rrule="FREQ=WEEKLY;BYDAY=MO,FR"), User(timezone=BERLIN)
    on = next(happenings(rule, FAR))
    day = dt.timedelta(days=1)
    moved = RuleForm(
        timezone=user.timezone, rule=rule, on=on, moved=Period(on.period.starts_at + day, on.period.ends_at + day)
    )
    assert (moved.initial["first"], moved.initial["weekdays"]) == (FRIDAY + day, [1, 5])


def test_zone_of_the_rule_decides_what_a_drag_shows():
    rule, user = weekly(timezone="Europe/Lisbon"), User(timezone=BERLIN)
    on = next(happenings(rule, FAR))
    hour = dt.timedelta(hours=1)
    moved = RuleForm(
        timezone=user.timezone, rule=rule, on=on, moved=Period(on.period.starts_at + hour, on.period.ends_at)
    )
    assert moved.initial["from_time"] == dt.time(19)
    assert on.period.starts_at.astimezone(ZoneInfo("Europe/Lisbon")).time() == dt.time(18)
