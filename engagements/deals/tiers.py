"""What calling a booking off costs: tiers of [days before the night, percent of the fee], as agreed at booking.

A tier counts from that many days before the night on, until the next one does: with [[30, 25], [14, 50]] nothing is
owed 31 days before, a quarter of the fee 30 to 15 days before, half of it from 14 days before until the end. The nearer
the night, the more: a tier never takes less than the one before it. Pure: no database.
"""

import datetime as dt
import re
from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from engagements.deals.reckoning import part_of

Tiers = list[list[int]]
TIERS_MAX = 8
DAYS_MAX = 730
WHOLE = 100
_LINE = re.compile(r"\s*(\d{1,4})\s*(?:[^\W\d]+\s*)?[:,;=\s]\s*(\d{1,4})\s*%?\s*", re.UNICODE)


def share_of_fee(tiers: Sequence[Sequence[int]], days_before: int) -> int:
    """The percentage of the fee that is owed so many days before the night: 0 before the first tier counts.

    Never less than it was a day earlier; after the night (negative days) it is that of the last tier.
    """
    return max((percent for days, percent in tiers if days_before <= days), default=0)


def fee_owed(fee_minor: int, percent: int) -> int:
    """So many percent of a fee in minor units, rounded once, a half upwards (commercial rounding, DIN 1333)."""
    return part_of(fee_minor, percent, WHOLE)


def days_before(night: dt.date, at: dt.datetime, timezone: str) -> int:
    """How many days are left until a night by the clock of its place: 0 on its date, negative once that has passed."""
    return (night - at.astimezone(ZoneInfo(timezone)).date()).days


def clean_tiers(tiers: Any, field: str = "cancellation_tiers") -> Tiers:
    """Tiers out of JSON, longest before first. Raises ValidationError at the field for what makes no sense."""
    if not isinstance(tiers, list | tuple):
        raise ValidationError({field: [_("Give days before the night, and a percentage of the fee for each.")]})
    if len(tiers) > TIERS_MAX:
        raise ValidationError({field: [_("At most %(count)d tiers, please.") % {"count": TIERS_MAX}]})
    cleaned = sorted((_clean_tier(tier, field) for tier in tiers), reverse=True)
    days = [tier[0] for tier in cleaned]
    if len(set(days)) != len(days):
        raise ValidationError({field: [_("Each number of days stands there once.")]})
    percents = [tier[1] for tier in cleaned]
    if percents != sorted(percents):
        raise ValidationError({field: [_("The nearer the night, the larger the share: it never falls.")]})
    return cleaned


def _clean_tier(tier: Any, field: str) -> list[int]:
    if not isinstance(tier, list | tuple) or len(tier) != 2 or any(type(number) is not int for number in tier):
        raise ValidationError({field: [_("Give days before the night, and a percentage of the fee for each.")]})
    days, percent = tier
    if not 0 <= days <= DAYS_MAX:
        raise ValidationError({field: [_("A tier counts from 0 to %(days)d days before.") % {"days": DAYS_MAX}]})
    if not 0 <= percent <= WHOLE:
        raise ValidationError({field: [_("The share is between 0 and 100 per cent of the fee.")]})
    return [days, percent]


def parse_tiers(text: str, field: str = "cancellation_tiers") -> Tiers:
    """Tiers as people type them, one a line: "30: 25 %", "30 days 25", "30 25". Raises ValidationError at the field."""
    tiers = []
    for line in text.splitlines():
        if not line.strip():
            continue
        found = _LINE.fullmatch(line)
        if found is None:
            raise ValidationError({field: [_("“%(line)s” is not like “30: 25 %%”.") % {"line": line.strip()[:40]}]})
        tiers.append([int(number) for number in found.groups()])
        if len(tiers) > TIERS_MAX:
            break
    return clean_tiers(tiers, field)


def typed_tiers(tiers: Sequence[Sequence[int]]) -> str:
    """Tiers as `parse_tiers` reads them back."""
    return "\n".join(f"{days}: {percent} %" for days, percent in tiers)


def tier_words(tiers: Sequence[Sequence[int]]) -> list[str]:
    """Each tier in words, longest before first: "from 30 days before: 25% of the fee"."""
    return [_("%(from)s: %(percent)d%% of the fee") % {"from": _from(days), "percent": share} for days, share in tiers]


def _from(days: int) -> str:
    if days == 0:
        return _("on the day itself")
    return ngettext("from %(days)d day before", "from %(days)d days before", days) % {"days": days}
