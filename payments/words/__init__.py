"""Sentences about payments that pages and e-mails share."""

from payments.words.payments import (
    OTHERWISE,
    SAYS,
    SAYS_OF_MARKED,
    SAYS_OF_REFUND,
    WHERE_IT_EXPIRES,
    subject_of,
    subjects,
)

__all__ = [
    "OTHERWISE",
    "SAYS",
    "SAYS_OF_MARKED",
    "SAYS_OF_REFUND",
    "WHERE_IT_EXPIRES",
    "subject_of",
    "subjects",
]
