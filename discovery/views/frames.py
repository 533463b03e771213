"""What the public pages of acts, venues and professionals are given alike."""

from typing import Any

from django.http import HttpRequest

from accounts.access import can_lead, is_member
from accounts.models import Party
from discovery.queries.parties import PartyPage
from messaging.access.enquiries import may_be_asked


def party_frame(request: HttpRequest, page: PartyPage) -> dict[str, Any]:
    """The party with its pictures and links, and what the viewer is to it."""
    party: Party = page.party
    photos = list(party.photos.shown())
    is_led = can_lead(request.user, party)
    return {
        "page": page,
        "party": party,
        "photo": photos[0] if photos else None,
        "photos": photos[1:],
        "links": party.links.all(),
        "is_team": is_member(request.user, party),
        "is_led": is_led,
        "may_be_asked": may_be_asked(party, is_led=is_led),
    }
