"""Making professionals, and changing what only they have."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.access import can_approve
from accounts.actions import add_membership, create_party, update_party
from accounts.actions.memberships import lock_led_party, lock_party
from accounts.actions.naming import give_name
from accounts.actions.parties import raise_version
from accounts.models import User
from accounts.states import PartyKind, Role
from catalogue.models import City, Genre
from studio.models import Professional
from studio.rules.calls import clean_call_link
from studio.states import Discipline
from web.texts import clean_text

LANGUAGES = (
    "ar", "bg", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "he", "hi", "hr", "hu", "it", "ja", "ko", "lt",
    "lv", "nl", "no", "pl", "pt", "ro", "ru", "sk", "sl", "sr", "sv", "tr", "uk", "zh",
)  # fmt: skip
"""The languages that one may say to speak, by ISO 639-1."""
GEAR_MAX = 4000
PROFESSIONAL_FIELDS = {"disciplines", "languages", "gear", "is_remote", "is_on_site", "call_link"}


@transaction.atomic
def create_professional(
    *,
    acting_user: User,
    name: str,
    timezone: str,
    disciplines: Iterable[str],
    city: City | None = None,
    genres: Iterable[Genre] = (),
    is_remote: bool = True,
    is_on_site: bool = True,
    your_name: str = "",
) -> Professional:
    """A new professional; its maker owns it, is its first member, and says `your_name` unless they have.

    Raises ValidationError by field.
    """
    give_name(acting_user, your_name)
    party = create_party(
        acting_user=acting_user, kind=PartyKind.PROFESSIONAL, name=name, timezone=timezone, city=city, genres=genres
    )
    professional = Professional(party=party)
    _set_fields(professional, {"disciplines": disciplines, "is_remote": is_remote, "is_on_site": is_on_site})
    professional.save(force_insert=True)
    add_membership(acting_user=acting_user, party=party, user=acting_user, role=Role.MEMBER)
    return professional


@transaction.atomic
def update_professional(*, acting_user: User, professional: Professional, **fields) -> Professional:
    """Change the page of a professional; what is not named stays, and nothing named, nothing is written.

    `fields`: disciplines (values of `Discipline`, at least one), languages (of `LANGUAGES`), gear, call_link,
    is_remote and is_on_site (at least one is true), and those of `accounts.actions.update_party`. Locks the party.
    Raises ValidationError by field, PermissionDenied.
    """
    lock_led_party(acting_user, professional.party)
    own = {field: fields.pop(field) for field in PROFESSIONAL_FIELDS & fields.keys()}
    if own:
        # Two leaders may each switch one way of working off: what the other wrote is read under the lock.
        professional.refresh_from_db(fields=sorted(PROFESSIONAL_FIELDS))
        _set_fields(professional, own)
        professional.save(update_fields=list(own))
    professional.party = update_party(acting_user=acting_user, party=professional.party, **fields)
    if own and not fields:
        raise_version(professional.party)
    return professional


@transaction.atomic
def verify_professional(*, acting_user: User, professional: Professional, is_verified: bool) -> Professional:
    """Staff say that they have checked who this is, or take that back. Raises PermissionDenied unless the user is
    staff."""
    if not can_approve(acting_user):
        raise PermissionDenied
    lock_party(professional.party)
    professional.refresh_from_db(fields=["verified_at", "verified_by"])
    if professional.is_verified != is_verified:
        professional.verified_at = now() if is_verified else None
        professional.verified_by = acting_user if is_verified else None
        professional.save(update_fields=["verified_at", "verified_by"])
        raise_version(professional.party)
    return professional


def _set_fields(professional: Professional, fields: dict[str, Any]) -> None:
    for field, value in fields.items():
        if field == "gear":
            value = clean_text(field, value, longest=GEAR_MAX)
        elif field == "disciplines":
            value = _checked(field, value, Discipline.values)
        elif field == "languages":
            value = _checked(field, value, LANGUAGES)
        elif field == "call_link":
            value = clean_call_link(value)
        setattr(professional, field, value)
    if not professional.disciplines:
        raise ValidationError({"disciplines": [_("Choose at least one.")]})
    if not (professional.is_remote or professional.is_on_site):
        raise ValidationError({"is_on_site": [_("Say whether you work remotely, on site, or both.")]})


def _checked(field: str, chosen: Iterable[str], known: Iterable[str]) -> list[str]:
    """Those chosen, each once and in the order of those known. Raises ValidationError at the field."""
    wanted, order = set(chosen), list(known)
    if unknown := wanted - set(order):
        raise ValidationError({field: [_("“%(value)s” is not one of the choices.") % {"value": min(unknown)}]})
    return [each for each in order if each in wanted]
