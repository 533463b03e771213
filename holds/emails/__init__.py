"""What people are told of holds, and of who may hold."""

from holds.emails import permissions
from holds.emails.holds import NEWS
from holds.emails.holds import register_kinds as register_holds

__all__ = ["NEWS", "register_kinds"]


def register_kinds() -> None:
    """Called when the site starts."""
    register_holds()
    permissions.register_kinds()
