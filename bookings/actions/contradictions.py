"""A gig promised for a time of which its player now says that they cannot: keep it, or ask to move it.

The third way out, asking for a dep, is `release_own_claim`.
"""

import datetime as dt

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from bookings.access import require_side, side_of
from bookings.actions.doing import Doing
from bookings.actions.lineups import lock_own_promise
from bookings.actions.locking import lock_booking
from bookings.actions.moves import raise_version
from bookings.actions.telling import tell, tell_sides
from bookings.models import Booking, HistoryEntry, LineupEntry
from bookings.queries.contradictions import questions_about, untold_contradictions
from bookings.states import Event
from engagements.actions.inputs import clean_message
from engagements.actions.transactions import one_transaction
from engagements.errors import AskedAlready, ChangedMeanwhile, WrongState
from engagements.states import Channel, Side
from notifications.actions import notify

ASKS_AGAIN_AFTER = dt.timedelta(days=1)


@one_transaction
def keep_promise(
    *, acting_user: User, entry: LineupEntry, channel: Channel = Channel.PAGE, at: dt.datetime | None = None
) -> LineupEntry:
    """Say that one plays whatever one's calendar says; one is not asked again while this promise lasts.

    Nobody else is told: that the calendar said otherwise was nobody's business. Raises WrongState unless one is
    promised to a confirmed booking still to come, PermissionDenied for anybody else's entry.
    """
    doing = Doing.begin(acting_user, channel, at)
    _booking, mine = lock_own_promise(acting_user, entry, doing)
    if mine.kept_at is None:
        mine.kept_at = doing.at
        mine.save(update_fields=["kept_at"])
    return mine


@one_transaction
def ask_to_move(
    *,
    acting_user: User,
    entry: LineupEntry,
    message: str = "",
    channel: Channel = Channel.PAGE,
    at: dt.datetime | None = None,
) -> LineupEntry:
    """Ask both sides whether a booking can be moved to another time, with a word if one likes; the promise stands.

    Its history keeps the question and the leaders of both sides are told. Raises AskedAlready within a day of asking,
    WrongState unless one is promised to a confirmed booking still to come, PermissionDenied for anybody else's entry.
    """
    doing = Doing.begin(acting_user, channel, at)
    message = clean_message(message)
    booking, mine = lock_own_promise(acting_user, entry, doing)
    asked = HistoryEntry.objects.filter(booking=booking, actor=acting_user, event=Event.MOVE_ASKED)
    if asked.filter(at__gt=doing.at - ASKS_AGAIN_AFTER).exists():
        raise AskedAlready
    doing.note(Event.MOVE_ASKED, show=booking.spot.show, booking=booking, text=message)
    raise_version(booking)
    tell_sides(doing, "move_asked", booking, user=str(acting_user.pk))
    return mine


@one_transaction
def refuse_to_move(
    *,
    acting_user: User,
    booking: Booking,
    asked: int | None = None,
    version: int | None = None,
    message: str = "",
    channel: Channel = Channel.PAGE,
    at: dt.datetime | None = None,
) -> Booking:
    """Say no, for either side, to players who ask whether a booking can be moved. They are notified, with an optional
    message for them alone, and decide again what to do. `asked` is the id of the latest question that the user has
    read, `version` the version of the booking at that time: later questions are not answered. Nobody can say no to
    their own question. Raises WrongState if none is waiting or a newer one has come, ChangedMeanwhile,
    PermissionDenied."""
    doing = Doing.begin(acting_user, channel, at)
    message = clean_message(message)
    locked = lock_booking(booking)
    require_side(acting_user, locked, *Side)
    if version not in (None, locked.version):
        raise ChangedMeanwhile(version=locked.version)
    questions = [each for each in questions_about(locked, doing.at) if each.actor != acting_user]
    if not questions:
        raise WrongState(locked.state, _("Nobody has asked to move this gig."))
    if asked is not None and questions[0].pk != asked:
        raise WrongState(locked.state, _("Someone else has asked too. Read it before you answer."))
    doing.note(Event.MOVE_REFUSED, show=locked.spot.show, booking=locked)
    raise_version(locked)
    users = [each.actor for each in questions if each.actor]
    tell(doing, users, "move_refused", locked, side=side_of(acting_user, locked), message=message)
    return locked


@one_transaction
def tell_contradiction(*, entry: LineupEntry, at: dt.datetime | None = None) -> bool:
    """Tell a player, once for a promise, that an imported calendar speaks against it; whether they were told now."""
    doing = Doing.begin(None, Channel.CLOCK, at)
    untold = untold_contradictions(doing.at).filter(pk=entry.pk).select_for_update(no_key=True, of=("self",))
    mine = untold.select_related("user", "booking").first()
    if mine is None:
        return False
    mine.doubt_told_at = doing.at
    mine.save(update_fields=["doubt_told_at"])
    path, data = reverse("bookings:contradictions"), {"booking": str(mine.booking_id)}
    notify(users=[mine.user], kind="bookings.contradicted", path=path, data=data)
    return True
