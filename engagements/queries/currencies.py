"""In which currencies people of a place deal."""

from accounts.models import Party
from catalogue.models import City
from web.money import currencies_of_country


def likely_currencies(party: Party, city: City | None = None) -> list[str]:
    """The codes of the currencies that a party most likely means: those of the place, then that of its usual fee."""
    place = city or party.city
    local = currencies_of_country(place.country_id) if place else []
    return [*local, *([party.fee_currency_id] if party.fee_currency_id else [])]
