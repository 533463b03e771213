"""What edits make of rules, against a list of happenings that is changed by hand."""

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from django.core.exceptions import ValidationError
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from availability.models import AvailabilityRule
from availability.ranges import Period
from availability.rules.edits import plan_change, plan_end
from availability.rules.projection import occurrences
from availability.states import EditScope
from tests.availability.strategies import ZONES_AND_DAYS, wall_times
from tests.availability.walls import DAY, HOUR, instant_at, shown, span

pytestmark = pytest.mark.heavy

WEEKS = 70 * DAY
SAID_AT = dt.datetime(2027, 1, 1, tzinfo=dt.UTC)
ONE, FOLLOWING, ALL = EditScope


@dataclass(frozen=True)
class Said:
    """A rule, and each of its happenings as a local day, a local start and whether it is left out."""

    rule: AvailabilityRule
    moments: list[tuple[dt.datetime, bool]]
    length: dt.timedelta

    @property
    def zone(self):
        return ZoneInfo(self.rule.timezone)

    def spans(self, moments=None):
        kept = moments if moments is not None else [moment for moment, is_left_out in self.moments if not is_left_out]
        return [("busy", *span(moment, self.length, self.zone)) for moment in kept]


intervals = st.integers(1, 3)
weekdays = st.lists(st.sampled_from(["MO", "TU", "WE", "TH", "FR", "SA", "SU"]), min_size=1, max_size=3, unique=True)
recurrences = st.one_of(
    intervals.map("FREQ=DAILY;INTERVAL={}".format),
    st.builds("FREQ=WEEKLY;INTERVAL={};BYDAY={}".format, intervals, weekdays.map(",".join)),
    intervals.map("FREQ=WEEKLY;INTERVAL={}".format),
)
ends = st.one_of(st.just(""), st.integers(2, 30).map(";COUNT={}".format), st.integers(5, 60))


@st.composite
def rules(draw):
    """A rule that began some weeks before clocks change, with a few days left out."""
    timezone, day = draw(st.sampled_from(ZONES_AND_DAYS))
    start = dt.datetime.combine(day - draw(st.integers(0, 30)) * DAY, draw(wall_times))
    length = draw(st.sampled_from([HOUR, 3 * HOUR, 10 * HOUR]))
    end = draw(ends)
    end = end if isinstance(end, str) else f";UNTIL={start + end * DAY:%Y%m%dT%H%M%S}"
    rrule = draw(recurrences) + end
    starts_at, ends_at = span(start, length, ZoneInfo(timezone))
    # A rule begins at an instant: one that clocks do not show cannot be said.
    assume(shown(starts_at, ZoneInfo(timezone)) == start and shown(ends_at, ZoneInfo(timezone)) == start + length)
    moments = rrulestr(rrule, dtstart=start).between(start, start + WEEKS, inc=True)
    assume(moments)
    left_out = set(draw(st.lists(st.sampled_from(moments), max_size=3)))
    rule = AvailabilityRule(
        calendar_id=1, kind="busy", starts_at=starts_at, ends_at=ends_at, timezone=timezone, rrule=rrule,
        exdates=sorted({moment.date() for moment in left_out}), created_at=SAID_AT,
    )  # fmt: skip
    return Said(rule, [(moment, moment in left_out) for moment in moments], length)


@st.composite
def edits(draw):
    """A rule, an instant, and one of its happenings that is not over then."""
    said = draw(rules())
    ahead = [moment for moment, is_left_out in said.moments if not is_left_out]
    assume(ahead)
    chosen = draw(st.sampled_from(ahead))
    ends_at = span(chosen, said.length, said.zone)[1]
    at = draw(st.one_of(st.just(SAID_AT), st.integers(1, 40).map(lambda days: ends_at - days * DAY - HOUR)))
    return said, chosen, at


def told_by(rules, said):
    """What rules say in the weeks of the oracle."""
    start = said.moments[0][0].replace(tzinfo=dt.UTC) - 4 * DAY
    whole = Period(start, start + WEEKS - 10 * DAY)
    found = [(rule.kind, *period) for rule in rules for period in spans_of(rule, whole)]
    return sorted(found, key=lambda each: each[1:])


def spans_of(rule, whole):
    return [(period.starts_at, period.ends_at) for _day, period in occurrences(rule, whole)]


def within(spans, said):
    """The same bounds for the list that was changed by hand."""
    start = said.moments[0][0].replace(tzinfo=dt.UTC) - 4 * DAY
    end = start + WEEKS - 10 * DAY
    near = [each for each in spans if each[1] < end and each[2] > start]
    return sorted(near, key=lambda each: each[1:])


def by_hand(said, scope, chosen, at, moved, kind):
    """Each happening stays where it is over or not meant, else it is `moved`, a function from moment to span."""
    spans = []
    for moment, is_left_out in said.moments:
        before = span(moment, said.length, said.zone)
        is_meant = {ONE: moment == chosen, FOLLOWING: moment >= chosen, ALL: True}[scope]
        if not is_left_out:
            spans.append((kind, *moved(moment)) if is_meant and before[1] > at else ("busy", *before))
    return spans


