"""What calling a booking off costs: tiers of how long before, and the percent of the fee, as agreed at booking.

A tier is `[days, percent]`, or `[hours, percent, "hours"]`. Days are reckoned to the date of the night by the clock of
its place, hours to the start of the set. A tier counts from then on, until the next one does: with [[30, 25], [14, 50],
[36, 100, "hours"]] nothing is owed 31 days before, a quarter of the fee 30 to 15 days before, half of it from 14 days
before, and all of it in the last 36 hours. The nearer the set, the more: a tier never takes less than the one before.
Pure: no database.
"""

import datetime as dt
import re
from collections.abc import Sequence
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from engagements.deals.reckoning import part_of

Tier = list[int | str]
Tiers = list[Tier]
HOURS = "hours"
DAYS = "days"
TIERS_MAX = 8
DAYS_MAX = 730
HOURS_MAX = 24 * DAYS_MAX
WHOLE = 100
_LINE = re.compile(r"\s*(\d{1,5})\s*([^\W\d]*)\.?\s*[:,;=\s]\s*(\d{1,4})\s*%?\s*", re.UNICODE)
_UNITS = {
    DAYS: {"", "d", "day", "days", "t", "tag", "tage", "tagen"},
    HOURS: {"h", "hr", "hrs", "hour", "hours", "std", "stunde", "stunden"},
}
"""What people write behind the number, in the languages of the site, whichever they read."""


class Left(NamedTuple):
    """How much is left until a set: days to the date of its night, and the time to its start; negative afterwards."""

    days: int
    time: dt.timedelta


def share_of_fee(tiers: Sequence[Sequence[Any]], left: Left) -> int:
    """The percentage of the fee that is owed when so much is left: 0 before the first tier counts.

    Never less than it was earlier; afterwards it is that of the last tier.
    """
    return max((tier[1] for tier in tiers if _counts(tier, left)), default=0)


def _counts(tier: Sequence[Any], left: Left) -> bool:
    return left.time <= dt.timedelta(hours=tier[0]) if unit_of(tier) == HOURS else left.days <= tier[0]


def unit_of(tier: Sequence[Any]) -> str:
    """Days, unless it says hours."""
    return HOURS if len(tier) > 2 and tier[2] == HOURS else DAYS


def fee_owed(fee_minor: int, percent: int) -> int:
    """So many percent of a fee in minor units, rounded once, a half upwards (commercial rounding, DIN 1333)."""
    return part_of(fee_minor, percent, WHOLE)


def days_before(night: dt.date, at: dt.datetime, timezone: str) -> int:
    """How many days are left until a night by the clock of its place: 0 on its date, negative once that has passed."""
    return (night - at.astimezone(ZoneInfo(timezone)).date()).days


def left_until(night: dt.date, starts_at: dt.datetime, at: dt.datetime, timezone: str) -> Left:
    """What is left at an instant until a set that starts then, on a night of a place. Hours are elapsed time, also
    where a change of clocks lies in between."""
    return Left(days_before(night, at, timezone), starts_at.astimezone(dt.UTC) - at.astimezone(dt.UTC))


def clean_tiers(tiers: Any, field: str = "cancellation_tiers") -> Tiers:
    """Tiers out of JSON, longest before first. Raises ValidationError at the field for what makes no sense."""
    if not isinstance(tiers, list | tuple):
        raise ValidationError({field: [_shape_wanted()]})
    if len(tiers) > TIERS_MAX:
        raise ValidationError({field: [_("Enter at most %(count)d steps.") % {"count": TIERS_MAX}]})
    cleaned = sorted((_clean_tier(tier, field) for tier in tiers), key=_place)
    starts = [(tier[0], unit_of(tier)) for tier in cleaned]
    if len(set(starts)) != len(starts):
        raise ValidationError({field: [_("Use each number of days or hours only once.")]})
    percents = [tier[1] for tier in cleaned]
    if percents != sorted(percents, key=int):
        raise ValidationError({field: [_("The share must not get smaller closer to the set.")]})
    return cleaned


