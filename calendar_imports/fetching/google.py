"""Google Calendar, asked only when its owner is busy: the free/busy query of its API (v3), by OAuth (RFC 6749).

Google tells when, and neither what nor whether it is for all day or tentative: its answer becomes a calendar of plain
events without titles, which is read like every other. A calendar is named by what Google calls it (`username` of the
imported calendar), its secret is the refresh token.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.utils.timezone import now

from availability.models import ImportedCalendar
from availability.ranges import DAY, Period, union
from availability.rules.projection import HORIZON
from calendar_imports.errors import Problem
from calendar_imports.fetching.choices import CHOICES_MAX, Choice
from calendar_imports.fetching.client import Deadline, Fetched, Response, guarded_request, raise_for_status
from calendar_imports.fetching.sealing import unseal

SCOPES = (
    "https://www.googleapis.com/auth/calendar.freebusy",
    "https://www.googleapis.com/auth/calendar.calendarlist.readonly",
)
"""What a calendar is connected with, and signing in never asks for."""
OFFLINE = {"access_type": "offline", "prompt": "consent", "include_granted_scopes": "false"}
"""Only with these does Google hand out a refresh token, each time."""
WINDOW = 56 * DAY
"""One query may ask for about three months; two leave room."""
LONGEST_SECONDS = 60
LONGEST_REQUEST = 20
SLOW_DOWN = frozenset({"rateLimitExceeded", "userRateLimitExceeded", "quotaExceeded", "dailyLimitExceeded"})
CALENDARS_PATH = "/calendar/v3/users/me/calendarList"
FREE_BUSY_PATH = "/calendar/v3/freeBusy"
PAGES_MAX = 10
TOO_MANY = 429


def is_offered() -> bool:
    """Whether this site is known to Google."""
    return bool(settings.GOOGLE_CLIENT_ID)


def fetch(imported: ImportedCalendar) -> Fetched:
    """When Google says that the owner is busy, from yesterday to the horizon; or that it says the same as before.

    Raises `Problem`; `connect_again` where the owner has withdrawn the permission, or Google has.
    """
    content = Google(unseal(imported.secret)).busy_calendar(imported.username, _period(now()))
    stamp = hashlib.sha256(content).hexdigest()
    if imported.content and stamp == imported.etag:
        return Fetched(not_modified=True)
    return Fetched(content=content, etag=stamp)


class Google:
    """The API as one refresh token opens it, for a minute. Every method raises `Problem` where it does not answer."""

    def __init__(self, refresh_token: str):
        self.deadline = Deadline(LONGEST_SECONDS)
        self.access_token = self._access_token(refresh_token)

    def calendars(self) -> list[Choice]:
        """The calendars of the account, its own first."""
        found: list[dict[str, Any]] = []
        query = {
            "maxResults": "250",
            "minAccessRole": "freeBusyReader",
            "fields": "nextPageToken,items(id,summary,primary)",
        }
        for _page in range(PAGES_MAX):
            page = self._get(f"{CALENDARS_PATH}?{urlencode(query)}")
            found += [item for item in _list(page, "items") if _text(item, "id")]
            if not _text(page, "nextPageToken"):
                break
            query["pageToken"] = page["nextPageToken"]
        found.sort(key=lambda item: item.get("primary") is not True)
        return [Choice(item["id"], _text(item, "summary") or item["id"]) for item in found[:CHOICES_MAX]]

    def busy_calendar(self, calendar_id: str, period: Period) -> bytes:
        """When a calendar is busy, as an iCalendar file."""
        return _calendar(union(self.busy(calendar_id, period)))

    def busy(self, calendar_id: str, period: Period) -> Iterator[Period]:
        """The busy periods of a calendar, as they are told window by window."""
        starts_at = period.starts_at
        while starts_at < period.ends_at:
            window = Period(starts_at, min(starts_at + WINDOW, period.ends_at))
            yield from self._busy(calendar_id, window)
            starts_at = window.ends_at

    def _busy(self, calendar_id: str, window: Period) -> list[Period]:
        asked = {
            "timeMin": f"{window.starts_at:%Y-%m-%dT%H:%M:%SZ}",
            "timeMax": f"{window.ends_at:%Y-%m-%dT%H:%M:%SZ}",
            "items": [{"id": calendar_id}],
        }
        answer = self._post(FREE_BUSY_PATH, asked)
        calendars = answer.get("calendars")
        told = calendars.get(calendar_id) if isinstance(calendars, dict) else None
        if not isinstance(told, dict):
            raise _not_google()
        if errors := _list(told, "errors"):
            raise _problem_of(_text(errors[0], "reason"))
        return [found for busy in _list(told, "busy") if (found := _busy_period(busy))]

    def _access_token(self, refresh_token: str) -> str:
        """A token of an hour for the refresh token (RFC 6749, section 6)."""
        if not is_offered():
            raise Problem("google_off")
        sent = {
            "grant_type": "refresh_token",
            "refresh_token": refresh_token,
            "client_id": settings.GOOGLE_CLIENT_ID,
            "client_secret": settings.GOOGLE_CLIENT_SECRET,
        }
        headers = {"content-type": "application/x-www-form-urlencoded"}
        response = self._request("POST", settings.GOOGLE_TOKEN_URL, headers, urlencode(sent).encode())
        if response.status in (400, 401) and _text(_json(response), "error") == "invalid_grant":
            raise Problem("connect_again")
        raise_for_status(response)
        token = _text(_json(response), "access_token")
        if not token.isascii() or not token.isprintable() or not token:
            raise _not_google()
        return token

    def _get(self, path: str) -> dict[str, Any]:
        return self._api("GET", path, {}, b"")

    def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        return self._api("POST", path, {"content-type": "application/json"}, json.dumps(body).encode())

    def _api(self, method: str, path: str, headers: dict[str, str], body: bytes) -> dict[str, Any]:
        sent = headers | {"authorization": f"Bearer {self.access_token}", "accept": "application/json"}
        response = self._request(method, settings.GOOGLE_API_URL + path, sent, body)
        if response.status in (401, 403):
            if not _asks_too_often(response):
                raise Problem("connect_again")
            response = replace(response, status=TOO_MANY)
        raise_for_status(response)
        return _json(response)

    def _request(self, method: str, url: str, headers: dict[str, str], body: bytes) -> Response:
        try:
            seconds = min(self.deadline.left(), LONGEST_REQUEST)
        except TimeoutError:
            raise Problem("too_slow", host=_host(), seconds=LONGEST_SECONDS) from None
        return guarded_request(method, url, headers=headers, body=body, seconds=seconds)


def _asks_too_often(response: Response) -> bool:
    """A 403 may mean that; else what was granted is gone, or was never granted in full."""
    error = _json(response).get("error")
    errors = _list(error, "errors") if isinstance(error, dict) else []
    return bool(errors) and _text(errors[0], "reason") in SLOW_DOWN


def _problem_of(reason: str) -> Problem:
    """What stands in the place of busy periods: the calendar is gone or hidden, or could not be asked just now."""
    return Problem("gone" if reason == "notFound" else "later", host=_host())


def _not_google() -> Problem:
    return Problem("not_google", host=_host())


def _host() -> str:
    return urlsplit(settings.GOOGLE_API_URL).hostname or ""


def _json(response: Response) -> dict[str, Any]:
    try:
        answer = json.loads(response.body)
    except (ValueError, RecursionError):
        answer = None
    if isinstance(answer, dict):
        return answer
    raise _not_google()


def _list(answer: dict[str, Any], name: str) -> list[dict[str, Any]]:
    found = answer.get(name)
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def _text(answer: dict[str, Any], name: str) -> str:
    found = answer.get(name)
    return found if isinstance(found, str) else ""


def _busy_period(busy: dict[str, Any]) -> Period | None:
    """The period, or None where it takes no time."""
    try:
        starts_at, ends_at = (dt.datetime.fromisoformat(busy[side]).astimezone(dt.UTC) for side in ("start", "end"))
    except (KeyError, TypeError, ValueError, OverflowError):
        raise _not_google() from None
    return Period(starts_at, ends_at) if starts_at < ends_at else None


def _calendar(periods: Iterable[Period]) -> bytes:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//StageSlot//free/busy//EN"]
    for period in periods:
        starts, ends = (f"{moment:%Y%m%dT%H%M%SZ}" for moment in (period.starts_at, period.ends_at))
        lines += ["BEGIN:VEVENT", f"UID:{starts}@freebusy", f"DTSTART:{starts}", f"DTEND:{ends}", "END:VEVENT"]
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


def _period(at: dt.datetime) -> Period:
    today = at.astimezone(dt.UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return Period(today - DAY, today + HORIZON + 8 * DAY)
