"""Text as people and programs send it, made fit to store."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


def clean_text(field: str, text: str, *, longest: int, required: bool = False) -> str:
    """The text in NFC without the white space around it. Raises ValidationError({field: ...}).

    Refused is what PostgreSQL cannot store (NUL, halves of surrogate pairs) and what is too long.
    """
    clean = unicodedata.normalize("NFC", text).strip()
    if "\x00" in clean or any("\ud800" <= letter <= "\udfff" for letter in clean):
        raise ValidationError({field: [_("This text holds characters that cannot be stored.")]})
    if required and not clean:
        raise ValidationError({field: [_("This field is required.")]})
    if len(clean) > longest:
        raise ValidationError({field: [_("Use at most %(count)s characters.") % {"count": longest}]})
    return clean


def clean_line(field: str, text: str, *, longest: int, required: bool = False) -> str:
    """The same for one line: every run of white space, line breaks too, is one space; other controls go."""
    visible = "".join(letter for letter in text if letter.isspace() or unicodedata.category(letter) != "Cc")
    return clean_text(field, " ".join(visible.split()), longest=longest, required=required)


NAMED = r"(?:[\w-]+\.)+(?:[^\W\d_A-Z]{2,}|[A-Z]{2,})(?![\w-])"
HOST = rf"(?<![\w.]){NAMED}"
LINK = re.compile(
    rf"""(?:[A-Za-z][A-Za-z0-9+.-]*:/{{1,2}}|[Ww]{{3}}\.|(?i:mailto:))\S+   # https://example.org, www.example.org
      | [^\s@<>"'()]+@{NAMED}                                           # somebody@example.org
      | {HOST}(?:[/?\#]|:\d)\S*                                        # example.org/there
    """,
    re.VERBOSE,
)


def without_links(text: str) -> str:
    """The text without whatever a mail program would make a link of: addresses of pages and mailboxes go, and a mere
    host, which may be a name with a dot in it, stays readable: "example[.]org"."""
    removed = LINK.sub(_("(link removed)"), text)
    return re.sub(HOST, lambda host: host[0].replace(".", "[.]"), removed)
