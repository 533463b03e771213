"""When a night went wrong: a side tells the site's staff, and staff settle it with a word that both sides read."""

import datetime as dt

from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from availability.actions import lock_calendars
from bookings.access import side_of
from bookings.actions.cancellations import call_off
from bookings.actions.doing import Doing
from bookings.actions.locking import concerned_calendars, lock_booking
from bookings.actions.moves import move_booking, move_spot, raise_version
from bookings.actions.telling import tell, tell_sides, touch_night
from bookings.hooks import money_changed
from bookings.models import Booking, Cancellation, Report
from bookings.queries.changes import WAS_BOOKED, cost_of_cancelling, kinds_to_report, reported_from_until
from bookings.queries.lineups import lineup_of
from bookings.states import BOOKING_TRANSITIONS, BookingState, Event, ReportKind, SpotState
from engagements.actions.inputs import clean_fee, clean_message
from engagements.actions.transactions import one_transaction
from engagements.actions.transitions import require_move
from engagements.errors import WrongState
from engagements.queries.people import leaders_of
from engagements.states import Channel, Side
from notifications.actions import notify

SETTLED_AS = (BookingState.COMPLETED, BookingState.CANCELLED)


@one_transaction
def report_booking(
    *,
    acting_user: User,
    booking: Booking,
    kind: str,
    text: str,
    channel: Channel = Channel.PAGE,
    at: dt.datetime | None = None,
) -> Report:
    """Tell staff that the other side did not come, or that something else went wrong: from the call to 7 days after,
    and of what was called off for 7 days from then on.

    The booking is disputed until staff have settled it, unless it was called off; each side reports once, and the other
    side reads it. What both have signed stands meanwhile. Raises WrongState before the call, after 7 days and for what
    was never booked, ValidationError by field, PermissionDenied.
    """
    doing = Doing.begin(acting_user, channel, at)
    if kind not in ReportKind.values:
        raise ValidationError({"kind": [_("Choose what went wrong: a no-show, or something else.")]})
    text = clean_message(text, "text")
    if not text:
        raise ValidationError({"text": [_("Describe what happened. Staff and the other side will read it.")]})
    locked = lock_booking(booking)
    side = side_of(acting_user, locked)
    if side is None:
        raise PermissionDenied
    _require_reportable(locked, side, doing)
    if kind not in kinds_to_report(locked):
        raise ValidationError({"kind": [_("The booking was cancelled before the call time, so this isn’t a no-show.")]})
    report = Report(booking=locked, side=side, kind=kind, text=text, reported_by=acting_user, reported_at=doing.at)
    report.save(force_insert=True)
    if locked.state in (BookingState.DISPUTED, BookingState.CANCELLED):
        raise_version(locked)
        state = locked.state
        doing.note(Event.REPORTED, show=locked.spot.show, booking=locked, before=state, after=state, text=text)
    else:
        move_booking(locked, BookingState.DISPUTED, Event.REPORTED, doing, text=text)
    other = locked.spot.show.owner if side == Side.ACT else locked.act
    tell(doing, leaders_of(other), "reported", locked, report=str(report.pk))
    staff = User.objects.filter(is_staff=True, is_active=True).order_by("pk")
    path = reverse("admin:bookings_report_change", args=[report.pk])
    notify(users=list(staff), kind="bookings.report_filed", path=path, data={"report": str(report.pk)})
    return report


def _require_reportable(booking: Booking, side: Side, doing: Doing) -> None:
    if booking.state not in WAS_BOOKED:
        raise WrongState(booking.state)
    since, until = reported_from_until(booking)
    if doing.at < since:
        raise WrongState(booking.state, _("The booking hasn’t started yet."))
    if doing.at >= until and booking.state == BookingState.CANCELLED:
        raise WrongState(booking.state, _("You can report a cancelled booking for 7 days."))
    if doing.at >= until:
        raise WrongState(booking.state, _("You can report a problem up to 7 days after the night."))
    if booking.reports.filter(side=side).exists():
        raise WrongState(booking.state, _("Your side has already reported this. Staff will look at it."))


