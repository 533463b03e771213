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
from holds.access.projections import HoldView, ProposalView
from venues.states import OtherHolds

MOST_NIGHTS = 31


class DeadlineOut(Schema):
    """Where a challenge or a proposal stands, and until when someone has to answer."""

    state: str
    answer_by: dt.datetime


class ProposalOut(DeadlineOut):
    """A proposal to the venue; send its `id` with your answer to it."""

    id: Id


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
    terms: str | None = Field(description="A mark of these times and this fee: send it with your answer")
    agreed_by_venue: bool
    agreed_by_act: bool
    expires_at: dt.datetime | None
    challenge: DeadlineOut | None = Field(description="The running challenge in which it challenges or is asked")
    proposal: ProposalOut | None = Field(description="Its last proposal to the venue: waiting, declined or lapsed")
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
            terms=hold.terms_mark or None,
            agreed_by_venue=hold.agreed_by_host,
            agreed_by_act=hold.agreed_by_act,
            expires_at=_local(hold.expires_at, zone),
            challenge=_deadline(hold.challenge.state, hold.challenge.until, zone) if hold.challenge else None,
            proposal=_proposal(hold.proposal, zone) if hold.proposal else None,
            offer=hold.offer.pk if hold.offer else None,
            booking=hold.booking_id,
            show=hold.show_id,
            lineup_conflicts=LineupConflictOut.all_of(check),
        )


def _local(instant: dt.datetime | None, zone: ZoneInfo) -> dt.datetime | None:
    return instant.astimezone(zone) if instant else None


def _deadline(state: str, answer_by: dt.datetime, zone: ZoneInfo) -> DeadlineOut:
    return DeadlineOut(state=state, answer_by=answer_by.astimezone(zone))


def _proposal(proposal: ProposalView, zone: ZoneInfo) -> ProposalOut:
    return ProposalOut(id=proposal.id, state=proposal.state, answer_by=proposal.answer_by.astimezone(zone))


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
    none yet. `terms`: those that one has read; 409 `changed-meanwhile` where others stand there by now.
    `proposal`: which one the venue answers; 409 `wrong-state` where that one waits no longer. `despite_conflicts`: for
    the act's leaders, although members are busy then."""

    terms: str | None = None
    proposal: UUID | None = None
    despite_conflicts: bool = False
    starts_at: Instant | None = None
    ends_at: Instant | None = None
    others: OtherHolds | None = None


class ProposalIn(MessageIn):
    """`proposal`: which one is meant; 409 `wrong-state` where that one waits no longer."""

    proposal: UUID | None = None


class AnswerIn(ProposalIn):
    """`terms`: those that one has read; 409 `changed-meanwhile` where others stand there by now."""

    terms: str | None = None


class ReleasedOut(Schema):
    """A hold that a show released. `obstacle`: why it would not stand again (time, not_free, settled, holds_again,
    closed, suspended, refused, too_many or house_closed), `why` in words; null for those that would."""

    hold: HoldOut
    obstacle: str | None
    why: str | None


class OldLadderOut(Schema):
    """Whom a show released that is off, or whose act is, in the order that was. `calls_off`: nobody is booked on it any
    more, and restoring the ladder calls it off."""

    show: Id
    state: str
    calls_off: bool
    released: list[ReleasedOut]


class RestoredOut(Schema):
    """The state of the show after its ladder was restored, and the holds that stand again, the first first; none the
    second time."""

    show: Id
    state: str
    holds: list[HoldOut]


class RestoreIn(Schema):
    """`calls_off` as the old ladder says it: that the show is called off with it."""

    calls_off: bool = False


class AskIn(MessageIn):
    """Which party asks a venue to be allowed to hold its nights."""

    holder: Slug
    may: bool = Field(default=True, description="From the venue: whether the party may hold")


class PermissionOut(Schema):
    """Whether a party may hold a venue's nights: asked, granted or refused."""

    venue: str
    holder: str
    state: str
