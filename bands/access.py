"""Loaders of bands; who may do what with a party is in `accounts.access`."""

from accounts.access import get_led_party_for, get_own_party_for, get_party_for
from accounts.states import PartyKind
from bands.models import Band


def get_band_for(user, slug: str) -> Band:
    """A band the user may see. Raises Http404."""
    return _band(get_party_for(user, slug, PartyKind.BAND))


def get_own_band_for(user, slug: str) -> Band:
    """A band the user belongs to. Raises Http404, or PermissionDenied when it is only another's public page."""
    return _band(get_own_party_for(user, slug, PartyKind.BAND))


def get_led_band_for(user, slug: str) -> Band:
    """A band the user leads. Raises Http404, or PermissionDenied where they may only look."""
    return _band(get_led_party_for(user, slug, PartyKind.BAND))


def _band(party) -> Band:
    band = Band.objects.get(party=party)
    band.party = party
    return band
