"""Holds on the nights of stages: their ladders, what stands in the way of a show.

A stage's ladder is that of all the rooms that it takes. The rank of a hold is the worst of its rungs: who holds both
rooms of a house is 2nd as soon as it is 2nd in one of them.
"""

import datetime as dt
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, TypeAlias, TypedDict
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.utils.timezone import now

from accounts.models import Party, User
from availability.models import TimeBlock
from bookings.hooks import NextInLine
from bookings.models import Booking, Show, ShowRoom
from bookings.states import PUBLISHED
from holds.models import Challenge, Hold, Proposal, Rung
from holds.queries.periods import hold_period
from holds.states import ChallengeState, HoldEnd, HoldState, ProposalState
from venues.models import Stage, Venue
from venues.queries import rooms_of

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class Rank(TypedDict):
        """What `with_rank` adds: the worst of a hold's rungs, None for a hold that stands no longer."""

        rank: int | None

    RankedHold: TypeAlias = WithAnnotations[Hold, Rank]

Ladder: TypeAlias = "list[RankedHold]"
"""Standing holds, the first first, each with its `rank`."""


def ladder_of(stage: Stage, night: dt.date) -> Ladder:
    """The standing holds on a stage's night, the first first, each with `rank`. One query."""
    return ladders_between([stage], night, night).get((stage.pk, night), [])


def ladders_between(stages: Collection[Stage], first: dt.date, last: dt.date) -> dict[tuple[UUID, dt.date], Ladder]:
    """The ladders of stages from `first` to `last`, by the stage's id and night; those without a hold left out.

    Who holds a room stands on the ladder of every stage that takes the room. One query, whatever the number.
    """
    wholes = Stage.parts.through.objects.filter(to_stage=OuterRef("room")).values("from_stage")
    rungs = (
        Rung.objects.filter(
            Q(room__in=stages) | Q(room__wholes__in=stages), rank__isnull=False, night__range=(first, last)
        )
        .annotate(wholes=ArraySubquery(wholes), worst=_worst_rank("hold"))
        .select_related("hold__holder", "hold__act", "hold__offer", "hold__stage__venue__party", "hold__fee_currency")
        .order_by("night", "rank", "hold__created_at", "id")
        .distinct()
    )
    wanted = {stage.pk for stage in stages}
    found: dict[tuple[UUID, dt.date], dict[UUID, RankedHold]] = {}
    for rung in rungs:
        rung.hold.rank = rung.worst
        for stage_id in wanted & {rung.room_id, *rung.wholes}:
            found.setdefault((stage_id, rung.night), {})[rung.hold_id] = rung.hold
    return {key: sorted(holds.values(), key=_place) for key, holds in found.items()}


def _worst_rank(hold: str):
    ranks = Rung.objects.filter(hold=OuterRef(hold), rank__isnull=False).order_by()
    return ranks.values("hold").annotate(worst=Max("rank")).values("worst")


def _place(hold: "RankedHold") -> tuple:
    return hold.rank, hold.created_at, hold.pk


def with_rank(holds: QuerySet[Hold]) -> "QuerySet[RankedHold]":
    """Holds with `rank`, None for those that stand no longer."""
    return holds.annotate(rank=_worst_rank("pk"))


def holds_in_the_way(stage: Stage, nights: Collection[dt.date]) -> "list[RankedHold]":
    """The standing holds on any room of the stage for the nights that a show takes. Two queries.

    Those of whoever asks are among them: a show that takes the night names them all, to confirm or to release them.
    """
    rungs = Rung.objects.filter(room__in=rooms_of(stage), night__in=nights, rank__isnull=False)
    holds = with_rank(Hold.objects.with_place().filter(pk__in=rungs.values("hold")))
    return sorted(holds, key=lambda hold: (hold.night, *_place(hold)))


def next_holds(stage: Stage, night: dt.date, at: dt.datetime | None = None) -> list[Hold]:
    """Holds for an act that would come next on a stage's night: those that stand, by rank, then those that a show
    there released and whose time has not run out, by the rank they had. Three queries."""
    standing = [hold for hold in ladder_of(stage, night) if hold.act_id]
    released = Hold.objects.with_place().filter(
        rungs__room__in=rooms_of(stage),
        night=night,
        act__isnull=False,
        state=HoldState.RELEASED,
        ended_by=HoldEnd.OTHER_CONFIRMED,
        expires_at__gt=at or now(),
    )
    ranked = released.annotate(had=Max("rungs__last_rank")).order_by("had", "created_at", "id")
    return [*standing, *ranked]


def acts_in_line(stage: Stage, night: dt.date) -> list[NextInLine]:
    """`next_holds` as `bookings` asks for them: the acts, with the fee of their terms. Three queries."""
    return [NextInLine(hold.own_act, hold.fee_minor, hold.fee_currency_id) for hold in next_holds(stage, night)]


