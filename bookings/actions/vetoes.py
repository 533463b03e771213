"""What the headliner has to say about the other acts on its bill: no, or with the host's leave, who they are.

A veto is a word between headliner and host. The act that waits reads nothing of it: its answer comes from the host, by
the deadline as ever; but nobody is booked against it.
"""

import datetime as dt

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from accounts.access import require_active
from accounts.models import User
from bookings.access.bills import can_veto
from bookings.actions.bills import require_plannable
from bookings.actions.doing import Doing
from bookings.actions.invitations import end_headliners_links
from bookings.actions.locking import lock_booking, lock_show
from bookings.actions.moves import raise_version
from bookings.actions.telling import tell
from bookings.hooks import bookings_changed
from bookings.models import Booking, Show
from bookings.queries.bills import headliners_of
from bookings.states import BookingState, Event, HeadlinerSays
from engagements.actions.inputs import clean_message
from engagements.actions.transactions import one_transaction
from engagements.errors import WrongState
from engagements.queries.people import leaders_of
from engagements.states import Channel


@one_transaction
def veto_booking(
    *,
    acting_user: User,
    booking: Booking,
    message: str = "",
    channel: Channel = Channel.PAGE,
    at: dt.datetime | None = None,
) -> Booking:
    """Say as the headliner that one does not want to share the bill with an act that waits for a spot on it.

    It cannot be accepted while the veto stands; its host is told. A second time changes nothing. Raises
    PermissionDenied unless the user leads the headliner and the host gave it a say, WrongState once it is answered.
    """
    doing = Doing.begin(acting_user, channel, at)
    message = clean_message(message)
    locked = lock_booking(booking)
    if not can_veto(acting_user, locked):
        raise PermissionDenied
    if locked.state != BookingState.PENDING:
        raise WrongState(locked.state)
    if locked.vetoed_at is None:
        locked.vetoed_at, locked.vetoed_by = doing.at, acting_user
        locked.save(update_fields=["vetoed_at", "vetoed_by"])
        raise_version(locked)
        show = locked.spot.show
        doing.note(Event.VETOED, show=show, text=": ".join(filter(None, [locked.act.name, message])))
        tell(doing, leaders_of(show.owner), "vetoed", locked, message=message)
    return locked


@one_transaction
def lift_veto(
    *, acting_user: User, booking: Booking, channel: Channel = Channel.PAGE, at: dt.datetime | None = None
) -> Booking:
    """Take one's veto back: the host may book the act. Raises PermissionDenied, WrongState once it is answered."""
    doing = Doing.begin(acting_user, channel, at)
    locked = lock_booking(booking)
    if not can_veto(acting_user, locked):
        raise PermissionDenied
    require_active(*headliners_of(locked.spot.show))
    if locked.state != BookingState.PENDING:
        raise WrongState(locked.state)
    if locked.vetoed_at is not None:
        locked.vetoed_at = locked.vetoed_by = None
        locked.save(update_fields=["vetoed_at", "vetoed_by"])
        raise_version(locked)
        tell(doing, leaders_of(locked.spot.show.owner), "veto_lifted", locked)
    return locked


@one_transaction
def set_headliner_says(
    *,
    acting_user: User,
    show: Show,
    headliner_says: str,
    channel: Channel = Channel.PAGE,
    at: dt.datetime | None = None,
) -> Show:
    """Let the headliner of one's show have a say about the other acts, or no longer: vetoes then stop to count.

    Raises ValidationError({"headliner_says": ...}), WrongState, PermissionDenied.
    """
    doing = Doing.begin(acting_user, channel, at)
    locked = lock_show(show.pk)
    require_plannable(acting_user, locked, doing)
    if headliner_says not in HeadlinerSays.values:
        raise ValidationError({"headliner_says": [_("Choose one of these.")]})
    before = locked.headliner_says
    if before != headliner_says:
        locked.headliner_says = headliner_says
        locked.save(update_fields=["headliner_says"])
        end_headliners_links(locked)
        raise_version(locked)
        # The headliner's leaders read what waits as long as they may book.
        bookings_changed(Booking.objects.filter(spot__show=locked, state=BookingState.PENDING).select_related("spot"))
        changes = {"headliner_says": [before, str(headliner_says)]}
        doing.note(Event.UPDATED, show=locked, before=locked.state, after=locked.state, changes=changes)
    return locked
