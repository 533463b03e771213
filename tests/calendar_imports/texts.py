"""Calendars as short as they can be, and what the child process answers about them, asked in our own process."""

import datetime as dt

from availability.ranges import Period
from calendar_imports.reading.answers import Question, answer
from calendar_imports.reading.calendars import DEFAULT_POLICY

SINCE = dt.datetime(2027, 1, 1, tzinfo=dt.UTC)
UNTIL = dt.datetime(2028, 7, 1, tzinfo=dt.UTC)
PERIOD = Period(SINCE, UNTIL)
BERLIN = "Europe/Berlin"


def calendar(*parts: str, head: str = "") -> bytes:
    """A VCALENDAR of these components."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", *head.splitlines(), *"\n".join(parts).splitlines(), "END:VCALENDAR"]
    return ("\r\n".join(lines) + "\r\n").encode()


def event(start: str = "DTSTART:20270305T200000Z", *lines: str, uid: str = "a@example.org") -> str:
    """A VEVENT of these lines; it lasts an hour where they do not say otherwise."""
    all_lines = [f"UID:{uid}", start, *lines]
    if not any(line.startswith(("DTEND", "DURATION")) for line in lines) and "VALUE=DATE:" not in start:
        all_lines.append("DURATION:PT1H")
    return "\n".join(["BEGIN:VEVENT", *all_lines, "END:VEVENT"])


def ask(content: bytes, *, timezone: str = BERLIN, period: Period = PERIOD, **more) -> dict:
    """What the child process would answer."""
    policy = {**DEFAULT_POLICY, **more.pop("policy", {})}
    question = Question(
        since=period.starts_at.isoformat(),
        until=period.ends_at.isoformat(),
        timezone=timezone,
        policy=policy,
        with_titles=True,
        **more,
    )
    return answer(question, content)


def starts(content: bytes, **more) -> list[str]:
    """When its events start, in UTC, without those that the period does not touch."""
    return [_text(told["starts"]) for told in ask(content, **more)["happening"]]


def stretches(content: bytes, **more) -> list[str]:
    """From when to when its events last, in UTC."""
    return [f"{_text(told['starts'])} - {_text(told['ends'])}" for told in ask(content, **more)["happening"]]


def _text(seconds: int) -> str:
    return dt.datetime.fromtimestamp(seconds, dt.UTC).strftime("%Y-%m-%d %H:%M")
