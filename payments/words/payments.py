"""What has become of a payment, what happens unless it is paid, and what it is for."""

from collections.abc import Collection
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from payments.hooks import Subject, subjects_of
from payments.states import OutgoingState, PaymentState, Purpose

SAYS = {
    PaymentState.DUE: _("Not paid yet."),
    PaymentState.PROCESSING: _("Payment started, nothing received yet."),
    PaymentState.PAID: _("Paid."),
    PaymentState.FAILED: _("The last attempt failed. Nothing was charged."),
    PaymentState.EXPIRED: _("Not paid in time. You can’t pay it any more."),
    PaymentState.CANCELLED: _("No longer due."),
    PaymentState.REFUNDED: _("Paid, then refunded in full."),
    PaymentState.PARTLY_REFUNDED: _("Paid, then refunded in part."),
    PaymentState.CHARGED_BACK: _("The card’s bank took the money back because the payment was disputed."),
}
SAYS_OF_LOST = _("The card’s bank took the money back for good. This counts as unpaid.")
"""In place of the sentence about `CHARGED_BACK`, once the bank has decided."""
WHILE_DISPUTED = {
    "payer": _("The bank hasn’t decided yet. If this is a mistake, ask it to withdraw the dispute."),
    "payee": _("The bank hasn’t decided yet. We’ll answer it. Until then this counts as unpaid."),
}
"""What follows for payer and payee while the bank has not decided."""
BEING_PAID = _("Being paid")
"""What `PROCESSING` is called while somebody is on the page to pay on: no money is on its way yet."""
UNFINISHED = _("You haven’t finished paying. Nothing has arrived yet.")
"""The same for the payer."""
SAYS_OF_MARKED = _("Marked as paid outside the site. Waiting for the payee to confirm.")
"""In place of the sentence about `PROCESSING`, where no card is involved."""

LATE = _("After that it’s overdue, but you can still pay.")
OTHERWISE = dict.fromkeys(Purpose, LATE)
"""What happens if it is not paid in time, where nothing else was agreed about that (`Subject.otherwise`)."""

WHERE_IT_EXPIRES = _("After that it can’t be paid any more.")
"""In place of these, where a payment has a moment at which it expires."""

SAYS_OF_REFUND = {
    OutgoingState.BEGUN: _("On its way back"),
    OutgoingState.DONE: _("Given back"),
    OutgoingState.FAILED: _("Refund failed. Our team is on it."),
}


def subject_of(payment_id: UUID) -> Subject | None:
    """What a payment is for, in the reader's language; None for what no app knows."""
    return subjects([payment_id]).get(payment_id)


def subjects(payment_ids: Collection[UUID]) -> dict[UUID, Subject]:
    """What payments are for, by their ids."""
    return {payment: subject for answer in subjects_of(payment_ids) for payment, subject in answer.items()}
