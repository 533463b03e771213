"""Telling open pages that something about a professional has changed."""

from accounts.actions.parties import raise_version
from availability.actions import touch
from studio.models import Professional


def tell_pages(professional: Professional) -> None:
    """The page of the professional, and its strip of free slots, are to be shown anew. Assumes the party locked."""
    raise_version(professional.party)
    touch([professional.party.calendar_id], public=True, alone=True)
