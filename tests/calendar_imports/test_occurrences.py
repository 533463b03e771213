"""When events happen: days, lengths, rules, exceptions and changed occurrences."""

import pytest

from calendar_imports.reading.refusals import Refused

from .texts import ask, calendar, event, starts, stretches

WEEKLY = ("DTSTART;TZID=Europe/Berlin:20270305T200000", "RRULE:FREQ=WEEKLY;COUNT=4")
FOUR = ["2027-03-05 19:00", "2027-03-12 19:00", "2027-03-19 19:00", "2027-03-26 19:00"]


def changed(replaces: str, *lines: str) -> str:
    return event(lines[0] if lines else "DTSTART:20270401T100000Z", replaces, *lines[1:])


@pytest.mark.parametrize(
    ("lines", "stretch"),
    [
        (("DTSTART;VALUE=DATE:20270305",), "2027-03-04 23:00 - 2027-03-05 23:00"),
        (("DTSTART:20270305", "DTEND:20270305"), "2027-03-04 23:00 - 2027-03-05 23:00"),
        (("DTSTART;VALUE=DATE:20270305", "DTEND;VALUE=DATE:20270307"), "2027-03-04 23:00 - 2027-03-06 23:00"),
        (("DTSTART;VALUE=DATE:20270328",), "2027-03-27 23:00 - 2027-03-28 22:00"),
        (("DTSTART;VALUE=DATE:20271031",), "2027-10-30 22:00 - 2027-10-31 23:00"),
        (("DTSTART;VALUE=DATE:20270305", "DURATION:P2D"), "2027-03-04 23:00 - 2027-03-06 23:00"),
        (("DTSTART:20270305T200000Z", "DURATION:PT90M"), "2027-03-05 20:00 - 2027-03-05 21:30"),
        (("DTSTART:20270305T200000Z", "DURATION:P1W"), "2027-03-05 20:00 - 2027-03-12 20:00"),
        (("DTSTART;TZID=Europe/Berlin:20270327T120000", "DURATION:P1D"), "2027-03-27 11:00 - 2027-03-28 10:00"),
        (("DTSTART;TZID=Europe/Berlin:20270327T120000", "DURATION:PT24H"), "2027-03-27 11:00 - 2027-03-28 11:00"),
        (("DTSTART;TZID=Europe/Berlin:20270328T013000", "DTEND;TZID=Europe/Berlin:20270328T033000"),
         "2027-03-28 00:30 - 2027-03-28 01:30"),
        (("DTSTART;TZID=Europe/Berlin:20270328T023000", "DTEND;TZID=Europe/Berlin:20270328T030000"),
         "2027-03-28 01:30 - 2027-03-28 02:00"),
        (("DTSTART;TZID=Europe/Berlin:20271031T023000", "DURATION:PT1H"), "2027-10-31 00:30 - 2027-10-31 01:30"),
        (("DTSTART;TZID=America/New_York:20270305T200000", "DTEND;TZID=Europe/Berlin:20270306T100000"),
         "2027-03-06 01:00 - 2027-03-06 09:00"),
        (("DTSTART:20270305T240000Z", "DURATION:PT1H"), "2027-03-06 00:00 - 2027-03-06 01:00"),
        (("DTSTART:20270305T235960Z", "DURATION:PT1S"), "2027-03-05 23:59 - 2027-03-06 00:00"),
    ],
)  # fmt: skip
def test_event_lasts_as_long_as_it_says(lines, stretch):
    assert stretches(calendar(event(*lines))) == [stretch]


@pytest.mark.parametrize("lines", [(), ("DTEND:20270305T200000Z",), ("DURATION:PT0S",)])
def test_event_without_length_takes_no_time(lines):
    content = calendar("\n".join(["BEGIN:VEVENT", "UID:a", "DTSTART:20270305T200000Z", *lines, "END:VEVENT"]))
    assert ask(content)["busy"] == []