def holds_of(parties: Collection, *, standing: bool = True) -> "QuerySet[RankedHold]":
    """The holds of these parties, as holder or as the act that is to play, by night; each with `rank`. One query."""
    holds = Hold.objects.with_place().filter(Q(holder__in=parties) | Q(act__in=parties))
    return with_rank(holds.standing() if standing else holds).order_by("night", "created_at")


def holds_at(venue: Venue, first: dt.date | None, last: dt.date | None) -> "QuerySet[RankedHold]":
    """The standing holds on a venue's stages, of the nights from `first` to `last`; each with `rank`. One query."""
    holds = Hold.objects.standing().with_place().filter(stage__venue=venue)
    if first:
        holds = holds.filter(night__gte=first)
    return with_rank(holds.filter(night__lte=last) if last else holds)


def holds_waiting_on(parties: Collection[UUID]) -> "QuerySet[RankedHold]":
    """The standing holds that wait for these parties' answer, by night: their own that a challenge asks to be confirmed
    or let go now, and those that were proposed to them. One query."""
    asked = Challenge.objects.filter(state=ChallengeState.ASKING).values("asked")
    deciding = Challenge.objects.filter(state=ChallengeState.DECIDING).values("hold")
    own = (Q(holder__in=parties) | Q(act__in=parties)) & (Q(pk__in=asked) | Q(pk__in=deciding))
    proposed = Proposal.objects.filter(state=ProposalState.WAITING).values("hold")
    holds = Hold.objects.standing().with_place().filter(own | Q(stage__venue__in=parties, pk__in=proposed))
    return with_rank(holds).order_by("night", "created_at")


def backups_among(holds: Collection[UUID]) -> set[UUID]:
    """The ids of those of these holds that are backups: they stand on a night that a published show has taken.
    One query, none without holds."""
    if not holds:
        return set()
    rooms = ShowRoom.objects.filter(show=OuterRef("pk"), room=OuterRef(OuterRef("room")))
    shows = Show.objects.published().filter(night=OuterRef("night"))
    taken = shows.filter(Q(stage=OuterRef("room")) | Exists(rooms))
    rungs = Rung.objects.filter(hold__in=holds).exclude(rank=None)
    return set(rungs.filter(Exists(taken)).values_list("hold", flat=True))


def claims_in_the_way(hold: Hold) -> "QuerySet[TimeBlock]":
    """What takes the stage of a hold, or one of its rooms, during its set; in the evening where it has no times."""
    calendars = [room.calendar_id for room in (hold.stage, *rooms_of(hold.stage))]
    return TimeBlock.objects.claims().standing().filter(calendar__in=calendars).overlapping(*hold_period(hold))


def standing_holders(venue: Venue, user: User, holder: Party) -> list[UUID]:
    """Whose each standing hold at a venue is, of this holder and of all others from outside that the user leads. One
    query."""
    theirs = Q(holder=holder.pk) | Q(holder__in=Party.objects.led_by(user).values("pk"))
    holds = Hold.objects.standing().filter(theirs, stage__venue=venue).exclude(holder=venue.pk)
    return list(holds.values_list("holder_id", flat=True))


def offered_with(hold: Hold) -> list[Hold]:
    """The other nights that were held for the same thing, by night. One query."""
    return list(Hold.objects.filter(offer=hold.offer_id).exclude(pk=hold.pk).order_by("night"))


def booked_here(parties: Iterable[UUID], venue_id: UUID) -> set[UUID]:
    """Which of these parties the venue has worked with: those it has a booking with, over or still to come, as an act
    or as who held the night. Two queries."""
    parties = set(parties)
    acts = Booking.objects.promised().filter(act__in=parties, spot__show__stage__venue=venue_id)
    holders = Hold.objects.filter(
        holder__in=parties, state=HoldState.CONFIRMED, show__stage__venue=venue_id, show__state__in=PUBLISHED
    )
    return set(acts.values_list("act_id", flat=True)) | set(holders.values_list("holder_id", flat=True))


def played_here(parties: Iterable[UUID], venue_id: UUID, at: dt.datetime) -> set[UUID]:
    """Which of these parties have played at the venue, as an act or as who held the night. Two queries."""
    parties = set(parties)
    acts = Booking.objects.promised().filter(
        act__in=parties, spot__show__stage__venue=venue_id, spot__show__ends_at__lte=at
    )
    holders = Hold.objects.filter(
        holder__in=parties, state=HoldState.CONFIRMED, show__stage__venue=venue_id, show__ends_at__lte=at
    ).exclude(show__state="cancelled")
    return set(acts.values_list("act_id", flat=True)) | set(holders.values_list("holder_id", flat=True))
