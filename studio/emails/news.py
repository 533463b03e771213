"""What a kind of news about a session says, and who may know of it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from accounts.models import User
from engagements.queries.people import led_ids
from studio.access import works_in
from studio.models import Session
from studio.states import SessionState

SEE = gettext_lazy("See the session")


@dataclass(frozen=True)
class News:
    """One kind in words; service, client, professional, worker, price, when and until stand in them. `state`: mailed
    only while the session is in it; `without_price`: the sentence for whoever only works in it."""

    label: str | Promise
    subject: str | Promise
    sentence: str | Promise
    action: str | Promise = SEE
    state: SessionState | None = None
    without_price: str | Promise = ""


def known_to(sessions: Iterable[Session], user: User) -> dict[str, bool]:
    """Those of these sessions that the user deals with, by id, and whether they may know of the money. One query."""
    led = led_ids(user, [side for session in sessions for side in (session.client_id, session.professional_id)])
    leads = {session: bool({session.client_id, session.professional_id} & led) for session in sessions}
    return {str(session.pk): leads[session] for session in sessions if leads[session] or works_in(user, session)}