def _shape_wanted() -> str:
    return _("Give days or hours before, and a percentage for each.")


def _place(tier: Tier) -> tuple[int, bool]:
    """Longest before first. Two days begin before 48 hours do: on the date, before the set starts on it."""
    number = int(tier[0])
    is_hours = unit_of(tier) == HOURS
    return -(number if is_hours else 24 * number), is_hours


def _clean_tier(tier: Any, field: str) -> Tier:
    if not isinstance(tier, list | tuple) or len(tier) not in (2, 3) or any(type(part) is not int for part in tier[:2]):
        raise ValidationError({field: [_shape_wanted()]})
    if len(tier) == 3 and tier[2] not in (DAYS, HOURS):
        raise ValidationError({field: [_shape_wanted()]})
    number, percent = tier[:2]
    if unit_of(tier) == HOURS and not 1 <= number <= HOURS_MAX:
        raise ValidationError({field: [_("Enter 1 to %(hours)d hours before.") % {"hours": HOURS_MAX}]})
    if unit_of(tier) == DAYS and not 0 <= number <= DAYS_MAX:
        raise ValidationError({field: [_("Enter 0 to %(days)d days before.") % {"days": DAYS_MAX}]})
    if not 0 <= percent <= WHOLE:
        raise ValidationError({field: [_("Enter a share between 0 and 100 per cent.")]})
    return [number, percent, HOURS] if unit_of(tier) == HOURS else [number, percent]


def parse_tiers(text: str, field: str = "cancellation_tiers") -> Tiers:
    """Tiers as people type them, one a line: "30: 25 %", "30 days 25", "48 h: 100". Raises ValidationError at the
    field."""
    tiers: Tiers = []
    for line in text.splitlines():
        if not line.strip():
            continue
        tiers.append(_parse_line(line, field))
        if len(tiers) > TIERS_MAX:
            break
    return clean_tiers(tiers, field)


def _parse_line(line: str, field: str) -> Tier:
    found = _LINE.fullmatch(line)
    unit = next((unit for unit, words in _UNITS.items() if found and found[2].casefold() in words), None)
    if found is None or unit is None:
        said = {"line": line.strip()[:40]}
        raise ValidationError({field: [_("Write “%(line)s” like “30: 25 %%” or “48 h: 100 %%”.") % said]})
    return [int(found[1]), int(found[3]), unit]


def typed_tiers(tiers: Sequence[Sequence[Any]]) -> str:
    """Tiers as `parse_tiers` reads them back."""
    return "\n".join(f"{tier[0]}{' h' if unit_of(tier) == HOURS else ''}: {tier[1]} %" for tier in tiers)


def tier_words(tiers: Sequence[Sequence[Any]]) -> list[str]:
    """Each tier in words, longest before first: "from 30 days before: 25% of the fee"."""
    return [_("%(from)s: %(percent)d%% of the fee") % {"from": _from(tier), "percent": tier[1]} for tier in tiers]


def price_tier_words(tiers: Sequence[Sequence[Any]]) -> list[str]:
    """The same for what has a price and no set, "from 2 days before: 50% of the price"."""
    priced, free = _("%(from)s: %(percent)d%% of the price"), _("%(from)s: free")
    return [(priced if tier[1] else free) % {"from": _from(tier, has_set=False), "percent": tier[1]} for tier in tiers]


def _from(tier: Sequence[Any], *, has_set: bool = True) -> str:
    number = tier[0]
    if unit_of(tier) == HOURS:
        if has_set:
            said = ngettext("from %(hours)d hour before the set", "from %(hours)d hours before the set", number)
        else:
            said = ngettext("from %(hours)d hour before the start", "from %(hours)d hours before the start", number)
        return said % {"hours": number}
    if number == 0:
        return _("on the day itself")
    return ngettext("from %(days)d day before", "from %(days)d days before", number) % {"days": number}