def test_event_longer_than_a_week_is_cut():
    assert len(ask(calendar(event("DTSTART;VALUE=DATE:20270301", "DTEND;VALUE=DATE:20270322")))["busy"]) == 3


def test_event_longer_than_time_lasts_to_the_end_of_the_period():
    answered = ask(calendar(event("DTSTART:20270305T200000Z", "DURATION:P999999D")))
    assert answered["busy"][-1][1] == 1846022400


def test_events_that_overlap_are_one_block():
    content = calendar(event(uid="a"), event("DTSTART:20270305T203000Z", uid="b"))
    assert len(ask(content)["busy"]) == 1


def test_event_at_the_ends_of_time_takes_nothing():
    starts_early, ends_late = event("DTSTART:00010101T000000Z", uid="a"), event("DTSTART:99991231T235900Z", uid="b")
    assert starts(calendar(starts_early, ends_late, event("DTSTART:99991231", uid="c"))) == []


@pytest.mark.parametrize(
    ("rule", "count"),
    [
        ("FREQ=DAILY;UNTIL=20270307", 3),
        ("FREQ=DAILY;UNTIL=20270307T190000Z", 3),
        ("FREQ=DAILY;UNTIL=20270307T185959Z", 2),
        ("FREQ=DAILY;UNTIL=20270307T200000", 3),
        ("freq=daily;count=3", 3),
        ("FREQ=DAILY;COUNT=3;", 3),
        ("FREQ=DAILY;INTERVAL=2;COUNT=3;X-ODD=1", 3),
        ("FREQ=WEEKLY;BYDAY=MO, WE;COUNT=4;WKST=SU", 5),
        ("FREQ=HOURLY;COUNT=5", 5),
        ("FREQ=MONTHLY;BYDAY=1FR;COUNT=3", 3),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", 1),
        ("RSCALE=GREGORIAN;FREQ=DAILY;SKIP=OMIT;COUNT=2", 2),
    ],
)
def test_rule_counts_its_first_start_too(rule, count):
    """A start that the rule does not name (here a Friday beside Mondays) is the first all the same (3.8.5.3)."""
    assert len(starts(calendar(event(WEEKLY[0], f"RRULE:{rule}")))) == count


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ("FREQ=SECONDLY", "too_often"),
        ("FREQ=MINUTELY;COUNT=2", "too_often"),
        ("FREQ=DAILY;INTERVAL=0", "interval_zero"),
        ("FREQ=DAILY;INTERVAL=-1", "interval_zero"),
        ("FREQ=DAILY;INTERVAL=x", "bad_value"),
        ("FREQ=FORTNIGHTLY", "bad_value"),
        ("COUNT=3", "bad_value"),
        ("FREQ", "bad_value"),
        ("FREQ=DAILY;FREQ=WEEKLY", "bad_value"),
        ("FREQ=DAILY;BYDAY=XX", "bad_value"),
        ("FREQ=DAILY;BYEASTER=1", "bad_value"),
        ("FREQ=MONTHLY;BYSETPOS=0", "bad_value"),
        ("FREQ=MONTHLY;BYDAY=0MO", "bad_value"),
        ("FREQ=DAILY;BYHOUR=25", "bad_value"),
        ("FREQ=DAILY;UNTIL=soon", "bad_value"),
        ("RSCALE=CHINESE;FREQ=YEARLY", "bad_value"),
        ("FREQ=HOURLY;BYMINUTE=0,1,2,3,4,5,6,7,8,9", "too_many_occurrences"),
    ],
)
def test_rule_that_is_refused_names_its_date(rule, code):
    with pytest.raises(Refused) as refusal:
        ask(calendar(event(WEEKLY[0], f"RRULE:{rule}", "SUMMARY:secret")))
    assert refusal.value.code == code
    assert refusal.value.details.get("date", "2027-03-05") == "2027-03-05"
    assert "secret" not in str(refusal.value.details)


