"""Filling a spot again: candidates are invited one after another, or all at once, until one accepts.

A refill goes on by the clock, each step in a transaction of its own; what has happened is read from its invitations, so
that a step which comes twice, or late, changes nothing.
"""

import datetime as dt
from functools import partial
from uuid import UUID

from celery import current_app
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import require_active
from accounts.models import User
from availability.actions import lock_calendars
from availability.errors import Taken
from bookings.access import can_fill_spot
from bookings.actions.answers import end_pending
from bookings.actions.beginnings import require_spot_open, require_welcome
from bookings.actions.doing import Doing
from bookings.actions.invitations import begin_invitation
from bookings.actions.locking import concerned_calendars, host_calendars, lock_bookings, lock_show
from bookings.actions.moves import raise_version
from bookings.actions.turns import require_active_headliner
from bookings.models import Booking, Refill, RefillStep, Show, Spot
from bookings.queries.candidates import candidates
from bookings.queries.requests import why_not_again
from bookings.states import BookingState, Event, InitiatedBy, RefillState, ShowState, SpotState
from engagements.actions.transactions import one_transaction
from engagements.errors import WrongState
from engagements.queries.people import leaders_of
from engagements.states import Channel
from engagements.words.site_texts import SiteText
from notifications.actions import notify
from venues.models import HousePolicy
from venues.states import RefillStrategy
from web.errors import Refusal

HOURS_MAX = 720


@one_transaction
def start_refill(
    *,
    acting_user: User,
    spot: Spot,
    strategy: str,
    window_hours: int = 24,
    channel: Channel = Channel.PAGE,
    at: dt.datetime | None = None,
) -> Refill:
    """Look for an act for an open spot: the next holds, then who waits for it, then acts that fit, as `strategy` says.

    Each has `window_hours` to answer. The first is asked as soon as this is committed. Raises WrongState when the spot
    is not open or somebody is being looked for already, ValidationError by field, PermissionDenied.
    """
    doing = Doing.begin(acting_user, channel, at)
    if strategy not in (RefillStrategy.ONE_BY_ONE, RefillStrategy.ALL_AT_ONCE):
        raise ValidationError({"strategy": [_("Choose whether to ask one at a time or all at once.")]})
    if type(window_hours) is not int or not 1 <= window_hours <= HOURS_MAX:
        raise ValidationError({"window_hours": [_("Enter a number between 1 and %(most)s.") % {"most": HOURS_MAX}]})
    spot = _lock_spot(spot.show_id, spot.pk)
    if not can_fill_spot(acting_user, spot):
        raise PermissionDenied
    require_active(spot.show.owner)
    require_active_headliner(acting_user, spot.show)
    _require_open(spot, doing)
    if spot.refills.filter(state=RefillState.RUNNING).exists():
        raise WrongState(RefillState.RUNNING, _("We’re already inviting others."))
    return _begin(spot, strategy, window_hours, doing)


def refill_by_policy(booking: Booking, doing: Doing) -> Refill | None:
    """Begin as the house rules say after a booking was called off; None where the house does it itself.

    Assumes the show locked, and the spot open again.
    """
    show, spot = booking.spot.show, booking.spot
    if show.stage is None or show.state != ShowState.OPEN or spot.call_at <= doing.at:
        return None
    policy = HousePolicy.objects.filter(venue=show.stage.venue_id).first()
    if policy is None or policy.refill == RefillStrategy.NOT:
        return None
    if spot.refills.filter(state=RefillState.RUNNING).exists():
        return None
    return _begin(spot, policy.refill, policy.refill_hours, doing, after=booking)


def _begin(spot: Spot, strategy: str, hours: int, doing: Doing, *, after: Booking | None = None) -> Refill:
    refill = Refill.objects.create(
        spot=spot,
        strategy=strategy,
        window_hours=hours,
        after=after or _last_called_off(spot),
        started_by=None if after else doing.user,
        started_at=doing.at,
    )
    _note(doing, spot.show, Event.REFILL_STARTED)
    raise_version(spot.show)
    advance = partial(current_app.send_task, "bookings.tasks.advance_refill", [str(refill.pk)], retry=False)
    transaction.on_commit(advance, robust=True)
    return refill


def _last_called_off(spot: Spot) -> Booking | None:
    return spot.bookings.filter(state=BookingState.CANCELLED).order_by("-decided_at").first()


@one_transaction
def stop_refill(
    *, acting_user: User, refill: Refill, channel: Channel = Channel.PAGE, at: dt.datetime | None = None
) -> Refill:
    """Ask nobody else; who has not answered yet is told that it is off. Raises WrongState, PermissionDenied."""
    doing = Doing.begin(acting_user, channel, at)
    spot = _lock_spot(refill.spot.show_id, refill.spot_id)
    if not can_fill_spot(acting_user, spot):
        raise PermissionDenied
    refill = spot.refills.get(pk=refill.pk)
    if refill.state != RefillState.RUNNING:
        raise WrongState(refill.state)
    waiting = lock_bookings(spot.show, refill_step__refill=refill, state=BookingState.PENDING)
    lock_calendars(concerned_calendars(spot.show, waiting))
    for booking in waiting:
        end_pending(booking, BookingState.WITHDRAWN, Event.WITHDRAWN, doing)
    _note(doing, spot.show, Event.REFILL_STOPPED)
    return _end(refill, spot, RefillState.STOPPED, doing)


