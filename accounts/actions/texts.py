"""Text as people and programs send it, made fit to store."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import NAME_MAX
from accounts.names.zones import known_zones
from web.texts import clean_line, clean_text

__all__ = ["clean_line", "clean_name", "clean_text", "clean_zone"]


def clean_name(name: str, *, field: str = "name", required: bool = False) -> str:
    """How a person is called. Raises ValidationError({field: ...})."""
    return clean_line(field, name, longest=NAME_MAX, required=required)


def clean_zone(timezone: str) -> str:
    """An IANA zone of a place, or UTC. Raises ValidationError({"timezone": ...})."""
    if timezone not in known_zones():
        raise ValidationError({"timezone": [_("Choose a time zone such as Europe/Berlin.")]})
    return timezone
