"""Calendars on a CalDAV server (RFC 4791): found by the address of the server, and fetched when they have changed.

Signing in is Basic, over https, as app passwords do. The password goes to the server that its owner named, and to
siblings of it that this server names in an answer it gave to the password: `caldav.icloud.com` keeps calendars on
`p42-caldav.icloud.com`.
"""

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator
from urllib.parse import unquote, urljoin, urlsplit

from django.utils.timezone import now

from availability.models import ImportedCalendar
from availability.ranges import DAY, Period
from availability.rules.projection import HORIZON
from calendar_imports.errors import Problem
from calendar_imports.fetching.addresses import clean_url
from calendar_imports.fetching.choices import CHOICES_MAX, Choice
from calendar_imports.fetching.client import (
    LARGEST,
    MEGABYTE,
    Deadline,
    Fetched,
    Response,
    guarded_request,
    raise_for_status,
)
from calendar_imports.fetching.sealing import unseal
from calendar_imports.fetching.webdav import DAV, MULTI_STATUS, TOO_LARGE, NotXml, Resource, parse_xml, resources

CALDAV = "urn:ietf:params:xml:ns:caldav "
CALENDAR_SERVER = "http://calendarserver.org/ns/ "
LONGEST_SECONDS, LONGEST_REQUEST = 60, 20
WELL_KNOWN = "/.well-known/caldav"
"""RFC 6764, section 5."""
LARGEST_XML = 2 * LARGEST
"""The events come wrapped, often each with the definition of its time zone."""
KEPT_BACK = 30 * DAY
HOMES_MAX = 3
NOT_HERE = frozenset({"gone", "status", "not_caldav"})
"""Problems of an address that leave hope for another one of the same server."""

ABOUT_A_COLLECTION = b"""<?xml version="1.0" encoding="utf-8"?>
<d:propfind xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav" xmlns:s="http://calendarserver.org/ns/"><d:prop>
<d:resourcetype/><d:displayname/><d:current-user-principal/><d:sync-token/>
<c:calendar-home-set/><c:supported-calendar-component-set/><s:getctag/>
</d:prop></d:propfind>"""
EVENTS_OF_A_PERIOD = """<?xml version="1.0" encoding="utf-8"?>
<c:calendar-query xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav">
<d:prop><d:getetag/><c:calendar-data/></d:prop>
<c:filter><c:comp-filter name="VCALENDAR"><c:comp-filter name="VEVENT">
<c:time-range start="{since:%Y%m%dT%H%M%SZ}" end="{until:%Y%m%dT%H%M%SZ}"/>
</c:comp-filter></c:comp-filter></c:filter></c:calendar-query>"""
NO_EVENTS = "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//StageSlot//CalDAV//EN\nEND:VCALENDAR\n"
ZONE_BEGINS, ZONE_ENDS = "\nBEGIN:VTIMEZONE", "\nEND:VTIMEZONE"


def fetch(imported: ImportedCalendar) -> Fetched:
    """All events of a collection from the last 30 days to the horizon, as one file; or that nothing has changed.

    The stamp that tells (`etag`) is made of the collection's tag and of the week, since the period moves on.
    Raises `Problem`.
    """
    server = Server(imported.url, imported.username, unseal(imported.secret))
    here = server.look(imported.url)
    if not _is_calendar(here):
        raise Problem("no_collection", host=server.host)
    period = _period(now())
    stamp = _stamp(period, [_tag(here)]) if _tag(here) else ""
    if stamp and imported.content and stamp == imported.etag:
        return Fetched(not_modified=True)
    found = server.events(imported.url, period)
    stamp = stamp or _stamp(period, sorted(f"{event.href} {_etag(event)}" for event in found))
    if imported.content and stamp == imported.etag:
        return Fetched(not_modified=True)
    return Fetched(content=join(_data(event) for event in found), etag=stamp)