@one_transaction
def resolve_report(
    *,
    acting_user: User,
    report: Report,
    to: str,
    text: str,
    channel: Channel = Channel.ADMIN,
    at: dt.datetime | None = None,
) -> Report:
    """Settle what was reported of a booking, by staff: it counts as played, or as called off, and both sides read why.

    What both sides have reported is settled at once. Called off for a no-show, what the tiers say is owed by the side
    that did not come; else nobody owes. What was called off already stays so, with what is owed for it (`set_owed` sets
    another sum). Raises WrongState when it is settled, ValidationError, PermissionDenied.
    """
    doing = Doing.begin(acting_user, channel, at)
    if not acting_user.is_staff:
        raise PermissionDenied
    if to not in SETTLED_AS:
        raise ValidationError({"to": [_("Choose played or cancelled.")]})
    text = clean_message(text, "text")
    if not text:
        raise ValidationError({"text": [_("Give a reason. Both sides will read it.")]})
    locked = lock_booking(report.booking)
    report = locked.reports.get(pk=report.pk)
    if report.resolved_at or locked.state not in (BookingState.DISPUTED, BookingState.CANCELLED):
        raise WrongState(locked.state)
    _settle(locked, report, BookingState(to), doing, text)
    settled = {"resolved_to": to, "resolution": text, "resolved_by": acting_user, "resolved_at": doing.at}
    locked.reports.filter(resolved_at=None).update(**settled)
    tell_sides(doing, "resolved", locked)
    return locked.reports.get(pk=report.pk)


def _settle(booking: Booking, report: Report, to: BookingState, doing: Doing, text: str) -> None:
    """Bring a reported booking to where staff see it; one that was called off before stays there."""
    show, state = booking.spot.show, BookingState(booking.state)
    if state == to == BookingState.CANCELLED:
        raise_version(booking)
        doing.note(Event.RESOLVED, show=show, booking=booking, before=state, after=state, text=text)
        return
    require_move(BOOKING_TRANSITIONS, state, to)
    entries = lineup_of([booking])
    lock_calendars(concerned_calendars(show, [booking], entries))
    if to == BookingState.CANCELLED:
        _write_off(booking, report, doing, text)
        call_off(booking, entries, doing, Event.RESOLVED, text)
        move_spot(booking.spot, SpotState.OPEN)
        touch_night(show, [booking])
    else:
        move_booking(booking, BookingState.COMPLETED, Event.RESOLVED, doing, text=text)


@one_transaction
def set_owed(
    *,
    acting_user: User,
    booking: Booking,
    side: str,
    owed_minor: int,
    text: str,
    channel: Channel = Channel.ADMIN,
    at: dt.datetime | None = None,
) -> Cancellation:
    """Let a side owe another sum for what was called off than the tiers say, or nothing (0), by staff with a reason.

    In minor units of the fee's currency. What was said before stands in the history; both sides are told. Raises
    WrongState unless it was called off, ValidationError by field, PermissionDenied.
    """
    doing = Doing.begin(acting_user, channel, at)
    if not acting_user.is_staff:
        raise PermissionDenied
    if side not in Side.values:
        raise ValidationError({"side": [_("Choose which side pays.")]})
    text = clean_message(text, "text")
    if not text:
        raise ValidationError({"text": [_("Give a reason. Both sides will read it.")]})
    locked = lock_booking(booking)
    if locked.state != BookingState.CANCELLED:
        raise WrongState(locked.state)
    if not locked.fee_currency_id:
        raise ValidationError({"owed_minor": [_("No fee was agreed, so there’s no currency for a payment.")]})
    owed, currency = clean_fee(owed_minor, locked.fee_currency_id, "owed_minor")
    days = cost_of_cancelling(locked, doing.at).days_before
    found, _made = Cancellation.objects.get_or_create(booking=locked, defaults={"days_before": days, "at": doing.at})
    before = _owed(found)
    found.side, found.percent, found.fee_minor, found.fee_currency_id = side, 0, owed, currency
    found.save(update_fields=["side", "percent", "fee_minor", "fee_currency"])
    raise_version(locked)
    money_changed(locked, doing)
    state, changes = locked.state, {"owed": [before, _owed(found)]}
    doing.note(
        Event.RESOLVED, show=locked.spot.show, booking=locked, before=state, after=state, text=text, changes=changes
    )
    tell_sides(doing, "owed_set", locked)
    return found


def _owed(cancellation: Cancellation) -> list | None:
    """Who owes how much, as the history keeps it; None where nobody does, or no amount was certain."""
    return [str(cancellation.side), cancellation.fee_minor] if cancellation.fee_minor else None


def _write_off(booking: Booking, report: Report, doing: Doing, text: str) -> None:
    """Who did not come owes what calling off on the day would have cost."""
    cancellation = Cancellation(booking=booking, reason=text, at=doing.at)
    cost = cost_of_cancelling(booking, booking.spot.starts_at)
    cancellation.days_before = cost.days_before
    if report.kind == ReportKind.NO_SHOW:
        cancellation.side = Side.HOST if report.side == Side.ACT else Side.ACT
        cancellation.percent = cost.percent
        cancellation.fee_minor, cancellation.fee_currency_id = cost.owed_minor, cost.currency
    cancellation.save(force_insert=True)
