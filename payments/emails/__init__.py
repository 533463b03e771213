"""What payments tells people."""

from payments.emails import payouts


def register_kinds() -> None:
    """Called when the site starts."""
    payouts.register_kinds()
