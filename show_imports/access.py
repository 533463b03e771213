"""Lists of shows belong to those who lead their party: others do not know that there are any."""

from uuid import UUID

from django.http import Http404

from accounts.access import can_lead, get_led_party_for
from accounts.models import Party, Viewer
from accounts.states import PartyKind
from show_imports.models import ShowImport

KINDS = frozenset({PartyKind.BAND, PartyKind.VENUE})


def get_importing_party_for(user: Viewer, slug: str) -> Party:
    """A band or venue that the user leads. Raises Http404, or PermissionDenied where they may only look."""
    party = get_led_party_for(user, slug)
    if party.kind not in KINDS:
        raise Http404
    return party


def get_show_import_for(user: Viewer, import_id: UUID) -> ShowImport:
    """A list of a party that the user leads, with its party. Raises Http404."""
    lists = ShowImport.objects.select_related("party__city__country", "created_by")
    found = lists.filter(pk=import_id).first()
    if found is None or not can_lead(user, found.party):
        raise Http404
    return found
