"""Who is missing from a line-up, and how long there is to find somebody, in words."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from web.texts import isolated

WHO = (
    (("drum", "schlagzeug"), gettext_lazy("Drummer missing")),
    (("bass",), gettext_lazy("Bass player missing")),
    (("guitar", "gitarre"), gettext_lazy("Guitarist missing")),
    (("vocal", "voice", "sing", "gesang"), gettext_lazy("Singer missing")),
    (("keys", "keyboard", "piano", "organ", "klavier", "orgel"), gettext_lazy("Keyboard player missing")),
)
"""What people call their part is free text: words that it may hold, and what is said then."""


def missing_words(instrument: str, name: str) -> str:
    """Who is missing: "Drummer missing"; their part as they call it, or their name, where we have no word for it."""
    part = instrument.lower()
    for words, said in WHO:
        if any(word in part for word in words):
            return str(said)
    return _("%(who)s missing") % {"who": isolated(instrument or name)}


def days_left_words(night: dt.date, timezone: str, at: dt.datetime) -> str:
    """How long there is until a night by the clock of its place: "4 days left"."""
    days = (night - at.astimezone(ZoneInfo(timezone)).date()).days
    if days <= 0:
        return _("it is tonight")
    return ngettext("%(days)d day left", "%(days)d days left", days) % {"days": days}
