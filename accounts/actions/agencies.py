"""Agencies and promoters: they hold nights and book for others, play nothing themselves and have no public page."""

from django.db import transaction

from accounts.actions.naming import give_name
from accounts.actions.parties import create_party
from accounts.models import Party, User
from accounts.states import PartyKind
from catalogue.models import City


@transaction.atomic
def create_agency(
    *, acting_user: User, name: str, timezone: str, city: City | None = None, your_name: str = ""
) -> Party:
    """An agency owned by its maker, not listed anywhere. `your_name`: `give_name`. Raises ValidationError by field."""
    give_name(acting_user, your_name)
    party = create_party(acting_user=acting_user, kind=PartyKind.AGENCY, name=name, timezone=timezone, city=city)
    party.is_listed = False
    party.save(update_fields=["is_listed"])
    return party
