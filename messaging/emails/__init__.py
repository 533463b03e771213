"""What people are told of messages, by mail and in the inbox."""

from messaging.emails import reports


def register_kinds() -> None:
    """Called when the site starts."""
    reports.register_kinds()
