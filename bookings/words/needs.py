"""What a client has said of their event, in words."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bookings.states import Power, Setting


def needs_lines(needs: Mapping[str, int | str]) -> list[tuple[str, str]]:
    """What `bookings.queries.needs.needs_of` holds, or a contract of it: each a name and what was said."""
    lines = []
    if "guests" in needs:
        lines.append((_("Guests"), str(needs["guests"])))
    if "setting" in needs:
        lines.append((_("Indoors or outdoors"), str(Setting(str(needs["setting"])).label)))
    if "power" in needs:
        lines.append((_("Power"), str(Power(str(needs["power"])).label)))
    if "set_up_minutes" in needs:
        minutes = int(needs["set_up_minutes"])
        said = ngettext("%(minutes)d minute", "%(minutes)d minutes", minutes) % {"minutes": minutes}
        lines.append((_("Time to set up"), said))
    return lines
