"""A deposit on which the booking depends has not come: the act waits longer, or releases the night."""

import datetime as dt

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from accounts.access import can_lead
from accounts.models import User
from booking_payments.actions.telling import inform_leaders
from booking_payments.models import BookingPayment
from booking_payments.queries.overdue import is_undecided
from bookings.actions import cancel_booking
from bookings.actions.doing import Doing
from bookings.actions.locking import lock_booking
from bookings.actions.moves import raise_version
from bookings.models import Booking
from bookings.states import Event
from engagements.actions.inputs import clean_instant
from engagements.actions.transactions import one_transaction
from engagements.errors import WrongState
from engagements.states import Channel, Side
from engagements.words.site_texts import SiteText
from payments.actions import change_due
from payments.actions.locking import lock_payment
from payments.models import Payment


@one_transaction
def wait_for_deposit(
    *,
    acting_user: User,
    booking: Booking,
    due_at: dt.datetime,
    channel: Channel = Channel.PAGE,
    at: dt.datetime | None = None,
) -> Payment:
    """Give the host until `due_at` to pay an overdue deposit, by the act; the host is told.

    Raises WrongState where nothing is to be decided any more, ValidationError({"due_at": ...}) for a moment that has
    passed or lies after the start of the set, PermissionDenied.
    """
    doing = Doing.begin(acting_user, channel, at)
    locked, row = _lock(acting_user, booking, doing)
    due_at = clean_instant("due_at", due_at)
    if due_at <= doing.at:
        raise ValidationError({"due_at": [_("Choose a future day.")]})
    if due_at > locked.spot.starts_at:
        raise ValidationError({"due_at": [_("The deposit must be due before the set.")]})
    payment = lock_payment(row.pk)
    changes = {"deposit_due_at": [payment.due_at.isoformat(), due_at.isoformat()]}
    change_due(payment, due_at)
    BookingPayment.objects.filter(pk=row.pk).update(is_postponed=True, overdue_told_at=None)
    raise_version(locked)
    doing.note(Event.DEPOSIT_POSTPONED, show=locked.spot.show, booking=locked, changes=changes)
    inform_leaders(payment.payer, "booking_payments.waits_longer", payment, locked)
    return payment


@one_transaction
def release_night(
    *,
    acting_user: User,
    booking: Booking,
    channel: Channel = Channel.PAGE,
    at: dt.datetime | None = None,
) -> Booking:
    """Call the booking off because its deposit has not come, by the act: it owes nothing for that, and neither does the
    host. Whoever pays in that very moment gets the money back.

    Raises WrongState where nothing is to be decided any more or the set has begun, PermissionDenied.
    """
    doing = Doing.begin(acting_user, channel, at)
    locked, _row = _lock(acting_user, booking, doing)
    return cancel_booking(
        acting_user=acting_user,
        booking=locked,
        message=SiteText("deposit_missing"),
        side=Side.ACT,
        is_free=True,
        channel=channel,
        at=at,
    )


def _lock(user: User, booking: Booking, doing: Doing) -> tuple[Booking, BookingPayment]:
    """The booking, locked, and the deposit that is overdue. Who holds that lock holds its payments too: nobody changes
    one without it."""
    locked = lock_booking(booking)
    if not can_lead(user, locked.act):
        raise PermissionDenied
    rows = BookingPayment.objects.filter(booking=locked).select_related("payment")
    found = next((row for row in rows if is_undecided(row, locked, doing.at)), None)
    if found is None:
        raise WrongState(locked.state, _("The deposit has been paid or isn’t overdue, so there’s nothing to decide."))
    return locked, found
