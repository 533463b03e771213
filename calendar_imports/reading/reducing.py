"""The copy of a calendar that may be stored: without titles, places, people and all else that does not say when."""

from collections.abc import Callable, Iterable

from calendar_imports.reading.events import Event, Reader
from calendar_imports.reading.lines import Component, Property
from calendar_imports.reading.zones import zone_lines

HEAD = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//StageSlot//reduced copy//EN")
STORED = (
    "UID", "DTSTART", "DTEND", "DURATION", "RRULE", "EXRULE", "RDATE", "EXDATE", "RECURRENCE-ID", "TRANSP", "STATUS",
    "SEQUENCE", "X-MICROSOFT-CDO-BUSYSTATUS", "X-MICROSOFT-CDO-ALLDAYEVENT",
)  # fmt: skip
PARAMETERS = ("TZID", "VALUE", "RANGE", "FBTYPE")


def reduced(
    calendars: list[Component],
    read: Iterable[tuple[Component, Event]],
    reader: Reader,
    *,
    keeps: Callable[[Event], bool],
) -> str:
    """A VCALENDAR that tells the same times as these; of the events only those that it keeps, of the owner's invitation
    only their answer."""
    lines = list(HEAD)
    if zone := next((name for calendar in calendars if (name := calendar.text("X-WR-TIMEZONE"))), ""):
        lines.append(f"X-WR-TIMEZONE:{zone}")
    for part in (part for calendar in calendars for part in calendar.parts):
        if part.name == "VTIMEZONE":
            lines += zone_lines(part)
        elif part.name == "VFREEBUSY":
            lines += ["BEGIN:VFREEBUSY", *map(_line, part.properties), "END:VFREEBUSY"]
    for component, event in read:
        if keeps(event):
            stored = [_line(given) for given in component.properties if given.name in STORED]
            lines += ["BEGIN:VEVENT", *stored, *reader.answer_lines(component), "END:VEVENT"]
    return "\r\n".join([*lines, "END:VCALENDAR", ""])


def _line(given: Property) -> str:
    parameters = "".join(f';{name}="{given.parameters[name]}"' for name in PARAMETERS if name in given.parameters)
    return f"{given.name}{parameters}:{given.value}"
