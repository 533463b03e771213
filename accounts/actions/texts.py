"""Text as people and programs send it, made fit to store."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.names.zones import known_zones
from web.texts import clean_line, clean_text

__all__ = ["clean_line", "clean_text", "clean_zone"]


def clean_zone(timezone: str) -> str:
    """An IANA zone of a place, or UTC. Raises ValidationError({"timezone": ...})."""
    if timezone not in known_zones():
        raise ValidationError({"timezone": [_("Choose a time zone such as Europe/Berlin.")]})
    return timezone
