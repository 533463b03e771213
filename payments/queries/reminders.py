"""Who is to be reminded of which payment now."""

import datetime as dt
from typing import NamedTuple

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from payments.models import Attempt, Payment, Reminder
from payments.states import OUTSIDE_MEANS, PAYABLE, AttemptState, ReminderStage

UNCONFIRMED_AFTER = dt.timedelta(days=3)


class Window(NamedTuple):
    """From when until when a stage is on, counted from when the payment is due."""

    begins: dt.timedelta
    ends: dt.timedelta


WINDOWS = {
    ReminderStage.SOON: Window(dt.timedelta(days=-3), dt.timedelta(days=-1)),
    ReminderStage.TODAY: Window(dt.timedelta(days=-1), dt.timedelta()),
    ReminderStage.LATE: Window(dt.timedelta(days=3), dt.timedelta(days=7)),
    ReminderStage.VERY_LATE: Window(dt.timedelta(days=7), dt.timedelta(days=14)),
}
"""They end, so that a site that stood still reminds once, of what is true then."""


def to_remind(stage: ReminderStage, at: dt.datetime) -> QuerySet[Payment]:
    """Payments whose payers have not been reminded at this stage, which is on. None that was owed when the stage had
    begun: its payer has just heard of it. None that is marked as paid."""
    window = WINDOWS[stage]
    marked = Attempt.objects.filter(payment=OuterRef("pk"), means__in=OUTSIDE_MEANS, state=AttemptState.PROCESSING)
    sent = Reminder.objects.filter(payment=OuterRef("pk"), stage=stage, counted_from=OuterRef("due_at"))
    return Payment.objects.filter(
        Q(due_at__gt=at - window.ends, due_at__lte=at - window.begins),
        ~Exists(marked),
        ~Exists(sent),
        state__in=PAYABLE,
        created_at__lte=F("due_at") + window.begins,
    ).select_related("payer")


def unconfirmed(at: dt.datetime) -> QuerySet[Attempt]:
    """Marks that their payee has not answered for three days, and was not reminded of."""
    sent = Reminder.objects.filter(
        payment=OuterRef("payment"), stage=ReminderStage.UNCONFIRMED, counted_from=OuterRef("begun_at")
    )
    waiting = Attempt.objects.filter(means__in=OUTSIDE_MEANS, state=AttemptState.PROCESSING)
    return waiting.filter(~Exists(sent), begun_at__lte=at - UNCONFIRMED_AFTER).select_related("payment__payer")