@one_transaction
def advance_refill(*, refill: Refill, at: dt.datetime | None = None) -> Refill:
    """Ask whoever is next, if it is time; end when the spot is filled, or nobody is left. Twice is once."""
    doing = Doing.begin(None, Channel.CLOCK, at)
    spot = _lock_spot(refill.spot.show_id, refill.spot_id)
    refill = spot.refills.get(pk=refill.pk)
    if refill.state != RefillState.RUNNING:
        return refill
    if spot.state == SpotState.FILLED:
        return _end(refill, spot, RefillState.FILLED, doing)
    if spot.show.state != ShowState.OPEN or spot.call_at <= doing.at:
        return _end(refill, spot, RefillState.STOPPED, doing)
    if refill.steps.filter(booking__state=BookingState.PENDING).exists():
        return refill
    _add_steps(refill, spot)
    return refill if _ask(refill, spot, doing) else _give_up(refill, spot, doing)


def _add_steps(refill: Refill, spot: Spot) -> None:
    """Put those in line who are not yet, behind those who are."""
    known = set(refill.steps.values_list("act_id", flat=True))
    gone = set(spot.bookings.filter(state=BookingState.CANCELLED).values_list("act_id", flat=True))
    last = refill.steps.aggregate(last=Max("position"))["last"] or 0
    RefillStep.objects.bulk_create(
        RefillStep(
            refill=refill,
            position=last + place,
            source=found.source,
            act=found.act,
            fee_minor=found.fee_minor,
            fee_currency_id=found.fee_currency_id,
        )
        for place, found in enumerate(candidates(spot, besides=known | gone), start=1)
    )


def _ask(refill: Refill, spot: Spot, doing: Doing) -> int:
    """Ask the next who can be asked, or all of them; how many were."""
    steps = list(refill.steps.filter(asked_at=None, skipped="").select_related("act"))
    # All at once, in one order: whom to ask is known only when their calendars are.
    lock_calendars(host_calendars(spot.show) | {step.act.calendar_id for step in steps})
    asked = 0
    for step in steps:
        asked += _ask_one(refill, step, spot, doing)
        if asked and refill.strategy == RefillStrategy.ONE_BY_ONE:
            break
    return asked


def _ask_one(refill: Refill, step: RefillStep, spot: Spot, doing: Doing) -> bool:
    if why_not_again(step.act, spot.show, InitiatedBy.INVITATION, None, doing.at):
        step.skipped = SiteText("taken_back_often").stored
        step.save(update_fields=["skipped"])
        return False
    answer_by = min(doing.at + dt.timedelta(hours=refill.window_hours), spot.call_at)
    fee = (step.fee_minor, step.fee_currency_id)
    try:
        require_spot_open(spot, step.act, doing)
        require_welcome(None, spot.show.owner, step.act)
        step.booking = begin_invitation(spot, step.act, doing, "", fee, answer_by)
        step.asked_at = doing.at
    except Taken:
        step.skipped = SiteText("promised_elsewhere").stored
    except Refusal as refusal:
        step.skipped = str(refusal.detail)[:200]
    step.save(update_fields=["booking", "asked_at", "skipped"])
    return step.booking is not None


def _give_up(refill: Refill, spot: Spot, doing: Doing) -> Refill:
    """Nobody is left to ask: the host's leaders are told."""
    path = reverse("bookings:show", args=[spot.show_id])
    notify(
        users=leaders_of(spot.show.owner), kind="bookings.refill_exhausted", path=path, data={"refill": str(refill.pk)}
    )
    return _end(refill, spot, RefillState.EXHAUSTED, doing)


def _end(refill: Refill, spot: Spot, to: RefillState, doing: Doing) -> Refill:
    refill.state, refill.ended_at = to, doing.at
    refill.save(update_fields=["state", "ended_at"])
    raise_version(spot.show)
    return refill


def _note(doing: Doing, show: Show, event: Event) -> None:
    doing.note(event, show=show, before=show.state, after=show.state)


def _require_open(spot: Spot, doing: Doing) -> None:
    if spot.show.state != ShowState.OPEN or spot.state != SpotState.OPEN:
        raise WrongState(spot.state, _("This slot isn’t open."))
    if spot.call_at <= doing.at:
        raise WrongState(spot.show.state, _("Applications for this slot have closed."))


def _lock_spot(show_id: UUID, spot_id: UUID) -> Spot:
    """The spot as it is now, on its locked show."""
    show = lock_show(show_id)
    spot = show.spots.get(pk=spot_id)
    spot.show = show
    return spot
