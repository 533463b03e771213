"""From an imported calendar to the bytes that its source has for it now."""

from importlib import import_module

from availability.models import ImportedCalendar
from availability.states import ImportKind
from calendar_imports.errors import Problem
from calendar_imports.fetching.client import Fetched, Response, guarded_request, raise_for_status
from calendar_imports.fetching.sealing import unseal
from calendar_imports.fetching.uploads import NEWER_FILE, find_upload

__all__ = ["Fetched", "fetch"]

MODULES = {ImportKind.CALDAV: "caldav", ImportKind.GOOGLE: "google"}
"""Modules of this package, whose `fetch(imported)` does what `fetch` here promises."""


def fetch(imported: ImportedCalendar) -> Fetched:
    """Ask the source; nothing is written. A file is what was uploaded last. Raises `Problem` for what goes wrong."""
    kind = ImportKind(imported.kind)
    if kind == ImportKind.FILE:
        return _take_upload(imported)
    if kind == ImportKind.URL:
        return _fetch_address(imported)
    return import_module(f"calendar_imports.fetching.{MODULES[kind]}").fetch(imported)


def _take_upload(imported: ImportedCalendar) -> Fetched:
    content = find_upload(imported.pk)
    if content is not None:
        return Fetched(content=content)
    if imported.content and imported.etag != NEWER_FILE:
        return Fetched(not_modified=True)
    raise Problem("upload_lost")


def _fetch_address(imported: ImportedCalendar) -> Fetched:
    headers = {"accept": "text/calendar, text/plain;q=0.5, */*;q=0.1"}
    if imported.content and imported.etag:
        headers["if-none-match"] = imported.etag
    if imported.content and imported.last_modified:
        headers["if-modified-since"] = imported.last_modified
    secret = unseal(imported.secret)
    basic_auth = (imported.username, secret) if imported.username or secret else None
    response = guarded_request("GET", imported.url, headers=headers, basic_auth=basic_auth)
    if response.status == 304 and imported.content:
        return Fetched(not_modified=True)
    raise_for_status(response)
    return Fetched(
        content=response.body,
        etag=_validator(response, "etag", longest=500),
        last_modified=_validator(response, "last-modified", longest=100),
    )


def _validator(response: Response, name: str, *, longest: int) -> str:
    """What the server wants to hear next time; a value that no header may have, or that is no longer whole, is none."""
    value = response.headers.get(name, "")
    return value if len(value) <= longest and value.isprintable() else ""