@pytest.mark.parametrize("start", ["20100101T200000", "20261231T200000"])
@pytest.mark.parametrize(
    "rule", ["FREQ=HOURLY;INTERVAL=5", "FREQ=DAILY;INTERVAL=3", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SA"]
)
def test_rule_that_began_long_ago_keeps_its_rhythm(start, rule):
    """What is skipped on the way is the same as what is walked: a COUNT has to be walked."""
    skipped = starts(calendar(event(f"DTSTART:{start}Z", f"RRULE:{rule}")))
    walked = starts(calendar(event(f"DTSTART:{start}Z", f"RRULE:{rule};COUNT=99999999")))
    assert skipped == walked
    assert len(skipped) > 70


@pytest.mark.parametrize(("rule", "count"), [("COUNT=-1", 484), ("COUNT=0", 1), ("UNTIL=20270304", 0)])
def test_rule_as_some_programs_write_it(rule, count):
    """Without end, never again, and removed with all that followed."""
    assert len(starts(calendar(event(WEEKLY[0], f"RRULE:FREQ=DAILY;{rule}")))) == count


def test_rule_keeps_the_wall_clock_when_clocks_change():
    content = calendar(event("DTSTART;TZID=Europe/Berlin:20270327T200000", "RRULE:FREQ=DAILY;COUNT=2"))
    assert starts(content) == ["2027-03-27 19:00", "2027-03-28 18:00"]


def test_rules_and_dates_of_one_event_happen_once_each():
    lines = ["RRULE:FREQ=WEEKLY;COUNT=2", "RRULE:FREQ=DAILY;COUNT=2", "RDATE:20270306T190000Z,20270401T180000Z"]
    assert starts(calendar(event(WEEKLY[0], *lines))) == [
        "2027-03-05 19:00", "2027-03-06 19:00", "2027-03-12 19:00", "2027-04-01 18:00",
    ]  # fmt: skip


def test_dates_with_a_length_of_their_own_have_it():
    dates = "RDATE;VALUE=PERIOD:20270401T180000Z/PT3H,20270402T180000Z/20270402T190000Z"
    assert stretches(calendar(event("DTSTART:20270305T190000Z", dates)))[1:] == [
        "2027-04-01 18:00 - 2027-04-01 21:00",
        "2027-04-02 18:00 - 2027-04-02 19:00",
    ]


@pytest.mark.parametrize(
    "exception",
    [
        "EXDATE;TZID=Europe/Berlin:20270312T200000",
        "EXDATE:20270312T190000Z",
        "EXDATE;VALUE=DATE:20270312",
        "EXDATE;TZID=America/New_York:20270312T140000",
        "EXRULE:FREQ=WEEKLY;INTERVAL=4;BYDAY=FR;UNTIL=20270312",
    ],
)
def test_exception_is_left_out_however_it_is_written(exception):
    expected = FOUR[1:] if exception.startswith("EXRULE") else [FOUR[0], *FOUR[2:]]
    expected = [start for start in expected if exception[:6] != "EXRULE" or start != FOUR[0]]
    assert starts(calendar(event(*WEEKLY, exception))) == expected


def test_changed_occurrence_replaces_the_one_it_names():
    moved = changed("RECURRENCE-ID;TZID=Europe/Berlin:20270312T200000", "DTSTART;TZID=Europe/Berlin:20270313T180000")
    assert starts(calendar(moved, event(*WEEKLY))) == [FOUR[0], "2027-03-13 17:00", *FOUR[2:]]


def test_cancelled_occurrence_is_gone():
    off = changed("RECURRENCE-ID:20270312T190000Z", "DTSTART:20270312T190000Z", "STATUS:CANCELLED")
    assert len(ask(calendar(event(*WEEKLY), off))["busy"]) == 3


def test_changed_occurrence_with_all_that_follow_moves_them():
    later = changed(
        "RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Berlin:20270319T200000",
        "DTSTART;TZID=Europe/Berlin:20270319T210000",
        "DURATION:PT2H",
    )
    single = changed("RECURRENCE-ID:20270326T190000Z", "DTSTART:20270327T190000Z")
    assert stretches(calendar(event(*WEEKLY), later, single)) == [
        "2027-03-05 19:00 - 2027-03-05 20:00",
        "2027-03-12 19:00 - 2027-03-12 20:00",
        "2027-03-19 20:00 - 2027-03-19 22:00",
        "2027-03-27 19:00 - 2027-03-27 20:00",
    ]


def test_changed_occurrence_without_its_series_stands_for_itself():
    for range_ in ("", ";RANGE=THISANDFUTURE"):
        assert starts(calendar(changed(f"RECURRENCE-ID{range_}:20270312T190000Z"))) == ["2027-04-01 10:00"]


def test_changes_that_replace_each_other_in_a_circle_end():
    one = changed("RECURRENCE-ID:20270312T190000Z", "DTSTART:20270319T190000Z")
    other = changed("RECURRENCE-ID:20270319T190000Z", "DTSTART:20270312T190000Z")
    assert starts(calendar(event(*WEEKLY), one, other)) == FOUR


def test_changed_occurrence_that_was_removed_later_is_gone():
    old = changed("RECURRENCE-ID:20270312T190000Z", "DTSTART:20270312T200000Z", "SEQUENCE:1")
    assert len(starts(calendar(event(*WEEKLY, "SEQUENCE:2"), old))) == 4
    assert len(starts(calendar(event(*WEEKLY, "SEQUENCE:2", "EXDATE:20270312T190000Z"), old))) == 3
    assert len(starts(calendar(event(WEEKLY[0], "RRULE:FREQ=DAILY;COUNT=2", "SEQUENCE:2"), old))) == 2


def test_newer_version_of_an_event_counts_alone():
    old, new = event("DTSTART:20270305T200000Z", "SEQUENCE:1"), event("DTSTART:20270306T200000Z", "SEQUENCE:2")
    assert starts(calendar(new, old)) == ["2027-03-06 20:00"]


def test_events_that_share_an_id_by_mistake_all_count():
    assert len(starts(calendar(event(), event()))) == 1
    assert len(starts(calendar(event(), event("DTSTART:20270306T200000Z")))) == 2


def test_events_without_id_all_count():
    bare = "BEGIN:VEVENT\nDTSTART:2027030{}T200000Z\nDURATION:PT1H\nEND:VEVENT"
    assert len(starts(calendar(bare.format(1), bare.format(2)))) == 2


def test_free_busy_periods_count_by_their_type():
    periods = """BEGIN:VFREEBUSY
FREEBUSY:20270305T200000Z/20270305T220000Z,20270306T200000Z/PT1H
FREEBUSY;FBTYPE=BUSY-TENTATIVE:20270307T200000Z/PT1H
FREEBUSY;FBTYPE=FREE:20270308T200000Z/PT1H
END:VFREEBUSY"""
    answered = ask(calendar(periods))
    assert (len(answered["busy"]), len(answered["maybe"])) == (2, 1)
    assert ask(answered["reduced"].encode())["busy"] == answered["busy"]


@pytest.mark.parametrize("beside", ["", event()])
def test_free_busy_period_that_cannot_be_read_costs_itself_alone(beside):
    periods = "BEGIN:VFREEBUSY\nFREEBUSY:20270305T210000Z/P9999999W,20270307T200000Z/PT1H\nEND:VFREEBUSY"
    answered = ask(calendar(periods, beside))
    assert len(answered["busy"]) == (2 if beside else 1)
    assert [note["code"] for note in answered["notes"]] == ["unread", "bad_value"]


def test_result_ends_with_the_period():
    answered = ask(calendar(event("DTSTART:20200101T000000Z", "DTEND:20300101T000000Z")))
    assert (answered["busy"][0][0], answered["busy"][-1][1]) == (1798761600, 1846022400)
