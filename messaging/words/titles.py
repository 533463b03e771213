"""What threads are called."""

from django.utils.translation import gettext as _

from accounts.models import User
from bookings.words.places import short_place_of
from messaging.models import Thread
from web.dates import say_day
from web.texts import isolated_words


def thread_title(user: User, thread: Thread) -> str:
    """By what it is about, in the reader's language. Reads the booking, the show and the parties."""
    if thread.booking:
        show = thread.booking.spot.show
        words = {"act": thread.booking.act.name, "host": short_place_of(show), "day": say_day(show.night)}
        return _("%(act)s at %(host)s, %(day)s") % isolated_words(words)
    if thread.session:
        names = {"client": thread.session.client.name, "professional": thread.session.professional.name}
        return _("%(service)s, %(professional)s for %(client)s") % isolated_words(
            names | {"service": thread.session.name}
        )
    if thread.show:
        words = {"show": thread.show.title or short_place_of(thread.show), "day": say_day(thread.show.night)}
        return _("Everyone at %(show)s, %(day)s") % isolated_words(words)
    assert thread.party  # noqa: S101 — as the database has it
    if thread.asker is None:
        return _("%(band)s, the band") % isolated_words({"band": thread.party.name})
    # Without a night: a later message may ask about another, and a thread keeps its name.
    words = {"asker": thread.asker.name, "act": thread.party.name}
    return _("%(asker)s to %(act)s") % isolated_words(words)
