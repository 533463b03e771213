"""What happened to a session."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from studio.models import Session, SessionEvent
from web.money import format_amount
from web.texts import isolated


def say_event(event: SessionEvent) -> str:
    """One line of the history, in words."""
    words = {
        "booked": _("Booked, to be paid"),
        "requested": _("Requested"),
        "approved": pgettext("a session", "Approved"),
        "declined": _("Declined"),
        "withdrawn": _("Withdrawn"),
        "confirmed": _("Paid and booked"),
        "expired": _("Not paid in time"),
        "not_answered": _("Expired"),
        "cancelled": _("Cancelled"),
        "in_progress": _("Begun"),
        "delivered": _("Delivered"),
        "revision": _("Revision requested"),
        "not_heard": _("Not delivered: a mix won’t play"),
        "completed": _("Done"),
        "call_link": _("Call link changed"),
        "reported_no_show": _("No-show reported"),
        "reported_work": _("Reported: the work isn’t as agreed"),
        "reported_other": _("Problem reported"),
        "case": _("Statement in the dispute"),
        "settled": _("Settled by staff"),
        "worker": _("Another team member takes over"),
        "worker_left": _("The engineer has left the team"),
        "worker_gone": _("Cancelled: the engineer has left, and no one else is free"),
        "proposed_terms": _("Other terms proposed"),
        "asked_terms": _("Other terms requested"),
        "proposed_move": _("New time proposed"),
        "proposed_extension": _("More time proposed"),
        "agreed_extension": _("More time agreed, payment due"),
        "extended": _("More time paid and booked"),
        "moved": _("Moved to another time"),
        "bought_revision": _("Another revision ordered"),
        "declined_proposal": _("Session proposal declined"),
        "withdrawn_proposal": _("Proposal withdrawn"),
        "proposal_expired": _("Proposal not answered in time"),
        "proposal_unpaid": _("Proposal not paid in time"),
        "tipped": _("Tip paid"),
    }
    return words.get(event.event, event.event)


def text_of(event: SessionEvent, session: Session, *, with_money: bool) -> str:
    """What somebody wrote with it. Where money went back, readers who see money read first how much, in their
    language."""
    back, text = _money_and_text(event, session)
    return "\n\n".join(filter(None, [back if with_money else "", text]))


def _money_and_text(event: SessionEvent, session: Session) -> tuple[str, str]:
    """What went back, in words, and what was written. Settlements of older versions hold both in `text`."""
    if event.back_minor is None:
        back, _gap, text = event.text.partition("\n\n") if event.event == "settled" else ("", "", event.text)
        return back, text
    values = {
        "client": isolated(session.client.name),
        "refund": format_amount(event.back_minor, session.currency_id),
        "price": format_amount(session.price_minor, session.currency_id),
    }
    return _("%(client)s gets %(refund)s of %(price)s back.") % values, event.text
