"""Files that are no calendars, or broken ones: each gives a result or a reason."""

import gzip
import io
import zipfile

import pytest

from availability.imports.problems import MESSAGES, problem_text
from calendar_imports.reading.refusals import Refused

from .texts import ask, calendar, event, starts

ZIP = io.BytesIO()
with zipfile.ZipFile(ZIP, "w") as archive:
    archive.writestr("calendar.ics", calendar(event()))


def code_of(content: bytes, **more) -> str:
    with pytest.raises(Refused) as refusal:
        ask(content, **more)
    reason = problem_text({"code": refusal.value.code, "details": refusal.value.details})
    assert refusal.value.code in MESSAGES
    assert "%(" not in reason
    return refusal.value.code


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b" \r\n\r\n", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"<!DOCTYPE html><html><body>Sign in</body></html>", "is_page"),
        (b"\r\n  <html lang=de>", "is_page"),
        (ZIP.getvalue(), "is_archive"),
        (gzip.compress(calendar(event())), "is_archive"),
        (b"%PDF-1.7 ...", "not_calendar"),
        (b"hello", "not_calendar"),
        (b"Subject,Start Date\nRehearsal,2027-03-05\n", "not_calendar"),
        (b"BEGIN:VCARD\r\nFN:Ann\r\nEND:VCARD\r\n", "not_calendar"),
        (event().encode(), "not_calendar"),
        (calendar(event())[:-15], "cut_short"),
        (calendar(event()) + b"BEGIN:VCALENDAR", "cut_short"),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nEND:VCALENDAR\r\n", "askew"),
        (b"END:VCALENDAR\r\n", "not_calendar"),
        (calendar(event()).replace(b"UID", b"U\0D"), "not_text"),
        (b"BEGIN:VCALENDAR\r\n" * 100_000, "too_deep"),
        (b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\nEND:VEVENT\r\n" * 30_001, "too_many_events"),
        (calendar(event("DTSTART:20271301T200000")), "bad_value"),
        (calendar(event("DTSTART:20270230")), "bad_value"),
        (calendar(event("DTSTART:tomorrow")), "bad_value"),
        (calendar(event("DTSTART:")), "bad_value"),
        (calendar(event("DTSTART:２０２７0305T200000")), "bad_value"),
        (calendar(event('DTSTART;TZID="Europe/Berlin:20270305T200000')), "bad_line"),
        (calendar(event("DTSTART:20270305T200000", "DURATION:PT")), "bad_value"),
        (calendar(event("DTSTART:20270305T200000", "DURATION:P99999999999D")), "bad_value"),
        (calendar(event("DTSTART:20270305T200000", "DTEND:20270305T190000")), "ends_before_start"),
        (calendar(event("DTSTART:20270305T200000", "DURATION:-PT1H")), "ends_before_start"),
        (calendar(event("DTSTART:20270305T200000", "RDATE:20270306T2000")), "starts 2"),
        (calendar(event("DTSTART:20270305T200000", "EXDATE:never")), "bad_value"),
        (calendar(event("DTSTART:20270305T200000", "RECURRENCE-ID:never")), "bad_value"),
        (calendar("BEGIN:VFREEBUSY\nFREEBUSY:20270305T200000Z\nEND:VFREEBUSY"), "bad_value"),
        (calendar("BEGIN:VFREEBUSY\nFREEBUSY:20270305T200000Z/-PT1H\nEND:VFREEBUSY"), "bad_value"),
        (calendar("BEGIN:VFREEBUSY\nFREEBUSY:20270305T200000Z/20270304T200000Z\nEND:VFREEBUSY"), "ends_before_start"),
    ],
    ids=range(35),
)
def test_file_that_is_broken_gives_a_reason(content, code):
    if code.startswith("starts "):
        assert len(starts(content)) == int(code.removeprefix("starts "))
    else:
        assert code_of(content) == code


@pytest.mark.parametrize(
    "content",
    [
        calendar(event()).replace(b"\r\n", b"\n"),
        calendar(event()).replace(b"\r\n", b"\r"),
        b"\xef\xbb\xbf" + calendar(event()),
        b"\r\n\r\n" + calendar(event()),
        calendar(event()).decode().encode("utf-16"),
        calendar(event()).lower().replace(b"t200000z", b"T200000Z"),
        calendar(event("DTSTART:20270305T200000Z", "SUMMARY:Caf\xe9")).decode().encode("latin-1"),
        calendar(event("DTSTART:2027\r\n 0305T20\r\n 0000Z")),
        calendar(event("DTSTART:2027-03-05T20:00:00Z")),
        calendar(event('DTSTART;X-A="b;c:d";VALUE=DATE-TIME:20270305T200000Z')),
        calendar(event("DTSTART:20270305T200000Z", "DESCRIPTION:a", "a line that lost its fold", "=0D=0A")),
        calendar(event("DTSTART:20270305T200000Z", 'ATTENDEE;CN="unclosed:mailto:a@b.example')),
        calendar(event("DTSTART:20270305T200000Z", "BEGIN:VALARM\nTRIGGER:-PT15M\nDTSTART:x\nEND:VALARM")),
        calendar("BEGIN:VTODO\nDTSTART:x\nEND:VTODO", event()),
        calendar(event(), "BEGIN:X-ODD\nBEGIN:VEVENT\nDTSTART:x\nEND:VEVENT\nEND:X-ODD"),
        calendar(event()).replace(b"DTSTART:", b"DTSTART\r\n\r\n :"),
        calendar(event(), "BEGIN:VEVENT\nUID:without-start\nSUMMARY:x\nEND:VEVENT"),
        calendar() + calendar(event()),
    ],
    ids=range(18),
)
def test_file_that_is_odd_but_clear_is_read(content):
    assert starts(content) == ["2027-03-05 20:00"]


def test_title_in_another_encoding_is_readable():
    content = calendar(event("DTSTART:20270305T200000Z", "SUMMARY:Caf\xe9\\, sp\xe4t")).decode().encode("latin-1")
    assert ask(content)["happening"][0]["title"] == "Café, spät"


def test_reason_names_the_date_as_its_reader_writes_it():
    stored = {"code": "interval_zero", "details": {"date": "2027-03-05"}}
    assert problem_text(stored) == "The event on 03/05/2027 never ends (INTERVAL=0)."


def test_reason_that_nobody_knows_any_more_is_still_one():
    assert "odd" in problem_text({"code": "odd", "details": {}})
    assert problem_text({"code": "too_often", "details": {}})
    assert problem_text(None) == ""
