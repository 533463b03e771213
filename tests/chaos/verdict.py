"""What must hold after the load: what was acknowledged is there, what was refused is not, and each is told once.

Every text carries the key of its request, so that a request is found by what it wrote.
"""

from collections import Counter
from collections.abc import Iterable, Iterator

from django.core.management import CommandError, call_command

from bookings.models import Booking, HistoryEntry, Show
from bookings.states import Event
from notifications.emails import message_id
from notifications.models import Notification
from tests.chaos.traffic import Attempt


def wrongs(record: Iterable[Attempt], mails: Counter, mails_in_calm: Counter) -> list[str]:
    """Everything that is not as it must be, in words; empty when all is well.

    `mails` by Message-ID, those `in_calm` before anything was killed.
    """
    record = list(record)
    return [
        *_effects(record),
        *check_with("check_claims", "check_masks"),
        *_told(record),
        *mailed(mails, mails_in_calm),
    ]


def _effects(record: list[Attempt]) -> Iterator[str]:
    """Each acknowledged request has its one effect, no other request has any, and nothing else is there."""
    for what, found in _stored().items():
        done = {attempt.key for attempt in record if attempt.what == what and attempt.is_done}
        for key in done - found.keys():
            yield f"{what} {key} was acknowledged and is lost"
        for key in found.keys() - done:
            yield f"{what} {key} was refused, or never asked for, and is there"
        for key, count in found.items():
            if count > 1:
                yield f"{what} {key} happened {count} times"


def _stored() -> dict[str, Counter]:
    events = HistoryEntry.objects.filter(booking__isnull=False)
    return {
        "show": Counter(Show.objects.values_list("title", flat=True)),
        "apply": Counter(Booking.objects.values_list("message", flat=True)),
        "accept": Counter(events.filter(event=Event.CONFIRMED).values_list("text", flat=True)),
        "cancel": Counter(events.filter(event=Event.CANCELLED).values_list("text", flat=True)),
    }


def check_with(*names: str) -> Iterator[str]:
    """Nothing is half-made: promises and what they are for agree, masks and blocks too."""
    for name in names:
        try:
            call_command(name, verbosity=0)
        except CommandError as error:
            yield f"{name}: {error}"


def _told(record: list[Attempt]) -> Iterator[str]:
    """Everybody concerned has exactly one row in the outbox for each thing that happened."""
    rows = Counter(Notification.objects.values_list("kind", "data__booking", "user"))
    for (kind, booking, user), count in rows.items():
        if count > 1:
            yield f"{kind} of {booking} was told {count} times to {user}"
    told = Counter((kind, booking) for kind, booking, _user in rows)
    for attempt in record:
        if attempt.is_done and attempt.what in ("accept", "cancel"):
            kind = {"accept": "bookings.confirmed", "cancel": "bookings.cancelled"}[attempt.what]
            booking = Booking.objects.get(pk=attempt.subject)
            expected = 1 + booking.lineup.count()  # the act's leader and who plays; the host did it themselves
            if told[kind, attempt.subject] != expected:
                yield f"{kind} of {attempt.subject} reached {told[kind, attempt.subject]} of {expected} people"


def mailed(mails: Counter, mails_in_calm: Counter, *, may_skip: bool = False) -> Iterator[str]:
    """No mail is lost; one sent again after a crash bears the Message-ID it had, and without a crash none is.
    `may_skip`: what nobody needs to read any more by then may go unsent."""
    notifications = Notification.objects.select_related("user")
    ids = {message_id(notification, notification.user.email): notification for notification in notifications}
    for name, notification in ids.items():
        is_skipped = may_skip and notification.email_state == Notification.EmailState.SKIPPED
        if not mails[name] and not is_skipped:
            yield f"no mail went out for {notification.kind} {notification.pk} ({notification.email_state})"
    for name in mails.keys() - ids.keys():
        yield f"a mail tells of what never happened: {name}"
    for name, count in mails_in_calm.items():
        if count > 1:
            yield f"without a crash a mail went out {count} times: {name}"
