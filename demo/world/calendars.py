"""Calendars that two people of the demo world keep elsewhere: a day job, and lessons with an invitation open."""

import datetime as dt

from accounts.models import User
from availability.states import ImportKind
from calendar_imports.actions import add_import, refresh_import
from demo.world.logins import DRUMMER, LEADER

HEAD = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//StageSlot//demo world//EN"]


def import_calendars(today: dt.date) -> None:
    """From files, as if both had uploaded them."""
    monday = today - dt.timedelta(days=today.weekday())
    _upload(LEADER, "Day job", _day_job(monday))
    _upload(DRUMMER, "Music school", _music_school(monday))


def _upload(email: str, name: str, events: list[str]) -> None:
    user = User.objects.get(email=email)
    content = "\r\n".join([*HEAD, *events, "END:VCALENDAR", ""]).encode()
    imported = add_import(
        acting_user=user, calendar=user.calendar, kind=ImportKind.FILE, name=name, content=content,
        timezone=user.timezone,
    )  # fmt: skip
    refresh_import(imported.pk)


def _day_job(monday: dt.date) -> list[str]:
    return [
        *_event(monday, "Office", "T090000", "T170000", "RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH"),
        *_event(monday + dt.timedelta(days=18), "Trade fair", "T080000", "T190000", "STATUS:TENTATIVE"),
        *_all_day(monday + dt.timedelta(days=60), 5, "Holidays"),
    ]


def _music_school(monday: dt.date) -> list[str]:
    return [
        *_event(monday, "Lessons", "T140000", "T183000", "RRULE:FREQ=WEEKLY;BYDAY=TU,TH"),
        *_event(monday + dt.timedelta(days=12), "Pupils' concert", "T110000", "T130000", *_invited("NEEDS-ACTION")),
        *_event(monday + dt.timedelta(days=20), "Staff meeting", "T100000", "T120000", *_invited("DECLINED")),
        *_all_day(monday + dt.timedelta(days=9), 1, "Half-term begins", "TRANSP:TRANSPARENT"),
    ]


def _event(day: dt.date, title: str, starts: str, ends: str, *more: str) -> list[str]:
    when = [f"DTSTART:{day:%Y%m%d}{starts}", f"DTEND:{day:%Y%m%d}{ends}"]
    return _component(title, [*when, *more])


def _all_day(day: dt.date, days: int, title: str, *more: str) -> list[str]:
    last = day + dt.timedelta(days=days)
    when = [f"DTSTART;VALUE=DATE:{day:%Y%m%d}", f"DTEND;VALUE=DATE:{last:%Y%m%d}"]
    return _component(title, [*when, *more])


def _component(title: str, lines: list[str]) -> list[str]:
    uid = title.lower().replace(" ", "-").replace("'", "")
    return ["BEGIN:VEVENT", f"UID:{uid}@demo.example", f"SUMMARY:{title}", *lines, "END:VEVENT"]


def _invited(answer: str) -> list[str]:
    return [f"ATTENDEE;PARTSTAT={answer}:mailto:{DRUMMER}"]
