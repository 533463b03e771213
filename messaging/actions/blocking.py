"""Blocking the other side of an enquiry or a booking, and letting them write again."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery

from accounts.actions.memberships import lock_party
from accounts.models import Party, User
from accounts.queries import leaders
from messaging.access import get_thread_for
from messaging.access.blocks import is_open_in_any_case, own_side, sides_of
from messaging.actions.locking import lock_thread
from messaging.actions.mailboxes import tell_mailboxes
from messaging.models import Block, Seat, Thread


@transaction.atomic
def block_other_side(*, acting_user: User, thread: Thread) -> None:
    """From now on nobody writes in this thread, nor in any other that its two sides have alone; nothing of them is
    mailed, and whoever wrote for the other side begins no other one with this party. A second time does nothing. Raises
    Http404, PermissionDenied unless the user leads exactly one side of an enquiry, or of a booking between two parties
    that no confirmed booking connects."""
    # Enquiries lock their parties: none that the block forbids begins beside it.
    lock_party(_require_side(acting_user, get_thread_for(acting_user, thread.pk)))
    if thread._state.adding:  # a booking in which nobody has written yet
        Thread.objects.bulk_create([thread], ignore_conflicts=True)
    locked = lock_thread(acting_user, thread, is_adding=False)
    side = _require_side(acting_user, locked)
    if is_open_in_any_case(locked):
        raise PermissionDenied
    Block.objects.get_or_create(thread=locked, party=side, defaults={"made_by": acting_user})
    last = Thread.objects.filter(pk=OuterRef("thread")).values("last_number")
    Seat.objects.filter(thread__in=_threads_of_two(locked)).update(mailed_number=Subquery(last))
    tell_mailboxes(leaders(side))


@transaction.atomic
def unblock_other_side(*, acting_user: User, thread: Thread) -> None:
    """Let them write again, wherever this side has blocked them, unless they have blocked too. Raises Http404,
    PermissionDenied unless the user leads exactly one side."""
    found = get_thread_for(acting_user, thread.pk)
    side = _require_side(acting_user, found)
    lock_party(side)  # as `block_other_side`, which may come for another thread of the two
    Block.objects.filter(thread__in=_threads_of_two(found), party=side).delete()
    tell_mailboxes(leaders(side))


def _threads_of_two(thread: Thread) -> QuerySet[Thread]:
    sides = sides_of(thread)
    assert sides  # noqa: S101 — the user leads one of them
    return Thread.objects.of_two(*sides)


def _require_side(user: User, thread: Thread) -> Party:
    side = own_side(user, thread)
    if side is None:
        raise PermissionDenied
    return side
