"""Whose calendar it is, and the versions of what it shows: one query, asked on every request."""

import datetime as dt
from dataclasses import dataclass

from django.db import connection
from django.http import Http404
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.access import can_see_party
from accounts.models import Party
from accounts.states import NIGHT_KINDS, PartyKind
from bookings.queries.nights import DAY_ROLL
from venues.models import Stage, Venue
from venues.queries import night_of
from web.fragments import key_of
from web.prepared import run


@dataclass(frozen=True)
class Versioned:
    """A calendar that is shown: its id, its name in live topics, and its version for everybody."""

    calendar_id: int
    public_id: str
    version: int


@dataclass(frozen=True)
class PublicCalendar:
    """The calendar of an act, a stage, or a venue with all its stages, as everybody may see it.

    `shown` are the calendars that it tells of: its own, or one of each stage. `today` is the night it is: at the
    day-roll the calendar changes by itself.
    """

    party: Party
    subject: Party | Stage
    shown: tuple[Versioned, ...]
    today: dt.date

    @property
    def stage_id(self) -> str | None:
        return str(self.subject.pk) if isinstance(self.subject, Stage) else None

    @property
    def topics(self) -> str:
        """The live topics of what it shows, parted by spaces; `versions` are theirs, in the same order."""
        return " ".join(f"c.{each.public_id}" for each in self.shown)

    @property
    def versions(self) -> str:
        return " ".join(str(each.version) for each in self.shown)

    def key(self, fragment: str) -> str:
        """Names exactly one rendering of a fragment: it changes whenever what is shown does, but for announcements."""
        return key_of(
            "public", fragment, self.topics, self.versions, self.subject.pk, self.party.version, self.today,
            get_language(),
        )  # fmt: skip


# Asked on every request, also where the answer is 304: by hand, each as small as can be, and planned once a connection.
# Making these out of expressions would take longer than running them.
PARTY = """
party.id, party.kind, party.name, party.slug, party.calendar_id, party.timezone, party.approval, party.is_listed,
party.shows_pending, party.version
"""
ACT = f"""
SELECT {PARTY}, calendar.public_id, calendar.public_version
  FROM accounts_party party JOIN availability_calendar calendar ON calendar.id = party.calendar_id
 WHERE party.slug = %s
"""
STAGES = f"""
SELECT {PARTY}, calendar.public_id, calendar.public_version, venue.day_starts_at, stage.id, stage.name, calendar.id
  FROM accounts_party party
  JOIN venues_venue venue ON venue.party_id = party.id
  JOIN venues_stage stage ON stage.venue_id = party.id
  JOIN availability_calendar calendar ON calendar.id = stage.calendar_id
 WHERE party.slug = %s
 ORDER BY stage.position, stage.name
"""
PARTY_FIELDS = (
    "id", "kind", "name", "slug", "calendar_id", "timezone", "approval", "is_listed", "shows_pending", "version",
)  # fmt: skip


def find_calendar(user, slug: str, stage_id: str = "") -> PublicCalendar:
    """The public calendar of an act, of one stage of a venue, or of a whole venue where none is named.

    One query for an act and for a stage that is named, if the party is public. Raises Http404 where the viewer may not
    know of it.
    """
    if stage_id:
        return _named(stage_calendars(user, slug), stage_id)
    row = next(iter(_rows(ACT, slug)), None)
    if row is None:
        raise Http404
    party = _party(user, row)
    return whole_calendar(stage_calendars(user, slug)) if party.kind == PartyKind.VENUE else _of_act(party, row)


def stage_calendars(user, slug: str) -> list[PublicCalendar]:
    """The public calendars of a venue, one for each stage. One query, if it is public. Raises Http404."""
    return [_of_stage(_party(user, row), row) for row in _rows(STAGES, slug)]


def whole_calendar(stages: list[PublicCalendar]) -> PublicCalendar:
    """A venue's calendar, made of those of its stages; of a single stage it is the stage's. Raises Http404 for none."""
    if len(stages) == 1:
        return stages[0]
    if not stages:
        raise Http404(_("Choose one of your stages."))
    shown = tuple(each for stage in stages for each in stage.shown)
    return PublicCalendar(stages[0].party, stages[0].party, shown, stages[0].today)


def _named(stages: list[PublicCalendar], stage_id: str) -> PublicCalendar:
    found = next((stage for stage in stages if stage.stage_id == stage_id), None)
    if found is None:
        raise Http404(_("Choose one of your stages."))
    return found


def _party(user, row: tuple) -> Party:
    party = Party(**dict(zip(PARTY_FIELDS, row, strict=False)))
    if party.kind not in NIGHT_KINDS or not (party.is_public or can_see_party(user, party)):
        raise Http404
    return party


def _of_act(party: Party, row: tuple) -> PublicCalendar:
    public_id, version = row[len(PARTY_FIELDS) :]
    shown = Versioned(party.calendar_id, str(public_id), version)
    return PublicCalendar(party, party, (shown,), _tonight(party, DAY_ROLL))


def _of_stage(party: Party, row: tuple) -> PublicCalendar:
    public_id, version, day_starts_at, stage_id, name, calendar_id = row[len(PARTY_FIELDS) :]
    venue = Venue(party=party, day_starts_at=day_starts_at)
    stage = Stage(pk=stage_id, venue=venue, name=name, calendar_id=calendar_id)
    shown = Versioned(calendar_id, str(public_id), version)
    return PublicCalendar(party, stage, (shown,), _tonight(party, day_starts_at))


def _rows(sql: str, value: object) -> list[tuple]:
    connection.ensure_connection()  # the first statement of a request, too, is one that PostgreSQL has planned already
    return run(sql, [value])


def _tonight(party: Party, day_starts_at: dt.time) -> dt.date:
    return night_of(timezone.now(), party.timezone, day_starts_at)
