"""Sentences about payments that pages and e-mails share."""

from payments.words.payments import (
    BEING_PAID,
    OTHERWISE,
    SAYS,
    SAYS_OF_LOST,
    SAYS_OF_MARKED,
    SAYS_OF_REFUND,
    UNFINISHED,
    WHERE_IT_EXPIRES,
    WHILE_DISPUTED,
    subject_of,
    subjects,
)
from payments.words.requirements import account_state, reasons_of_payouts, what_is_missing

__all__ = [
    "BEING_PAID",
    "OTHERWISE",
    "SAYS",
    "SAYS_OF_LOST",
    "SAYS_OF_MARKED",
    "SAYS_OF_REFUND",
    "UNFINISHED",
    "WHERE_IT_EXPIRES",
    "WHILE_DISPUTED",
    "account_state",
    "reasons_of_payouts",
    "subject_of",
    "subjects",
    "what_is_missing",
]
