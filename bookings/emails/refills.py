"""What a host is told of looking for another act."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from bookings.access.loaders import is_staff
from bookings.models import Refill
from engagements.queries.people import led_ids
from notifications.kinds import registry
from notifications.kinds.groups import Group
from notifications.kinds.registry import Text
from notifications.models import Notification
from web.dates import say_day
from web.texts import isolated


def register_kinds() -> None:
    """Called when the site starts."""
    kinds = {"bookings.refill_exhausted": gettext_lazy("No acts left to invite")}
    registry.register_all(kinds, render_all, group=Group.BOOKINGS)


def render_all(notifications: Sequence[Notification], user: User) -> list[Text | None]:
    """The news for who leads the host; None for everybody else. Two queries."""
    wanted = {told.data.get("refill") for told in notifications} - {None}
    refills = {
        str(refill.pk): refill for refill in Refill.objects.select_related("spot__show__owner").filter(pk__in=wanted)
    }
    led = led_ids(user, {refill.spot.show.owner_id for refill in refills.values()})
    known = {pk: refill for pk, refill in refills.items() if is_staff(user) or refill.spot.show.owner_id in led}
    found = [known.get(told.data.get("refill", "")) for told in notifications]
    return [_render(refill) if refill else None for refill in found]


def _render(refill: Refill) -> Text:
    spot = refill.spot
    words = {"role": spot.get_role_display(), "night": say_day(spot.show.night), "show": isolated(str(spot.show))}
    return Text(
        _("No acts left to invite: %(role)s on %(night)s") % words,
        _("We’ve asked every act that could step in for %(show)s. None of them can play.") % words,
        _("See the show"),
    )
