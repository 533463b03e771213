"""What a calendar tells of a claim or a hold: feeds and conflict texts read it from here."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.timezone import now

from availability.actions.versions import touch
from availability.models import Calendar, CalendarEntry
from availability.states import EntryStatus
from web.prepared import ParameterList, PreparedQuery, insert

RESCHEDULING = ("period", "timezone", "place", "status")
"""What RFC 5545, section 3.8.7.4 wants SEQUENCE to rise for: changes that people must act upon."""


KNOWN = PreparedQuery(
    lambda: CalendarEntry.objects.filter(
        calendar__in=ParameterList("calendars", "bigint"), uid__in=ParameterList("uids", "text")
    )
)
OVERWRITE = """
ON CONFLICT (calendar_id, uid) DO UPDATE
   SET (sequence, status, occasion, period, timezone, title, text, place, path, announce_at, is_hold, modified_at,
        cancelled_at, words, call_link)
     = (excluded.sequence, excluded.status, excluded.occasion, excluded.period, excluded.timezone, excluded.title,
        excluded.text, excluded.place, excluded.path, excluded.announce_at, excluded.is_hold, excluded.modified_at,
        excluded.cancelled_at, excluded.words, excluded.call_link)
"""

Key = tuple[int, str]
"""The calendar and the uid, which name an entry."""


@dataclass(frozen=True, kw_only=True)
class EntryDraft:
    """What a calendar is to tell under a uid. Titles are cut to 300 characters and places to 500.

    `text` carries what its reader needs: call time, set time, address, the local time with its zone. `words` says
    title, text and place in other languages: whoever reads a feed reads it in theirs.
    """

    calendar_id: int
    uid: str
    occasion: UUID
    status: EntryStatus
    starts_at: dt.datetime
    ends_at: dt.datetime
    timezone: str
    title: str
    text: str = ""
    place: str = ""
    call_link: str = ""
    path: str = ""
    announce_at: dt.datetime | None = None
    is_hold: bool = False
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def key(self) -> Key:
        return self.calendar_id, self.uid

    @property
    def values(self) -> dict[str, Any]:
        """The fields of the entry."""
        return {
            "occasion": self.occasion,
            "status": EntryStatus(self.status),
            "period": DateTimeTZRange(self.starts_at.astimezone(dt.UTC), self.ends_at.astimezone(dt.UTC)),
            "timezone": self.timezone,
            "title": self.title[:300],
            "text": self.text,
            "place": self.place[:500],
            "call_link": self.call_link,
            "path": self.path,
            "announce_at": self.announce_at,
            "is_hold": self.is_hold,
            "words": {language: dict(words) for language, words in self.words.items()},
        }

    def for_calendar(self, calendar_id: int, told: Mapping[str, "EntryDraft"]) -> "EntryDraft":
        """The same for another calendar, with its words in all of the languages in which it is `told`."""
        words = {language: draft.own_words for language, draft in told.items() if draft.own_words != self.own_words}
        return replace(self, calendar_id=calendar_id, words=words)

    @property
    def own_words(self) -> dict[str, str]:
        return {"title": self.title[:300], "text": self.text, "place": self.place[:500]}


def write_entry(*, calendar: Calendar, **draft) -> CalendarEntry:
    """`write_entries` for one: the fields of its `EntryDraft`."""
    [entry] = write_entries(drafts=[EntryDraft(calendar_id=calendar.pk, **draft)])
    return entry


def write_entries(*, drafts: Iterable[EntryDraft]) -> list[CalendarEntry]:
    """Make or change what these calendars tell under these uids, in the order given. Nothing is written where nothing
    changes.

    SEQUENCE rises with time, place and status only, LAST-MODIFIED with anything; an entry that was cancelled comes
    back by this too. Assumes the calendars locked; raises both their versions. Three statements, whatever the number.
    """
    wanted = {draft.key: draft.values for draft in drafts}
    return _store(wanted, _known(wanted))


def cancel_entry(*, calendar: Calendar, uid: str) -> CalendarEntry | None:
    """Tell that it is off; feeds keep it as CANCELLED for 30 days. None where there is no such entry."""
    return next(iter(cancel_entries(calendar_ids=[calendar.pk], uid=uid)), None)


def cancel_entries(*, calendar_ids: Iterable[int], uid: str) -> list[CalendarEntry]:
    """Tell on those of these calendars that have it that it is off. Assumes the calendars locked."""
    known = _known([(calendar_id, uid) for calendar_id in calendar_ids])
    return _store({key: {"status": EntryStatus.CANCELLED} for key in known}, known)


def _known(keys: Collection[Key]) -> dict[Key, CalendarEntry]:
    if not keys:
        return {}
    calendar_ids, uids = ({*column} for column in zip(*keys, strict=True))
    entries = KNOWN.all(calendars=list(calendar_ids), uids=list(uids))
    return {(entry.calendar_id, entry.uid): entry for entry in entries}


def _store(wanted: Mapping[Key, dict[str, Any]], known: Mapping[Key, CalendarEntry]) -> list[CalendarEntry]:
    moment = now().replace(microsecond=0)
    entries = [known.get(key) or _new(key, moment) for key in wanted]
    changed = [entry for entry, values in zip(entries, wanted.values(), strict=True) if _change(entry, values, moment)]
    with transaction.atomic(savepoint=False):
        insert(changed, otherwise=OVERWRITE)
        touch([entry.calendar_id for entry in changed], public=True, alone=True)
    return entries


def _new(key: Key, moment: dt.datetime) -> CalendarEntry:
    calendar_id, uid = key
    return CalendarEntry(calendar_id=calendar_id, uid=uid, created_at=moment)


def _change(entry: CalendarEntry, values: dict[str, Any], moment: dt.datetime) -> bool:
    """Bring an entry to these values; whether anything is to be written."""
    is_new = entry._state.adding
    changed = {name for name, value in values.items() if is_new or getattr(entry, name) != value}
    if not changed:
        return False
    if not is_new and changed & set(RESCHEDULING):
        entry.sequence += 1
    for name in changed:
        setattr(entry, name, values[name])
    entry.modified_at = moment
    if "status" in changed:
        entry.cancelled_at = moment if entry.status == EntryStatus.CANCELLED else None
    return True
