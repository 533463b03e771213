"""A lower hold that is ready to commit asks those above, one after another, to confirm or to let go."""

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.states import Approval
from engagements.actions.doing import Doing
from engagements.actions.inputs import clean_message
from engagements.actions.transactions import one_transaction
from engagements.errors import WrongState
from engagements.states import Channel, Side
from holds.access.sides import hold_sides
from holds.actions.finishing import finish
from holds.actions.ladders import Ladders
from holds.actions.passing import ask_next, passed_on
from holds.actions.terms import find_hold, require_active_sides, require_in_time, require_side
from holds.models import Challenge, Hold
from holds.queries.periods import night_over
from holds.states import ChallengeState, HoldEnd, HoldNews, HoldState, ProposalState

MOST_CHALLENGES = 3
"""How often one hold may challenge: each time those above are asked, and may be again once it is taken back."""


@one_transaction
def challenge_hold(
    *,
    acting_user: User,
    hold: Hold,
    message: str = "",
    channel: Channel = Channel.PAGE,
    at: dt.datetime | None = None,
) -> Challenge:
    """Ask those above, the first first, to confirm or to release; who keeps silent until the deadline has passed.

    By the hold's own side, or by the venue for it. One challenge at a time runs on a ladder. `message` is for the
    venue. Raises WrongState when nobody stands above or another challenge runs there, PermissionDenied.
    """
    doing = Doing.begin(acting_user, channel, at)
    message = clean_message(message)
    found = find_hold(hold)
    sides = require_side(acting_user, found)
    require_active_sides(acting_user, found)
    ladders = Ladders.of(doing, [found])
    found = ladders.standing(found)
    require_in_time(found, doing, ladders)
    if Side.HOST not in sides and Challenge.objects.filter(hold=found).count() >= MOST_CHALLENGES:
        text = _("This hold has challenged %(count)d times. Talk to the venue.") % {"count": MOST_CHALLENGES}
        raise WrongState(found.state, text)
    if found.pk in ladders.proposals:
        raise WrongState(found.state, _("You’ve proposed this night to the venue. Wait for its answer."))
    if ladders.is_first(found):
        raise WrongState(found.state, _("You’re first in line. You can confirm this hold."))
    keys = {key for each in [found, *ladders.above(found)] for key in ladders.keys_of(each)}
    if ladders.challenged_on(keys):
        raise WrongState(found.state, _("Another challenge is running on this night. Wait until it ends."))
    if night_over(found) <= doing.at:
        raise WrongState(found.state, _("This night is over."))
    challenge = Challenge(hold=found, message=message, started_by=acting_user, started_at=doing.at)
    ladders.note(found, HoldNews.CHALLENGES, text=message)
    ladders.changed(found)
    ladders.news.tell_venue("hold_challenge_started", found)
    ask_next(ladders, challenge, found)
    finish(ladders)
    return challenge


@one_transaction
def withdraw_challenge(
    *, acting_user: User, challenge: Challenge, channel: Channel = Channel.PAGE, at: dt.datetime | None = None
) -> Challenge:
    """Take a running challenge back: everybody keeps the rank they have. Raises WrongState, PermissionDenied."""
    doing = Doing.begin(acting_user, channel, at)
    hold = find_hold(challenge.hold)
    if not hold_sides(acting_user, hold):
        raise PermissionDenied
    ladders = Ladders.of(doing, [hold])
    running = next((each for each in ladders.challenges if each.pk == challenge.pk), None)
    if running is None:
        raise WrongState(Challenge.objects.values_list("state", flat=True).get(pk=challenge.pk))
    ladders.closing[running.pk] = ChallengeState.WITHDRAWN
    finish(ladders)
    return running


@one_transaction
def pass_on_challenge(
    *, challenge: Challenge, channel: Channel = Channel.CLOCK, at: dt.datetime | None = None
) -> Challenge:
    """At the deadline: whoever was asked and kept silent is released, and the next is asked; a challenger who did not
    confirm in its own window falls to the end of the ladder; a proposal that paused it lapses. Nothing happens before
    the deadline, or twice."""
    doing = Doing.begin(None, channel, at)
    ladders = Ladders.of(doing, [find_hold(challenge.hold)])
    running = next((each for each in ladders.challenges if each.pk == challenge.pk), None)
    if running is None or running.deadline > doing.at:
        return running or Challenge.objects.get(pk=challenge.pk)
    if running.state == ChallengeState.PAUSED:
        _lapse_with(ladders, running)
    elif running.state == ChallengeState.ASKING:
        assert running.asked_id is not None  # noqa: S101 — the constraint `challenge_waits_only_while_running`
        asked = ladders.holds[running.asked_id]
        ladders.end(asked, HoldState.RELEASED, HoldEnd.CHALLENGE)
        ladders.news.tell_both("hold_released", asked)
    else:
        hold = ladders.holds[running.hold_id]
        ladders.put_last(hold)
        ladders.renew(hold)
        ladders.closing[running.pk] = ChallengeState.FAILED
    finish(ladders)
    return running


def _lapse_with(ladders: Ladders, paused: Challenge) -> None:
    """The venue did not answer the proposal for which the challenge was paused: both have the same deadline."""
    assert paused.asked_id is not None  # noqa: S101 — the constraint `challenge_waits_only_while_running`
    ladders.answered[ladders.proposals[paused.asked_id].pk] = ProposalState.LAPSED


def may_confirm_now(ladders: Ladders, hold: Hold) -> bool:
    """Whether it is this hold's turn: nobody stands above, or all above have passed; within the deadline."""
    running = ladders.running(hold)
    is_asked = running is not None and running.asked_id == hold.pk
    if running is None or not is_asked:
        return ladders.is_first(hold)
    if running.deadline <= ladders.doing.at:
        return False
    if running.hold_id == hold.pk:
        return True
    passed = passed_on(running)
    return all(each.pk in passed or each.holder.approval == Approval.SUSPENDED for each in ladders.above(hold))
