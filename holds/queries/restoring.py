"""What a show released that may stand again: whom the venue would ask, and why not the others."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, Max, OuterRef, Q
from django.utils.timezone import now

from accounts.models import Membership, Party
from accounts.states import LEADING_ROLES, Approval
from availability.models import TimeBlock
from bookings.models import Booking, Cancellation, Show, ShowRoom
from bookings.queries.nights import nights_of
from bookings.states import PROMISED, BookingState, ShowState, SpotState
from engagements.states import Side
from holds.models import Hold, HoldPermission, Rung
from holds.queries.periods import hold_period
from holds.states import HoldEnd, HoldState, Obstacle, PermissionState
from venues.models import Stage, Venue
from venues.queries import rooms_of
from venues.queries.closures import is_closed, night_period
from venues.queries.policies import policy_of

MOST_OF_ONE = 2
"""Holds of one holder on a ladder, whatever they are for: nobody fills a night with names. The house may."""


@dataclass(frozen=True)
class Candidate:
    """A hold that a show released; `obstacle` says why it cannot stand again."""

    hold: Hold
    obstacle: Obstacle | None = None


@dataclass(frozen=True)
class Restoration:
    """The old ladder of a show whose act, or which itself, is off: all whom it released, the first first. `calls_off`:
    nobody is booked on it any more, and restoring takes it off the night."""

    show: Show
    calls_off: bool
    candidates: Sequence[Candidate]

    @property
    def asked(self) -> list[Hold]:
        """Those that would stand again."""
        return [each.hold for each in self.candidates if each.obstacle is None]

    @property
    def left_out(self) -> list[Candidate]:
        """Those that would not, and why."""
        return [each for each in self.candidates if each.obstacle is not None]


def is_given_back(show: Show) -> bool:
    """Whether the night of a show may go back to whom it was taken from: it is called off, or open again because an act
    was. At most one query."""
    if show.stage_id is None or show.state == ShowState.CANCELLED:
        return show.stage_id is not None
    cancelled = Booking.objects.filter(spot__show=show, spot__state=SpotState.OPEN, state=BookingState.CANCELLED)
    return show.state == ShowState.OPEN and cancelled.exists()


def is_empty(show: Show) -> bool:
    """Whether a published show has nobody booked any more. One query."""
    booked = Booking.objects.filter(spot__show=show, state__in=sorted(PROMISED))
    return show.state == ShowState.OPEN and not booked.exists()


def restoration_of(show: Show, at: dt.datetime | None = None) -> Restoration | None:
    """What restoring the ladder of a show would do now; None where it released nobody, or its night is not given back.
    A fixed number of queries."""
    if not is_given_back(show):
        return None
    candidates = candidates_of(released_by(show), at or now())
    return Restoration(show, is_empty(show), candidates) if candidates else None


def released_by(show: Show) -> list[Hold]:
    """The holds on its nights that a show released, in the order of the ranks they had. One query."""
    holds = Hold.objects.with_place().filter(
        show=show, state=HoldState.RELEASED, ended_by=HoldEnd.OTHER_CONFIRMED, night__in=nights_of(show)
    )
    return list(holds.annotate(had=Max("rungs__last_rank")).order_by("night", "had", "created_at", "id"))


def restorations_waiting(venues: Collection[UUID], at: dt.datetime | None = None) -> list[Restoration]:
    """The ladders of these venues to be restored because an act called off, by night; only those on which somebody
    would stand again. One query where there is none, and a fixed number for each."""
    at = at or now()
    released = Hold.objects.filter(
        show=OuterRef("pk"), state=HoldState.RELEASED, ended_by=HoldEnd.OTHER_CONFIRMED, expires_at__gt=at
    )
    left = Cancellation.objects.filter(booking__spot__show=OuterRef("pk"), side=Side.ACT)
    shows = Show.objects.with_place().filter(
        Exists(released), Exists(left), stage__venue__in=venues, state__in=(ShowState.CANCELLED, ShowState.OPEN),
        out_at__gt=at,
    )  # fmt: skip
    found = (restoration_of(show, at) for show in shows.order_by("night", "id"))
    return [each for each in found if each and each.asked and not _is_taken_again(each.show)]


def restorations_on(stage: Stage, night: dt.date, at: dt.datetime | None = None) -> list[Restoration]:
    """The ladders of a stage's night that its venue may restore. One query where there is none."""
    released = Hold.objects.filter(
        rungs__room__in=rooms_of(stage), night=night, state=HoldState.RELEASED, ended_by=HoldEnd.OTHER_CONFIRMED
    )
    shows = Show.objects.with_place().filter(pk__in=released.values("show"))
    found = (restoration_of(show, at) for show in shows.order_by("starts_at", "id"))
    return [each for each in found if each]


