"""Values out of JSON, checked one by one. Each raises ValidationError at the field that it is given."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

WHOLE_BP = 10_000
"""100 % in basis points."""
AMOUNT_MAX = 10**12
"""In minor units, as for every fee."""


def clean_fields(data: object, of: type, field: str) -> dict[str, Any]:
    """An object with no other fields than this dataclass."""
    known = of.__dataclass_fields__  # type: ignore[attr-defined]  # `of` is a dataclass
    if not isinstance(data, dict) or not data.keys() <= known.keys():
        raise ValidationError({field: [_("Choose a valid deal.")]})
    return data


def clean_amount(value: object, field: str) -> int:
    """Minor units, 0 or more."""
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= AMOUNT_MAX:
        raise ValidationError({field: [_("Enter a realistic amount.")]})
    return value


def clean_percent(value: object, field: str = "percent") -> int:
    """Basis points, at most 100 %."""
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= WHOLE_BP:
        raise ValidationError({field: [_("Enter a share between 0 and 100 per cent.")]})
    return value


def clean_flag(value: object, field: str) -> bool:
    """True or false, and nothing that is merely like it."""
    if not isinstance(value, bool):
        raise ValidationError({field: [_("Choose yes or no.")]})
    return value