@settings(max_examples=150, deadline=None)
@given(edit=edits(), scope=st.sampled_from(EditScope))
def test_another_kind_changes_what_was_meant_and_nothing_else(edit, scope):
    said, chosen, at = edit
    plan = plan_change(said.rule, scope=scope, on=chosen.date(), at=at, fields={"kind": "maybe"})
    expected = by_hand(said, scope, chosen, at, lambda moment: span(moment, said.length, said.zone), "maybe")
    assert told_by(plan.stored, said) == within(expected, said)
    assert {rule.series for rule in plan.stored} == {said.rule.series}


@pytest.mark.slow
@settings(max_examples=200, deadline=None)
@given(edit=edits(), scope=st.sampled_from(EditScope), hours=st.integers(-30, 30), longer=st.integers(0, 4))
def test_another_time_moves_what_was_meant_and_its_exceptions(edit, scope, hours, longer):
    said, chosen, at = edit
    starts_at, ends_at = (moment + hours * HOUR for moment in span(chosen, said.length, said.zone))
    ends_at += longer * HOUR
    old_start, old_end = span(chosen, said.length, said.zone)
    assume((starts_at, ends_at) != (old_start, old_end))
    new_start = chosen if starts_at == old_start else shown(starts_at, said.zone)
    new_end = chosen + said.length if ends_at == old_end else shown(ends_at, said.zone)
    length = new_end - new_start if new_end > new_start else ends_at - starts_at
    days = new_start.date() - chosen.date()

    def moved(moment):
        if scope == ONE:
            return starts_at, ends_at
        return span(dt.datetime.combine(moment.date() + days, new_start.time()), length, said.zone)

    fields = {"starts_at": starts_at, "ends_at": ends_at}
    plan = plan_change(said.rule, scope=scope, on=chosen.date(), at=at, fields=fields)
    expected = by_hand(said, scope, chosen, at, moved, "busy")
    assert told_by(plan.stored, said) == within(expected, said)


@settings(max_examples=100, deadline=None)
@given(edit=edits(), scope=st.sampled_from(EditScope))
def test_ending_leaves_what_was_not_meant(edit, scope):
    said, chosen, at = edit
    plan = plan_end(said.rule, scope=scope, on=chosen.date(), at=at)
    expected = [
        each for each in by_hand(said, scope, chosen, at, lambda moment: (moment,), "gone") if each[0] == "busy"
    ]
    assert told_by(plan.stored, said) == within(expected, said)
    assert bool(plan.unsaid) == (not plan.stored)


@settings(max_examples=100, deadline=None)
@given(edit=edits(), data=st.data())
def test_following_keeps_the_number_of_times(edit, data):
    said, chosen, at = edit
    rrule = said.rule.rrule.split(";COUNT")[0].split(";UNTIL")[0] + ";COUNT=80"
    said.rule.rrule = rrule
    start = shown(said.rule.starts_at, said.zone)
    everything = Period(said.rule.starts_at - DAY, said.rule.starts_at + 5000 * DAY)
    before = list(occurrences(said.rule, everything))
    assume(rrulestr(rrule, dtstart=start)[79] < start + 4900 * DAY)
    plan = plan_change(said.rule, scope=FOLLOWING, on=chosen.date(), at=at, fields={"note": "x"})
    after = [each for rule in plan.stored for each in occurrences(rule, everything)]
    assert sorted(after) == before


FRIDAY = dt.datetime(2028, 3, 3, 20)
NOW = dt.datetime(2028, 4, 5, 12, tzinfo=dt.UTC)
"""A Wednesday; five Fridays are over."""


def fridays(rrule="FREQ=WEEKLY;BYDAY=FR", **more):
    starts_at, ends_at = span(FRIDAY, 3 * HOUR, ZoneInfo("Europe/Berlin"))
    values = {"exdates": [], "created_at": SAID_AT} | more
    return AvailabilityRule(
        calendar_id=1,
        kind="busy",
        starts_at=starts_at,
        ends_at=ends_at,
        timezone="Europe/Berlin",
        rrule=rrule,
        **values,
    )


def days(rules):
    months = Period(dt.datetime(2028, 3, 1, tzinfo=dt.UTC), dt.datetime(2028, 5, 1, tzinfo=dt.UTC))
    found = [occurrence.day for rule in rules for occurrence in occurrences(rule, months)]
    return [f"{day:%-d.%-m.}" for day in sorted(found)]


OVER = ["3.3.", "10.3.", "17.3.", "24.3.", "31.3."]