def _is_taken_again(show: Show) -> bool:
    """Whether a show that was called off has a successor on its stage. One query, none where it stands itself."""
    if show.state != ShowState.CANCELLED:
        return False
    rooms = rooms_of(show.own_stage)
    taken = Q(stage__in=[show.own_stage, *rooms]) | Exists(ShowRoom.objects.filter(show=OuterRef("pk"), room__in=rooms))
    return Show.objects.published().filter(taken, night=show.night).exists()


def candidates_of(holds: Sequence[Hold], at: dt.datetime) -> list[Candidate]:
    """These holds of one venue, each with what stands in its way now. Exact under the locks of their calendars. A fixed
    number of queries, and one for each night; none without holds."""
    if not holds:
        return []
    return list(_Known.read(holds, at).judged(holds))


@dataclass
class _Standing:
    """How many holds stand at a venue, by holder; who leads each of the holders asked about, and what else they lead
    that holds there."""

    of: Counter
    leaders: Mapping[UUID, set[UUID]]
    led: Mapping[UUID, set[UUID]]

    @classmethod
    def read(cls, venue: Venue, holders: Collection[UUID]) -> "_Standing":
        """Two queries: the holds of these holders and of all others that their leaders lead, and who leads what."""
        leading = Membership.objects.current().filter(role__in=LEADING_ROLES)
        people = leading.filter(party__in=holders).values("user")
        leaders: dict[UUID, set[UUID]] = defaultdict(set)
        led: dict[UUID, set[UUID]] = defaultdict(set)
        for user, party in leading.filter(user__in=people).exclude(party=venue.pk).values_list("user", "party"):
            leaders[party].add(user)
            led[user].add(party)
        standing = Hold.objects.standing().filter(holder__in={*holders, *leaders}, stage__venue=venue)
        return cls(Counter(standing.values_list("holder_id", flat=True)), leaders, led)

    def add(self, hold: Hold) -> None:
        """One more stands."""
        self.of[hold.holder_id] += 1

    def most_for(self, hold: Hold) -> int:
        """How many count against a hold: those of its holder, and those of all that who placed it leads together;
        where they are gone, that any of its leaders leads."""
        leaders = self.leaders.get(hold.holder_id, set())
        people = leaders & {hold.created_by_id} or leaders
        together = (sum(self.of[party] for party in self.led[person]) for person in people)
        return max([self.of[hold.holder_id], *together])


