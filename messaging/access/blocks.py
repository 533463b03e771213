"""Who has blocked whom. A block ends writing in one enquiry, and no booking begins between its sides;
threads of bookings, shows and bands go on."""

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from accounts.access import can_lead
from accounts.models import Membership, Party, User
from accounts.states import LEADING_ROLES
from messaging.errors import EnquiriesOff, NothingWritten
from messaging.models import Block, Message, Thread
from messaging.states import About
from web.errors import Refusal
from web.texts import isolated_words


def own_side(user: User, thread: Thread) -> Party | None:
    """The side of an enquiry that the user decides for; None where they lead both sides, or it is no enquiry."""
    if thread.kind != About.ENQUIRY:
        return None
    sides = [thread.party, thread.asker]
    roles = Membership.objects.current().filter(user=user, role__in=LEADING_ROLES, party__in=sides)
    led = set(roles.values_list("party", flat=True))
    return next((side for side in sides if side and side.pk in led), None) if len(led) == 1 else None


def other_side(thread: Thread, side: Party) -> Party:
    """The one that this side of an enquiry writes to."""
    other = thread.asker if thread.party_id == side.pk else thread.party
    assert other  # noqa: S101 — as the database has it
    return other


def has_blocked(thread: Thread, side: Party) -> bool:
    """Whether this side of an enquiry has blocked the other."""
    return Block.objects.filter(thread=thread, party=side).exists()


def require_unblocked(user: User, thread: Thread) -> None:
    """Raise NothingWritten if either side of an enquiry has blocked the other. Only the side that blocked is told
    so."""
    if thread.kind != About.ENQUIRY:
        return
    blocks = set(thread.blocks.values_list("party", flat=True))
    side = own_side(user, thread)
    if side and side.pk in blocks:
        raise _own_block(other_side(thread, side))
    # Whoever is blocked cannot go on in an enquiry that somebody else began for another party of theirs.
    if blocks or (side and is_unwanted(user, other_side(thread, side))):
        raise NothingWritten


def unwelcome(user: User | None, party: Party, other: Party) -> Refusal | None:
    """Why this user, or the clock, begins no booking in the name of the first party with the other. Registered with
    `bookings.hooks.unwelcome`."""
    blocks = set(Block.objects.filter(thread__in=Thread.objects.between(party, other)).values_list("party", flat=True))
    # The user of another party may act for this one: a headliner that books the bill of its host.
    if party.pk in blocks and (user is None or can_lead(user, party)):
        return _own_block(other)
    return off(other) if blocks or (user and is_unwanted(user, other)) else None


def off(party: Party) -> EnquiriesOff:
    """It takes no messages, for whatever reason."""
    return EnquiriesOff(_("%(name)s takes no messages from here at the moment.") % isolated_words({"name": party.name}))


def _own_block(other: Party) -> NothingWritten:
    name = isolated_words({"name": other.name})
    return NothingWritten(_("You have blocked %(name)s. Unblock them first.") % name)


def is_unwanted(user: User, party: Party) -> bool:
    """Whether the party has blocked an enquiry in which this person wrote for the other side, whoever that was."""
    wrote = Message.objects.filter(thread=OuterRef("thread"), author=user).exclude(party=party)
    return Block.objects.filter(Exists(wrote), party=party).exists()
