"""From the lines of a VEVENT to what matters of it: when, how often, and of which sort it is."""

import datetime as dt
import re
from dataclasses import dataclass, field, replace
from uuid import uuid4

from availability.imports.sorts import PLAIN, SORTS
from calendar_imports.reading.lines import Component, Property
from calendar_imports.reading.moments import DAY, Length, Moment, length_until, read_duration, read_moment
from calendar_imports.reading.refusals import Refused
from calendar_imports.reading.rules import read_rule
from calendar_imports.reading.zones import Zones

OWN_UID = re.compile(r"[a-z]+-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}@stageslot")
LONGEST_TITLE = 120
ESCAPED = re.compile(r"\\([\\;,nN])")


@dataclass(slots=True)
class Event:
    """One VEVENT. `replaces` is the occurrence of its series that it stands for, and with `and_following` all later."""

    uid: str
    start: Moment
    length: Length
    sort: str
    title: str
    sequence: int = 0
    rules: list[str] = field(default_factory=list)
    not_rules: list[str] = field(default_factory=list)
    more: list[tuple[Moment, Length | None]] = field(default_factory=list)
    without: list[Moment] = field(default_factory=list)
    replaces: Moment | None = None
    and_following: bool = False
    ends_without_zone: bool = False
    """Its end named no zone though its start does: it was taken for that of the start."""

    @property
    def replaced(self) -> Moment:
        """The occurrence that a changed one stands for."""
        assert self.replaces is not None  # noqa: S101 — asked only of those that were picked by it
        return self.replaces

    @property
    def is_recurring(self) -> bool:
        return bool(self.rules or self.more)


