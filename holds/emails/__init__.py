"""What people are told of holds."""

from holds.emails.holds import NEWS, register_kinds

__all__ = ["NEWS", "register_kinds"]
