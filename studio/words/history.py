"""What happened to a session."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from studio.models import SessionEvent


def say_event(event: SessionEvent) -> str:
    """One line of the history, in words."""
    words = {
        "booked": _("Booked, to be paid"),
        "requested": _("Asked for"),
        "approved": pgettext("a session", "Approved"),
        "declined": _("Declined"),
        "withdrawn": _("Taken back"),
        "confirmed": _("Paid and booked"),
        "expired": _("Not paid in time"),
        "not_answered": _("Expired"),
        "cancelled": _("Called off"),
        "in_progress": _("Begun"),
        "delivered": _("Delivered"),
        "revision": _("To be revised"),
        "not_heard": _("A mix could not be heard, so it is not delivered yet"),
        "completed": _("Done"),
        "call_link": _("The link for calls is another one"),
        "reported_no_show": _("Reported: the other side did not come"),
        "reported_work": _("Reported: the work is not what was agreed"),
        "reported_other": _("A problem is reported"),
        "case": _("Said in the dispute"),
        "settled": _("Settled by staff"),
        "worker": _("Someone else of the team does it"),
        "worker_left": _("Whoever worked in it has left the team"),
        "worker_gone": _("Called off: whoever was to work in it has left, and nobody else is free"),
        "proposed_terms": _("Other terms are proposed"),
        "asked_terms": _("Other terms are asked for"),
        "proposed_move": _("New time proposed"),
        "proposed_extension": _("More time is proposed"),
        "agreed_extension": _("More time is agreed, to be paid"),
        "extended": _("More time is paid and booked"),
        "moved": _("Moved to another time"),
        "bought_revision": _("Another revision is ordered, to be paid"),
        "declined_proposal": _("The proposal is declined"),
        "withdrawn_proposal": _("Proposal withdrawn"),
        "proposal_expired": _("The proposal was not answered in time"),
        "proposal_unpaid": _("The proposal was not paid in time"),
        "tipped": _("A tip"),
    }
    return words.get(event.event, event.event)


def text_of(event: SessionEvent, *, with_money: bool) -> str:
    """What somebody said with it. Of a settlement the first paragraph is how the price was shared
    (`studio.actions.sessions.disputing`): whoever only works in the session does not read that."""
    if event.event == "settled" and not with_money:
        return event.text.partition("\n\n")[2]
    return event.text
