"""VEVENT and VCALENDAR as RFC 5545 writes them: a fast serialiser of the few properties that we need.

Times are UTC, which every client shows in its own zone; the local time and its zone stand in the description.
"""

import datetime as dt
import re

from django.conf import settings

from availability.models import CalendarEntry

PRODID = "-//StageSlot//StageSlot//EN"
LONGEST_LINE = 75
REFRESH_EVERY = "PT15M"

# A TEXT value may hold no control character but the tab (section 3.3.11).
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def render_event(entry: CalendarEntry) -> str:
    """The VEVENT of an entry, for those whose calendar it is: folded lines, each ended by CRLF."""
    lines = [
        "BEGIN:VEVENT",
        f"UID:{escape(entry.uid)}",
        f"DTSTAMP:{utc(entry.modified_at)}",
        f"CREATED:{utc(entry.created_at)}",
        f"LAST-MODIFIED:{utc(entry.modified_at)}",
        f"SEQUENCE:{entry.sequence}",
        f"STATUS:{entry.status.upper()}",
        f"DTSTART:{utc(entry.period.lower)}",
        f"DTEND:{utc(entry.period.upper)}",
        "TRANSP:OPAQUE",
        f"SUMMARY:{escape(entry.title)}",
        f"DESCRIPTION:{escape(entry.text)}" if entry.text else "",
        f"LOCATION:{escape(entry.place)}" if entry.place else "",
        f"URL:{uri(settings.SITE_URL + entry.path)}" if entry.path else "",
        "END:VEVENT",
    ]
    return "".join(fold(line) for line in lines if line)


def calendar_head(name: str) -> str:
    """The opening of a VCALENDAR of this name, up to its first event."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{PRODID}",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escape(name)}",
        f"NAME:{escape(name)}",
        f"REFRESH-INTERVAL;VALUE=DURATION:{REFRESH_EVERY}",
        f"X-PUBLISHED-TTL:{REFRESH_EVERY}",
    ]
    return "".join(fold(line) for line in lines)


def message(event: str, *, method: str, organizer: str, attendee: str) -> str:
    """An iTIP message (RFC 5546) about one stored event: `REQUEST` tells how it is now, `CANCEL` that it is off.

    `organizer` and `attendee` are mail addresses. Nobody is asked to answer: what is promised is settled elsewhere.
    """
    people = [
        f"ORGANIZER:{uri(f'mailto:{organizer}')}",
        f"ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=FALSE:{uri(f'mailto:{attendee}')}",
    ]
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODID}", "CALSCALE:GREGORIAN", f"METHOD:{method}"]
    told = event.removesuffix("END:VEVENT\r\n") + "".join(fold(line) for line in people)
    return "".join(fold(line) for line in head) + told + "END:VEVENT\r\n" + CALENDAR_FOOT


CALENDAR_FOOT = "END:VCALENDAR\r\n"


def utc(moment: dt.datetime) -> str:
    """A DATE-TIME in UTC, form 2 of section 3.3.5."""
    return moment.astimezone(dt.UTC).strftime("%Y%m%dT%H%M%SZ")


def escape(text: str) -> str:
    """A TEXT value (section 3.3.11): backslash, semicolon, comma and line ends escaped, control characters dropped."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _CONTROLS.sub("", text)
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def uri(address: str) -> str:
    """A URI value holds no space or line end, so that nothing can be smuggled in behind it."""
    return re.sub(r"[\x00-\x20\x7f]", "", address)


def fold(line: str) -> str:
    """A content line with its CRLF, folded to 75 octets (section 3.1) without cutting a character in two."""
    if line.isascii():
        parts = [line[:LONGEST_LINE]]
        parts += [line[at : at + LONGEST_LINE - 1] for at in range(LONGEST_LINE, len(line), LONGEST_LINE - 1)]
        return "\r\n ".join(parts) + "\r\n"
    folded, size = [], 0
    for character in line:
        octets = len(character.encode())
        if size + octets > LONGEST_LINE:
            folded.append("\r\n ")
            size = 1
        folded.append(character)
        size += octets
    return "".join(folded) + "\r\n"
