"""What people are told of who may hold: the venue that somebody asks, the party what the venue has answered."""

from collections.abc import Collection, Sequence
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from bookings.queries.acquaintance import together
from engagements.queries.people import led_ids
from holds.models import HoldPermission
from holds.states import PermissionState
from notifications.kinds import registry
from notifications.kinds.groups import Group
from notifications.kinds.registry import Text
from notifications.models import Notification
from web.texts import isolated_words

LABELS = {
    "holds.may_hold_asked": gettext_lazy("Requests to hold nights"),
    "holds.may_hold_granted": gettext_lazy("A venue lets me hold nights"),
    "holds.may_hold_refused": gettext_lazy("A venue doesn’t let me hold nights"),
}


def register_kinds() -> None:
    """Called when the site starts."""
    registry.register_all(LABELS, render_all, group=Group.BOOKINGS, about="permission")
    registry.settle("holds.may_hold_granted", "holds.may_hold_refused", by="permission")


def render_all(notifications: Sequence[Notification], user: User) -> list[Text | None]:
    """The news for their reader; None where it is theirs to know no longer. Three queries."""
    wanted = {notification.data.get("permission") for notification in notifications} - {None}
    permissions = HoldPermission.objects.filter(pk__in=wanted).select_related("party", "venue__party")
    found = {str(permission.pk): permission for permission in permissions}
    led = led_ids(user, {pk for each in found.values() for pk in (each.venue_id, each.party_id)})
    acquainted = together({each.party_id for each in found.values()}, {each.venue_id for each in found.values()})
    told = [(notification, found.get(notification.data.get("permission", ""))) for notification in notifications]
    return [_render(each, permission, led, acquainted) if permission else None for each, permission in told]


def _render(
    notification: Notification, permission: HoldPermission, led: Collection[UUID], acquainted: set[tuple[UUID, UUID]]
) -> Text | None:
    """Nothing that strangers wrote is a link."""
    text = _text(notification, permission, led)
    is_known = (permission.party_id, permission.venue_id) in acquainted
    return text if text is None or is_known else text.without_links()


def _text(notification: Notification, permission: HoldPermission, led: Collection[UUID]) -> Text | None:
    names = isolated_words({"party": permission.party.name, "venue": permission.venue.party.name})
    if notification.kind == "holds.may_hold_asked":
        return _asked(permission, names) if permission.venue_id in led else None
    if permission.party_id not in led:
        return None
    if notification.kind == "holds.may_hold_granted":
        return Text(
            _("You can hold nights at %(venue)s") % names,
            _("%(party)s can now hold nights at %(venue)s.") % names,
            _("Hold a night"),
        )
    return Text(
        _("No holds at %(venue)s") % names,
        _("%(party)s can’t hold nights at %(venue)s. You can still apply for open slots.") % names,
        _("See the venue"),
    )


def _asked(permission: HoldPermission, names: dict[str, str]) -> Text:
    text = _("%(party)s would like to hold nights at %(venue)s.") % names
    if permission.state != PermissionState.ASKED:
        text += " " + _("This has been answered.")
    quoted = _("“%(words)s”") % {"words": permission.message} if permission.message else ""
    subject = _("%(party)s asks to hold nights") % names
    return Text(subject, "\n\n".join(filter(None, [text, quoted])), _("Allow or decline"))
