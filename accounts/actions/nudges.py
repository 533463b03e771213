"""Asking people whose calendar has aged, once, at the time of the week they chose; and what they answer."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.urls import reverse
from django.utils.timezone import now

from accounts.models import User
from accounts.names.zones import known_zones
from accounts.queries.nudges import rhythm_of, told_between
from accounts.states import NudgeAnswer, PartyKind, Role
from availability.actions import paint_nights, set_known_until
from availability.nights.rhythm import EVENING_FROM, EVENING_TO, open_evenings
from availability.ranges import DAY
from availability.rules.projection import HORIZON
from availability.states import SaidKind
from notifications.actions import notify

KIND = "accounts.aged"
KNOWN_TOO_SHORT = dt.timedelta(days=28)
SAID_LONG_AGO = dt.timedelta(days=60)
ASKED_AGAIN_AFTER = dt.timedelta(days=28)
NOT_BEFORE = dt.timedelta(days=7)
"""Accounts younger than this are not asked: new users have not had time to look around."""
LATE = dt.timedelta(hours=3)
"""After an outage, somebody may still be asked this much later than the time they chose. After that, a week later."""
MORE = dt.timedelta(weeks=8)
AT_ONCE_MAX = 500

# Both times are compared on the wall clock of each zone. A time that a DST change skips has passed as soon as the clock
# shows a later one. Of a time that occurs twice the first counts, since nobody is due again after being asked. Zones
# come from Python, because the database may know others.
DUE = """
UPDATE accounts_user SET nudged_at = %(now)s
 WHERE id = ANY(ARRAY(
    SELECT person.id
      FROM accounts_user person
      JOIN unnest(%(zones)s::text[], %(clocks)s::timestamp[]) AS zone(name, clock) ON zone.name = person.timezone
      JOIN availability_calendar calendar ON calendar.id = person.calendar_id,
           LATERAL (SELECT date_trunc('week', clock) + nudge_weekday * interval '1 day' + nudge_time AS chosen) AS week
     WHERE person.is_active AND nudge_weekday IS NOT NULL AND date_joined <= %(joined)s
       AND clock - CASE WHEN chosen <= clock THEN chosen ELSE chosen - interval '7 days' END < %(late)s
       AND (known_until IS NULL OR known_until < %(known)s OR said_at < %(said)s)
       AND (nudged_at IS NULL OR nudged_at < %(asked)s OR (said_at > nudged_at AND nudged_at < %(late_ago)s))
       AND EXISTS (SELECT FROM accounts_membership m JOIN accounts_party party ON party.id = m.party_id
                    WHERE m.user_id = person.id AND m.left_at IS NULL AND m.role = %(role)s AND party.kind = %(kind)s)
     ORDER BY person.id LIMIT %(limit)s
       FOR NO KEY UPDATE OF person SKIP LOCKED))
RETURNING id
"""


@transaction.atomic
def nudge_due(*, at: dt.datetime | None = None) -> int:
    """Ask those whose calendar has aged and for whom it is time now, at most AT_ONCE_MAX; returns how many.

    A calendar has aged when it is known for less than 28 days, or its owner last said anything 60 days ago. People who
    play in no band are not asked, nor is anybody in the first week of their account, or again within 28 days unless
    they have answered. Two queries and those of `notify`.
    """
    at = at or now()
    zones = sorted(known_zones())
    values: dict[str, Any] = {
        "now": at,
        "zones": zones,
        "clocks": [at.astimezone(ZoneInfo(zone)).replace(tzinfo=None) for zone in zones],
        "joined": at - NOT_BEFORE,
        "late": LATE,
        "late_ago": at - LATE,
        "known": at + KNOWN_TOO_SHORT,
        "said": at - SAID_LONG_AGO,
        "asked": at - ASKED_AGAIN_AFTER,
        "role": Role.MEMBER,
        "kind": PartyKind.BAND,
        "limit": AT_ONCE_MAX,
    }
    with connection.cursor() as cursor:
        cursor.execute(DUE, values)
        asked = [user_id for (user_id,) in cursor.fetchall()]
    data = {"asked_at": at.isoformat()}
    notify(users=User.objects.filter(pk__in=asked), kind=KIND, path=reverse("accounts:nudge"), data=data)
    return len(asked)


def answer_nudge(*, acting_user: User, answer: NudgeAnswer, at: dt.datetime | None = None) -> dt.date | None:
    """Say what the button says, for eight weeks more; returns the last day that is known then.

    `FREE`: nothing is said but that the rest is free. `RHYTHM`: the evenings of which nothing is said yet are first
    painted as they usually are. `NEVER`: nothing is said, and they are not asked again.
    """
    at = at or now()
    if answer == NudgeAnswer.NEVER:
        User.objects.filter(pk=acting_user.pk).update(nudge_weekday=None)
        return None
    with transaction.atomic():
        # Locked, so that two answers at once do not both add eight weeks.
        user = User.objects.select_for_update(no_key=True, of=("self",)).select_related("calendar").get(
            pk=acting_user.pk
        )  # fmt: skip
        zone = ZoneInfo(user.timezone)
        today = at.astimezone(zone).date()
        first = max(today, _known_day(user, zone) or today)
        last = max(first - DAY, min(first + MORE, (at + HORIZON).astimezone(zone).date()))
        if answer == NudgeAnswer.RHYTHM:
            _paint_rhythm(user, first, last, at)
        set_known_until(acting_user=user, calendar=user.calendar, until=last, timezone=user.timezone)
    return last


def save_nudge_settings(*, acting_user: User, **settings: int | dt.time | None) -> User:
    """Choose when to be asked: a `weekday` (0 is Monday, None is never) and a `time` in the user's own time zone.

    Arguments that are left out stay as they are.
    """
    if unknown := settings.keys() - {"weekday", "time"}:
        raise TypeError(f"not settings of a nudge: {sorted(unknown)}")
    for name, value in settings.items():
        setattr(acting_user, f"nudge_{name}", value)
    if settings:
        acting_user.save(update_fields=[f"nudge_{name}" for name in settings])
    return acting_user


def _known_day(user: User, zone: ZoneInfo) -> dt.date | None:
    """The first day of which not all is known."""
    known_until = user.calendar.known_until
    return known_until.astimezone(zone).date() if known_until else None


def _paint_rhythm(user: User, first: dt.date, last: dt.date, at: dt.datetime) -> None:
    rhythm = rhythm_of(user, at)
    if rhythm is None:
        return
    zone = ZoneInfo(user.timezone)
    begin = dt.datetime.combine(first, dt.time(), zone)
    told = told_between(user, begin, begin + (last - first) + 2 * DAY)
    nights = open_evenings(told, rhythm, first=first, last=last, timezone=user.timezone)
    for kind in (SaidKind.BUSY, SaidKind.MAYBE):
        if nights[kind]:
            paint_nights(
                acting_user=user, calendar=user.calendar, kind=kind, nights=nights[kind], timezone=user.timezone,
                from_time=EVENING_FROM, to_time=EVENING_TO,
            )  # fmt: skip
