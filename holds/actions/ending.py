"""How a hold ends without a show: given back, released by the venue, run out. And the reminder before it does."""

import datetime as dt

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from accounts.access import require_active
from accounts.models import User
from engagements.actions.doing import Doing
from engagements.actions.inputs import clean_message
from engagements.actions.transactions import one_transaction
from engagements.errors import WrongState
from engagements.states import Channel, Side
from holds.access.sides import hold_sides
from holds.actions.finishing import finish
from holds.actions.ladders import Ladders
from holds.actions.terms import find_hold, tell_other_sides
from holds.models import Hold
from holds.states import HoldEnd, HoldNews, HoldState


@one_transaction
def release_hold(
    *,
    acting_user: User,
    hold: Hold,
    message: str = "",
    channel: Channel = Channel.PAGE,
    at: dt.datetime | None = None,
) -> Hold:
    """Let a night go: by whoever holds it or is to play, by the venue, or by staff with a reason.

    Those below move up at once and are told, each of their own rank alone; whoever is challenged answers so that they
    pass. Raises WrongState, PermissionDenied, ValidationError, `Busy`.
    """
    doing = Doing.begin(acting_user, channel, at)
    message = clean_message(message)
    found = find_hold(hold)
    sides = hold_sides(acting_user, found)
    if not (sides or acting_user.is_staff):
        raise PermissionDenied
    if not sides and not message:
        raise ValidationError({"message": [_("Give a reason. Both sides will read it.")]})
    ladders = Ladders.of(doing, [found])
    found = ladders.standing(found)
    ladders.end(found, HoldState.RELEASED, _whose_word(found, sides), text=message)
    tell_other_sides(ladders, "hold_released", found, sides)
    finish(ladders)
    return found


def _whose_word(hold: Hold, sides: frozenset[Side]) -> HoldEnd:
    if not sides:
        return HoldEnd.STAFF
    is_holders = Side.ACT in sides or hold.holder_id == hold.stage.venue_id
    return HoldEnd.HOLDER if is_holders else HoldEnd.VENUE


@one_transaction
def rank_hold(
    *, acting_user: User, hold: Hold, rank: int, channel: Channel = Channel.PAGE, at: dt.datetime | None = None
) -> Hold:
    """Give a hold another rank, by the venue: 1 is the first, any too large one is the last.

    Not while a challenge runs on its ladder: who is asked has a deadline by the order that was. Raises
    ValidationError, WrongState, PermissionDenied.
    """
    doing = Doing.begin(acting_user, channel, at)
    if not 1 <= rank <= 32_000:
        raise ValidationError({"rank": [_("Positions start at 1.")]})
    found = find_hold(hold)
    if Side.HOST not in hold_sides(acting_user, found):
        raise PermissionDenied
    require_active(found.stage.venue.party)
    ladders = Ladders.of(doing, [found])
    found = ladders.standing(found)
    if ladders.challenged_on(ladders.keys_of(found)):
        raise WrongState(found.state, _("Another challenge is running on this night. Wait until it ends."))
    ladders.put_at(found, rank)
    finish(ladders)
    return found


@one_transaction
def expire_hold(*, hold: Hold, channel: Channel = Channel.CLOCK, at: dt.datetime | None = None) -> Hold:
    """A standing hold whose time has passed leaves the ladder; any other stays as it is.

    While it challenges or is asked, it does not run out: it has until the deadline of the challenge. Nor does it while
    the venue has to answer a proposal.
    """
    doing = Doing.begin(None, channel, at)
    ladders = Ladders.of(doing, [find_hold(hold)])
    found = ladders.holds.get(hold.pk)
    if found is None or found.expires_at is None or found.expires_at > doing.at:
        return found or find_hold(hold)
    if ladders.running(found) or found.pk in ladders.proposals:
        return found
    ladders.end(found, HoldState.EXPIRED, HoldEnd.TIME)
    ladders.news.tell_both("hold_expired", found)
    finish(ladders)
    return found


@one_transaction
def warn_of_hold(*, hold: Hold, channel: Channel = Channel.CLOCK, at: dt.datetime | None = None) -> Hold:
    """Remind whoever holds that it runs out soon, once for each time that it has; not before the house rules say."""
    doing = Doing.begin(None, channel, at)
    ladders = Ladders.of(doing, [find_hold(hold)])
    found = ladders.holds.get(hold.pk)
    if found is None or found.warned_at or found.expires_at is None or found.pk in ladders.proposals:
        return found or find_hold(hold)
    warned_from = found.expires_at - dt.timedelta(days=ladders.policy(found).warn_days)
    if not warned_from <= doing.at < found.expires_at:
        return found
    found.warned_at = doing.at
    ladders.changed(found)
    ladders.note(found, HoldNews.WARNED, after={"expires_at": found.expires_at.isoformat()})
    ladders.news.tell_holder("hold_warned", found)
    finish(ladders)
    return found