@dataclass
class _Known:
    """What was read for some holds of one venue: who stands on which ladder; how many nights each holder has, and each
    person who leads one; whose time is promised; whom the house refuses; when which stage is closed."""

    at: dt.datetime
    venue: UUID
    most: int
    rooms: dict[UUID, list[Stage]]
    ladders: dict[tuple[UUID, dt.date], dict[UUID, Hold]]
    standing: "_Standing"
    promised: dict[int, list[TimeBlock]]
    refused: set[UUID]
    closed: set[tuple[UUID, dt.date]]

    @classmethod
    def read(cls, holds: Sequence[Hold], at: dt.datetime) -> "_Known":
        venue = holds[0].stage.venue
        stages = {hold.stage_id: hold.stage for hold in holds}
        rooms = {pk: rooms_of(stage) for pk, stage in stages.items()}
        holders = {hold.holder_id for hold in holds}
        parties = {party for hold in holds for party in (hold.holder_id, hold.act_id) if party}
        refused = HoldPermission.objects.filter(venue=venue, party__in=parties, state=PermissionState.REFUSED)
        return cls(
            at=at,
            venue=venue.pk,
            most=policy_of(venue).most_holds,
            rooms=rooms,
            ladders=_ladders_now(rooms.values(), {hold.night for hold in holds}),
            standing=_Standing.read(venue, holders),
            promised=_promised(holds),
            refused=set(refused.values_list("party_id", flat=True)),
            closed={
                (pk, night)
                for pk, night in {(hold.stage_id, hold.night) for hold in holds}
                if is_closed([stages[pk], *rooms[pk]], night_period(night, venue))
            },
        )

    def judged(self, holds: Iterable[Hold]) -> Iterator[Candidate]:
        """One after another: each that stands again counts for those after it."""
        for hold in holds:
            obstacle = self._obstacle(hold)
            if obstacle is None:
                self.standing.add(hold)
                for room in self.rooms[hold.stage_id]:
                    self.ladders.setdefault((room.pk, hold.night), {})[hold.pk] = hold
            yield Candidate(hold, obstacle)

    def _there(self, hold: Hold) -> list[Hold]:
        """Who stands on its ladders."""
        found: dict[UUID, Hold] = {}
        for room in self.rooms[hold.stage_id]:
            found |= self.ladders.get((room.pk, hold.night), {})
        return list(found.values())

    def _obstacle(self, hold: Hold) -> Obstacle | None:
        if hold.expires_at is None or hold.expires_at <= self.at:
            return Obstacle.TIME
        if (hold.stage_id, hold.night) in self.closed:
            return Obstacle.HOUSE_CLOSED
        if hold.offer and hold.offer.settled_on_id:
            return Obstacle.SETTLED
        there = self._there(hold)
        if hold.act_id and any(other.act_id == hold.act_id for other in there):
            return Obstacle.HOLDS_AGAIN
        return _inactive(hold) or self._barred(hold, there) or (Obstacle.NOT_FREE if self._is_promised(hold) else None)

    def _barred(self, hold: Hold, there: Iterable[Hold]) -> Obstacle | None:
        """What the house rules say of a holder from outside."""
        if hold.holder_id == self.venue:
            return None
        if {hold.holder_id, hold.act_id} & self.refused:
            return Obstacle.REFUSED
        own = sum(other.holder_id == hold.holder_id for other in there)
        is_full = own >= MOST_OF_ONE or self.standing.most_for(hold) >= self.most
        return Obstacle.TOO_MANY if is_full else None

    def _is_promised(self, hold: Hold) -> bool:
        if hold.act is None:
            return False
        starts_at, ends_at = hold_period(hold)
        blocks = self.promised.get(hold.act.calendar_id, ())
        return any(block.period.lower < ends_at and starts_at < block.period.upper for block in blocks)


def _inactive(hold: Hold) -> Obstacle | None:
    parties: list[Party] = [party for party in (hold.holder, hold.act) if party]
    if any(party.approval == Approval.CLOSED for party in parties):
        return Obstacle.CLOSED
    return Obstacle.SUSPENDED if any(party.approval == Approval.SUSPENDED for party in parties) else None


def _ladders_now(
    rooms: Iterable[Sequence[Stage]], nights: Collection[dt.date]
) -> dict[tuple[UUID, dt.date], dict[UUID, Hold]]:
    """Who stands on the ladders of these rooms. One query."""
    wanted = {room.pk for each in rooms for room in each}
    found: dict[tuple[UUID, dt.date], dict[UUID, Hold]] = {}
    for rung in Rung.objects.filter(room__in=wanted, night__in=nights, rank__isnull=False).select_related("hold"):
        found.setdefault((rung.room_id, rung.night), {})[rung.hold_id] = rung.hold
    return found


def _promised(holds: Iterable[Hold]) -> dict[int, list[TimeBlock]]:
    """The claims of the acts of these holds around their nights, by calendar. One query."""
    acts = {hold.act.calendar_id for hold in holds if hold.act}
    periods = [hold_period(hold) for hold in holds]
    claims = TimeBlock.objects.claims().standing().filter(calendar__in=acts)
    found: dict[int, list[TimeBlock]] = {}
    for block in claims.overlapping(min(start for start, _end in periods), max(end for _start, end in periods)):
        found.setdefault(block.calendar_id, []).append(block)
    return found
