"""Gigs promised for times of which their player now says that they cannot, or only if need be.

Read from the table of time, so that it does not matter what wrote there: a day painted busy, a rule, a poll, an
imported calendar.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, TypeAlias, TypedDict

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from accounts.models import Membership, User, Viewer
from accounts.states import LEADING_ROLES
from availability.models import TimeBlock
from availability.ranges import LONGEST_BLOCK, Period
from availability.states import BlockKind
from bookings.models import Booking, HistoryEntry, LineupEntry, Move
from bookings.states import BookingState, Event, LineupState, MoveState

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class Asked(TypedDict):
        """What `contradicted` adds to an entry: when its player last asked whether it can be moved."""

        asked_at: dt.datetime | None
        refused_at: dt.datetime | None

    ContradictedEntry: TypeAlias = WithAnnotations[LineupEntry, Asked]

ASKED_FOR = dt.timedelta(days=7)
"""For how long a question whether a gig can be moved waits for the leaders."""
DOUBTS = (BlockKind.BUSY, BlockKind.MAYBE)


@dataclass(frozen=True)
class Doubt:
    """Time within a promise of which one has said otherwise; `source` is the imported calendar that says so, if one."""

    kind: BlockKind
    period: Period
    source: str = ""


@dataclass(frozen=True)
class Contradiction:
    """A promise, what contradicts it, and what the player has decided: to play, or to ask whether it can be moved.
    `refused_at`: when the leaders said no to that."""

    entry: LineupEntry
    doubts: tuple[Doubt, ...]
    kept_at: dt.datetime | None
    asked_at: dt.datetime | None
    refused_at: dt.datetime | None

    @property
    def is_open(self) -> bool:
        return not (self.kept_at or self.asked_at)


def contradicted(user: User, at: dt.datetime) -> "QuerySet[ContradictedEntry]":
    """The user's confirmed bookings, not over at an instant, that their own calendar contradicts; ordered by call.
    `asked_at` is when they last asked whether it can be moved, None if the leaders have said no since, at
    `refused_at`."""
    promised = _promised(at).filter(Exists(_against()), user=user)
    promised = promised.annotate(
        asked_at=Subquery(_asked(user).order_by("-at").values("at")[:1]),
        refused_at=Subquery(_no_to(user).order_by("-at").values("at")[:1]),
    )
    return promised.order_by("booking__spot__call_at", "id")


def untold_contradictions(at: dt.datetime) -> QuerySet[LineupEntry]:
    """Everybody's promises against which an imported calendar speaks, and of which they have not been told.

    Who says so themselves is told at once.
    """
    untold = _promised(at).filter(kept_at=None, doubt_told_at=None)
    return untold.filter(Exists(_against().filter(imported__isnull=False))).order_by("id")


def _promised(at: dt.datetime) -> QuerySet[LineupEntry]:
    return LineupEntry.objects.filter(
        state=LineupState.PLAYS, claim__isnull=False,
        booking__state=BookingState.CONFIRMED, booking__spot__released_at__gt=at,
    )  # fmt: skip


def _against() -> QuerySet[TimeBlock]:
    """What the player's own calendar says otherwise within the promise of an entry."""
    return TimeBlock.objects.filter(
        calendar=OuterRef("user__calendar"), kind__in=DOUBTS, period__overlap=OuterRef("claim__period"),
        # No block is longer: this is what finds it by its index.
        period__startswith__gte=OuterRef("booking__spot__call_at") - LONGEST_BLOCK,
        period__startswith__lt=OuterRef("booking__spot__released_at"),
    )  # fmt: skip


def _asked(user: User) -> QuerySet[HistoryEntry]:
    """The user's questions whether a booking can be moved, unless the leaders have said no."""
    asked = HistoryEntry.objects.filter(booking=OuterRef("booking"), actor=user, event=Event.MOVE_ASKED)
    return asked.filter(~Exists(_refused()))


def _no_to(user: User) -> QuerySet[HistoryEntry]:
    """The no of somebody else to what the user asked."""
    asked = HistoryEntry.objects.filter(
        booking=OuterRef("booking"), actor=user, event=Event.MOVE_ASKED, pk__lt=OuterRef("pk"),
        at__gt=OuterRef("at") - ASKED_FOR,
    )  # fmt: skip
    refused = HistoryEntry.objects.filter(booking=OuterRef("booking"), event=Event.MOVE_REFUSED)
    return refused.exclude(actor=user).filter(Exists(asked))


