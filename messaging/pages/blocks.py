"""Blocking, as the page of the thread of a booking or a session offers it; that of an enquiry has it among what may
become of it."""

from dataclasses import dataclass

from accounts.models import Party, User
from messaging.access.blocks import blocked_by, is_open_in_any_case, other_side, own_side
from messaging.models import Thread


@dataclass(frozen=True)
class BlockOffer:
    """That the user may block the `other` side of a thread or, if it is blocked, let it write again."""

    thread: Thread
    other: Party
    is_blocked: bool


def block_offer(user: User, thread: Thread) -> BlockOffer | None:
    """What the user may do in the thread of a booking or a session; None where a confirmed one connects the two and
    nothing is blocked, or nobody is left on the other side, and in any other thread."""
    is_of_two = thread.booking is not None or thread.session is not None
    blocks = blocked_by(thread) if is_of_two else set()
    if not is_of_two or (is_open_in_any_case(thread) and not blocks):
        return None
    side = own_side(user, thread)
    if side is None or other_side(thread, side).is_forgotten or (is_open_in_any_case(thread) and side.pk not in blocks):
        return None
    return BlockOffer(thread, other_side(thread, side), side.pk in blocks)
