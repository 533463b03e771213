"""Sentences about payments that pages and e-mails share."""

from payments.words.requirements import account_state, reasons_of_payouts, what_is_missing

__all__ = ["account_state", "reasons_of_payouts", "what_is_missing"]
