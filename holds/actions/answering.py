"""How a proposal ends: by the venue's answer, by its deadline, by its holder, or because the night went elsewhere.

Every action on a ladder ends here, so that whatever comes first has one outcome, and the challenge follows it.
"""

import datetime as dt

from engagements.actions.transitions import require_move
from holds.actions.ladders import Ladders
from holds.actions.passing import FAIR_REST, part_in, resume
from holds.models import Hold, Proposal
from holds.queries.periods import night_over
from holds.states import PROPOSAL_TRANSITIONS, HoldEnd, HoldNews, HoldState, ProposalState

NEWS_OF_ANSWER = {
    ProposalState.DECLINED: HoldNews.PROPOSAL_DECLINED,
    ProposalState.LAPSED: HoldNews.PROPOSAL_LAPSED,
    ProposalState.WITHDRAWN: HoldNews.PROPOSAL_WITHDRAWN,
    ProposalState.SUPERSEDED: HoldNews.PROPOSAL_SUPERSEDED,
}
OUTCOME_OF_END = {
    HoldEnd.CONFIRMED: ProposalState.AGREED,
    HoldEnd.VENUE: ProposalState.DECLINED,
    HoldEnd.STAFF: ProposalState.DECLINED,
    HoldEnd.HOLDER: ProposalState.WITHDRAWN,
    HoldEnd.TIME: ProposalState.LAPSED,
    HoldEnd.CHALLENGE: ProposalState.LAPSED,
    HoldEnd.OTHER_CONFIRMED: ProposalState.SUPERSEDED,
    HoldEnd.OTHER_NIGHT: ProposalState.SUPERSEDED,
    HoldEnd.PLAYS_ELSEWHERE: ProposalState.SUPERSEDED,
}
"""What becomes of the proposal of a hold that ended, by why it ended."""


def end_answered(ladders: Ladders) -> None:
    """End every waiting proposal on these ladders that the action has answered. Assumes their locks."""
    for proposal in list(ladders.proposals.values()):
        hold = ladders.holds[proposal.hold_id]
        if outcome := _outcome(ladders, proposal, hold):
            _end(ladders, proposal, hold, outcome)


def _outcome(ladders: Ladders, proposal: Proposal, hold: Hold) -> ProposalState | None:
    """How it ended by this change; None while it waits."""
    if hold.state != HoldState.STANDING:
        return OUTCOME_OF_END[HoldEnd(hold.ended_by)]
    if proposal.pk in ladders.answered:
        return ladders.answered[proposal.pk]
    return ProposalState.SUPERSEDED if ladders.keys_of(hold) & ladders.taken else None


def _end(ladders: Ladders, proposal: Proposal, hold: Hold, outcome: ProposalState) -> None:
    require_move(PROPOSAL_TRANSITIONS, ProposalState(proposal.state), outcome)
    proposal.state, proposal.ended_at = outcome, ladders.doing.at
    proposal.save(update_fields=["state", "ended_at"])
    del ladders.proposals[hold.pk]
    part = part_in(ladders, proposal, hold)
    if outcome != ProposalState.AGREED:
        resume(ladders, proposal, hold)
    if outcome == ProposalState.SUPERSEDED:
        ladders.news.tell_people("hold_superseded", hold)
    if hold.state != HoldState.STANDING:
        return
    _give_time_back(ladders, proposal, hold)
    ladders.changed(hold)
    ladders.note(hold, NEWS_OF_ANSWER[outcome], text=ladders.word)
    _tell(ladders, hold, outcome, part)


def _tell(ladders: Ladders, hold: Hold, outcome: ProposalState, part: str) -> None:
    """Tell whom the answer concerns, with the `part` of the hold in a challenge that it decides; of a superseded
    proposal its people were told."""
    data = {"until": hold.expires_at.isoformat()} if hold.expires_at else {}
    if part:
        data["part"] = part
    if outcome == ProposalState.DECLINED:
        ladders.news.tell_people("hold_declined", hold, **data)
    elif outcome == ProposalState.LAPSED:
        ladders.news.tell_both("hold_lapsed", hold, **data)
    elif outcome == ProposalState.WITHDRAWN:
        ladders.news.tell_both("hold_withdrawn", hold)


def _give_time_back(ladders: Ladders, proposal: Proposal, hold: Hold) -> None:
    """The time of a hold stood still while the venue had to answer: what was left then is left now, FAIR_REST at least,
    but no hold outlives its night."""
    if hold.expires_at is None:
        return
    left = max(hold.expires_at - proposal.proposed_at, FAIR_REST)
    until = min(ladders.doing.at + left, night_over(hold))
    if until > hold.expires_at:
        hold.expires_at, hold.warned_at = until, _warned_at(ladders, hold, until)


def _warned_at(ladders: Ladders, hold: Hold, until: dt.datetime) -> dt.datetime | None:
    """Who is told now until when it stands is not reminded of it at once."""
    warned_from = until - dt.timedelta(days=ladders.policy(hold).warn_days)
    return ladders.doing.at if warned_from <= ladders.doing.at else None
