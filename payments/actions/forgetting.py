"""What is kept about payments for a while only: bank accounts that nobody needs any more, and events that were handled.

The ledger, payments, attempts, refunds and receipts stay: both sides have to account for them.
"""

import datetime as dt

from django.db.models import Exists, OuterRef, Q
from django.utils.timezone import now

from accounts.states import Approval
from payments.models import BankDetails, PayeeShare, WebhookEvent
from payments.states import PAYABLE, PaymentState

FORMER_ACCOUNTS_STAY = dt.timedelta(days=180)
"""So long one can see who changed where transfers go, and to which account they went before."""
EVENTS_STAY = dt.timedelta(days=90)
"""Far longer than the provider repeats an event: for three days by itself, for 30 days by hand."""


def forget_bank_details() -> int:
    """Delete former accounts after a while, and those of closed parties as soon as nobody has to pay these any more.
    Returns how many were deleted."""
    to_be_paid = PayeeShare.objects.filter(
        payee=OuterRef("party"), payment__state__in={*PAYABLE, PaymentState.PROCESSING}
    )
    is_over = Q(party__approval=Approval.CLOSED) & ~Exists(to_be_paid)
    gone = BankDetails.objects.filter(Q(replaced_at__lt=now() - FORMER_ACCOUNTS_STAY) | is_over)
    return gone.delete()[0]


def forget_events() -> int:
    """Delete events that were handled long ago. One that comes again afterwards changes nothing: it is a signal to
    look, and the ledger enters each movement once. Returns how many were deleted."""
    return WebhookEvent.objects.filter(handled_at__lt=now() - EVENTS_STAY).delete()[0]
