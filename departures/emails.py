"""What people are told when a party changes hands, closes or is suspended; made at delivery, in the reader's words."""

import datetime as dt
from collections.abc import Sequence

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Party, User
from accounts.sign_in.letters import Letter, write_letter
from accounts.states import Approval, PartyKind
from notifications.emails import as_read_by
from notifications.kinds import registry
from notifications.kinds.groups import Group
from notifications.kinds.registry import Text
from notifications.models import Notification
from web.dates import say_day
from web.texts import isolated

OF_OTHERS = {"departures.closed", "departures.suspended", "departures.for_staff"}
LABELS = {
    "departures.handed_over": gettext_lazy("A band or venue becomes mine"),
    "departures.team_closed": gettext_lazy("My band or venue is closed"),
    "departures.closed": gettext_lazy("Someone I worked with has closed"),
    "departures.suspended": gettext_lazy("Someone I’m working with is suspended"),
    "departures.lifted": gettext_lazy("Someone I’m working with is no longer suspended"),
}


def letter_to(person: User, occasion: str, **words: str) -> Letter:
    """An email about somebody's account, in their language: "shut_out", "let_in" or "export_ready"."""
    login_url = settings.SITE_URL + reverse("account_login")
    with as_read_by(person):
        context = {"contact": settings.CONTACT_EMAIL, "login_url": login_url, **words}
        return write_letter(f"departures/email/{occasion}", context)


def register_kinds() -> None:
    """Called when the site starts."""
    registry.register_all(LABELS, render_all, group=Group.PEOPLE)
    for_staff = {"departures.for_staff": gettext_lazy("A band, venue or client has closed (staff)")}
    registry.register_all(for_staff, render_all, group=Group.STAFF)


def render_all(notifications: Sequence[Notification], user: User) -> list[Text | None]:
    """The news for their reader; staff's for staff alone. One query."""
    wanted = {told.data.get("party") for told in notifications} - {None}
    parties = {str(party.pk): party for party in Party.objects.filter(pk__in=wanted)}
    return [_render(told, parties.get(told.data.get("party", "")), user) for told in notifications]


def _render(told: Notification, party: Party | None, user: User) -> Text | None:
    if party is None or (told.kind == "departures.for_staff" and not user.is_staff):
        return None
    text = SAYING[told.kind](told, party)
    # Of one's own party one reads what staff have written; of others, who may be strangers, nothing that is a link.
    return text.without_links() if text and told.kind in OF_OTHERS else text


def _handed_over(told: Notification, party: Party) -> Text:
    return Text(
        _("%(party)s is yours now") % {"party": isolated(party.name)},
        _("The last owner has left and made you the owner. Its shows, bookings and holds are now yours to run."),
        _("See the page"),
    )


def _team_closed(told: Notification, party: Party) -> Text:
    text = _("The owner has closed it for good. The gigs you played stay in your history.")
    if reason := told.data.get("reason"):
        text = _("Our team has closed it for good: %(reason)s\n\nThe gigs you played stay in your history.")
        text %= {"reason": reason}
    return Text(_("%(party)s is closed") % {"party": isolated(party.name)}, text)


def _closed(told: Notification, party: Party) -> Text | None:
    """None of a client who was shut out and is let in again."""
    if party.approval == Approval.APPROVED:
        return None
    sentence = _("They’ve closed for good. You can still settle what’s open between you. Our team knows.")
    if party.kind == PartyKind.PERSON:
        sentence = _("You can still settle what’s open between you. Our team knows.")
    if told.data.get("nights") == []:
        sentence = _("Nobody will answer your messages there now. You keep the ones you have.")
        left = _("Someone you were writing to has left")
        return Text(left if party.kind == PartyKind.PERSON else _who_closed(party), sentence, _("Read it"))
    return Text(_who_closed(party), f"{sentence}\n\n{_nights(told)}", _("See what’s open"))


def _who_closed(party: Party) -> str:
    """Of a person's own party no name is left by the time when this is read."""
    if party.kind == PartyKind.PERSON:
        is_shut_out = party.approval == Approval.SUSPENDED
        return _("A client’s account is locked (staff)") if is_shut_out else _("A client has deleted their account")
    return _("%(party)s has closed") % {"party": isolated(party.name)}


def _suspended(told: Notification, party: Party) -> Text | None:
    """None once it is not suspended any more."""
    if party.approval != Approval.SUSPENDED:
        return None
    subject = _("%(party)s is suspended") % {"party": isolated(party.name)}
    if told.data.get("nights") == []:
        sentence = _("Nobody there can answer your messages while they’re suspended.")
        return Text(subject, sentence, _("Read it"))
    paragraphs = [
        _(
            "Our team has suspended them. For now, they can’t publish, apply or accept. Confirmed bookings "
            "stay unless one of you cancels; open requests may expire."
        ),
        _nights(told),
    ]
    return Text(subject, "\n\n".join(paragraphs), _("See what’s open"))


def _lifted(told: Notification, party: Party) -> Text | None:
    """None where it is suspended again by now."""
    if party.approval != Approval.APPROVED:
        return None
    text = _(
        "They can publish, apply and accept again. Your confirmed bookings stand unless one of you "
        "cancelled. You can answer open requests again."
    )
    return Text(_("%(party)s is no longer suspended") % {"party": isolated(party.name)}, text, _("See what’s open"))


def _for_staff(told: Notification, party: Party) -> Text:
    words = dict.fromkeys(("shows", "confirmed", "pending", "holds", "due"), 0) | told.data
    text = _(
        "Shows ended: %(shows)d. Bookings cancelled: %(confirmed)d. Requests ended: %(pending)d. Holds "
        "released: %(holds)d. Still to settle: %(due)d."
    )
    return Text(_who_closed(party), text % words, _("See the page"))


def _nights(told: Notification) -> str:
    nights = [say_day(dt.date.fromisoformat(night)) for night in told.data.get("nights", ())]
    return _("Nights: %(nights)s") % {"nights": ", ".join(nights)}


SAYING = {
    "departures.handed_over": _handed_over,
    "departures.team_closed": _team_closed,
    "departures.closed": _closed,
    "departures.suspended": _suspended,
    "departures.lifted": _lifted,
    "departures.for_staff": _for_staff,
}
