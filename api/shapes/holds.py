"""Holds, as one viewer may know them."""

import datetime as dt
from typing import Self
from uuid import UUID
from zoneinfo import ZoneInfo

from ninja import Field, Schema

from api.shapes.basics import Id, Instant, Money, Slug, Text, Word
from api.shapes.lineups import LineupConflictOut, WithLineupConflicts
from api.shapes.shows import MessageIn
from engagements.queries.lineups import LineupCheck
from holds.access.projections import HoldView
from venues.states import OtherHolds

MOST_NIGHTS = 31


class DeadlineOut(Schema):
    """Where a challenge or a proposal stands, and until when somebody has to answer."""

    state: str
    answer_by: dt.datetime


class HoldOut(WithLineupConflicts):
    id: Id
    state: str
    rank: int | None = Field(description="Its place on the ladder; null once it stands no longer")
    stage: Id
    venue: str
    night: dt.date
    holder: str
    act: str | None
    act_name: str
    starts_at: dt.datetime | None
    ends_at: dt.datetime | None
    fee: Money | None
    agreed_by_venue: bool
    agreed_by_act: bool
    expires_at: dt.datetime | None
    challenge: DeadlineOut | None = Field(description="The running challenge in which it challenges or is asked")
    proposal: DeadlineOut | None = Field(description="Its last proposal to the venue: waiting, declined or lapsed")
    offer: Id | None
    booking: Id | None
    show: Id | None

    @classmethod
    def of(cls, hold: HoldView, check: LineupCheck | None = None) -> Self:
        """With its instants at the offset of the venue; `check` for the leaders of its act."""
        zone, terms = ZoneInfo(hold.timezone), hold.terms
        fee = terms.fee if terms else None
        return cls(
            id=hold.id,
            state=hold.state,
            rank=hold.rank,
            stage=hold.stage.pk,
            venue=hold.venue.slug,
            night=hold.night,
            holder=hold.holder.slug,
            act=hold.act.slug if hold.act else None,
            act_name=hold.act_name,
            starts_at=_local(terms.starts_at if terms else None, zone),
            ends_at=_local(terms.ends_at if terms else None, zone),
            fee=Money(amount_minor=fee.amount_minor, currency=fee.currency) if fee else None,
            agreed_by_venue=hold.agreed_by_host,
            agreed_by_act=hold.agreed_by_act,
            expires_at=_local(hold.expires_at, zone),
            challenge=_deadline(hold.challenge.state, hold.challenge.until, zone) if hold.challenge else None,
            proposal=_deadline(hold.proposal.state, hold.proposal.answer_by, zone) if hold.proposal else None,
            offer=hold.offer.pk if hold.offer else None,
            booking=hold.booking_id,
            show=hold.show_id,
            lineup_conflicts=LineupConflictOut.all_of(check),
        )


def _local(instant: dt.datetime | None, zone: ZoneInfo) -> dt.datetime | None:
    return instant.astimezone(zone) if instant else None


def _deadline(state: str, answer_by: dt.datetime, zone: ZoneInfo) -> DeadlineOut:
    return DeadlineOut(state=state, answer_by=answer_by.astimezone(zone))


class HoldsMadeOut(Schema):
    """What was held: `offer` ties several nights together, of which one is wanted."""

    offer: Id | None
    holds: list[HoldOut]


class HoldIn(Schema):
    """Nights of one stage; the times of the set are those of the first night."""

    stage: UUID
    nights: list[dt.date] = Field(min_length=1, max_length=MOST_NIGHTS)
    holder: Slug
    act: Slug | None = None
    act_name: Word = ""
    title: Word = ""
    starts_at: Instant | None = None
    ends_at: Instant | None = None
    fee: Money | None = None
    note: Text = ""


class ConfirmIn(Schema):
    """`others`: what becomes of the other holds of the night, where the venue has to say it; times where the hold has
    none yet. `despite_conflicts`: for the act's leaders, although members are busy then."""

    despite_conflicts: bool = False
    starts_at: Instant | None = None
    ends_at: Instant | None = None
    others: OtherHolds | None = None


class AskIn(MessageIn):
    """Which party asks a venue to be allowed to hold its nights."""

    holder: Slug


class PermissionOut(Schema):
    """Whether a party may hold a venue's nights: asked, granted or refused."""

    venue: str
    holder: str
    state: str
