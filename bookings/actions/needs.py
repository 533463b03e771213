"""What an act has to know of a client's event before it answers."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from bookings.models import Show
from bookings.queries.needs import NEEDS
from bookings.states import Power, Setting

GUESTS_MAX = 1_000_000
SET_UP_MAX = 24 * 60


@dataclass(frozen=True)
class EventNeeds:
    """How many guests, where, on what power, and how long there is to set up before the set. All of it optional."""

    guests: int | None = None
    setting: str = ""
    power: str = ""
    set_up_minutes: int | None = None


def set_needs(show: Show, needs: EventNeeds) -> None:
    """Put them into a show that is not stored yet. Raises ValidationError by field."""
    errors = {}
    for name, most in {"guests": GUESTS_MAX, "set_up_minutes": SET_UP_MAX}.items():
        value = getattr(needs, name)
        if value is not None and not 1 <= value <= most:
            errors[name] = [_("Enter a number between 1 and %(most)s.") % {"most": most}]
    for name, choices in {"setting": Setting, "power": Power}.items():
        if getattr(needs, name) not in ("", *choices.values):
            errors[name] = [_("Choose one of these.")]
    if errors:
        raise ValidationError(errors)
    for name in NEEDS:
        setattr(show, name, getattr(needs, name))
