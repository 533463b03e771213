"""Lists of shows and bookings: one's own, and those that wait for one's answer."""

import datetime as dt
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, DurationField, Exists, F, OuterRef, Prefetch, Q, QuerySet, Sum
from django.utils.timezone import now

from accounts.models import Membership, Party, User
from accounts.states import INACTIVE, LEADING_ROLES, Approval, PartyKind
from bookings.models import ApplicationDraft, Booking, LineupEntry, Show, Spot
from bookings.states import LIVE, PROMISED, HeadlinerSays, InitiatedBy, LineupState, ShowState, SpotRole, SpotState
from engagements.states import Side

PLACE = ("act", "spot__show__owner", "spot__show__city__country", "spot__show__stage__venue__party")
"""What a line says of a draft."""


def bookings_of(
    user: User,
    *,
    role: str = "",
    states: Collection[str] = (),
    first: dt.date | None = None,
    last: dt.date | None = None,
) -> QuerySet[Booking]:
    """The bookings of the acts and hosts the user leads, and those in which they play or are asked, by night, then id.

    What they have dropped out of is not theirs. `role`: only those of their "act", in which they may also play, of a
    venue or agency that they lead ("host"), or of themselves as a private host ("client"). `states` empty: all of them;
    nights `first` to `last`, both included.
    """
    led = _led_by(user)
    in_lineup = LineupEntry.objects.open_to(user).exclude(state=LineupState.DECLINED).values("booking")
    is_private = Q(spot__show__owner__kind=PartyKind.PERSON)
    mine = {
        "act": Q(act__in=led) | Q(pk__in=in_lineup),
        "host": Q(spot__show__owner__in=led) & ~is_private,
        "client": Q(spot__show__owner__in=led) & is_private,
    }
    all_of_them = mine["act"] | Q(spot__show__owner__in=led)
    bookings = Booking.objects.filter(mine[role] if role else all_of_them)
    if states:
        bookings = bookings.filter(state__in=list(states))
    if first:
        bookings = bookings.filter(spot__show__night__gte=first)
    if last:
        bookings = bookings.filter(spot__show__night__lte=last)
    return bookings.with_show().order_by("spot__starts_at", "id")


@dataclass(frozen=True)
class BookingTotals:
    """How many bookings there are, in all and in each state; of those that are agreed, the fees, in minor units by
    currency, and how long the sets last together, in minutes."""

    count: int
    by_state: dict[str, int]
    revenue: list[tuple[int, str]]
    minutes: int


def booking_totals(user: User, bookings: QuerySet[Booking]) -> BookingTotals:
    """What these bookings come to. Fees count where the user leads the act or the host: who only plays knows of none.
    Two queries."""
    led, plain = _led_by(user), bookings.order_by()
    lasts = Sum(F("spot__ends_at") - F("spot__starts_at"), output_field=DurationField())
    states = list(plain.values_list("state").annotate(Count("pk"), lasts=lasts).order_by("state"))
    played = sum((length for state, _count, length in states if state in PROMISED), dt.timedelta())
    agreed = Booking.objects.promised().filter(pk__in=plain.values("pk"), fee_minor__isnull=False)
    agreed = agreed.filter(Q(act__in=led) | Q(spot__show__owner__in=led))
    sums = agreed.values_list("fee_currency").annotate(Sum("fee_minor")).order_by("fee_currency")
    return BookingTotals(
        count=sum(count for _state, count, _length in states),
        by_state={state: count for state, count, _length in states},
        revenue=[(total, currency) for currency, total in sums],
        minutes=int(played.total_seconds()) // 60,
    )


def fees_known_to(user: User, bookings: QuerySet[Booking]) -> QuerySet[Booking]:
    """These bookings with `knows_fee`: whether the user leads the act or the host."""
    led = _led_by(user)
    return bookings.annotate(knows_fee=Q(act__in=led) | Q(spot__show__owner__in=led))


def only_asked(user: User) -> QuerySet[LineupEntry]:
    """The user's entries in line-ups of acts that they do not lead, as long as they have not said yes."""
    asked = LineupEntry.objects.filter(user=user, state=LineupState.ASKED)
    led = _led_by(user)
    return asked.exclude(Q(booking__act__in=led) | Q(booking__spot__show__owner__in=led))


