"""Agencies and promoters: they hold nights and book for others, play nothing themselves and have no public page."""

from django.db import transaction

from accounts.actions.parties import create_party
from accounts.models import Party, User
from accounts.states import PartyKind
from catalogue.models import City


@transaction.atomic
def create_agency(*, acting_user: User, name: str, timezone: str, city: City | None = None) -> Party:
    """An agency owned by its maker, not listed anywhere. Raises ValidationError by field."""
    party = create_party(acting_user=acting_user, kind=PartyKind.AGENCY, name=name, timezone=timezone, city=city)
    party.is_listed = False
    party.save(update_fields=["is_listed"])
    return party
