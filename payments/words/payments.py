"""What has become of a payment, what happens unless it is paid, and what it is for."""

from collections.abc import Collection
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from payments.hooks import Subject, subjects_of
from payments.states import OutgoingState, PaymentState, Purpose

SAYS = {
    PaymentState.DUE: _("Not paid yet."),
    PaymentState.PROCESSING: _("Someone has begun to pay. Nothing has arrived yet."),
    PaymentState.PAID: _("This is paid."),
    PaymentState.FAILED: _("The last attempt to pay did not work. Nothing has arrived."),
    PaymentState.EXPIRED: _("This was not paid in time. It can no longer be paid."),
    PaymentState.CANCELLED: _("This no longer has to be paid."),
    PaymentState.REFUNDED: _("This was paid, and all of it was given back."),
    PaymentState.PARTLY_REFUNDED: _("This was paid, and part of it was given back."),
    PaymentState.CHARGED_BACK: _("The bank of the card has taken the money back, because the payment was disputed."),
}
SAYS_OF_LOST = _("The bank of the card has taken the money back for good. This does not count as paid.")
"""In place of the sentence about `CHARGED_BACK`, once the bank has decided."""
WHILE_DISPUTED = {
    "payer": _("It has not decided yet. If this was a mistake, ask the bank to withdraw the dispute."),
    "payee": _("It has not decided yet. We answer the bank; until it decides, this does not count as paid."),
}
"""What follows for payer and payee while the bank has not decided."""
BEING_PAID = _("Being paid")
"""What `PROCESSING` is called while somebody is on the page to pay on: no money is on its way yet."""
UNFINISHED = _("You haven’t finished paying. Nothing has arrived yet.")
"""The same for the payer."""
SAYS_OF_MARKED = _("This is marked as paid outside the site. It counts when the payee has confirmed it.")
"""In place of the sentence about `PROCESSING`, where no card is involved."""

LATE = _("If it isn’t paid by then, it’s overdue, but can still be paid.")
OTHERWISE = dict.fromkeys(Purpose, LATE)
"""What happens if it is not paid in time, where nothing else was agreed about that (`Subject.otherwise`)."""

WHERE_IT_EXPIRES = _("After that it can’t be paid any more.")
"""In place of these, where a payment has a moment at which it expires."""

SAYS_OF_REFUND = {
    OutgoingState.BEGUN: _("On its way back"),
    OutgoingState.DONE: _("Given back"),
    OutgoingState.FAILED: _("Could not be given back yet. The site's staff look after it."),
}


def subject_of(payment_id: UUID) -> Subject | None:
    """What a payment is for, in the reader's language; None for what no app knows."""
    return subjects([payment_id]).get(payment_id)


def subjects(payment_ids: Collection[UUID]) -> dict[UUID, Subject]:
    """What payments are for, by their ids."""
    return {payment: subject for answer in subjects_of(payment_ids) for payment, subject in answer.items()}
