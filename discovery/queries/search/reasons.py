"""Words that say why something fits what was asked."""

from collections.abc import Collection
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

from django.utils.translation import gettext as _

from catalogue.models import City, ExchangeRate
from discovery.queries.search.wishes import KM_PER_MILE, BaseWish
from web.money import currency_digits, format_range


def say_way(distance_km: float, from_city: City | None, city_id: UUID | None, *, in_miles: bool = False) -> str:
    """How far it is from the city asked for, or from a point of the map; `city_id` is the town where it is."""
    is_there = distance_km < 1 or (from_city is not None and city_id == from_city.pk)
    if in_miles and not (from_city and is_there):
        miles = {"miles": round(distance_km / KM_PER_MILE)}
        if from_city is None:
            return _("%(miles)s mi away") % miles
        return _("%(miles)s mi from %(city)s") % {**miles, "city": from_city.said_name}
    if from_city is None:
        return _("%(km)s km away") % {"km": round(distance_km)}
    near = _("In %(city)s") if is_there else _("%(km)s km from %(city)s")
    return near % {"km": round(distance_km), "city": from_city.said_name}


def rates_for(wish: BaseWish, currencies: Collection[str | None]) -> dict[str, Decimal]:
    """What a euro is worth in the wish's currency and in these. One query where a fee is asked and one is in another
    currency, none otherwise."""
    others = {*currencies} - {None, wish.currency}
    if not (wish.asks_fee and others):
        return {}
    return dict(ExchangeRate.objects.filter(pk__in={*others, wish.currency}).values_list("pk", "per_euro"))


def say_fee(
    low_minor: int | None, high_minor: int | None, currency: str, wish: BaseWish, rates: dict[str, Decimal]
) -> str:
    """A fee, and roughly what it is in the currency of who asks."""
    fee = format_range(low_minor, high_minor, currency)
    if currency == wish.currency or not {currency, wish.currency} <= rates.keys():
        return fee
    low, high = (_exchanged(end, currency, wish.currency, rates) for end in (low_minor, high_minor))
    return _("%(fee)s, about %(about)s") % {"fee": fee, "about": format_range(low, high, wish.currency)}


def say_about(price: str, amount_minor: int, currency: str, wish: BaseWish, rates: dict[str, Decimal]) -> str:
    """A price in words, and roughly what its amount is in the currency of who asks for one."""
    if not wish.asks_fee or currency == wish.currency or not {currency, wish.currency} <= rates.keys():
        return price
    about = _exchanged(amount_minor, currency, wish.currency, rates)
    return _("%(fee)s, about %(about)s") % {"fee": price, "about": format_range(about, about, wish.currency)}


def _exchanged(amount_minor: int | None, currency: str, asked: str, rates: dict[str, Decimal]) -> int | None:
    """In whole units of the currency asked for, in its minor units: what is rough has no cents."""
    if amount_minor is None:
        return None
    euros = Decimal(amount_minor).scaleb(-currency_digits(currency)) / rates[currency]
    whole = (euros * rates[asked]).quantize(Decimal(1), ROUND_HALF_UP)
    return int(whole.scaleb(currency_digits(asked)))
