"""What a band shows to whoever holds one of its secret links: nights with a status, and no member of it."""

import calendar
import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias, TypedDict

from django.db.models import Q, QuerySet
from django.utils.timezone import now

from accounts.models import Party
from accounts.queries import is_backed
from availability.actions.feeds import hash_token
from availability.queries.manager import AvailabilityManager
from availability.ranges import DAY
from bands.models import Share
from bands.queries.asks import tonight
from bands.queries.players import players
from bands.states import SHARED_AS, ShareStatus
from web.dates import say_full_day, say_month

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class Backed(TypedDict):
        """What `find_share` adds: whether the link's creator may still issue it."""

        is_backed: bool

    BackedShare: TypeAlias = WithAnnotations[Share, Backed]

ENDED_SHOWN = 20
VOICES = {ShareStatus.AVAILABLE: "free", ShareStatus.ON_REQUEST: "maybe", ShareStatus.NOT_AVAILABLE: "busy"}


@dataclass(frozen=True)
class SharedNight:
    """A night as strangers see it."""

    night: dt.date
    status: ShareStatus

    @property
    def strip(self) -> dict[str, str]:
        """As the tape strip wants it."""
        return {"voice": VOICES[self.status], "label": str(self.status.label)}


@dataclass(frozen=True)
class SharedNights:
    """What a link shows on a day: nights from `today` on, by the clock of the band."""

    band: str
    timezone: str
    today: dt.date
    nights: tuple[SharedNight, ...]

    @property
    def open_nights(self) -> list[SharedNight]:
        """The nights worth asking for."""
        return [night for night in self.nights if night.status != ShareStatus.NOT_AVAILABLE]

    def months(self, checked: Collection[str] = ()) -> list[dict[str, Any]]:
        """The months that hold any of the nights, each as `components/month.html` wants it; the `checked`
        ISO dates are ticked.

        A cell also knows its `status`, for those who draw it otherwise; None where the night was not chosen.
        """
        known = {night.night: night for night in self.nights}
        starts = sorted({night.replace(day=1) for night in known})
        return [
            {
                "title": say_month(start),
                "weeks": [
                    {
                        "label": week[0].isocalendar().week,
                        "cells": [self._cell(day, start, known, checked) for day in week],
                    }
                    for week in calendar.Calendar().monthdatescalendar(start.year, start.month)
                ],
            }
            for start in starts
        ]

    def _cell(
        self, day: dt.date, month: dt.date, known: dict[dt.date, SharedNight], checked: Collection[str]
    ) -> dict[str, Any]:
        """Days of the months before and after stay empty: they have cells of their own."""
        if day.month != month.month:
            return {"date": day, "label": "", "name": "", "in_month": False, "status": None}
        night = known.get(day)
        return {
            "date": day,
            "label": day.day,
            "name": f"{say_full_day(day)}: {night.status.label}" if night else say_full_day(day),
            "is_today": day == self.today,
            "in_month": night is not None,
            "is_checked": day.isoformat() in checked,
            "strips": [night.strip] if night else [],
            "status": night.status if night else None,
        }


def find_share(token: str) -> "BackedShare | None":
    """The share of a secret address, live or over, with its party, the versions of what it shows, and `is_backed`. One
    query."""
    shares = Share.objects.select_related("party__calendar").annotate(is_backed=is_backed())
    return shares.filter(token_hash=hash_token(token)).first()


def is_share_live(share: "BackedShare", at: dt.datetime) -> bool:
    """Whether the link still shows anything: neither revoked nor expired, and its creator may still issue it.

    For a share as `find_share` returns it."""
    return share.revoked_at is None and at < share.expires_at and share.is_backed


def live_shares(party: Party) -> QuerySet[Share]:
    """The links that work, newest first, with who made them."""
    live = Share.objects.filter(party=party, revoked_at=None, expires_at__gt=now())
    return live.select_related("created_by").order_by("-created_at")


def ended_shares(party: Party) -> QuerySet[Share]:
    """The last links that work no more, newest first."""
    ended = Share.objects.filter(Q(expires_at__lte=now()) | Q(revoked_at__isnull=False), party=party)
    return ended.order_by("-created_at")[:ENDED_SHOWN]


def nights_of(share: Share) -> list[dt.date]:
    """All nights that were chosen for it, in order."""
    if share.nights:
        return sorted(set(share.nights))
    days = (share.first + DAY * count for count in range((share.last - share.first).days + 1))
    return [day for day in days if not share.weekdays or day.weekday() in share.weekdays]


def shared_nights(share: Share) -> SharedNights:
    """What the link shows now: its nights from tonight on. Two queries, whatever the number of nights and members."""
    party, today = share.party, tonight(share.party)
    nights = public_nights(party, [night for night in nights_of(share) if night >= today])
    return SharedNights(party.name, party.timezone, today, tuple(nights))


def public_nights(party: Party, days: list[dt.date]) -> list[SharedNight]:
    """These nights of a band as strangers may see them. Two queries; none for no nights."""
    if not days:
        return []
    playing = players(party)
    judged = AvailabilityManager.chosen_nights(
        days=days,
        members=playing.members,
        own_calendar_id=party.calendar_id,
        timezone=party.timezone,
        evening_from=playing.band.evening_from,
        evening_to=playing.band.evening_to,
        terms=playing.terms,
    )
    return [SharedNight(night.night, SHARED_AS[night.state]) for night in judged]