def collections(url: str, username: str, secret: str) -> list[Choice]:
    """The calendars with events that a user name opens: at the address itself, or by way of the principal's home.

    `url` may be the address of the server, of the principal or of one calendar; https is meant where it says nothing.
    Raises `Problem`, also where there is no calendar.
    """
    url = clean_url(url if "://" in url else f"https://{url.strip()}")
    server = Server(url, username, secret)
    problem = Problem("not_caldav", host=server.host)
    for place in dict.fromkeys((url, urljoin(url, WELL_KNOWN))):
        try:
            found = server.calendars_from(place)
        except Problem as met:
            if met.code not in NOT_HERE:
                raise
            problem = met if met.code == "not_caldav" else problem
        else:
            if found:
                return found
            problem = Problem("no_collection", host=server.host)
    raise problem


def join(objects: Iterable[str]) -> bytes:
    """Calendar objects as one file; a definition of a time zone that many repeat stands in it once."""
    zones: set[str] = set()
    parts = [part for text in objects for part in _without_known_zones(text, zones)]
    return "\n".join([NO_EVENTS, *parts]).encode()


def _without_known_zones(text: str, known: set[str]) -> Iterator[str]:
    place = 0
    while (begins := text.find(ZONE_BEGINS, place)) >= 0 and (ends := text.find(ZONE_ENDS, begins)) >= 0:
        ends += len(ZONE_ENDS)
        zone = text[begins:ends]
        yield text[place : begins if zone in known else ends]
        known.add(zone)
        place = ends
    yield text[place:]


