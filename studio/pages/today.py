"""What waits on Today in sessions: a request to answer, a price to pay, work to deliver or to accept."""

import datetime as dt
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from studio.models import Session, SessionChange
from studio.states import ChangeState, SessionState, Side
from studio.words.changes import say_change
from web.dates import say_moment
from web.money import format_amount
from web.texts import isolated_words


@dataclass(frozen=True)
class SessionErrand:
    """Something to do in a session, on its page or at another address; `note`: by when, and what happens otherwise."""

    session: Session
    title: str
    action: str
    who: str
    note: str
    deadline: dt.datetime | None
    href: str


def session_errand(session: Session) -> SessionErrand:
    """What a session waits for; it comes from `studio.queries.waiting.sessions_waiting_for`."""
    client, professional = session.client.name, session.professional.name
    match session.state:
        case SessionState.REQUESTED:
            note = _("Answer by %(due)s, or it expires.")
            return _errand(session, _("Session request"), _("Answer"), client, note, session.answer_by)
        case SessionState.APPROVED:
            amount = {"amount": format_amount(session.price_minor, session.currency_id)}
            note = _("Pay by %(due)s, or the time is released.")
            if session.starts_at is None:
                note = _("Pay by %(due)s, or the booking expires.")
            title = _("To be paid: %(amount)s") % amount
            return _errand(session, title, _("Pay"), professional, note, session.expires_at)
        case SessionState.DELIVERED:
            note = _("Ask for changes by %(due)s. After that it counts as accepted.")
            return _errand(session, _("Delivered"), _("Listen and accept"), professional, note, session.accept_by)
        case SessionState.DISPUTED:
            words = isolated_words({"client": client, "professional": professional})
            sides = _("%(client)s with %(professional)s") % words
            return _errand(session, _("Dispute to settle"), _("Read and resolve"), sides, "", None)
        case _:
            is_revision = session.revisions_used > 0
            title = _("Revision requested") if is_revision else _("To be delivered")
            note = "" if is_revision else _("Due by %(due)s.")
            return _errand(session, title, _("Deliver"), client, note, None if is_revision else delivery_due(session))


def change_errand(change: SessionChange) -> SessionErrand:
    """What a proposal waits for; it comes from `studio.queries.waiting.changes_waiting_for`."""
    session = change.session
    if change.state == ChangeState.TO_PAY:
        title = _("To be paid: %(amount)s") % {"amount": format_amount(change.price_minor or 0, session.currency_id)}
        note = _("Pay by %(due)s, or nothing changes.")
        return _errand(session, title, _("Pay"), session.professional.name, note, change.expires_at)
    name = session.client.name if change.side == Side.CLIENT else session.professional.name
    words = isolated_words({"kind": str(change.get_kind_display()), "proposal": say_change(change)})
    note = _("Answer by %(due)s, or it expires.")
    return _errand(session, _("%(kind)s: %(proposal)s") % words, _("Answer"), name, note, change.answer_by)


def delivery_due(session: Session) -> dt.datetime | None:
    """By when the work was promised: days after the session, or after it was booked where it has no time."""
    if session.delivery_days is None:
        return None
    return (session.ends_at or session.created_at) + dt.timedelta(days=session.delivery_days)


def review_errand(session: Session, href: str) -> SessionErrand:
    """A session that one's own side has not reviewed; `href` is where it does."""
    words = isolated_words({"client": session.client.name, "professional": session.professional.name})
    who = _("%(client)s with %(professional)s") % words
    return SessionErrand(session, _("How was it?"), _("Write a review"), who, session.name, None, href)


def _errand(
    session: Session, title: str, action: str, name: str, note: str, deadline: dt.datetime | None
) -> SessionErrand:
    words = isolated_words({"service": session.name, "name": name})
    due = {"due": say_moment(deadline, session.professional.timezone)} if deadline else {}
    who = _("%(service)s · %(name)s") % words
    href = reverse("studio:session", args=[session.pk])
    return SessionErrand(session, title, action, who, note % due if deadline else "", deadline, href)
