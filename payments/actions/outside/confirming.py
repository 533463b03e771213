"""The payee says whether money that was marked as paid has arrived. Nobody else can."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from payments.access import require_payee
from payments.actions.locking import lock_attempt
from payments.actions.moving import move_payment
from payments.actions.news import tell_of_attempt
from payments.actions.outside.marking import require_outside
from payments.actions.outside.receiving import end, receive
from payments.models import Denial, Payment
from payments.models.outside import WORDS_MAX
from payments.states import AttemptState, PaymentState
from web.texts import clean_text


@transaction.atomic
def confirm_outside(*, acting_user: User, attempt_id: UUID) -> Payment:
    """The money has arrived: the payment is paid. Confirmed already: nothing changes. Raises ValidationError where the
    mark was taken back or denied, and PermissionDenied for everybody but leaders of the payee."""
    payment, attempt = lock_attempt(attempt_id)
    require_payee(acting_user, payment)
    require_outside(attempt)
    if attempt.state == AttemptState.FAILED:
        raise ValidationError(_("This is no longer marked as paid."))
    if attempt.state == AttemptState.PROCESSING:
        receive(payment, attempt, acting_user)
    return payment


@transaction.atomic
def deny_outside(*, acting_user: User, attempt_id: UUID, text: str = "") -> Payment:
    """The money has not arrived: the payer is told, with a word, and pays or marks it again. Denied already: nothing
    changes. Raises ValidationError where it was confirmed or taken back, and PermissionDenied."""
    word = clean_text("text", text, longest=WORDS_MAX)
    payment, attempt = lock_attempt(attempt_id)
    require_payee(acting_user, payment)
    require_outside(attempt)
    if attempt.state == AttemptState.PAID:
        raise ValidationError(_("You’ve already confirmed this payment."))
    if attempt.state == AttemptState.PROCESSING:
        end(attempt, AttemptState.FAILED)
        Denial.objects.create(attempt=attempt, by=acting_user, text=word)
        if payment.state == PaymentState.PROCESSING:
            move_payment(payment, PaymentState.FAILED, by=acting_user)
        tell_of_attempt("not_arrived", payment.payer, attempt, but=acting_user)
    elif not Denial.objects.filter(attempt=attempt).exists():
        raise ValidationError(_("This is no longer marked as paid."))
    return payment