def waiting_for(user: User) -> QuerySet[Booking]:
    """The pending bookings that wait for an answer of a party the user leads, the most urgent first. Where a host
    lets its headliner book, that act's leaders answer too. `may_agree`: not only decline, since nobody in whose name
    that would be is suspended or closed."""
    led = _led_by(user)
    heading = Booking.objects.promised().filter(
        spot__show=OuterRef("spot__show"), spot__role=SpotRole.HEADLINER, act__in=led
    )
    is_host = Q(spot__show__owner__in=led) | Q(Exists(heading), spot__show__headliner_says=HeadlinerSays.BOOKS)
    asked = Q(turn=Side.ACT, act__in=led) | (Q(turn=Side.HOST) & is_host)
    active = Q(Exists(heading.exclude(act__approval__in=INACTIVE)), spot__show__headliner_says=HeadlinerSays.BOOKS)
    speaks = Q(turn=Side.ACT) | Q(spot__show__owner__in=led) | active
    may_agree = speaks & ~Q(act__approval__in=INACTIVE) & ~Q(spot__show__owner__approval__in=INACTIVE)
    waiting = Booking.objects.pending().filter(asked).annotate(may_agree=may_agree)
    waiting = waiting.with_show().order_by("answer_by", "id")
    return waiting.prefetch_related(Prefetch("lineup", LineupEntry.objects.select_related("user")))


def put_to_others(user: User) -> QuerySet[Booking]:
    """What waits for the other side's answer: applications of acts that the user leads, and what they asked acts for,
    as a client or for a party they lead. The soonest answer first."""
    led = _led_by(user)
    own = Q(turn=Side.HOST, act__in=led) & ~Q(spot__show__owner__in=led)
    asked = Q(turn=Side.ACT, spot__show__owner__in=led) & ~Q(act__in=led)
    return Booking.objects.pending().filter(own | asked).with_show().order_by("answer_by", "id")


def lineup_questions(user: User) -> QuerySet[LineupEntry]:
    """The dates for which the user is asked whether they play, the soonest first."""
    asked = LineupEntry.objects.filter(user=user, state=LineupState.ASKED, booking__state__in=sorted(LIVE))
    return asked.select_related(
        "booking__act", "booking__spot__show__owner", "booking__spot__show__city__country",
        "booking__spot__show__stage__venue__party",
    ).order_by("booking__spot__starts_at", "id")  # fmt: skip


def waiting_beside(act: Party, spot: Spot) -> QuerySet[Booking]:
    """The bookings of the act for other shows that wait for an answer, on the night of the spot or overlapping it."""
    is_then = Q(spot__call_at__lt=spot.released_at, spot__released_at__gt=spot.call_at)
    same_evening = is_then | Q(spot__show__night=spot.show.night)
    waiting = Booking.objects.pending().filter(same_evening, act=act).exclude(spot__show=spot.show)
    return waiting.with_show().order_by("created_at")


def drafts_to_send() -> QuerySet[ApplicationDraft]:
    """The kept applications of acts that are approved by now, for spots that still take one, by start."""
    at, show = now(), "spot__show__"
    is_open = {"spot__state": SpotState.OPEN, f"{show}state": ShowState.OPEN, "spot__call_at__gt": at}
    drafts = ApplicationDraft.objects.filter(act__approval=Approval.APPROVED, **is_open)
    return drafts.select_related(*PLACE).order_by("spot__starts_at", "pk")


def drafts_waiting_for(user: User) -> QuerySet[ApplicationDraft]:
    """Those of them that the user may send."""
    return drafts_to_send().filter(act__in=_led_by(user))


def drafts_of(user: User) -> QuerySet[ApplicationDraft]:
    """The applications that the acts the user leads have kept, for spots that are open still, by start."""
    drafts = ApplicationDraft.objects.filter(act__in=_led_by(user), spot__state=SpotState.OPEN)
    return drafts.select_related(*PLACE).order_by("spot__starts_at", "pk")


def spots_with_draft(user: User, spots: Collection[Spot], act: Party) -> set[UUID]:
    """For which of these spots the act keeps an application; none for who does not lead it. One query."""
    return set(drafts_of(user).filter(act=act, spot__in=spots).values_list("spot_id", flat=True))


def shows_of(user: User) -> QuerySet[Show]:
    """The shows of the parties the user leads, by start."""
    return Show.objects.filter(owner__in=_led_by(user)).with_place().order_by("starts_at", "id")


def upcoming_shows(party: Party, limit: int = 10) -> list[Show]:
    """The next public shows of a venue or of an act; at most `limit`. One query."""
    promised = Booking.objects.promised().filter(act=party).values("spot__show")
    shows = Show.objects.public().upcoming().filter(Q(owner=party) | Q(pk__in=promised))
    return list(shows.with_place()[:limit])


def pending_counts(shows: Collection[Show]) -> dict[UUID, int]:
    """How many applications wait on each of these shows. One query."""
    waiting = Booking.objects.pending().filter(spot__show__in=shows, initiated_by=InitiatedBy.APPLICATION)
    return dict(Counter(waiting.values_list("spot__show", flat=True)))


def _led_by(user: User) -> QuerySet:
    return Membership.objects.current().filter(user=user, role__in=LEADING_ROLES).values("party")
