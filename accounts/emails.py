"""What accounts tells people: the texts of its notifications. They are made when read, so names are those of now."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from accounts.access import is_member
from accounts.models import Party, User
from accounts.states import Role
from notifications.registry import Text, register


def register_kinds() -> None:
    """Make the kinds known; called once at start."""
    register("accounts.joined", gettext_lazy("Somebody joins my band or venue"), say_joined)
    register("accounts.approved", gettext_lazy("My band or venue is approved"), say_approved)
    register("accounts.suspended", gettext_lazy("My band or venue is suspended"), say_suspended)


def say_joined(notification, user) -> Text | None:
    """Who came, and as what."""
    party = _own_party(notification, user)
    newcomer = User.objects.filter(pk=notification.data.get("user")).first()
    if party is None or newcomer is None:
        return None
    names = {"name": newcomer.display_name, "party": party.name}
    role = Role(notification.data.get("role", Role.MEMBER)).label
    return Text(
        subject=_("%(name)s joined %(party)s") % names,
        text=pgettext("somebody joined", "By an invite link, as: %(role)s.") % {"role": role},
        action=_("See who is in"),
    )


def say_approved(notification, user) -> Text | None:
    """What is possible now."""
    party = _own_party(notification, user)
    if party is None:
        return None
    return Text(
        subject=_("%(party)s is approved") % {"party": party.name},
        text=_("Everybody can see the page now. You may publish shows and apply for open nights."),
        action=_("Go on"),
    )


def say_suspended(notification, user) -> Text | None:
    """What is no longer possible, and why, in the words of the staff."""
    party = _own_party(notification, user)
    if party is None:
        return None
    reason = notification.data.get("reason", "")
    paragraphs = [_("Nobody else sees the page for the time being, and it can neither publish nor apply.")]
    if reason:
        paragraphs.append(_("The reason given: %(reason)s") % {"reason": reason})
    return Text(
        subject=_("%(party)s is suspended") % {"party": party.name},
        text="\n\n".join([*paragraphs, _("What was confirmed before stays confirmed.")]),
        action=_("Look at it"),
    )


def _own_party(notification, user) -> Party | None:
    """The party it is about, as long as the reader belongs to it."""
    party = Party.objects.filter(pk=notification.data.get("party")).first()
    return party if party and is_member(user, party) else None
