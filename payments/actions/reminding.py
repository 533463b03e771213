"""Reminding once: whoever stores the reminder tells people."""

import datetime as dt

from django.db import transaction

from payments.access import payee_of
from payments.actions.news import tell, tell_of_attempt
from payments.models import Attempt, Payment, Reminder
from payments.states import ReminderStage


@transaction.atomic
def remind_payer(*, payment: Payment, stage: ReminderStage) -> bool:
    """Tell those who lead the payer now; False where they were told at this stage already."""
    if is_first := _note(payment, stage, payment.due_at):
        tell("due", payment.payer, payment, stage=stage)
    return is_first


@transaction.atomic
def remind_payee(*, attempt: Attempt) -> bool:
    """Tell those who lead the payee that a mark waits for them; False where they were told already."""
    payee = payee_of(attempt.payment)
    is_first = payee is not None and _note(attempt.payment, ReminderStage.UNCONFIRMED, attempt.begun_at)
    if is_first and payee:
        tell_of_attempt("unconfirmed", payee, attempt)
    return is_first


def _note(payment: Payment, stage: ReminderStage, counted_from: dt.datetime) -> bool:
    _row, is_new = Reminder.objects.get_or_create(payment=payment, stage=stage, counted_from=counted_from)
    return is_new
