"""A holder from outside proposes the night to the venue; the venue agrees by confirming, declines, or lets it lapse."""

import datetime as dt
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from accounts.access import require_active
from accounts.models import User
from accounts.states import PartyKind
from availability.actions import Wanted
from availability.errors import Conflict
from bookings.actions.shows import require_approved
from engagements.actions.conflicts import A_STAGE, explained
from engagements.actions.doing import Doing
from engagements.actions.inputs import clean_message
from engagements.actions.transactions import one_transaction
from engagements.errors import WrongState
from engagements.states import Channel, Side
from holds.access.sides import hold_sides
from holds.access.welcome import require_welcome_at
from holds.actions.challenges import may_confirm_now
from holds.actions.finishing import finish
from holds.actions.ladders import Ladders
from holds.actions.lineups import require_known_players
from holds.actions.passing import passed_on, pause
from holds.actions.placing import require_free
from holds.actions.terms import (
    agree,
    find_hold,
    require_in_time,
    require_read,
    require_side,
    set_terms,
    sides_spoken_for,
    terms_told,
)
from holds.models import Hold, Proposal
from holds.queries.holds import claims_in_the_way
from holds.queries.periods import hold_period
from holds.states import HoldNews, ProposalState
from venues.errors import StageClosed
from venues.queries import rooms_of
from venues.queries.closures import is_closed, night_period

ANSWER_WITHIN = dt.timedelta(hours=72)
REMIND_BEFORE = dt.timedelta(hours=24)
MOST_PROPOSALS = 3
"""How often one hold may be proposed unasked: each time the venue is told, and the time of the hold stands still."""


@one_transaction
def propose_hold(
    *,
    acting_user: User,
    hold: Hold,
    starts_at: dt.datetime | None = None,
    ends_at: dt.datetime | None = None,
    read: str | None = None,
    despite_conflicts: bool | str = False,
    channel: Channel = Channel.PAGE,
    at: dt.datetime | None = None,
) -> Hold:
    """Ask the venue to make the night's show of a hold, on its terms; by whoever holds or is to play.

    Nothing is promised, published or moved by it. The venue has 72 hours to answer, at most until doors; meanwhile the
    hold does not run out, and a challenge that it answers stands still. Only whose turn it is may propose, and not
    twice against one challenge. `read` is `Hold.terms_mark` as the user read it. The act's leader says with
    `despite_conflicts` that it stands although members are busy then. Raises WrongState, ChangedMeanwhile, `Taken`,
    LineupConflicts, NotApproved, ValidationError by field, PermissionDenied, `Busy`.
    """
    doing = Doing.begin(acting_user, channel, at)
    found = find_hold(hold)
    require_side(acting_user, found)
    spoken = sides_spoken_for(acting_user, found)
    ladders = Ladders.of(doing, [found])
    found = ladders.standing(found)
    require_read(found, read)
    require_in_time(found, doing, ladders)
    _require_turn(ladders, found)
    _set_times(ladders, found, spoken, starts_at, ends_at)
    require_parties_approved(found)
    require_welcome_at(acting_user, found.holder, found.stage.venue.party, found.act)
    require_free(found)
    _require_stage_free(found)
    require_known_players(found, spoken, despite_conflicts=despite_conflicts)
    _make(ladders, found)
    finish(ladders)
    return found


def _set_times(ladders: Ladders, hold: Hold, spoken: frozenset[Side], starts_at, ends_at) -> None:
    """Whoever proposes agrees to the terms, with the times that they have said now. Raises ValidationError."""
    before, at = terms_told(hold), ladders.doing.at
    changed = set_terms(hold, at=at, starts_at=starts_at or hold.starts_at, ends_at=ends_at or hold.ends_at)
    if hold.starts_at is None:
        raise ValidationError({"starts_at": [_("Enter a start and an end time for the set.")]})
    # Times that were agreed long ago are not checked by `set_terms` again: the set may have begun.
    if hold.starts_at <= at:
        raise ValidationError({"starts_at": [_("This is in the past.")]})
    agree(hold, spoken, changed=changed)
    if changed:
        ladders.note(hold, HoldNews.TERMS_CHANGED, before=before, after=terms_told(hold))


def _make(ladders: Ladders, hold: Hold) -> None:
    """Store the proposal, which stops the clocks, and tell the venue."""
    doing = ladders.doing
    proposal = Proposal(hold=hold, proposed_by=doing.user, proposed_at=doing.at, answer_by=_answer_by(hold, doing))
    proposal.save(force_insert=True)
    ladders.proposals[hold.pk] = proposal
    running = ladders.running(hold)
    if running and running.asked_id == hold.pk:
        pause(ladders, running, proposal)
    until = {"until": proposal.answer_by.isoformat()}
    ladders.changed(hold)
    ladders.note(hold, HoldNews.PROPOSED, after=terms_told(hold) | until)
    ladders.news.tell_both("hold_proposed", hold, **until)


def _answer_by(hold: Hold, doing: Doing) -> dt.datetime:
    """Doors are the start of the set: a hold knows no others, and no show is made after its start."""
    assert hold.starts_at is not None  # noqa: S101 — the caller has checked it
    return min(doing.at + ANSWER_WITHIN, hold.starts_at)


