"""Blocking the other side of an enquiry, and letting them write again."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import OuterRef, Subquery

from accounts.actions.memberships import lock_party
from accounts.models import Party, User
from accounts.queries import leaders
from messaging.access import get_thread_for
from messaging.access.blocks import own_side
from messaging.actions.locking import lock_thread
from messaging.actions.mailboxes import tell_mailboxes
from messaging.models import Block, Seat, Thread


@transaction.atomic
def block_other_side(*, acting_user: User, thread: Thread) -> None:
    """Block the other side: nobody writes in this enquiry, nothing of it is mailed, and whoever wrote for the other
    side cannot begin another one with this party. Calling it twice does nothing. Raises Http404, PermissionDenied for
    users who lead neither side, or both."""
    # Enquiries lock their parties, so none begins while the block is being written.
    lock_party(_require_side(acting_user, get_thread_for(acting_user, thread.pk)))
    locked = lock_thread(acting_user, thread, is_adding=False)
    side = _require_side(acting_user, locked)
    Block.objects.get_or_create(thread=locked, party=side, defaults={"made_by": acting_user})
    last = Thread.objects.filter(pk=OuterRef("thread")).values("last_number")
    Seat.objects.filter(thread=locked).update(mailed_number=Subquery(last))
    tell_mailboxes(leaders(side))


@transaction.atomic
def unblock_other_side(*, acting_user: User, thread: Thread) -> None:
    """Let them write again, unless they have blocked too. Raises what `block_other_side` raises."""
    locked = lock_thread(acting_user, thread, is_adding=False)
    side = _require_side(acting_user, locked)
    Block.objects.filter(thread=locked, party=side).delete()
    tell_mailboxes(leaders(side))


def _require_side(user: User, thread: Thread) -> Party:
    side = own_side(user, thread)
    if side is None:
        raise PermissionDenied
    return side
