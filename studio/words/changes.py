"""What is proposed about a session."""

from django.utils.translation import gettext as _

from studio.models import SessionChange
from studio.queries.services import say_minutes
from studio.states import ChangeKind
from web.dates import say_moment, say_span
from web.money import format_amount


def say_change(change: SessionChange, *, with_price: bool = True) -> str:
    """A proposal in one line; it comes with its session and professional. Whoever only works in the session does not
    read prices."""
    session = change.session
    zone, price = session.professional.timezone, format_amount(change.price_minor or 0, session.currency_id)
    length = say_minutes(change.minutes) if change.minutes else ""
    span = say_span(change.starts_at, change.ends_at, zone) if change.starts_at and change.ends_at else ""
    match change.kind:
        case ChangeKind.TERMS:
            return " · ".join(filter(None, [span, length, price if with_price else ""]))
        case ChangeKind.MOVE:
            return span
        case ChangeKind.EXTENSION:
            until = say_moment(change.ends_at, zone) if change.ends_at else ""
            words = {"length": length, "until": until, "price": price}
            if not with_price:
                return _("%(length)s more, until %(until)s") % words
            return _("%(length)s more, until %(until)s, for %(price)s") % words
        case _ if not with_price:
            return _("One more revision")
        case _:
            return _("One more revision for %(price)s") % {"price": price}


def say_replaced(change: SessionChange) -> str:
    """What a session has now of that which a proposal would change: its terms, or its time; else empty."""
    session = change.session
    zone = session.professional.timezone
    span = say_span(session.starts_at, session.ends_at, zone) if session.starts_at and session.ends_at else ""
    match change.kind:
        case ChangeKind.TERMS:
            length = say_minutes(session.minutes) if session.minutes else ""
            return " · ".join(filter(None, [span, length, format_amount(session.price_minor, session.currency_id)]))
        case ChangeKind.MOVE:
            return span
        case _:
            return ""
