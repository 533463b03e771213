"""Names of time zones as calendars write them, and the zones that they mean."""

import datetime as dt
import io
import re
import warnings
from zoneinfo import ZoneInfo, available_timezones

from calendar_imports.reading.lines import ZONE_NAMES, Component
from calendar_imports.reading.refusals import Refused

OFFSET = re.compile(r"(?:UTC|GMT)?\s*([+-])(\d\d?):?(\d\d)?", re.IGNORECASE | re.ASCII)
LONGEST_NAME = 200
DEFINED_OFFSET = re.compile(r"^TZOFFSET(?:FROM|TO):\s*[+-]?(\d\d)(\d\d)", re.ASCII | re.MULTILINE)
UTC_NAMES = frozenset({"UTC", "Z", "GMT", "ETC/UTC", "ETC/GMT", "COORDINATED UNIVERSAL TIME"})
TOO_OFTEN = re.compile(r"FREQ=(SECONDLY|MINUTELY|HOURLY)|BY(HOUR|MINUTE|SECOND)=[^;]*,", re.IGNORECASE)
"""Rules by which clocks would change more than once a day: working them out from year 1 takes seconds."""


class Zones:
    """Finds zones by name: as the owner answered, then those of IANA, of Windows (CLDR), of Mozilla, of the file.

    `answers` maps names to IANA zones. `unknown` collects names that were needed and not found.
    """

    def __init__(self, answers: dict[str, str], definitions: list[Component]):
        self.answers = answers
        self.definitions = {plain_name(component.text("TZID")): component for component in reversed(definitions)}
        self.found: dict[str, dt.tzinfo | None] = {}
        self.unknown: set[str] = set()

    def find(self, name: str) -> dt.tzinfo | None:
        """The zone of this name; None where nobody knows it."""
        if name not in self.found:
            self.found[name] = self._find(name)
        return self.found[name]

    def _find(self, name: str) -> dt.tzinfo | None:
        if name in self.answers:
            return ZoneInfo(self.answers[name])
        definition = self.definitions.get(name)
        located = definition.text("X-LIC-LOCATION") if definition else ""
        key = iana_name(name) or windows_zone(name) or iana_name(located)
        if key:
            return ZoneInfo(key)
        return _offset(name) or (_defined(definition) if definition else None)


def plain_name(text: str) -> str:
    """The name of a zone without the escapes of a TEXT value: Outlook writes `(UTC+01:00) Amsterdam\\, Berlin`."""
    return text.replace("\\,", ",").replace("\\;", ";").strip()[:LONGEST_NAME]


def iana_name(name: str) -> str:
    """The IANA zone of a name that is one, or ends in one: `/mozilla.org/20050126_1/Europe/Berlin`; else empty."""
    known = _iana_names()
    parts = name.strip().strip("/").split("/")
    for length in (len(parts), 3, 2):
        if 0 < length <= len(parts) and (found := known.get("/".join(parts[-length:]).lower())):
            return found
    # A single word at the end of a path is a zone as well (`/citadel.org/20210210_1/Singapore`), but never a region.
    return known.get(parts[-1].lower(), "") if len(parts) > 1 and name.startswith("/") else ""


_known: dict[str, str] = {}


def _iana_names() -> dict[str, str]:
    if not _known:
        names = available_timezones() - {"localtime", "Factory", "posixrules"}
        _known.update({name.lower(): name for name in names} | {name.lower(): "UTC" for name in UTC_NAMES})
    return _known


def windows_zone(name: str) -> str:
    """The IANA zone of a Windows name (`W. Europe Standard Time`) by CLDR's windowsZones; else empty."""
    from babel.core import get_global  # a large table, which most calendars never need

    return str(get_global("windows_zone_mapping").get(name.strip(), ""))


def _offset(name: str) -> dt.tzinfo | None:
    """A name that is nothing but an offset from UTC: `GMT+0100`, `UTC-03:30`."""
    match = OFFSET.fullmatch(name.strip())
    if not match or int(match[2]) > 14:
        return None
    length = dt.timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
    return dt.timezone(length if match[1] == "+" else -length)


def _defined(definition: Component) -> dt.tzinfo | None:
    """The zone as the file itself defines it (VTIMEZONE); None where that cannot be made out."""
    from dateutil.tz import tzical

    # dateutil stumbles over X-LIC-LOCATION.
    text = "\r\n".join(line for line in zone_lines(definition, "zone") if not line.startswith("X-"))
    if TOO_OFTEN.search(text):
        raise Refused("zone_too_often", name=plain_name(definition.text("TZID")))
    if any(_is_beyond_a_day(*length) for length in DEFINED_OFFSET.findall(text)):
        return None
    try:
        with warnings.catch_warnings(action="ignore"):
            return tzical(io.StringIO(text)).get("zone")
    except Exception:  # whatever odd definition it stumbles over: then the owner is asked
        return None


def _is_beyond_a_day(hours: str, minutes: str) -> bool:
    """Whether Python knows no such offset: it would refuse every time that is read with it."""
    return dt.timedelta(hours=int(hours), minutes=int(minutes)) >= dt.timedelta(days=1)


def zone_lines(definition: Component, name: str = "") -> list[str]:
    """A VTIMEZONE as lines, with nothing in it but offsets and when they begin."""
    lines = ["BEGIN:VTIMEZONE", f"TZID:{name or definition.text('TZID')}"]
    if definition.text("X-LIC-LOCATION"):
        lines.append(f"X-LIC-LOCATION:{definition.text('X-LIC-LOCATION')}")
    for part in definition.parts:
        lines.append(f"BEGIN:{part.name}")
        lines += [f"{given.name}:{given.value}" for given in part.properties if given.name in ZONE_NAMES[2:]]
        lines.append(f"END:{part.name}")
    return [*lines, "END:VTIMEZONE"]
