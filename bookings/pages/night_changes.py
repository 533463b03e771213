"""What the page of a show says of its changes: another time that is proposed, spots to be filled again, who waits."""

from dataclasses import dataclass
from itertools import chain
from uuid import UUID

from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.models import Party
from accounts.queries import parties_of
from accounts.states import PLAYING_KINDS
from bookings.access.changes import is_movable, speakers_for
from bookings.access.loaders import can_edit_show, is_staff
from bookings.hooks import calling_off
from bookings.models import Booking, Move, Refill, Show, Spot, WaitlistEntry
from bookings.queries.changes import cost_of_cancelling, is_asked
from bookings.states import LIVE, PROMISED, PUBLISHED, BookingState, MoveState, RefillState, ShowState, SpotState
from venues.queries.policies import policy_of
from venues.states import RefillStrategy
from web.money import format_amount


@dataclass(frozen=True)
class SpotToFill:
    """An open spot as its host reads it: who is being asked, or was, and with what a new search would begin."""

    spot: Spot
    refill: Refill | None
    waiting: int
    strategy: str
    window_hours: int

    @property
    def is_running(self) -> bool:
        return self.refill is not None and self.refill.state == RefillState.RUNNING


@dataclass(frozen=True)
class SpotToWaitFor:
    """A spot that is taken, and the viewer's acts with whether they wait for it."""

    spot: Spot
    acts: list[tuple[Party, bool]]


@dataclass(frozen=True)
class NightChanges:
    """All of it, as far as the viewer may know."""

    open_move: Move | None
    is_asked: bool
    can_propose: bool
    to_fill: list[SpotToFill]
    to_wait_for: list[SpotToWaitFor]
    owed: list[str]


def night_changes_of(user, show: Show) -> NightChanges | None:
    """What a viewer of the show may know and do; None for who is not signed in, and where nothing is to come."""
    if not user.is_authenticated or show.state not in PUBLISHED or show.state == ShowState.PLAYED:
        return None
    speaks = bool(speakers_for(user, show))
    move = Move.objects.filter(show=show, state=MoveState.PROPOSED).select_related("show").first() if speaks else None
    is_host = can_edit_show(user, show) or is_staff(user)
    return NightChanges(
        open_move=move,
        is_asked=move is not None and is_asked(user, move),
        can_propose=speaks and move is None and is_movable(show),
        to_fill=_to_fill(show) if is_host else [],
        to_wait_for=[] if is_host else _to_wait_for(user, show),
        owed=_owed(show) if is_host else [],
    )


def _owed(show: Show) -> list[str]:
    """What calling the night off now would cost, act by act, by the terms agreed with each."""
    found = Booking.objects.filter(spot__show=show, state=BookingState.CONFIRMED).select_related("act", "spot")
    booked = list(found.order_by("spot__starts_at", "spot__position"))
    lines = []
    for booking in booked:
        booking.spot.show = show
        cost = cost_of_cancelling(booking, now())
        amount = format_amount(cost.owed_minor, cost.currency) if cost.owed_minor and cost.currency else ""
        words = {"act": booking.act.name, "percent": cost.percent, "amount": amount}
        if amount:
            lines.append(_("%(act)s is now owed %(percent)d%% of the fee: %(amount)s") % words)
        elif cost.percent:
            lines.append(_("%(act)s is now owed %(percent)d%% of the fee") % words)
    return [*lines, *chain.from_iterable(calling_off(booked) if booked else ())]


def _to_fill(show: Show) -> list[SpotToFill]:
    """Open spots still to come that were booked before or are being filled, and all others of an open show."""
    if show.state != ShowState.OPEN:
        return []
    spots = list(show.spots.filter(state=SpotState.OPEN, call_at__gt=now()))
    refills: dict[UUID, Refill] = {}
    for refill in Refill.objects.filter(spot__in=spots).prefetch_related("steps__act", "steps__booking"):
        refills[refill.spot_id] = refill
    waiting: dict[UUID, int] = {}
    for spot_id in WaitlistEntry.objects.filter(spot__in=spots, left_at=None).values_list("spot_id", flat=True):
        waiting[spot_id] = waiting.get(spot_id, 0) + 1
    strategy, hours = _usual(show)
    return [SpotToFill(spot, refills.get(spot.pk), waiting.get(spot.pk, 0), strategy, hours) for spot in spots]


def _usual(show: Show) -> tuple[str, int]:
    """With what a search begins: what the house rules say, else one after another."""
    if show.stage is None:
        return RefillStrategy.ONE_BY_ONE, 24
    policy = policy_of(show.stage.venue)
    strategy = RefillStrategy.ONE_BY_ONE if policy.refill == RefillStrategy.NOT else policy.refill
    return strategy, policy.refill_hours


def _to_wait_for(user, show: Show) -> list[SpotToWaitFor]:
    spots = list(show.spots.filter(state=SpotState.FILLED, call_at__gt=now()))
    acts = _acts_of(user, show) if spots else []
    if not acts:
        return []
    entries = WaitlistEntry.objects.filter(spot__in=spots, act__in=acts, left_at=None)
    waits = set(entries.values_list("spot_id", "act_id"))
    return [SpotToWaitFor(spot, [(act, (spot.pk, act.pk) in waits) for act in acts]) for spot in spots]


def _acts_of(user, show: Show) -> list[Party]:
    """The viewer's acts that could step in: not on the bill, approved, online."""
    bookings = Booking.objects.filter(spot__show=show, state__in=sorted(LIVE | PROMISED))
    on_bill = {show.owner_id, *bookings.values_list("act_id", flat=True)}
    return [
        mine.party
        for mine in parties_of(user)
        if mine.is_led and mine.party.kind in PLAYING_KINDS and mine.party.is_public and mine.party.pk not in on_bill
    ]
