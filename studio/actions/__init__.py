"""Every write about professionals."""

from studio.actions.credits import CREDITS_MAX, add_credit, remove_credit, update_credit
from studio.actions.professionals import LANGUAGES, create_professional, update_professional

__all__ = [
    "CREDITS_MAX",
    "LANGUAGES",
    "add_credit",
    "create_professional",
    "remove_credit",
    "update_credit",
    "update_professional",
]
