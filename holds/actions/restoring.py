"""The night is free again: those whom its show sent away stand again in the order that was."""

import datetime as dt
from collections.abc import Collection, Iterable
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from accounts.access import can_lead, require_active
from accounts.models import User
from bookings.actions import cancel_show
from bookings.actions.locking import concerned_calendars, lock_bookings, lock_show
from bookings.actions.stages import stage_calendars
from bookings.models import Show
from bookings.queries.lineups import lineup_of
from bookings.states import LIVE, PROMISED, BookingState, ShowState
from engagements.actions.doing import Doing
from engagements.actions.transactions import SetGrew, one_transaction
from engagements.actions.transitions import require_move
from engagements.errors import WrongState
from engagements.states import Channel
from holds.actions.finishing import finish
from holds.actions.ladders import Ladders
from holds.actions.numbering import make_room, number
from holds.models import Hold, Rung
from holds.queries.restoring import candidates_of, is_empty, is_given_back, released_by
from holds.states import HOLD_TRANSITIONS, HoldEnd, HoldNews, HoldState
from venues.queries import rooms_of


@one_transaction
def restore_ladder(
    *,
    acting_user: User,
    show: Show,
    calls_off: bool = False,
    channel: Channel = Channel.PAGE,
    at: dt.datetime | None = None,
) -> list[Hold]:
    """Once a show, or an act that was booked on it, is off: the holds that it released stand again, above whoever came
    since, by the venue.

    A show that nobody is booked on any more is called off with it, which the venue has to say (`calls_off`); where
    others are booked it stays, and those restored are its backups. Not restored is who could not hold now
    (`candidates_of`). Their time goes on as it was. Returns those restored, the first first; none the second time.
    Raises WrongState, PermissionDenied, NotApproved at a venue that is suspended or closed, `Busy`.
    """
    doing = Doing.begin(acting_user, channel, at)
    locked = lock_show(show.pk)
    if not locked.stage or not can_lead(acting_user, locked.stage.venue.party):
        raise PermissionDenied
    require_active(locked.stage.venue.party)
    if not is_given_back(locked):
        raise WrongState(locked.state)
    released = released_by(locked)
    if not released:
        return []
    _require_said(locked, calls_off=calls_off)
    former = _former(locked)
    ladders = Ladders.of(doing, [*released, *former], also=_calendars_of(locked) if calls_off else ())
    if {hold.pk for hold in released_by(locked)} != {hold.pk for hold in released}:
        raise SetGrew
    if is_empty(locked):
        cancel_show(acting_user=acting_user, show=locked, channel=channel, at=at)
    for hold in former:
        ladders.end(hold, HoldState.RELEASED, HoldEnd.VENUE)
    candidates = candidates_of(released_by(locked), doing.at)
    restored = _restore(ladders, [each.hold for each in candidates if each.obstacle is None])
    for hold in restored:
        rank = ladders.rank_of(hold)
        ladders.note(hold, HoldNews.RESTORED, before={"state": HoldState.RELEASED}, after={"rank": rank})
        ladders.news.tell_people("hold_restored", hold, rank=rank)
    finish(ladders)
    return restored


def _require_said(show: Show, *, calls_off: bool) -> None:
    """Nobody calls a show off without knowing it, nor one that somebody is booked on since they looked."""
    if show.state == ShowState.CANCELLED:
        return
    if is_empty(show) and not calls_off:
        raise WrongState(
            show.state, _("No act is booked on this show any more, so it will be cancelled too. Confirm that.")
        )
    if calls_off and not is_empty(show):
        raise WrongState(show.state, _("An act is booked on this show, so it stays."))


def _former(show: Show) -> list[Hold]:
    """The holds that the show was made from, as far as their acts are not booked on it any more."""
    confirmed = Hold.objects.with_place().filter(show=show, state=HoldState.CONFIRMED)
    if show.state != ShowState.CANCELLED and not is_empty(show):
        confirmed = confirmed.filter(booking__state=BookingState.CANCELLED)
    return list(confirmed)


def _calendars_of(show: Show) -> set[int]:
    """What calling the show off locks: at once with the ladders."""
    bookings = lock_bookings(show, state__in=sorted(LIVE | PROMISED))
    return concerned_calendars(show, bookings, lineup_of(bookings)) | stage_calendars(show.stage)


def _restore(ladders: Ladders, holds: Iterable[Hold]) -> list[Hold]:
    """Let released holds stand again, in the order of the ranks they had, above whoever came since.

    Where the stage is made of other rooms by now, a hold comes last on the ladders of the new ones.
    """
    back: list[Hold] = []
    for hold in holds:
        require_move(HOLD_TRANSITIONS, HoldState(hold.state), HoldState.STANDING)
        hold.state, hold.ended_by, hold.ended_at, hold.show = HoldState.STANDING, "", None, None
        ladders.holds[hold.pk] = hold
        ladders.changed(hold)
        rooms = rooms_of(hold.stage)
        rungs = list(Rung.objects.filter(hold=hold, room__in=rooms).select_related("room"))
        for rung in rungs:
            rung.hold = hold
            _take_back(ladders, rung, {each.pk for each in back})
        ladders.append(hold, {room for room in rooms if room.pk not in {rung.room_id for rung in rungs}})
        back.append(hold)
    return back


def _take_back(ladders: Ladders, rung: Rung, restored: Collection[UUID]) -> None:
    """Put a rung below those restored before it, and above all others; where numbers are kept, where it was."""
    ladder = ladders.rungs.setdefault((rung.room_id, rung.night), [])
    ladders.returned_rungs.append(rung)
    if ladders.policy(rung.hold).ranks_close_up:
        ladder.insert(sum(other.hold_id in restored for other in ladder), rung)
        number(ladder)
    else:
        rung.rank = rung.last_rank
        make_room(ladder, rung.rank)
        ladder[:] = sorted([*ladder, rung], key=lambda each: each.standing_rank)
