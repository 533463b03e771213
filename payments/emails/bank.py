"""Those who lead a party are told when its bank details change: whoever did it may be nobody who should."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Membership, User
from accounts.states import LEADING_ROLES
from notifications.kinds import registry
from notifications.kinds.groups import Group
from notifications.kinds.registry import Text
from notifications.models import Notification
from payments.models import BankDetails
from web.texts import isolated_words

CHANGED = "payments.bank_changed"
SHOWN = 4
"""So many of the last characters of an IBAN: a mail is no place for all of them."""


def register_kinds() -> None:
    """Called when the site starts."""
    registry.register_all(
        {CHANGED: gettext_lazy("The bank details of my band or venue have changed")},
        render_all,
        group=Group.MONEY,
        is_always_told=True,
    )


def render_all(notifications: Sequence[Notification], user: User) -> list[Text | None]:
    """What has changed, for leaders of the party; None for everybody else. Two queries."""
    led = Membership.objects.current().filter(user=user, role__in=LEADING_ROLES).select_related("party")
    parties = {str(membership.party_id): membership.party for membership in led}
    wanted = {told.data.get("details") for told in notifications} - {None, ""}
    details = {str(row.pk): row for row in BankDetails.objects.filter(pk__in=wanted).select_related("set_by")}
    return [
        _text(party.name, details.get(told.data.get("details", ""))) if party else None
        for told, party in ((told, parties.get(told.data.get("party", ""))) for told in notifications)
    ]


def _text(party: str, details: BankDetails | None) -> Text:
    names = {"party": party, "who": details.set_by.display_name if details and details.set_by else ""}
    words = isolated_words(names) | {"end": details.iban[-SHOWN:] if details else ""}
    sentence = _("Payers no longer see bank details.")
    if details and details.iban:
        sentence = _("Transfers now go to the account ending in %(end)s. Changed by: %(who)s.")
    elif details:
        sentence = _("Transfers now go to another account. Changed by: %(who)s.")
    warning = _("If that wasn’t one of you, change it back now, and change your passwords.")
    return Text(
        subject=_("The bank details of %(party)s have changed") % words,
        text="\n\n".join([sentence % words, warning]),
        action=_("View bank details"),
    )
