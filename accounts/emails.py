"""What accounts tells people: the texts of its notifications. They are made when read, so names are those of now."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from accounts.access import has_never_spoken, has_spoken_since, nudge_token
from accounts.models import Membership, Party, User
from accounts.states import Approval, Role
from notifications.kinds.groups import Group
from notifications.kinds.registry import Text, register, register_all
from notifications.models import Notification
from web.dates import say_day
from web.texts import isolated, isolated_words

STAFF_READS = {"accounts.waiting": Approval.DRAFT, "accounts.renamed": Approval.APPROVED}
"""What only staff read, and of a party in which state it is still news."""
NAMES_STRANGERS = {"accounts.joined", *STAFF_READS}


@dataclass(frozen=True)
class _Known:
    """What was read for a list, by id: the reader's own parties, the parties that staff look after by kind of news, and
    the people who joined."""

    parties: dict[str, Party]
    for_staff: dict[str, dict[str, Party]]
    newcomers: dict[str, User]


def register_kinds() -> None:
    """Make the kinds known; called once at start."""
    register_all(
        {
            "accounts.joined": gettext_lazy("Someone joins my band or venue"),
            "accounts.approved": gettext_lazy("My band or venue is approved"),
            "accounts.suspended": gettext_lazy("My band or venue is suspended"),
        },
        render_all,
        group=Group.PEOPLE,
    )
    register_all(
        {
            "accounts.waiting": gettext_lazy("A profile needs approval (staff)"),
            "accounts.renamed": gettext_lazy("An approved profile changes its name (staff)"),
        },
        render_all,
        group=Group.STAFF,
    )
    register("accounts.aged", gettext_lazy("Update your availability"), render_aged, group=Group.DATES)


def render_all(notifications: Sequence[Notification], user: User) -> list[Text | None]:
    """The news for their reader; None about a party they belong to no longer. At most three queries."""
    known = _read(notifications, user)
    own = [(notification, _party_of(notification, known)) for notification in notifications]
    return [_render(notification, party, known) if party else None for notification, party in own]


def _render(notification: Notification, party: Party, known: _Known) -> Text | None:
    """What names strangers holds no link that they wrote."""
    text = SAYING[notification.kind](notification, party, known)
    return text.without_links() if text and notification.kind in NAMES_STRANGERS else text


def _party_of(notification: Notification, known: _Known) -> Party | None:
    """The party that the news is about: for staff one that they look after, for everybody else one of their own."""
    found = known.for_staff.get(notification.kind, known.parties)
    return found.get(notification.data.get("party", ""))


def render_aged(notification: Notification, user: User) -> Text | None:
    """The question whether their calendar is still right; None once they have answered. Reads only the user's
    calendar."""
    asked_at = notification.data["asked_at"]
    if has_spoken_since(user, dt.datetime.fromisoformat(asked_at)):
        return None
    known_until = user.calendar.known_until
    if known_until and known_until > notification.created_at:
        day = say_day(known_until.astimezone(ZoneInfo(user.timezone)).date())
        known = _("Your bands can see your availability until %(day)s.") % {"day": day}
    else:
        known = _("Your bands can’t see when you’re free.")
    how = _("It takes one tap: your usual week, or free for eight more weeks.")
    subject = _("Is your calendar up to date?")
    if has_never_spoken(user):
        subject = _("When can you play?")
        how = _("Mark the nights you can’t play, or tap once to say you’re free for the next eight weeks.")
    return Text(
        subject=subject,
        text="\n\n".join([known, how]),
        action=_("Answer"),
        mail_path=reverse("accounts:nudge_answer", args=[nudge_token(user, asked_at)]),
    )


def _read(notifications: Sequence[Notification], user: User) -> _Known:
    party_ids = {notification.data.get("party") for notification in notifications} - {None}
    user_ids = {notification.data.get("user") for notification in notifications} - {None}
    current = Membership.objects.current().filter(user=user, party__in=party_ids).select_related("party")
    is_told = user.is_staff and any(notification.kind in STAFF_READS for notification in notifications)
    seen = list(Party.objects.filter(pk__in=party_ids, approval__in=STAFF_READS.values())) if is_told else []
    return _Known(
        parties={str(membership.party_id): membership.party for membership in current},
        for_staff={
            kind: {str(party.pk): party for party in seen if party.approval == approval}
            for kind, approval in STAFF_READS.items()
        },
        newcomers={str(newcomer.pk): newcomer for newcomer in User.objects.filter(pk__in=user_ids)},
    )


def _say_joined(notification: Notification, party: Party, known: _Known) -> Text | None:
    """Who joined, in which role. None if they have deleted their account since."""
    newcomer = known.newcomers.get(notification.data.get("user", ""))
    if newcomer is None:
        return None
    names = isolated_words({"name": newcomer.display_name, "party": party.name})
    role = Role(notification.data.get("role", Role.MEMBER)).label
    return Text(
        subject=_("%(name)s joined %(party)s") % names,
        text=pgettext("somebody joined", "By an invite link, as: %(role)s.") % {"role": role},
        action=_("See who’s in"),
    )


def _say_approved(notification: Notification, party: Party, _known: _Known) -> Text:
    """What is possible now."""
    if notification.data.get("is_lifted"):
        return Text(
            subject=_("%(party)s is no longer suspended") % {"party": isolated(party.name)},
            text=_(
                "Everyone can see the page again. You can publish, apply and accept as before. Links from "
                "before the suspension no longer work, so create new ones."
            ),
            action=_("Continue"),
        )
    return Text(
        subject=_("%(party)s is approved") % {"party": isolated(party.name)},
        text=_("Everyone can see the page now. You can publish shows and apply for open nights."),
        action=_("Continue"),
    )


def _say_suspended(notification: Notification, party: Party, _known: _Known) -> Text:
    """What is no longer possible, and why, in the words of the staff."""
    reason = notification.data.get("reason", "")
    if notification.data.get("is_new"):
        return _say_declined(party, reason)
    paragraphs = [_("For now, nobody else can see the page, and you can’t publish or apply.")]
    if reason:
        paragraphs.append(_("Reason: %(reason)s") % {"reason": isolated(reason)})
    return Text(
        subject=_("%(party)s is suspended") % {"party": isolated(party.name)},
        text="\n\n".join([*paragraphs, _("Confirmed bookings stay confirmed.")]),
        action=_("See the page"),
    )


def _say_declined(party: Party, reason: str) -> Text:
    """A newcomer that staff have not let in."""
    paragraphs = [_("Reason: %(reason)s") % {"reason": isolated(reason)}] if reason else []
    return Text(
        subject=_("%(party)s was not approved") % {"party": isolated(party.name)},
        text="\n\n".join(
            [*paragraphs, _("You can still change the page. Then write to us, and we’ll look at it again.")]
        ),
        action=_("See the page"),
    )


def _say_waiting(_notification: Notification, party: Party, _known: _Known) -> Text:
    """A party to approve. Not sent any more once staff have decided."""
    return Text(
        subject=_("%(party)s needs approval") % {"party": isolated(party.name)},
        text=_("They can set everything up, but can’t publish or apply until you approve."),
        action=_("See the page"),
    )


def _say_renamed(notification: Notification, party: Party, _known: _Known) -> Text:
    """Staff check whether it is still the party that they approved."""
    names = isolated_words({"former": notification.data.get("former", ""), "party": party.name})
    return Text(
        subject=_("%(former)s is now called %(party)s") % names,
        text=_("You approved it under its former name. Check that the new name isn’t someone else’s."),
        action=_("See the page"),
    )


SAYING: dict[str, Callable[[Notification, Party, _Known], Text | None]] = {
    "accounts.joined": _say_joined,
    "accounts.approved": _say_approved,
    "accounts.suspended": _say_suspended,
    "accounts.waiting": _say_waiting,
    "accounts.renamed": _say_renamed,
}
