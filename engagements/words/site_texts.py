"""What the site itself says where people write: a reason that outlives its writer is kept as a code, and read by each
in their own language."""

from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

MARK = "\x01"
"""Stands before a code; nobody else writes it (`clean_message`)."""
WORDS = {
    "account_closed": _("The account is closed."),
    "party_closed": _("%(party)s has closed."),
    "deposit_missing": _("The deposit wasn’t paid."),
    "promised_elsewhere": _("booked elsewhere"),
    "taken_back_often": _("asked and withdrawn several times within a day"),
}


class SiteText(NamedTuple):
    """A code of WORDS, and the name that its words hold."""

    code: str
    name: str = ""

    @property
    def stored(self) -> str:
        return f"{MARK}{self.code}:{self.name}"


def say_text(stored: str) -> str:
    """What somebody wrote, as it is; what the site says, in the reader's language."""
    if not stored.startswith(MARK):
        return stored
    code, _colon, name = stored.removeprefix(MARK).partition(":")
    return str(WORDS[code]) % {"party": name} if code in WORDS else name
