"""Of which sort an event is, and what the owner's policy makes of it."""

import itertools

import pytest

from availability.imports.sorts import SORTS

from .texts import ask, calendar, event

ME = "ATTENDEE;PARTSTAT={}:mailto:ann@example.org"
OTHER = "ATTENDEE;PARTSTAT=ACCEPTED:mailto:bob@example.org"
LINES = {
    "cancelled": "STATUS:CANCELLED",
    "declined": ME.format("DECLINED"),
    "transparent": "TRANSP:TRANSPARENT",
    "unanswered": ME.format("NEEDS-ACTION"),
    "tentative": "X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE",
    "all_day": "X-MICROSOFT-CDO-ALLDAYEVENT:TRUE",
}


def sort_of(*lines: str, start: str = "DTSTART:20270305T200000Z", **more) -> str:
    return ask(calendar(event(start, *lines)), addresses=["Ann@Example.org"], **more)["happening"][0]["sort"]


@pytest.mark.parametrize("sort", SORTS)
def test_sort_alone(sort):
    assert sort_of(LINES[sort], OTHER) == sort


@pytest.mark.parametrize(
    ("stronger", "weaker"),
    [pair for pair in itertools.combinations(SORTS, 2) if pair != ("declined", "unanswered")],
)
def test_sort_of_two_is_the_stronger(stronger, weaker):
    """Cancelled, declined, transparent, unanswered, tentative, all day: in this order."""
    assert sort_of(LINES[stronger], LINES[weaker], OTHER) == stronger


@pytest.mark.parametrize(
    ("lines", "sort"),
    [
        ((), "plain"),
        (("STATUS:CONFIRMED", "TRANSP:OPAQUE", ME.format("ACCEPTED"), OTHER), "plain"),
        (("STATUS:TENTATIVE",), "tentative"),
        ((ME.format("TENTATIVE"), OTHER), "tentative"),
        (("X-MICROSOFT-CDO-BUSYSTATUS:FREE",), "transparent"),
        (("X-MICROSOFT-CDO-BUSYSTATUS:FREE", "TRANSP:OPAQUE"), "plain"),
        (("X-MICROSOFT-CDO-BUSYSTATUS:OOF",), "plain"),
        (("ATTENDEE:mailto:ann@example.org", OTHER), "unanswered"),
        (("ATTENDEE;PARTSTAT=DECLINED:mailto:bob@example.org", "ATTENDEE:mailto:eve@example.org"), "plain"),
        (("ATTENDEE;PARTSTAT=DECLINED:mailto:somebody@example.org",), "declined"),
        (("ATTENDEE;EMAIL=ann@example.org;PARTSTAT=DECLINED:urn:uuid:1", OTHER), "declined"),
    ],
)
def test_sort_of_what_others_write(lines, sort):
    assert sort_of(*lines) == sort


def test_answer_counts_under_the_address_that_the_calendar_is_named_for():
    content = calendar(event("DTSTART:20270305T200000Z", LINES["declined"], OTHER), head="X-WR-CALNAME:ann@example.org")
    assert ask(content)["happening"][0]["sort"] == "declined"


@pytest.mark.parametrize("effect", ["busy", "maybe", "nothing"])
@pytest.mark.parametrize("sort", SORTS)
def test_policy_decides_what_a_sort_does(sort, effect):
    answered = ask(
        calendar(event("DTSTART:20270305T200000Z", LINES[sort], OTHER)),
        addresses=["ann@example.org"],
        policy={sort: effect},
    )
    taken = {"busy": len(answered["busy"]), "maybe": len(answered["maybe"])}
    assert taken == {"busy": int(effect == "busy"), "maybe": int(effect == "maybe")}


def test_own_feed_takes_nothing():
    uid = "booking-0197b0a0-0000-7000-8000-000000000000@stageslot"
    url = "URL:https://stageslot.example/bookings/1/"
    own = event("DTSTART:20270305T200000Z", uid=uid)
    content = calendar(own, event("DTSTART:20270305T200000Z", url, uid=uid), event("DTSTART:20270306T200000Z"))
    answered = ask(content, site_url="https://stageslot.example")
    assert (answered["own"], answered["events"], len(answered["busy"])) == (2, 1, 1)
    assert "booking-" not in answered["reduced"]


def test_event_of_another_installation_takes_time():
    uid = "booking-0197b0a0-0000-7000-8000-000000000000@stageslot"
    theirs = event("DTSTART:20270305T200000Z", "URL:https://elsewhere.example/bookings/1/", uid=uid)
    assert len(ask(calendar(theirs), site_url="https://stageslot.example")["busy"]) == 1


def test_reduced_copy_says_when_and_nothing_else():
    told = ["SUMMARY:Doctor", "LOCATION:Charité", "DESCRIPTION:Knee", "ORGANIZER:mailto:doc@example.org",
            "CATEGORIES:HEALTH", "URL:https://doc.example", "X-ODD:1", "COMMENT:x", "CONTACT:y", "GEO:1;2"]  # fmt: skip
    lines = ["RRULE:FREQ=WEEKLY", "EXDATE;TZID=Europe/Berlin:20270312T200000", "STATUS:TENTATIVE", *told]
    content = calendar(
        event("DTSTART;TZID=Europe/Berlin:20270305T200000", LINES["declined"], OTHER, *lines),
        head="X-WR-TIMEZONE:Europe/Berlin\nX-WR-CALNAME:Ann at home",
    )
    assert ask(content, addresses=["ann@example.org"])["reduced"].splitlines()[3:] == [
        "X-WR-TIMEZONE:Europe/Berlin",
        "BEGIN:VEVENT",
        "UID:a@example.org",
        'DTSTART;TZID="Europe/Berlin":20270305T200000',
        "RRULE:FREQ=WEEKLY",
        'EXDATE;TZID="Europe/Berlin":20270312T200000',
        "STATUS:TENTATIVE",
        "DURATION:PT1H",
        "X-STAGESLOT-PARTSTAT:DECLINED",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
