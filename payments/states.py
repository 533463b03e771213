"""The states of payments and of all that moves their money, and the one table of transitions for each."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PaymentState(models.TextChoices):
    DUE = "due", _("Due")
    PROCESSING = "processing", _("On its way")
    PAID = "paid", _("Paid")
    FAILED = "failed", _("Failed")
    EXPIRED = "expired", _("Not paid in time")
    CANCELLED = "cancelled", _("Cancelled")
    REFUNDED = "refunded", _("Refunded")
    PARTLY_REFUNDED = "partly_refunded", _("Partly refunded")
    CHARGED_BACK = "charged_back", _("Charged back")


class Purpose(models.TextChoices):
    DEPOSIT = "deposit", _("Deposit")
    BALANCE = "balance", _("Balance")
    CANCELLATION = "cancellation", _("Cancellation fee")
    REPAYMENT = "repayment", _("Repayment")
    SESSION = "session", _("Studio session")
    TIP = "tip", _("Tip")


class Means(models.TextChoices):
    """How an attempt pays."""

    CARD = "card", _("Card")
    TRANSFER = "transfer", _("Bank transfer")
    CASH = "cash", _("Cash")


class AttemptState(models.TextChoices):
    """`begun`: stored, and the provider may or may not know of it yet. `paid` stays: what leaves again has rows of its
    own."""

    BEGUN = "begun", _("Begun")
    OPEN = "open", _("Open")
    PROCESSING = "processing", _("On its way")
    PAID = "paid", _("Paid")
    FAILED = "failed", _("Failed")
    EXPIRED = "expired", _("Expired")


class OutgoingState(models.TextChoices):
    """Of a transfer or a refund. `begun` counts already: its money is no longer there for another one."""

    BEGUN = "begun", _("Begun")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")


class RefundReason(models.TextChoices):
    CANCELLED = "cancelled", _("Cancelled under the agreed terms")
    PAID_TWICE = "paid_twice", _("Paid twice")
    TOO_LATE = "too_late", _("Paid too late")
    BY_STAFF = "by_staff", _("Decided by staff")
    BY_PAYEE = "by_payee", _("Refunded by the payee")
    AT_PROVIDER = "at_provider", _("Made at the payment provider")


class PayoutState(models.TextChoices):
    """The provider's own words for how far a payout is."""

    PENDING = "pending", _("Scheduled")
    IN_TRANSIT = "in_transit", _("On its way to the bank")
    PAID = "paid", _("Paid out")
    FAILED = "failed", _("Came back")
    CANCELED = "canceled", _("Cancelled")


class WaitReason(models.TextChoices):
    """Why money is not sent on to a payee yet."""

    NO_ACCOUNT = "no_account", _("No account")
    RESTRICTED = "restricted", _("The account can’t receive money")
    REFUSED = "refused", _("The payment provider refused the transfer")


class Trade(models.TextChoices):
    """What is paid for, as far as the platform's fee is concerned."""

    GIG = "gig", _("Gig")
    SESSION = "session", _("Studio session")


class ReminderStage(models.TextChoices):
    """What somebody is reminded of: a payment before and after it is due, and a mark that nobody has answered."""

    SOON = "soon", _("Due in three days")
    TODAY = "today", _("Due within a day")
    LATE = "late", _("Three days late")
    VERY_LATE = "very_late", _("A week late")
    UNCONFIRMED = "unconfirmed", _("Not confirmed for three days")


class DisputeState(models.TextChoices):
    """What has become of a card payment that its cardholder disputes. `inquiry`: the bank asks, and no money has
    left."""

    INQUIRY = "inquiry", _("The bank has a question")
    NEEDS_RESPONSE = "needs_response", _("Waiting for our answer")
    UNDER_REVIEW = "under_review", _("The bank decides")
    WON = "won", _("Won")
    LOST = "lost", _("Lost")
    CLOSED = "closed", _("Closed without a dispute")


class Account(models.TextChoices):
    """Accounts of the ledger. What comes to an account is positive (docs/decisions/0012-payments.md)."""

    AT_PROVIDER = "at_provider", _("At the payment provider")
    PAYEE = "payee", _("Owed to a payee")
    OUTSIDE = "outside", _("Paid outside the site")
    FEES = "fees", _("Fees")
    CARD_COSTS = "card_costs", _("Card costs")
    RECEIVABLE = "receivable", _("Owed by a payee")


class EntryKind(models.TextChoices):
    CHARGE = "charge", _("Paid by card")
    OUTSIDE = "outside", _("Paid outside the site")
    COSTS = "costs", _("Card costs")
    TRANSFER = "transfer", _("Transferred")
    REVERSAL = "reversal", _("Transfer reversed")
    REFUND = "refund", _("Refunded")
    REFUND_FAILED = "refund_failed", _("Refund that came back")
    CHARGEBACK = "chargeback", _("Charged back")
    CHARGEBACK_WON = "chargeback_won", _("Chargeback won")
    OFFSET = "offset", _("Deducted from what was owed")


OUTSIDE_MEANS = frozenset({Means.TRANSFER, Means.CASH})
"""Attempts by these go outside the site: the payer marks them, and the receiver confirms them."""

ACCOUNTS_OF_A_PARTY = frozenset({Account.PAYEE, Account.OUTSIDE, Account.RECEIVABLE})
"""A line of these names the party; a line of any other names none."""