@dataclass(frozen=True)
class Reader:
    """Whose events these are: their zone, the addresses under which they are invited, the site that must not echo."""

    zones: Zones
    owner_zone: dt.tzinfo
    addresses: frozenset[str]
    site_url: str
    recurring_zone: dt.tzinfo | None = None
    """X-WR-TIMEZONE: the clock by which recurring events given in UTC repeat."""

    def read(self, component: Component) -> Event | None:
        """None for one without a start, which takes no time. Raises `Refused`, naming the date, for what is not
        understood."""
        if component.bad:
            raise Refused("bad_line", name=component.bad)
        given = component.first("DTSTART")
        if given is None:
            return None
        start = read_moment(given, self.zones)
        try:
            event = self._read(component, start)
            self._check(event)
        except Refused as refused:
            raise Refused(refused.code, **refused.details | {"date": start.date}) from None
        return event

    def _check(self, event: Event) -> None:
        """Refuse what could not be worked out later."""
        for text in (*event.rules, *event.not_rules):
            read_rule(text, event.start, self.owner_zone, self.zones)
        if event.length.about < dt.timedelta():
            raise Refused("ends_before_start")

    def _read(self, component: Component, start: Moment) -> Event:
        start = self._on_the_clock_it_repeats_by(component, start)
        replaces = component.first("RECURRENCE-ID")
        sequence = component.text("SEQUENCE")
        end = self._end(component)
        return Event(
            uid=component.text("UID") or uuid4().hex,
            start=start,
            length=self._length(component, start, end),
            sort=self.sort_of(component, start),
            title=unescape(component.text("SUMMARY"))[:LONGEST_TITLE],
            sequence=int(sequence[:9]) if sequence.isascii() and sequence.isdigit() else 0,
            rules=[rule for given in component.all("RRULE") if (rule := "".join(given.value.split()))],
            not_rules=[rule for given in component.all("EXRULE") if (rule := "".join(given.value.split()))],
            more=[found for given in component.all("RDATE") for found in self._more(given)],
            without=[
                read_moment(given, self.zones, value)
                for given in component.all("EXDATE")
                for value in given.value.split(",")
                if value.strip()
            ],
            replaces=read_moment(replaces, self.zones) if replaces else None,
            and_following=bool(replaces and replaces.parameters.get("RANGE", "").upper() == "THISANDFUTURE"),
            ends_without_zone=bool(end and not end.is_day and end.zone is None and start.zone),
        )

    def _on_the_clock_it_repeats_by(self, component: Component, start: Moment) -> Moment:
        if start.zone is dt.UTC and self.recurring_zone and component.first("RRULE"):
            wall = start.wall.replace(tzinfo=dt.UTC).astimezone(self.recurring_zone).replace(tzinfo=None)
            return Moment(wall, self.recurring_zone)
        return start

    def _end(self, component: Component) -> Moment | None:
        given = component.first("DTEND")
        return read_moment(given, self.zones) if given else None

    def _length(self, component: Component, start: Moment, end: Moment | None) -> Length:
        """Up to its end, or as long as it says; without either a day lasts a day and a time no time (3.6.1).

        An end that names no zone is on the clock of the start.
        """
        duration = component.first("DURATION")
        if end is not None:
            end = replace(end, zone=start.zone) if end.zone is None and not end.unknown else end
            length = length_until(start, end, self.owner_zone)
        elif duration is not None:
            length = read_duration(duration)
        else:
            length = Length(DAY if start.is_day else dt.timedelta())
        return Length(DAY) if start.is_day and not length.about else length

    def _more(self, given: Property) -> list[tuple[Moment, Length | None]]:
        """The moments of an RDATE, or its periods with a length of their own."""
        found: list[tuple[Moment, Length | None]] = []
        for value in filter(None, (value.strip() for value in given.value.split(","))):
            begin, slash, end = value.partition("/")
            start = read_moment(given, self.zones, begin)
            if not slash:
                found.append((start, None))
            elif end[:2].upper() in ("P", "PT") or end[:1].upper() == "P":
                found.append((start, read_duration(given, end)))
            else:
                found.append((start, length_until(start, read_moment(given, self.zones, end), self.owner_zone)))
        return found

    def sort_of(self, component: Component, start: Moment) -> str:
        """The first of `SORTS` that fits; what is none of them is plainly busy."""
        answer = self._answer(component)
        shown_as = component.text("X-MICROSOFT-CDO-BUSYSTATUS").upper()
        status = component.text("STATUS").upper()
        transparency = component.text("TRANSP").upper()
        fits = {
            "cancelled": status == "CANCELLED",
            "declined": answer == "DECLINED",
            "transparent": transparency == "TRANSPARENT" or (not transparency and shown_as == "FREE"),
            "unanswered": answer == "NEEDS-ACTION",
            "tentative": status == "TENTATIVE" or answer == "TENTATIVE" or shown_as == "TENTATIVE",
            "all_day": start.is_day or component.text("X-MICROSOFT-CDO-ALLDAYEVENT").upper() == "TRUE",
        }
        return next((sort for sort in SORTS if fits[sort]), PLAIN)

    def _answer(self, component: Component) -> str:
        """PARTSTAT of the owner: of the attendee with one of their addresses, or of the only one; else empty."""
        stored = component.text("X-STAGESLOT-PARTSTAT").upper()
        if stored:
            return stored
        attendees = component.all("ATTENDEE")
        mine = [given for given in attendees if _address(given) & self.addresses]
        if not mine and len(attendees) == 1:
            mine = attendees
        return mine[0].parameters.get("PARTSTAT", "NEEDS-ACTION").upper() if mine else ""

    def is_own(self, component: Component) -> bool:
        """Whether this site wrote the event: what it promises counts here already.

        The address of the site tells its events from those of another installation.
        """
        if not OWN_UID.fullmatch(component.text("UID").lower()):
            return False
        url = component.text("URL")
        return not url or url.startswith(self.site_url)

    def answer_lines(self, component: Component) -> list[str]:
        """The owner's answer as the reduced copy keeps it, if there is one."""
        answer = self._answer(component)
        return [f"X-STAGESLOT-PARTSTAT:{answer}"] if re.fullmatch(r"[A-Z-]{1,20}", answer) else []


def _address(attendee: Property) -> set[str]:
    given = (attendee.value, attendee.parameters.get("EMAIL", ""))
    return {address.strip().lower().removeprefix("mailto:") for address in given if address.strip()}


def unescape(text: str) -> str:
    """A TEXT value (section 3.3.11) as one line."""
    return ESCAPED.sub(lambda match: " " if match[1] in "nN" else match[1], text).strip()
