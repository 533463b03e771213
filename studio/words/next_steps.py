"""What comes next in a session, for one reader."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from studio.models import Session
from studio.states import SessionState
from web.dates import say_moment
from web.texts import isolated_words


@dataclass(frozen=True)
class Reader:
    """Which side somebody leads; `works`: they do the work, or lead those who do it."""

    is_client: bool
    is_professional: bool
    works: bool


def say_next(session: Session, reader: Reader) -> str:
    """What comes next, in a sentence or two; empty where nothing does."""
    match session.state:
        case SessionState.REQUESTED:
            return _requested(session, reader)
        case SessionState.APPROVED:
            return _approved(session, reader)
        case SessionState.CONFIRMED if reader.is_professional:
            return _("Paid. You get the money when the work is done.")
        case SessionState.CONFIRMED:
            words = isolated_words({"name": session.professional.name})
            return _("Paid. %(name)s gets the money when the work is done.") % words
        case SessionState.IN_PROGRESS:
            return _in_progress(session, reader)
        case SessionState.DELIVERED:
            return _delivered(session, reader)
        case SessionState.DISPUTED if reader.is_client or reader.is_professional:
            return _(
                "Our staff will decide; the money waits until then. Give your side below and add files as evidence."
            )
        case SessionState.DISPUTED:
            return _("Our staff will decide; the money waits until then.")
        case SessionState.COMPLETED if reader.is_professional:
            return _("Done. The money goes to you.")
        case SessionState.COMPLETED:
            words = isolated_words({"name": session.professional.name})
            return _("Done. The money goes to %(name)s.") % words
        case SessionState.EXPIRED if reader.is_client:
            return _("This expired without an answer or payment. Book again if you still want it.")
        case SessionState.EXPIRED:
            return _("This expired without an answer or payment.")
        case _:
            return ""


def _requested(session: Session, reader: Reader) -> str:
    words = _words(session, session.answer_by, name=session.professional.name)
    if session.starts_at is None:
        return (
            _("Answer by %(until)s.") if reader.is_professional else _("%(name)s has until %(until)s to answer.")
        ) % words
    if reader.is_professional:
        return _("Answer by %(until)s. Your time stays free until you approve.") % words
    return _("%(name)s has until %(until)s to answer. The time isn’t reserved until then.") % words


def _approved(session: Session, reader: Reader) -> str:
    words = _words(session, session.expires_at, name=session.client.name)
    if not reader.is_client:
        return _("%(name)s has until %(until)s to pay.") % words
    if session.starts_at is None:
        return _("Pay by %(until)s. Work starts once you’ve paid.") % words
    return _("Pay by %(until)s to confirm your time.") % words


def _in_progress(session: Session, reader: Reader) -> str:
    if reader.works and session.delivery_days is not None:
        return _("Deliver the work when it’s ready.")
    if session.starts_at:
        return _("The session is in progress.")
    return _("%(name)s is working on it.") % isolated_words({"name": session.professional.name})


def _delivered(session: Session, reader: Reader) -> str:
    if session.accept_by is None:
        return _("Delivered. The preview is being prepared.")
    words = _words(session, session.accept_by, name=session.client.name)
    if reader.is_client:
        return _("Accept it or ask for changes by %(until)s. It counts as accepted after that.") % words
    return _("%(name)s has until %(until)s to accept it or ask for changes. It counts as accepted after that.") % words


def _words(session: Session, until: dt.datetime | None, *, name: str) -> dict[str, str]:
    moment = say_moment(until, session.professional.timezone) if until else ""
    return isolated_words({"until": moment, "name": name})
