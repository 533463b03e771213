"""The content lines of RFC 5545, section 3.1, and of these only what says when: the rest is never looked at.

So a broken description or an odd extension breaks nothing. What is missing or wrong in the frame is refused.
"""

import re
from dataclasses import dataclass, field

from calendar_imports.reading.refusals import Refused

MOST_EVENTS = 30_000
DEEPEST = 8

ZONE_NAMES = ("TZID", "X-LIC-LOCATION", "DTSTART", "TZOFFSETFROM", "TZOFFSETTO", "RRULE", "RDATE")
KEPT = {
    "VCALENDAR": frozenset({"PRODID", "X-WR-TIMEZONE", "X-WR-CALNAME"}),
    "VEVENT": frozenset(
        {
            "UID", "DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "EXRULE", "RECURRENCE-ID", "TRANSP",
            "STATUS", "SEQUENCE", "SUMMARY", "ATTENDEE", "URL", "X-MICROSOFT-CDO-BUSYSTATUS",
            "X-MICROSOFT-CDO-ALLDAYEVENT", "X-STAGESLOT-PARTSTAT",
        }
    ),
    "VFREEBUSY": frozenset({"FREEBUSY"}),
    "VTIMEZONE": frozenset(ZONE_NAMES),
    "STANDARD": frozenset(ZONE_NAMES),
    "DAYLIGHT": frozenset(ZONE_NAMES),
}  # fmt: skip
ABOUT_OTHERS = frozenset({"PRODID", "X-WR-CALNAME", "SUMMARY", "ATTENDEE", "URL"})
"""Nothing depends on these: one that cannot be read is passed over."""
PARENTS = {
    "VCALENDAR": "", "VEVENT": "VCALENDAR", "VFREEBUSY": "VCALENDAR", "VTIMEZONE": "VCALENDAR",
    "STANDARD": "VTIMEZONE", "DAYLIGHT": "VTIMEZONE",
}  # fmt: skip

FOLD = re.compile(rb"(?:\r?\n|\r)+[ \t]")
"""Some fold with an empty line in between."""
PARAMETER = re.compile(r';([A-Za-z0-9-]+)=((?:"[^"]*"|[^";:])*)')
HEAD = re.compile(r'([A-Za-z0-9-]+)((?:;[A-Za-z0-9-]+=(?:"[^"]*"|[^";:])*)*):(.*)', re.DOTALL)
BARE_ZONE = re.compile(r"([A-Za-z-]+);TZID=([^\":;][^\";]*):([0-9TZ,]+)", re.IGNORECASE)
"""A name of a zone that holds a colon and should stand in quotes: `TZID=(UTC+01:00) Amsterdam\\, Berlin`."""
ARCHIVES = (b"PK\x03\x04", b"\x1f\x8b", b"BZh", b"7z\xbc\xaf", b"Rar!", b"\xfd7zXZ")
BEGINNING = re.compile(rb"BEGIN:\s*VCALENDAR", re.IGNORECASE)
PAGES = (b"<!doctype", b"<html", b"<head", b"<body")


@dataclass(slots=True)
class Property:
    """`NAME;PARAMETER=...:value`; names in capitals, quotes of parameters taken off."""

    name: str
    value: str
    parameters: dict[str, str]


@dataclass(slots=True)
class Component:
    """`bad` is the name of a line in it that cannot be read; it costs this component, and no other."""

    name: str
    properties: list[Property] = field(default_factory=list)
    parts: list["Component"] = field(default_factory=list)
    bad: str = ""

    def first(self, name: str) -> Property | None:
        return next((found for found in self.properties if found.name == name), None)

    def all(self, name: str) -> list[Property]:
        return [found for found in self.properties if found.name == name]

    def text(self, name: str) -> str:
        """The value of the first property of this name, stripped; empty where there is none."""
        found = self.first(name)
        return found.value.strip() if found else ""


def read_components(content: bytes) -> list[Component]:
    """The VCALENDARs of a file, in order. Raises `Refused` for what is none, is cut short or nested askew."""
    sniff(content)
    calendars: list[Component] = []
    open_names: list[str] = []
    kept: list[Component | None] = []
    events = 0
    for line in _lines(content):
        marker = line[:6].upper()
        if marker == "BEGIN:":
            name = line[6:].strip().upper()
            component = _opened(name, kept, calendars)
            open_names.append(name)
            kept.append(component)
            events += name == "VEVENT"
            if len(open_names) > DEEPEST:
                raise Refused("too_deep", count=DEEPEST)
            if events > MOST_EVENTS:
                raise Refused("too_many_events", count=MOST_EVENTS)
        elif marker[:4] == "END:":
            if not open_names or open_names.pop() != line[4:].strip().upper():
                raise Refused("askew", name=line[4:].strip())
            kept.pop()
        elif kept and kept[-1] is not None:
            _keep(line, kept[-1])
    if not calendars:
        raise Refused("not_calendar")
    if open_names:
        raise Refused("cut_short")
    return calendars


def _opened(name: str, kept: list[Component | None], calendars: list[Component]) -> Component | None:
    """The component that begins here, hung where it belongs; None for one that nobody needs."""
    parent = kept[-1] if kept else None
    if name not in PARENTS or (parent.name if parent else "") != PARENTS[name] or (kept and not parent):
        return None
    component = Component(name)
    (parent.parts if parent else calendars).append(component)
    return component


def _keep(line: str, component: Component) -> None:
    name = line[: _end_of_name(line)].upper()
    if name not in KEPT[component.name]:
        return
    if bare := BARE_ZONE.fullmatch(line):
        component.properties.append(Property(name, bare[3], {"TZID": bare[2]}))
        return
    match = HEAD.match(line)
    if match is None and name not in ABOUT_OTHERS:
        component.bad = component.bad or name
    if match:
        parameters = {key.upper(): value.replace('"', "") for key, value in PARAMETER.findall(match[2])}
        component.properties.append(Property(name, match[3], parameters))


def _end_of_name(line: str) -> int:
    ends = [place for place in (line.find(":"), line.find(";")) if place >= 0]
    return min(ends, default=len(line))


def sniff(content: bytes) -> None:
    """Raises `Refused` for what is plainly something else by its first bytes; reads no further."""
    start = content[:512].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start:
        raise Refused("empty")
    if start.startswith(ARCHIVES):
        raise Refused("is_archive")
    if start[:20].lower().startswith(PAGES):
        raise Refused("is_page")
    if b"\0" not in content and not BEGINNING.search(content):
        raise Refused("not_calendar")


def _lines(content: bytes) -> list[str]:
    """Unfolded before decoding: a fold may part the bytes of one character."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        content = content.decode("utf-16", "replace").encode()
    if b"\0" in content:
        raise Refused("not_text")
    content = FOLD.sub(b"", content.removeprefix(b"\xef\xbb\xbf"))
    try:
        text = content.decode()
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
