"""From an enquiry to the sessions that follow, and back."""

import datetime as dt
from collections.abc import Collection, Sequence
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from accounts.models import Party, User
from accounts.states import PartyKind
from messaging.access import readable_by
from messaging.models import Thread
from studio.models import Session
from studio.queries.sessions import between
from web.dates import say_day
from web.notices import Notice
from web.texts import isolated_words

MADE_SHOWN = 5


def sessions_after(thread: Thread) -> list[tuple[str, str]]:
    """The sessions between the two parties of an enquiry since it began, newest first: what each is, and its address.
    One query."""
    made = between(thread.party_id, thread.asker_id).filter(created_at__gte=thread.created_at)
    return [(_words(each), reverse("studio:session", args=[each.pk])) for each in made[:MADE_SHOWN]]


def _words(session: Session) -> str:
    words = {"service": session.name, "state": session.get_state_display()}
    return _("%(service)s: %(state)s") % isolated_words(words)


def ways_to_sessions(side: Party, other: Party, days: Collection[dt.date]) -> list[tuple[str, str]]:
    """To the pages that book a professional, with who books and each day that was asked about and is to come; none
    where the other side is no professional."""
    if other.kind != PartyKind.PROFESSIONAL or not other.is_public:
        return []
    address, who = reverse("studio:book", args=[other.slug]), {"client": side.slug}
    today = localdate(timezone=ZoneInfo(other.timezone))
    to_come = [day for day in days if day >= today]
    if not to_come:
        return [(_("Book a session"), f"{address}?{urlencode(who)}")]
    return [
        (_("Book a session on %(day)s") % {"day": say_day(day)}, f"{address}?{urlencode({**who, 'day': day})}")
        for day in to_come
    ]


def enquiry_url_of(user: User, session: Session | None) -> str:
    """The address of the enquiry that came before a session, for those who may read it; else empty."""
    if session is None:
        return ""
    before = Thread.objects.between(session.client_id, session.professional_id)
    found = before.filter(created_at__lte=session.created_at, pk__in=readable_by(user)).first()
    return reverse("messaging:thread", args=[found.pk]) if found else ""


def enquiry_of_session(user: User, session: Session) -> Sequence[Notice]:
    """The link back from a session to its enquiry. Registered with `studio.hooks.beside_session`."""
    url = enquiry_url_of(user, session)
    return [Notice("beside", "messaging/_enquiry_notice.html", {"url": url})] if url else []
