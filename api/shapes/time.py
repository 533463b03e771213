"""What people say of their time, the Green Zone, public nights, feeds, news."""

import datetime as dt
from typing import Literal, Self
from zoneinfo import ZoneInfo

from ninja import Schema
from pydantic import Field

from api.shapes.basics import Id, Instant, Range, Slug, Word
from availability.actions import FEED_CHOICES, Said
from availability.models import AvailabilityRule, Feed
from bands.queries import GreenZone
from bookings.queries import PublicNight, StageNights
from notifications.models import MailboxMail
from notifications.queries import InboxLine


class BusyIn(Schema):
    kind: Literal["free", "maybe", "busy"]
    starts_at: Instant
    ends_at: Instant
    rrule: Word | None = Field(default=None, description="RFC 5545, repeated on the wall clocks of `timezone`")
    timezone: Word | None = Field(default=None, description="IANA name; yours if left out")


class BusyOut(Schema):
    id: Id
    kind: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    rrule: str | None
    timezone: str

    @classmethod
    def of(cls, rule: AvailabilityRule) -> Self:
        return cls(**cls._facts(rule))

    @staticmethod
    def _facts(rule: AvailabilityRule) -> dict:
        return {
            "id": rule.pk,
            "kind": rule.kind,
            "starts_at": rule.starts_at,
            "ends_at": rule.ends_at,
            "rrule": rule.rrule or None,
            "timezone": rule.timezone,
        }


class BusySaid(BusyOut):
    """`contradicts` is what was promised in that time: it stands."""

    contradicts: list[Range]

    @classmethod
    def said(cls, said: Said) -> Self:
        promised = [Range(starts_at=block.period.lower, ends_at=block.period.upper) for block in said.contradicts]
        return cls(**cls._facts(said.rule), contradicts=promised)


class KnownIn(Schema):
    until: dt.date | None


class KnownOut(KnownIn):
    pass


class MemberNightOut(Schema):
    name: str
    state: str


class GreenNightOut(Schema):
    night: dt.date
    state: str
    members: list[MemberNightOut]


class GreenZoneOut(Schema):
    timezone: str
    ranges: list[Range]
    nights: list[GreenNightOut]

    @classmethod
    def of(cls, zone: GreenZone) -> Self:
        clock = ZoneInfo(zone.timezone)
        return cls(
            timezone=zone.timezone,
            ranges=[
                Range(starts_at=period.starts_at.astimezone(clock), ends_at=period.ends_at.astimezone(clock))
                for period in zone.ranges
            ],
            nights=[
                GreenNightOut(
                    night=night.night,
                    state=night.state,
                    members=[MemberNightOut(name=each.name, state=each.state) for each in night.members],
                )
                for night in zone.nights
            ],
        )


class NightOut(Schema):
    night: dt.date
    status: str

    @classmethod
    def of(cls, night: PublicNight) -> Self:
        return cls(night=night.night, status=night.status)


class StageNightsOut(Schema):
    id: Id
    name: str
    nights: list[NightOut]

    @classmethod
    def of(cls, stage: StageNights) -> Self:
        return cls(id=stage.stage.pk, name=stage.stage.name, nights=[NightOut.of(night) for night in stage.nights])


class CalendarOut(Schema):
    """`stages` is there for venues."""

    timezone: str
    nights: list[NightOut]
    stages: list[StageNightsOut] | None = None


class FeedChoicesIn(Schema):
    """What a feed tells besides promises; what is not named stays as it is.

    `with_holds`: holds, as tentative. `with_groups`, of your own calendar: dates of your bands without you.
    `with_open_nights`, of a band: nights on which all can. `keeps_cancelled`: cancelled dates for 30 days, else they
    leave at once.
    """

    with_holds: bool | None = None
    with_groups: bool | None = None
    with_open_nights: bool | None = None
    keeps_cancelled: bool | None = None

    @property
    def chosen(self) -> dict[str, bool]:
        named = {name: getattr(self, name) for name in FEED_CHOICES}
        return {name: value for name, value in named.items() if value is not None}


class FeedIn(FeedChoicesIn):
    kind: Literal["person", "party"]
    party: Slug | None = None


class FeedOut(Schema):
    """`url` is there once, in the answer that makes or rotates the feed."""

    id: Id
    kind: str
    party: str | None
    last_fetched_at: dt.datetime | None
    url: str | None = None
    with_holds: bool
    with_groups: bool
    with_open_nights: bool
    keeps_cancelled: bool

    @classmethod
    def of(cls, feed: Feed, party: str | None, url: str | None = None) -> Self:
        return cls(
            id=feed.pk,
            kind=feed.kind,
            party=party,
            last_fetched_at=feed.last_fetched_at,
            url=url,
            **{name: getattr(feed, name) for name in FEED_CHOICES},
        )


class NotificationOut(Schema):
    """`subject` is null where one may no longer know."""

    id: Id
    kind: str
    subject: str | None
    text: str | None
    path: str
    created_at: dt.datetime
    read_at: dt.datetime | None

    @classmethod
    def of(cls, line: InboxLine) -> Self:
        told = line.notification
        return cls(
            id=told.pk,
            kind=told.kind,
            subject=str(line.text.subject) if line.text else None,
            text=str(line.text.text) if line.text else None,
            path=told.path if line.text else "",
            created_at=told.created_at,
            read_at=told.read_at,
        )


class MailOut(Schema):
    to: str
    subject: str
    text: str
    at: dt.datetime

    @classmethod
    def of(cls, mail: MailboxMail) -> Self:
        return cls(to=mail.to, subject=mail.subject, text=mail.text, at=mail.sent_at)
