"""Calendars kept elsewhere: added, changed and removed by their owner. Refreshing them is `refreshing`.

Whether this user may speak for this calendar is asked by the caller. Locks: the calendar, then the imported one.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.timezone import now
from django.utils.translation import gettext as _

from availability.actions.blocks import change_blocks
from availability.actions.locks import lock_calendars, retry_serialization
from availability.actions.said import check_timezone
from availability.imports.sorts import SORTS
from availability.models import READING_LEASE, Calendar, ImportedCalendar
from availability.states import ImportEffect, ImportKind, ImportState
from calendar_imports.actions.refreshing import LOST_AFTER, enqueue, enqueue_reread
from calendar_imports.errors import Problem
from calendar_imports.fetching.addresses import clean_url, is_allowed_anyway
from calendar_imports.fetching.client import LARGEST, MEGABYTE
from calendar_imports.fetching.sealing import seal
from calendar_imports.fetching.uploads import NEWER_FILE, keep_upload
from calendar_imports.reading.lines import sniff
from calendar_imports.reading.refusals import Refused
from web.users import User

IMPORTS_MAX = 20
LONGEST_NAME = 120
LONGEST_SECRET = 500
FETCHED_FROM = frozenset({"url", "username", "secret"})
READ_BY = frozenset({*SORTS, "timezone", "zone_names", "addresses"})
CHANGEABLE = FETCHED_FROM | READ_BY | {"name"}
WITH_ADDRESS = frozenset({ImportKind.URL, ImportKind.CALDAV})


@retry_serialization
def add_import(
    *,
    acting_user: User,
    calendar: Calendar,
    kind: str,
    name: str,
    timezone: str,
    url: str = "",
    username: str = "",
    secret: str = "",
    content: bytes = b"",
    zone_names: Mapping[str, str] | None = None,
    addresses: Iterable[str] | None = None,
    **policy: str,
) -> ImportedCalendar:
    """Let a calendar kept elsewhere take time of this one: at most 20 of them.

    The worker fetches and reads it, soon; a file (`content`) is kept for it meanwhile. `policy` says what each of the
    six sorts of events does (`ImportEffect`). Raises `ValidationError` by field: `name`, `kind`, `url`, `username`,
    `secret`, `content`, `timezone`, `zone_names`, one of the policy; of no field where there are 20 already.
    """
    if kind not in ImportKind.values:
        raise ValidationError({"kind": [_("Choose where the events come from.")]})
    imported = ImportedCalendar(calendar=calendar, kind=kind, next_try_at=now())
    mine = [acting_user.email] if addresses is None else addresses
    given = {"name": name, "timezone": timezone, "zone_names": zone_names or {}, "addresses": mine, **policy}
    if kind in WITH_ADDRESS or url:
        given["url"] = url
    _assign(imported, given | {"username": username, "secret": secret})
    if kind == ImportKind.FILE:
        _keep(imported, content)
    with transaction.atomic():
        lock_calendars([calendar.pk])
        if ImportedCalendar.objects.filter(calendar=calendar).count() >= IMPORTS_MAX:
            message = _("There are %(count)s imported calendars already; remove one first.") % {"count": IMPORTS_MAX}
            raise ValidationError({"__all__": [message]})
        imported.save(force_insert=True)
        enqueue(imported)
        _has_spoken(calendar)
    return imported


@retry_serialization
def update_import(
    *, acting_user: User, imported: ImportedCalendar, content: bytes = b"", **fields: Any
) -> ImportedCalendar:
    """Change name, policy, time zone, names of zones, address or what opens it; or give a newer file (`content`).

    The worker does the rest, soon: what only decides how events are read is applied to the stored copy, another source
    or a newer file is read anew, and until then blocks stay as they are. Only given fields change: an empty `secret`
    forgets it. Returns it as it is then. Raises `ValidationError` by field, as `add_import`, and `DoesNotExist` where
    it is gone.
    """
    if unknown := fields.keys() - CHANGEABLE:
        raise TypeError(f"{sorted(unknown)} cannot be changed")
    fresh = ImportedCalendar.objects.select_related("calendar").get(pk=imported.pk)
    before = {name: getattr(fresh, name) for name in CHANGEABLE}
    _assign(fresh, fields)
    changed = {name for name in CHANGEABLE if getattr(fresh, name) != before[name]}
    if not changed and not content:
        return fresh
    has_newer_file = fresh.kind == ImportKind.FILE and bool(content)
    with transaction.atomic():
        lock_calendars([fresh.calendar_id])
        if has_newer_file:
            _keep(fresh, content)
        standing = ImportedCalendar.objects.select_for_update().get(pk=fresh.pk)
        standing.calendar = fresh.calendar
        for name in changed:
            setattr(standing, name, getattr(fresh, name))
        standing.save(update_fields=changed)
        if changed & READ_BY and standing.content:
            _read_stored_anew(standing)
        if has_newer_file or _needs_its_source(standing, changed):
            waits_for = NEWER_FILE if has_newer_file else ""
            _start_over(standing, etag=waits_for, forgets_failures=has_newer_file or bool(changed & FETCHED_FROM))
        _has_spoken(standing.calendar)
    return standing


def _keep(imported: ImportedCalendar, content: bytes) -> None:
    """Keep a file for the worker, in the place of one before: with the calendar locked, since the worker drops what it
    has read under the same lock. Raises `ValidationError` at `content` for what is plainly no calendar."""
    try:
        if len(content) > LARGEST:
            raise Problem("too_big", megabytes=LARGEST // MEGABYTE)
        sniff(content)
    except (Problem, Refused) as error:
        raise ValidationError({"content": [Problem(error.code, **error.details).text]}) from None
    keep_upload(imported.pk, content)


def _read_stored_anew(imported: ImportedCalendar) -> None:
    """Have the stored copy read by another policy. What its source does, if that failed, is another matter."""
    imported.projected_until = None
    imported.next_try_at = min(imported.next_try_at or now() + LOST_AFTER, now() + LOST_AFTER)
    if imported.state == ImportState.GOOD or imported.unknown_zones:
        imported.state, imported.progress = ImportState.QUEUED, 0
    imported.save(update_fields=["projected_until", "next_try_at", "state", "progress"])
    enqueue_reread(imported)


def _needs_its_source(imported: ImportedCalendar, changed: set[str]) -> bool:
    """Names of zones and whose answers count are also asked of what the stored copy left out; and a reading that is
    under way was begun in vain."""
    is_void = imported.state == ImportState.READING and changed & READ_BY
    asks_more = imported.kind != ImportKind.FILE and changed & (FETCHED_FROM | {"zone_names", "addresses"})
    return bool(is_void or asks_more)


@retry_serialization
@transaction.atomic
def remove_import(*, acting_user: User, imported: ImportedCalendar) -> None:
    """Forget an imported calendar and give back the time that it took. Nothing happens where it is gone already."""
    locked = lock_calendars([imported.calendar_id])
    standing = ImportedCalendar.objects.filter(pk=imported.pk).first()
    if standing is None:
        return
    change_blocks(calendar=standing.calendar, imported={standing: []}, locked=locked)
    standing.delete()
    _has_spoken(imported.calendar)


@transaction.atomic
def request_refresh(*, acting_user: User, imported: ImportedCalendar) -> bool:
    """Have the worker ask the source now; False where it is a file, or being read at this moment. Blocks stay."""
    asleep = ImportedCalendar.objects.filter(pk=imported.pk).exclude(kind=ImportKind.FILE)
    is_read = Q(state=ImportState.READING, tried_at__gte=now() - READING_LEASE)
    asked = asleep.exclude(is_read).update(state=ImportState.QUEUED, progress=0, next_try_at=now())
    if asked:
        enqueue(imported)
    return bool(asked)


def _start_over(imported: ImportedCalendar, *, etag: str = "", forgets_failures: bool) -> None:
    """Have it fetched anew, soon: a reading that is under way finds itself overtaken, and stores nothing."""
    imported.state, imported.progress = ImportState.QUEUED, 0
    imported.tried_at = None
    imported.next_try_at = now()
    imported.etag, imported.last_modified = etag, ""
    if forgets_failures:
        imported.failures, imported.problem_stored = 0, None
    imported.save()
    enqueue(imported)


def _has_spoken(calendar: Calendar) -> None:
    Calendar.objects.filter(pk=calendar.pk).update(said_at=now())


def _assign(imported: ImportedCalendar, given: Mapping[str, Any]) -> None:
    """Set these fields, each checked. Raises `ValidationError` with all that is wrong."""
    errors: dict[str, list[str]] = {}
    for field, value in given.items():
        try:
            setattr(imported, field, CHECKS.get(field, _effect)(imported, field, value))
        except ValidationError as error:
            errors |= error.message_dict
    if not errors and imported.secret and imported.url:
        errors |= _secret_errors(imported)
    if errors:
        raise ValidationError(errors)


def _name(_imported: ImportedCalendar, field: str, value: str) -> str:
    name = " ".join(re.sub(r"[\x00-\x1f\x7f\ud800-\udfff]", " ", value).split())
    if not name:
        raise ValidationError({field: [_("Give it a name.")]})
    if len(name) > LONGEST_NAME:
        raise ValidationError({field: [_("Use at most %(count)s characters.") % {"count": LONGEST_NAME}]})
    return name


def _url(_imported: ImportedCalendar, field: str, value: str) -> str:
    try:
        url = clean_url(value)
    except Problem as problem:
        raise ValidationError({field: [problem.text]}) from None
    ours, theirs = urlsplit(settings.SITE_URL), urlsplit(url)
    if (theirs.hostname, theirs.port) == (ours.hostname, ours.port) and theirs.path.startswith("/feeds/"):
        raise ValidationError({field: [_("This is a feed of this site: what it holds counts here already.")]})
    return url


def _plain(_imported: ImportedCalendar, field: str, value: str) -> str:
    if re.search(r"[\x00-\x1f\x7f\ud800-\udfff]", value) or len(value) > 200:
        raise ValidationError({field: [_("Use at most 200 characters, and no line breaks.")]})
    return value.strip()


def _secret(imported: ImportedCalendar, field: str, value: str) -> str:
    if re.search(r"[\x00-\x1f\x7f\ud800-\udfff]", value) or len(value) > LONGEST_SECRET:
        raise ValidationError({field: [_("This cannot be a password.")]})
    return seal(value)


def _timezone(_imported: ImportedCalendar, _field: str, value: str) -> str:
    check_timezone(value)
    return value


def _zone_names(_imported: ImportedCalendar, field: str, value: Mapping[str, str]) -> dict[str, str]:
    for zone in value.values():
        try:
            check_timezone(zone)
        except ValidationError as error:
            raise ValidationError({field: error.messages}) from None
    return {name[:200]: zone for name, zone in list(value.items())[:100] if "\0" not in name}


def _addresses(_imported: ImportedCalendar, _field: str, value: Iterable[str]) -> list[str]:
    return sorted({address.strip().lower()[:254] for address in value if address.strip()})


def _effect(_imported: ImportedCalendar, field: str, value: str) -> str:
    if field not in SORTS:
        raise TypeError(f"{field} is not a part of the policy")
    if value not in ImportEffect.values:
        raise ValidationError({field: [_("Choose busy, maybe, or that it does not count.")]})
    return value


def _secret_errors(imported: ImportedCalendar) -> dict[str, list[str]]:
    parts = urlsplit(imported.url)
    if parts.scheme == "https" or is_allowed_anyway(parts.hostname or "", parts.port or 80):
        return {}
    return {"url": [Problem("secret_needs_https").text]}


CHECKS: dict[str, Callable[[ImportedCalendar, str, Any], Any]] = {
    "name": _name,
    "url": _url,
    "username": _plain,
    "secret": _secret,
    "timezone": _timezone,
    "zone_names": _zone_names,
    "addresses": _addresses,
}