@pytest.mark.parametrize(
    ("rrule", "expected"),
    [
        ("FREQ=WEEKLY;BYDAY=TH", ["6.4.", "13.4.", "20.4.", "27.4."]),
        ("FREQ=WEEKLY;BYDAY=TH;COUNT=7", ["6.4.", "13.4."]),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", ["14.4.", "28.4."]),
        ("FREQ=WEEKLY;BYDAY=FR;UNTIL=20280414", ["7.4.", "14.4."]),
        ("FREQ=WEEKLY;COUNT=6;BYDAY=FR", ["7.4."]),
        ("FREQ=MONTHLY", []),
        ("FREQ=MONTHLY;BYDAY=-1SA", ["29.4."]),
        ("FREQ=DAILY;BYHOUR=10,20;UNTIL=20280406", ["5.4.", "6.4.", "6.4."]),
    ],
)
def test_another_way_to_repeat_begins_now_and_leaves_what_is_over(rrule, expected):
    plan = plan_change(fridays(), scope=ALL, on=None, at=NOW, fields={"rrule": rrule})
    assert days(plan.stored) == OVER + expected


def test_a_rule_that_repeats_no_more_is_that_one_date():
    starts_at, ends_at = span(dt.datetime(2028, 4, 14, 20), 3 * HOUR, ZoneInfo("Europe/Berlin"))
    fields = {"rrule": "", "starts_at": starts_at, "ends_at": ends_at}
    plan = plan_change(fridays(), scope=ALL, on=dt.date(2028, 4, 14), at=NOW, fields=fields)
    assert days(plan.stored) == [*OVER, "14.4."]
    assert plan.changed[0].rrule == ""


def test_a_rule_may_begin_later_and_keeps_its_exceptions():
    rule = fridays(exdates=[dt.date(2028, 4, 21)])
    later = 35 * DAY - HOUR
    fields = {"starts_at": rule.starts_at + later, "ends_at": rule.ends_at + later}
    plan = plan_change(rule, scope=ALL, on=None, at=SAID_AT, fields=fields)
    assert days(plan.stored) == ["7.4.", "14.4.", "28.4."]
    assert plan.changed[0].pk == rule.pk


@pytest.mark.parametrize(
    ("exdates", "expected"),
    [
        ([], ["8.4.", "15.4.", "22.4.", "29.4."]),
        ([dt.date(2028, 4, 14)], ["8.4.", "22.4.", "29.4."]),
        ([dt.date(2028, 4, 14), dt.date(2028, 4, 22)], ["8.4.", "29.4."]),
    ],
)
def test_exceptions_that_stay_move_along_and_new_ones_are_meant_as_said(exdates, expected):
    rule = fridays(exdates=[dt.date(2028, 4, 14)])
    starts_at, ends_at = (
        moment + DAY for moment in span(dt.datetime(2028, 4, 7, 20), 3 * HOUR, ZoneInfo("Europe/Berlin"))
    )
    fields = {"starts_at": starts_at, "ends_at": ends_at, "exdates": exdates}
    plan = plan_change(rule, scope=FOLLOWING, on=dt.date(2028, 4, 7), at=NOW, fields=fields)
    assert days(plan.changed) == expected


@pytest.mark.parametrize("rrule", ["FREQ=MONTHLY;BYDAY=1FR", "FREQ=YEARLY;BYMONTH=4;BYDAY=FR", "FREQ=WEEKLY;BYHOUR=20"])
def test_a_rule_that_names_its_days_or_hours_is_not_guessed_at(rrule):
    rule = fridays(rrule)
    shift = DAY if "HOUR" not in rrule else HOUR
    fields = {"starts_at": rule.starts_at + shift, "ends_at": rule.ends_at + shift}
    with pytest.raises(ValidationError) as refusal:
        plan_change(rule, scope=ALL, on=None, at=SAID_AT, fields=fields)
    assert list(refusal.value.message_dict) == ["starts_at"]


def test_a_rule_that_would_begin_in_a_gap_stays_what_it_is_afterwards():
    zone = ZoneInfo("Europe/Berlin")
    start = dt.datetime(2028, 3, 5, 2, 30)
    starts_at, ends_at = span(start, HOUR, zone)
    rule = AvailabilityRule(
        calendar_id=1, kind="busy", starts_at=starts_at, ends_at=ends_at, timezone="Europe/Berlin",
        rrule="FREQ=WEEKLY;COUNT=6", created_at=SAID_AT,
    )  # fmt: skip
    plan = plan_change(rule, scope=FOLLOWING, on=dt.date(2028, 3, 26), at=SAID_AT, fields={"kind": "maybe"})
    tail, once = plan.changed
    assert shown(tail.starts_at, zone) == dt.datetime(2028, 4, 2, 2, 30)
    assert (tail.rrule, once.rrule, once.starts_at) == ("FREQ=WEEKLY;COUNT=2", "", instant_at(start + 21 * DAY, zone))


def test_several_times_of_a_day_are_edited_together():
    rule = fridays("FREQ=WEEKLY;BYHOUR=10,20")
    plan = plan_change(rule, scope=ONE, on=dt.date(2028, 4, 7), at=NOW, fields={"kind": "free"})
    assert [part.starts_at.hour for part in plan.changed] == [8, 18]
    assert plan.kept[0].exdates == [dt.date(2028, 4, 7)]


def test_a_field_that_no_rule_has_is_a_mistake_of_the_caller():
    with pytest.raises(TypeError, match="a rule has no colour"):
        plan_change(fridays(), scope=ALL, on=None, at=NOW, fields={"colour": "green"})