PAYMENT_TRANSITIONS: dict[PaymentState, frozenset[PaymentState]] = {
    PaymentState.DUE: frozenset(
        {PaymentState.PROCESSING, PaymentState.PAID, PaymentState.EXPIRED, PaymentState.CANCELLED}
    ),
    PaymentState.PROCESSING: frozenset(
        {PaymentState.DUE, PaymentState.PAID, PaymentState.FAILED, PaymentState.EXPIRED, PaymentState.CANCELLED}
    ),
    PaymentState.FAILED: frozenset(
        {PaymentState.DUE, PaymentState.PROCESSING, PaymentState.PAID, PaymentState.EXPIRED, PaymentState.CANCELLED}
    ),
    PaymentState.EXPIRED: frozenset({PaymentState.PAID, PaymentState.CANCELLED}),
    PaymentState.PAID: frozenset({PaymentState.PARTLY_REFUNDED, PaymentState.REFUNDED, PaymentState.CHARGED_BACK}),
    PaymentState.PARTLY_REFUNDED: frozenset(
        {PaymentState.PAID, PaymentState.REFUNDED, PaymentState.CHARGED_BACK}  # paid: a refund came back
    ),
    PaymentState.CHARGED_BACK: frozenset({PaymentState.PAID, PaymentState.PARTLY_REFUNDED}),
    PaymentState.CANCELLED: frozenset(),
    PaymentState.REFUNDED: frozenset({PaymentState.PAID, PaymentState.PARTLY_REFUNDED}),  # a refund came back
}

ATTEMPT_TRANSITIONS: dict[AttemptState, frozenset[AttemptState]] = {
    AttemptState.BEGUN: frozenset(
        {AttemptState.OPEN, AttemptState.PROCESSING, AttemptState.PAID, AttemptState.FAILED, AttemptState.EXPIRED}
    ),
    AttemptState.OPEN: frozenset(
        {AttemptState.PROCESSING, AttemptState.PAID, AttemptState.FAILED, AttemptState.EXPIRED}
    ),
    AttemptState.PROCESSING: frozenset({AttemptState.PAID, AttemptState.FAILED}),
    AttemptState.FAILED: frozenset({AttemptState.PAID}),
    AttemptState.EXPIRED: frozenset({AttemptState.PAID}),
    AttemptState.PAID: frozenset(),
}

OUTGOING_TRANSITIONS: dict[OutgoingState, frozenset[OutgoingState]] = {
    OutgoingState.BEGUN: frozenset({OutgoingState.DONE, OutgoingState.FAILED}),
    OutgoingState.DONE: frozenset({OutgoingState.FAILED}),
    OutgoingState.FAILED: frozenset(),
}

DISPUTE_TRANSITIONS: dict[DisputeState, frozenset[DisputeState]] = {
    DisputeState.INQUIRY: frozenset(
        {
            DisputeState.NEEDS_RESPONSE,
            DisputeState.UNDER_REVIEW,
            DisputeState.WON,
            DisputeState.LOST,
            DisputeState.CLOSED,
        }
    ),
    DisputeState.NEEDS_RESPONSE: frozenset(
        {DisputeState.UNDER_REVIEW, DisputeState.WON, DisputeState.LOST, DisputeState.CLOSED}
    ),
    DisputeState.UNDER_REVIEW: frozenset({DisputeState.WON, DisputeState.LOST, DisputeState.CLOSED}),
    DisputeState.CLOSED: frozenset(
        {DisputeState.NEEDS_RESPONSE, DisputeState.UNDER_REVIEW, DisputeState.WON, DisputeState.LOST}
    ),
    DisputeState.LOST: frozenset({DisputeState.WON}),
    DisputeState.WON: frozenset(),
}

PAYABLE = frozenset({PaymentState.DUE, PaymentState.PROCESSING, PaymentState.FAILED})
"""Somebody may still pay these."""

RUNNING = frozenset({AttemptState.BEGUN, AttemptState.OPEN, AttemptState.PROCESSING})
"""Attempts that may still end as paid by themselves. A payment has one of them at most."""

COUNTS = frozenset({OutgoingState.BEGUN, OutgoingState.DONE})
"""Refunds and transfers whose money is gone, or is about to go."""

WAS_PAID = frozenset(
    {PaymentState.PAID, PaymentState.PARTLY_REFUNDED, PaymentState.REFUNDED, PaymentState.CHARGED_BACK}
)
"""The money of these has come in, whatever became of it since."""

OPEN_DISPUTES = frozenset({DisputeState.INQUIRY, DisputeState.NEEDS_RESPONSE, DisputeState.UNDER_REVIEW})
"""Nothing is decided yet."""

PAID_AND_KEPT = frozenset({PaymentState.PAID, PaymentState.PARTLY_REFUNDED})
"""Of these payees are sent their part, and something can be refunded, or charged back."""

GIVEN_BACK_WHOLE = frozenset({RefundReason.PAID_TWICE, RefundReason.TOO_LATE})
"""An attempt with such a refund does not count: its payment is paid by another one, or not at all."""

INCOMING = frozenset({EntryKind.CHARGE, EntryKind.OUTSIDE})
"""Entries of money that has come in."""

SPLIT_UNSEEN = frozenset({Purpose.SESSION})
"""Of these a payer knows one payee alone, the first: who else shares the money is none of their business."""
