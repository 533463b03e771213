"""Money that went outside the site goes back outside it: the payee gives it back, and the payer says that it came."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.models import User
from payments.access import payee_of, require_payer
from payments.actions.locking import lock_attempt
from payments.actions.moving import move_payment, raise_version
from payments.actions.news import tell_of_refund
from payments.actions.posting import Line, post
from payments.actions.refunds import counts, state_by_refunds
from payments.models import Attempt, Payment, Refund
from payments.states import OUTSIDE_MEANS, PAID_AND_KEPT, Account, EntryKind, OutgoingState


@transaction.atomic
def confirm_given_back(*, acting_user: User, refund_id: UUID) -> Refund:
    """The money came back. Confirmed already: nothing changes. Raises ValidationError for a refund by card, and
    PermissionDenied for everybody but leaders of the payer."""
    payment, attempt = lock_attempt(Refund.objects.values_list("attempt", flat=True).get(pk=refund_id))
    require_payer(acting_user, payment)
    if attempt.means not in OUTSIDE_MEANS:
        raise ValidationError(_("This was paid by card, so it goes back to the card."))
    refund = Refund.objects.select_for_update(no_key=True).get(pk=refund_id)
    if refund.state != OutgoingState.BEGUN:
        return refund
    refund.state, refund.ended_at = OutgoingState.DONE, now()
    refund.save(update_fields=["state", "ended_at"])
    payee = payee_of(payment)
    assert payee is not None  # noqa: S101 — payments that several share are not paid outside
    lines = [
        Line(Account.OUTSIDE, -refund.amount_minor, payee),
        Line(Account.OUTSIDE, refund.amount_minor, payment.payer),
    ]
    post(payment=payment, kind=EntryKind.REFUND, about=str(refund.pk), lines=lines, by=acting_user)
    raise_version(payment)
    _follow(payment, attempt, acting_user)
    tell_of_refund("came_back", payee, payment, refund, but=acting_user)
    return refund


def _follow(payment: Payment, attempt: Attempt, by: User) -> None:
    """The payment says what is left of it; what was paid twice or too late changes nothing of it."""
    if payment.state in PAID_AND_KEPT and counts(attempt):
        move_payment(payment, state_by_refunds(payment, attempt), by=by)
