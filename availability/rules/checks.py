"""What a rule may say at all. Every refusal is a `ValidationError` at the field that is wrong."""

import datetime as dt
from functools import cache
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.utils.timezone import is_naive
from django.utils.translation import gettext as _

from availability.models import AvailabilityRule
from availability.rules.recurrence import Recurrence
from availability.states import SaidKind

FIRST_YEAR, LAST_YEAR = 1970, 2100
LONGEST = dt.timedelta(days=366)
LONGEST_RECURRING = dt.timedelta(days=31)
EXDATES_MAX = 1000
RRULE_MAX = 500
NOTE_MAX = 120


def check_timezone(timezone: str) -> None:
    """Refuse what is no zone of the IANA data base. Raises `ValidationError` at `timezone`."""
    if timezone not in _zones():
        raise ValidationError({"timezone": [_("Enter a time zone, such as Europe/Berlin.")]})


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones() - {"localtime"})


def check_rule(rule: AvailabilityRule) -> None:
    """Refuse what cannot be said: at `kind`, `timezone`, `starts_at`, `ends_at`, `exdates`, `rrule` or `note`."""
    if rule.kind not in SaidKind.values:
        raise ValidationError({"kind": [_("Choose free, maybe or busy.")]})
    check_timezone(rule.timezone)
    check_moment("starts_at", rule.starts_at)
    check_moment("ends_at", rule.ends_at)
    longest = LONGEST_RECURRING if rule.rrule else LONGEST
    if not rule.starts_at < rule.ends_at:
        raise ValidationError({"ends_at": [_("The end must be after the start.")]})
    if rule.ends_at - rule.starts_at > longest:
        raise ValidationError({"ends_at": [_("At most %(days)s days at once.") % {"days": longest.days}]})
    if len(rule.exdates) > EXDATES_MAX:
        raise ValidationError({"exdates": [_("At most %(count)s exceptions.") % {"count": EXDATES_MAX}]})
    if len(rule.rrule) > RRULE_MAX:
        raise ValidationError({"rrule": [_("This rule is too long.")]})
    if len(rule.note) > NOTE_MAX or "\0" in rule.note:
        raise ValidationError({"note": [_("At most %(count)s characters.") % {"count": NOTE_MAX}]})
    if rule.rrule:
        Recurrence.parse(rule.rrule)


def check_moment(field: str, moment: dt.datetime) -> None:
    """Refuse, at this field, a time without a zone, or of a year that nobody plans for."""
    if is_naive(moment):
        raise ValidationError({field: [_("This time needs a time zone.")]})
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise ValidationError({field: [year_message()]})


def year_message() -> str:
    return _("Enter a year from %(first)s to %(last)s.") % {"first": FIRST_YEAR, "last": LAST_YEAR}
