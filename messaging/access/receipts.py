"""Whose reading one sees. Receipts are mutual: whoever hides what they have read sees nobody else's."""

from collections.abc import Collection
from uuid import UUID

from accounts.models import User
from messaging.access.people import known_in
from messaging.models import Mailbox, Seat, Thread


def hidden_from(user: User, people: Collection[UUID]) -> set[UUID]:
    """Ids of those of these people who do not show the user what they have read; never the user. One query."""
    hiding = Mailbox.objects.filter(user__in={*people, user.pk}, shows_reading=False)
    found = set(hiding.values_list("user", flat=True))
    return (set(people) if user.pk in found else found) - {user.pk}


def receipts_in(user: User, thread: Thread) -> list[Seat]:
    """The seats of the others who show the user how far they have read the thread, each with its person. Two queries;
    more in an enquiry, where only those are meant whose names the user may read."""
    seats = list(Seat.objects.filter(thread=thread).exclude(user=user).select_related("user"))
    known = known_in(user, thread)
    if known is not None:
        seats = [seat for seat in seats if seat.user_id in known]
    hidden = hidden_from(user, [seat.user_id for seat in seats])
    return [seat for seat in seats if seat.user_id not in hidden]