class Server:
    """A CalDAV server as one user name opens it, for a minute. Its methods raise `Problem` if it answers otherwise."""

    def __init__(self, url: str, username: str, secret: str):
        self.url = clean_url(url)
        self.deadline = Deadline(LONGEST_SECONDS)
        self.basic_auth = (username, secret) if username or secret else None

    @property
    def host(self) -> str:
        return urlsplit(self.url).hostname or ""

    def look(self, url: str) -> Resource:
        """What a resource says of itself; its `href` is the whole address at which it answered."""
        found = self._ask("PROPFIND", url, ABOUT_A_COLLECTION, depth="0")
        if not found:
            raise Problem("not_caldav", host=self.host)
        return found[0]

    def calendars_from(self, url: str) -> list[Choice]:
        """The calendar at an address, or those in the homes that it leads to; none where it leads nowhere."""
        here = self.look(url)
        if _is_calendar(here):
            return [_choice(here)]
        homes = _hrefs(here, f"{CALDAV}calendar-home-set")
        if not homes:
            principals = _hrefs(here, f"{DAV}current-user-principal")[:1]
            homes = [
                home for principal in principals for home in _hrefs(self.look(principal), f"{CALDAV}calendar-home-set")
            ]
        found = [
            child for home in homes[:HOMES_MAX] for child in self._ask("PROPFIND", home, ABOUT_A_COLLECTION, depth="1")
        ]
        choices = [_choice(child) for child in found if _is_calendar(child)]
        return sorted(choices, key=lambda choice: choice.name.casefold())[:CHOICES_MAX]

    def events(self, url: str, period: Period) -> list[Resource]:
        """The calendar objects that touch a period (section 7.8); all of them or none."""
        query = EVENTS_OF_A_PERIOD.format(since=period.starts_at, until=period.ends_at).encode()
        found = self._ask("REPORT", url, query, depth="1")
        if any(event.status == TOO_LARGE for event in found):
            raise Problem("too_big", megabytes=LARGEST // MEGABYTE)
        there = [event for event in found if event.status != 404]
        if broken := next((event for event in there if not _data(event)), None):
            raise Problem("status", host=self.host, status=broken.status)
        return there

    def _ask(self, method: str, url: str, body: bytes, *, depth: str) -> list[Resource]:
        """The resources of a multi-status, with whole addresses."""
        self._check_place(url)
        headers = {
            "depth": depth,
            "content-type": "application/xml; charset=utf-8",
            "accept": "text/xml, application/xml",
        }
        response = guarded_request(
            method,
            url,
            headers=headers,
            body=body,
            basic_auth=self.basic_auth,
            largest=LARGEST_XML,
            seconds=self._seconds(),
        )
        self._check_place(response.url)
        self._check_status(response)
        try:
            found = resources(parse_xml(response.body))
        except NotXml:
            raise Problem("not_caldav", host=self.host) from None
        return [_at(response.url, resource) for resource in found]

    def _seconds(self) -> float:
        """For the next request. One that hangs has its own limit; many slow ones have one together."""
        try:
            return min(self.deadline.left(), LONGEST_REQUEST)
        except TimeoutError:
            raise Problem("too_slow", host=self.host, seconds=LONGEST_SECONDS) from None

    def _check_place(self, url: str) -> None:
        """Another server than the one named gets no password, and is not believed without one."""
        asked, named = urlsplit(clean_url(url)), urlsplit(self.url)
        same = (asked.scheme, asked.hostname, asked.port) == (named.scheme, named.hostname, named.port)
        if not same and not (asked.scheme == "https" and are_siblings(asked.hostname or "", self.host)):
            raise Problem("elsewhere", host=self.host, other=asked.hostname or url)

    def _check_status(self, response: Response) -> None:
        ways = response.headers.get("www-authenticate", "").lower()
        if response.status == 401 and ways and "basic" not in ways:
            raise Problem("no_password_here", host=self.host)
        if response.status in (405, 501):
            raise Problem("not_caldav", host=self.host)
        raise_for_status(response)
        if response.status != MULTI_STATUS:
            raise Problem("not_caldav", host=self.host)


def are_siblings(one: str, other: str) -> bool:
    """Whether two names differ in their first label alone, below a domain of two labels or more."""
    parents = [host.partition(".")[2] for host in (one, other)]
    return parents[0] == parents[1] and "." in parents[0] and not parents[0].replace(".", "").isdigit()


def _at(url: str, resource: Resource) -> Resource:
    return Resource(_join(url, resource.href), resource.status, resource.properties)


def _hrefs(resource: Resource, name: str) -> list[str]:
    """The addresses that a property holds."""
    node = resource.properties.get(name)
    given = (href.text.strip() for href in node.all(f"{DAV}href")) if node else ()
    return [_join(resource.href, href) for href in given if href]


def _join(url: str, href: str) -> str:
    try:
        return urljoin(url, href)
    except ValueError:
        raise Problem("not_caldav", host=urlsplit(url).hostname or "") from None


def _is_calendar(resource: Resource) -> bool:
    """A collection of calendar objects (section 4.2) that takes events: one that does not say takes all."""
    kind = resource.properties.get(f"{DAV}resourcetype")
    takes = resource.properties.get(f"{CALDAV}supported-calendar-component-set")
    names = {part.attributes.get("name", "").upper() for part in takes.all(f"{CALDAV}comp")} if takes else set()
    return bool(kind and kind.first(f"{CALDAV}calendar")) and (not names or "VEVENT" in names)


def _choice(resource: Resource) -> Choice:
    node = resource.properties.get(f"{DAV}displayname")
    name = " ".join(node.text.split()) if node else ""
    return Choice(resource.href, name or unquote(urlsplit(resource.href).path.rstrip("/").rpartition("/")[2]))


def _tag(resource: Resource) -> str:
    """What changes with every change in the collection; empty where the server keeps no such thing."""
    for name in (f"{CALENDAR_SERVER}getctag", f"{DAV}sync-token"):
        if (node := resource.properties.get(name)) and node.text.strip():
            return node.text.strip()
    return ""


def _etag(event: Resource) -> str:
    node = event.properties.get(f"{DAV}getetag")
    return node.text.strip() if node else ""


def _data(event: Resource) -> str:
    node = event.properties.get(f"{CALDAV}calendar-data")
    return node.text if node else ""


def _stamp(period: Period, tags: Iterable[str]) -> str:
    week = period.starts_at.strftime("%G-W%V")
    return hashlib.sha256("\n".join([week, *tags]).encode()).hexdigest()


def _period(at: dt.datetime) -> Period:
    today = at.astimezone(dt.UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return Period(today - KEPT_BACK, today + HORIZON + 8 * DAY)
