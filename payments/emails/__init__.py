"""What people are told of payments; made at delivery, in the reader's words."""

from payments.emails import attention, disputes


def register_kinds() -> None:
    """Called when the site starts."""
    attention.register_kinds()
    disputes.register_kinds()


__all__ = ["register_kinds"]