def _refused() -> QuerySet[HistoryEntry]:
    """A no to a question: by somebody else, after it and while it waited."""
    refused = HistoryEntry.objects.filter(booking=OuterRef("booking"), event=Event.MOVE_REFUSED, pk__gt=OuterRef("pk"))
    return refused.filter(at__lt=OuterRef("at") + ASKED_FOR).exclude(actor=OuterRef("actor"))


def open_contradictions(user: User, at: dt.datetime) -> QuerySet[LineupEntry]:
    """Those that the user has not decided about."""
    return contradicted(user, at).filter(~Exists(_asked(user)), kept_at=None)


def moves_asked_of(user: Viewer, at: dt.datetime) -> QuerySet[HistoryEntry]:
    """Players' questions whether a booking of an act or host that the user leads can be moved, the latest of each
    booking. Omits those older than ASKED_FOR, those of players who are out or have decided to play, and those answered
    by a no or by a proposal of another time."""
    led = Membership.objects.current().filter(user=user.pk, role__in=LEADING_ROLES).values("party")
    asked = _open_questions(at).filter(Q(booking__act__in=led) | Q(booking__spot__show__owner__in=led))
    asked = asked.exclude(actor=user.pk).select_related("actor", "booking__act", "booking__spot__show")
    return asked.order_by("booking_id", "-at").distinct("booking_id")


def questions_about(booking: Booking, at: dt.datetime) -> list[HistoryEntry]:
    """The open questions of a booking's players whether it can be moved, the latest first. One query."""
    return list(_open_questions(at).filter(booking=booking).select_related("actor").order_by("-pk"))


def _open_questions(at: dt.datetime) -> QuerySet[HistoryEntry]:
    plays = LineupEntry.objects.filter(
        Q(kept_at=None) | Q(kept_at__lt=OuterRef("at")),
        booking=OuterRef("booking"), user=OuterRef("actor"), state=LineupState.PLAYS,
    )  # fmt: skip
    moves = Move.objects.filter(
        Q(state=MoveState.PROPOSED) | Q(made_at__gt=OuterRef("at")), show=OuterRef("booking__spot__show")
    )
    return HistoryEntry.objects.filter(
        Exists(plays), ~Exists(moves), ~Exists(_refused()), event=Event.MOVE_ASKED, at__gt=at - ASKED_FOR,
        booking__state=BookingState.CONFIRMED, booking__spot__show__load_in_at__gt=at,
    )  # fmt: skip


def contradictions_of(user: User, at: dt.datetime) -> list[Contradiction]:
    """The promises that the user's own calendar contradicts, with what it says, by call. At most two queries."""
    entries = contradicted(user, at).select_related(
        "claim", "booking__act", "booking__spot__show__owner", "booking__spot__show__city__country",
        "booking__spot__show__stage__venue__party",
    )  # fmt: skip
    found = list(entries)
    blocks = _doubting(user, [Period.of(entry.promise.period) for entry in found])
    return [
        Contradiction(entry, _doubts(entry, blocks), entry.kept_at, entry.asked_at, entry.refused_at) for entry in found
    ]


def _doubting(user: User, promised: list[Period]) -> list[TimeBlock]:
    if not promised:
        return []
    near = [Q(period__overlap=(period.starts_at, period.ends_at)) for period in promised]
    blocks = TimeBlock.objects.filter(reduce(or_, near), calendar=user.calendar_id, kind__in=DOUBTS)
    return list(blocks.select_related("imported").order_by("period", "id"))


def _doubts(entry: LineupEntry, blocks: Iterable[TimeBlock]) -> tuple[Doubt, ...]:
    """What overlaps the promise, each once, cut to it: what somebody does before and after is not the question."""
    promised = Period.of(entry.promise.period)
    found = []
    for block in blocks:
        said = Period.of(block.period)
        if said.overlaps(promised):
            starts_at, ends_at = max(said.starts_at, promised.starts_at), min(said.ends_at, promised.ends_at)
            source = block.imported.name if block.imported else ""
            found.append(Doubt(BlockKind(block.kind), Period(starts_at, ends_at), source))
    return tuple(dict.fromkeys(found))
