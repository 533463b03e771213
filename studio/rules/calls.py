"""Links under which both sides of a remote session meet."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from web.texts import clean_line

LINK_MAX = 500


def clean_call_link(typed: Any) -> str:
    """A link that begins with https://, or nothing. Raises ValidationError at `call_link`."""
    link = clean_line("call_link", typed, longest=LINK_MAX)
    if link:
        try:
            URLValidator(schemes=["https"])(link)
        except ValidationError:
            raise ValidationError({"call_link": [_("Enter a link that begins with https://.")]}) from None
    return link
