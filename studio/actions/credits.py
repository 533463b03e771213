"""Records that a professional worked on."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions.memberships import lock_led_party
from accounts.actions.parties import raise_version
from accounts.models import User
from studio.models import FIRST_YEAR, LAST_YEAR, Credit, Professional
from web.texts import clean_line

CREDITS_MAX = 100
LINES = {"artist": 120, "title": 200, "role": 80, "link": 500}
REQUIRED = {"artist", "title"}


@transaction.atomic
def add_credit(
    *,
    acting_user: User,
    professional: Professional,
    artist: str,
    title: str,
    year: int | None = None,
    role: str = "",
    link: str = "",
) -> Credit:
    """A record on the page of a professional. Locks the party. Raises ValidationError by field, PermissionDenied."""
    lock_led_party(acting_user, professional.party)
    if professional.credits.count() >= CREDITS_MAX:
        raise ValidationError({"title": [_("At most %(count)s credits. Remove one first.") % {"count": CREDITS_MAX}]})
    credit = Credit(professional=professional)
    _set_fields(credit, {"artist": artist, "title": title, "year": year, "role": role, "link": link})
    credit.save(force_insert=True)
    raise_version(professional.party)
    return credit


@transaction.atomic
def update_credit(*, acting_user: User, credit: Credit, **fields) -> Credit:
    """Change a credit; what is not named stays, and nothing named, nothing is written.

    `fields`: artist, title, year (or None), role, link. Raises ValidationError by field, PermissionDenied.
    """
    lock_led_party(acting_user, credit.professional.party)
    if not fields:
        return credit
    if not Credit.objects.filter(pk=credit.pk).exists():
        raise ValidationError(_("This credit has been removed."))
    _set_fields(credit, fields)
    credit.save(update_fields=list(fields))
    raise_version(credit.professional.party)
    return credit


@transaction.atomic
def remove_credit(*, acting_user: User, credit: Credit) -> None:
    """Take a record off the page. Raises PermissionDenied."""
    lock_led_party(acting_user, credit.professional.party)
    credit.delete()
    raise_version(credit.professional.party)


def _set_fields(credit: Credit, fields: dict[str, Any]) -> None:
    for field, value in fields.items():
        if field in LINES:
            value = clean_line(field, value, longest=LINES[field], required=field in REQUIRED)
        setattr(credit, field, value)
    if credit.year is not None and not FIRST_YEAR <= credit.year <= LAST_YEAR:
        years = {"first": FIRST_YEAR, "last": LAST_YEAR}
        raise ValidationError({"year": [_("Enter a year between %(first)s and %(last)s.") % years]})
    if credit.link:
        _check_link(credit.link)


def _check_link(link: str) -> None:
    try:
        URLValidator(schemes=["http", "https"])(link)
    except ValidationError as error:
        raise ValidationError({"link": [_("“%(url)s” isn’t a valid link.") % {"url": link}]}) from error
