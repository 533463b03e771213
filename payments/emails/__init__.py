"""What people are told of payments; made at delivery, in the reader's words."""

from payments.emails import attention, bank, disputes, outside, payouts, reminders


def register_kinds() -> None:
    """Called when the site starts."""
    attention.register_kinds()
    bank.register_kinds()
    disputes.register_kinds()
    outside.register_kinds()
    payouts.register_kinds()
    reminders.register_kinds()


__all__ = ["register_kinds"]
