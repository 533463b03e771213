"""The night is free again: those whom its show sent away stand again in the order that was."""

import datetime as dt

from django.core.exceptions import PermissionDenied

from accounts.access import can_lead
from accounts.models import User
from bookings.actions.locking import lock_show
from bookings.models import Show
from bookings.states import ShowState
from engagements.actions.doing import Doing
from engagements.actions.transactions import SetGrew, one_transaction
from engagements.errors import WrongState
from engagements.states import Channel
from holds.actions.finishing import finish
from holds.actions.ladders import Ladders
from holds.models import Hold
from holds.queries.holds import restorable
from holds.states import HoldEnd, HoldNews, HoldState


@one_transaction
def restore_ladder(
    *, acting_user: User, show: Show, channel: Channel = Channel.PAGE, at: dt.datetime | None = None
) -> list[Hold]:
    """After a show was called off: the holds that it released stand again, above whoever came since, by the venue.

    Not those whose time has run out meanwhile, nor for an act that stands on the ladder anew. Their time goes on as it
    was. Returns those restored, the first first. Raises WrongState, PermissionDenied, `Busy`.
    """
    doing = Doing.begin(acting_user, channel, at)
    locked = lock_show(show.pk)
    if not locked.stage or not can_lead(acting_user, locked.stage.venue.party):
        raise PermissionDenied
    if locked.state != ShowState.CANCELLED:
        raise WrongState(locked.state)
    candidates = restorable(locked, doing.at)
    if not candidates:
        return []
    former = list(Hold.objects.with_place().filter(show=locked, state=HoldState.CONFIRMED))
    ladders = Ladders.of(doing, [*candidates, *former])
    if {hold.pk for hold in restorable(locked, doing.at)} != {hold.pk for hold in candidates}:
        raise SetGrew
    for hold in former:
        ladders.end(hold, HoldState.RELEASED, HoldEnd.VENUE)
    restored = ladders.restore(candidates)
    for hold in restored:
        rank = ladders.rank_of(hold)
        ladders.note(hold, HoldNews.RESTORED, before={"state": HoldState.RELEASED}, after={"rank": rank})
        ladders.news.tell_people("hold_restored", hold, rank=rank)
    finish(ladders)
    return restored
