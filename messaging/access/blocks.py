"""Who has blocked whom. A block ends writing in all threads that two parties have alone, and no booking begins
between them. Where a confirmed booking connects them, the threads of their bookings go on; those of shows and bands
always do."""

from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from accounts.access import can_lead
from accounts.models import Membership, Party, User
from accounts.states import LEADING_ROLES
from bookings.queries.acquaintance import have_a_night
from bookings.states import INITIATING_SIDE, BookingState
from engagements.states import Side
from messaging.errors import EnquiriesOff, NothingWritten
from messaging.models import Block, Message, Thread
from studio.queries.sessions import have_a_session
from web.errors import Refusal
from web.texts import isolated_words


def sides_of(thread: Thread) -> tuple[Party, Party] | None:
    """The two parties that have an enquiry, a booking or a session alone; None for a thread of any other kind."""
    if thread.booking:
        return thread.booking.act, thread.booking.spot.show.owner
    if thread.session:
        return thread.session.client, thread.session.professional
    return (thread.party, thread.asker) if thread.party and thread.asker else None


def own_side(user: User, thread: Thread) -> Party | None:
    """The side of an enquiry or a booking that the user decides for; None where they lead both sides, or the thread
    has no two sides."""
    sides = sides_of(thread)
    if sides is None:
        return None
    roles = Membership.objects.current().filter(user=user, role__in=LEADING_ROLES, party__in=sides)
    led = set(roles.values_list("party", flat=True))
    return next((side for side in sides if side.pk in led), None) if len(led) == 1 else None


def other_side(thread: Thread, side: Party) -> Party:
    """The one that this side of an enquiry or a booking writes to."""
    sides = sides_of(thread)
    assert sides  # noqa: S101 — as whoever asks has seen
    return sides[1] if sides[0].pk == side.pk else sides[0]


def is_open_in_any_case(thread: Thread) -> bool:
    """Whether no block counts here: not in a thread of more than two parties, nor in that of a booking of two that
    have a confirmed one to work on."""
    sides = sides_of(thread)
    if sides is None:
        return True
    if thread.session:
        return have_a_session(*sides)
    if thread.booking is None:
        return False
    return thread.booking.state == BookingState.CONFIRMED or have_a_night(*sides)


def blocked_by(thread: Thread) -> set[UUID]:
    """The ids of the sides that have blocked the other, in whichever of the threads that the two have alone."""
    sides = sides_of(thread)
    if sides is None:
        return set()
    return set(Block.objects.filter(thread__in=Thread.objects.of_two(*sides)).values_list("party", flat=True))


def has_blocked(thread: Thread, side: Party) -> bool:
    """Whether this side of an enquiry or a booking has blocked the other."""
    return side.pk in blocked_by(thread)


def is_silenced(thread: Thread) -> bool:
    """Whether a block ends writing here."""
    return bool(blocked_by(thread)) and not is_open_in_any_case(thread)


def require_unblocked(user: User, thread: Thread) -> None:
    """Raise NothingWritten if either side of an enquiry, or of a booking without a confirmed one between the two, has
    blocked the other. Only the side that blocked is told so."""
    if is_open_in_any_case(thread):
        return
    blocks, side = blocked_by(thread), own_side(user, thread)
    if side and side.pk in blocks:
        raise _own_block(other_side(thread, side))
    # Whoever is blocked cannot go on in an enquiry that somebody else began for another party of theirs.
    if blocks or (side and is_unwanted(user, other_side(thread, side))):
        raise NothingWritten


def unwelcome(user: User | None, party: Party, other: Party) -> Refusal | None:
    """Why this user, or the clock, begins no booking in the name of the first party with the other. Registered with
    `bookings.hooks.unwelcome`."""
    blocks = set(Block.objects.filter(thread__in=Thread.objects.of_two(party, other)).values_list("party", flat=True))
    # The user of another party may act for this one: a headliner that books the bill of its host.
    if party.pk in blocks and (user is None or can_lead(user, party)):
        return _own_block(other)
    return off(other) if blocks or (user and is_unwanted(user, other)) else None


def unwelcome_client(user: User, client: Party, professional: Party) -> Refusal | None:
    """Why this user does not book this professional for this client. Registered with
    `studio.hooks.unwelcome_client`."""
    refusal = unwelcome(user, client, professional)
    return None if refusal is None or have_a_session(client, professional) else refusal


def off(party: Party) -> EnquiriesOff:
    """It takes no messages, for whatever reason."""
    return EnquiriesOff(_("%(name)s isn’t taking messages right now.") % isolated_words({"name": party.name}))


def _own_block(other: Party) -> NothingWritten:
    name = isolated_words({"name": other.name})
    return NothingWritten(_("You’ve blocked %(name)s. Unblock them first.") % name)


def is_unwanted(user: User, party: Party) -> bool:
    """Whether the party has blocked an enquiry or a booking in which this person wrote for the other side, or that they
    began for it, whoever that was. One query, two where the party has blocked somebody."""
    blocks = Block.objects.filter(party=party)
    if not blocks.exists():
        return False
    wrote = Message.objects.filter(thread=OuterRef("thread"), author=user).exclude(party=party)
    by_acts = [kind for kind, side in INITIATING_SIDE.items() if side == Side.ACT]
    is_by_act = Q(thread__booking__initiated_by__in=by_acts)
    began = Q(thread__booking__act=party) & ~is_by_act | Q(thread__booking__spot__show__owner=party) & is_by_act
    began &= Q(thread__booking__created_by=user)
    began |= Q(thread__session__professional=party, thread__session__booked_by=user)
    return blocks.filter(Exists(wrote) | began).exists()
