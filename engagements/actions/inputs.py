"""Checks of what people and programs send. Bad input is a ValidationError at its field, not the database's error."""

import datetime as dt
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from accounts.actions.texts import clean_text
from catalogue.models import Currency
from engagements.deals import Deal
from engagements.words.site_texts import MARK, SiteText

FEE_MAX = 10**12
"""In minor units: far above any fee, far below what the column holds."""
MESSAGE_MAX = 4000


def clean_message(text: str | SiteText, field: str = "message") -> str:
    """What people say to each other with an action, or the site for them."""
    text = text.stored if isinstance(text, SiteText) else (text or "").replace(MARK, "")
    return clean_text(field, text or "", longest=MESSAGE_MAX)


def clean_url(field: str, url: str) -> str:
    """An empty address, or one of http or https."""
    url = clean_text(field, url or "", longest=500)
    if url:
        try:
            URLValidator(schemes=["http", "https"])(url)
        except ValidationError as error:
            raise ValidationError({field: error.messages}) from error
    return url


def clean_fee(fee_minor: int | None, fee_currency: str | None, field: str = "fee") -> tuple[int | None, str | None]:
    """A fee is an amount of minor units and the ISO 4217 code of its currency, or neither."""
    if fee_minor is None and not fee_currency:
        return None, None
    if fee_minor is None or not fee_currency:
        raise ValidationError({field: [_("Enter both an amount and a currency.")]})
    if not 0 <= fee_minor <= FEE_MAX:
        raise ValidationError({field: [_("Enter a realistic fee.")]})
    code = clean_text(field, str(fee_currency), longest=10).upper()
    if not Currency.objects.filter(code=code).exists():
        raise ValidationError({field: [_("We don’t know the currency %(code)s.") % {"code": code}]})
    return fee_minor, code


def clean_deal(
    fee_minor: int | None, fee_currency: str | None, deal: Deal | None
) -> tuple[int | None, str | None, dict[str, Any] | None]:
    """Fee, currency and deal as they are stored; a deal includes its fee, and one that says no more is a plain fee.

    Raises ValidationError({"fee": ...}).
    """
    amount, code = clean_fee(deal.fee_minor if deal else fee_minor, fee_currency)
    return amount, code, None if deal is None or deal.is_plain else deal.to_json()


def clean_instant(field: str, instant: dt.datetime) -> dt.datetime:
    """An aware instant, in UTC."""
    if not isinstance(instant, dt.datetime) or instant.tzinfo is None:
        raise ValidationError({field: [_("Enter a date and time with its time zone.")]})
    try:
        return instant.astimezone(dt.UTC)
    except OverflowError as error:
        raise ValidationError({field: [_("Enter a date within the next three years.")]}) from error


def clean_ids(field: str, ids: Iterable) -> list[UUID]:
    """Ids in the order given, each once."""
    try:
        found = [value if isinstance(value, UUID) else UUID(str(value)) for value in ids]
    except ValueError as error:
        raise ValidationError({field: [_("Enter a valid ID.")]}) from error
    return list(dict.fromkeys(found))
