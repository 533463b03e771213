"""Reminders of payments that are due, and of marks that nobody has answered."""

from django.utils.timezone import now

from payments.actions.reminding import remind_payee, remind_payer
from payments.queries.reminders import WINDOWS, to_remind, unconfirmed

AT_ONCE_MAX = 500


def remind() -> int:
    """Every quarter of an hour; how many reminders were sent. What is left over comes the next time."""
    at = now()
    sent = sum(
        remind_payer(payment=payment, stage=stage)
        for stage in WINDOWS
        for payment in to_remind(stage, at)[:AT_ONCE_MAX]
    )
    return sent + sum(remind_payee(attempt=attempt) for attempt in unconfirmed(at)[:AT_ONCE_MAX])