def _require_turn(ladders: Ladders, hold: Hold) -> None:
    """Raise WrongState unless this hold may be proposed now, as the ladder stands."""
    if hold.pk in ladders.proposals:
        raise WrongState(hold.state, _("You’ve already proposed this night. Wait for the venue’s answer."))
    if hold.offer and hold.offer.settled_on_id:
        raise WrongState(hold.state, _("Another night of this offer has been confirmed."))
    concerned = [
        each for each in ladders.challenges if ladders.keys_of(ladders.holds[each.hold_id]) & ladders.keys_of(hold)
    ]
    if any(hold.pk in passed_on(each) for each in concerned):
        raise WrongState(hold.state, _("The venue has already answered, and this hold lost its turn in the challenge."))
    if not may_confirm_now(ladders, hold):
        raise WrongState(hold.state, _("Other holds are ahead of this one, or its deadline has passed."))
    if not ladders.running(hold) and hold.proposals.filter(challenge=None).count() >= MOST_PROPOSALS:
        raise WrongState(
            hold.state,
            _("This night has been proposed %(count)d times. Talk to the venue.") % {"count": MOST_PROPOSALS},
        )


def require_parties_approved(hold: Hold) -> None:
    """Raise NotApproved unless staff have approved venue, act and holder. A person must merely not be suspended."""
    parties = [hold.stage.venue.party, *([hold.act] if hold.act else [])]
    require_approved(*parties, *([] if hold.holder.kind == PartyKind.PERSON else [hold.holder]))
    require_active(hold.holder)


def _require_stage_free(hold: Hold) -> None:
    """Raise `Taken` where a show has the stage by now, `StageClosed` where the venue has closed it: neither a backup
    nor a closed night is proposed, since the venue could only say no."""
    rooms = [hold.stage, *rooms_of(hold.stage)]
    if is_closed(rooms, night_period(hold.night, hold.stage.venue)):
        raise StageClosed
    names = {room.calendar_id: A_STAGE for room in rooms}
    taken = [Conflict(block.calendar_id, block.period.lower, block.period.upper) for block in claims_in_the_way(hold)]
    if taken:
        starts_at, ends_at = hold_period(hold)
        wanted = [Wanted(calendar_id, starts_at, ends_at, hold.pk) for calendar_id in names]
        raise explained(taken, names, wanted, hold.stage.venue.party.timezone)


@one_transaction
def decline_proposal(
    *,
    acting_user: User,
    hold: Hold,
    message: str = "",
    read: str | None = None,
    proposal: UUID | None = None,
    channel: Channel = Channel.PAGE,
    at: dt.datetime | None = None,
) -> Hold:
    """Say no to a proposal, by the venue: the hold stands on with the time it had left, or has passed on the challenge
    that it answered. `proposal` is the one that the user read: a later one is not met (WrongState). Raises WrongState,
    ChangedMeanwhile, PermissionDenied, ValidationError, `Busy`."""
    doing = Doing.begin(acting_user, channel, at)
    return _answer(doing, ProposalState.DECLINED, Side.HOST, hold, message, read=read, which=proposal)


@one_transaction
def withdraw_proposal(
    *,
    acting_user: User,
    hold: Hold,
    message: str = "",
    proposal: UUID | None = None,
    channel: Channel = Channel.PAGE,
    at: dt.datetime | None = None,
) -> Hold:
    """Take a proposal back, by whoever holds or is to play; `proposal` is the one that the user read. Against a
    challenge that is to pass. Raises WrongState, PermissionDenied, ValidationError, `Busy`."""
    doing = Doing.begin(acting_user, channel, at)
    return _answer(doing, ProposalState.WITHDRAWN, Side.ACT, hold, message, which=proposal)


def _answer(
    doing: Doing,
    answer: ProposalState,
    side: Side,
    hold: Hold,
    message: str,
    *,
    read: str | None = None,
    which: UUID | None = None,
) -> Hold:
    message = clean_message(message)
    found = find_hold(hold)
    if side not in hold_sides(doing.person, found):
        raise PermissionDenied
    ladders = Ladders.of(doing, [found])
    found = ladders.standing(found)
    proposal = require_waiting(ladders, found, which)
    require_read(found, read)
    ladders.answered[proposal.pk], ladders.word = answer, message
    finish(ladders)
    return found


def require_waiting(ladders: Ladders, hold: Hold, which: UUID | None = None) -> Proposal:
    """The proposal of this hold that waits for an answer, `which` if said. Raises WrongState: it was answered, or it is
    too late."""
    proposal = ladders.proposals.get(hold.pk)
    if proposal is None or which not in (None, proposal.pk) or proposal.answer_by <= ladders.doing.at:
        raise WrongState(hold.state, _("This proposal has already been answered or has ended."))
    return proposal


@one_transaction
def lapse_proposal(*, proposal: Proposal, channel: Channel = Channel.CLOCK, at: dt.datetime | None = None) -> Proposal:
    """At its deadline a proposal that the venue did not answer is over, as if it had been declined. Nothing happens
    before, or twice."""
    doing = Doing.begin(None, channel, at)
    ladders = Ladders.of(doing, [find_hold(proposal.hold)])
    found = ladders.proposals.get(proposal.hold_id)
    if found is None or found.pk != proposal.pk or found.answer_by > doing.at:
        return Proposal.objects.get(pk=proposal.pk)
    ladders.answered[found.pk] = ProposalState.LAPSED
    finish(ladders)
    return found


@one_transaction
def remind_of_proposal(
    *, proposal: Proposal, channel: Channel = Channel.CLOCK, at: dt.datetime | None = None
) -> Proposal:
    """Remind the venue once that a proposal waits for its answer, a day before it lapses."""
    doing = Doing.begin(None, channel, at)
    ladders = Ladders.of(doing, [find_hold(proposal.hold)])
    found = ladders.proposals.get(proposal.hold_id)
    if found is None or found.reminded_at or not found.answer_by - REMIND_BEFORE <= doing.at < found.answer_by:
        return found or Proposal.objects.get(pk=proposal.pk)
    found.reminded_at = doing.at
    found.save(update_fields=["reminded_at"])
    ladders.news.tell_venue("hold_proposal_waits", ladders.holds[found.hold_id], until=found.answer_by.isoformat())
    finish(ladders)
    return found
