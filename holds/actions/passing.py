"""How a challenge goes on once a ladder has changed: the next above is asked, or the challenger decides, or it is over.

Everything that changes a ladder ends here, so that whatever comes first (an answer, silence, an expiry, a release by
the venue) has one outcome and the challenge follows it.
"""

import datetime as dt
from uuid import UUID

from accounts.states import Approval
from engagements.actions.transitions import require_move
from engagements.deals.deadlines import answer_until
from holds.actions.ladders import Ladders
from holds.models import Challenge, ChallengeStep, Hold, Proposal
from holds.queries.periods import night_over
from holds.states import (
    CHALLENGE_TRANSITIONS,
    ChallengeAnswer,
    ChallengePart,
    ChallengeState,
    HoldEnd,
    HoldNews,
    HoldState,
    ProposalState,
)
from venues.states import ChallengeWindow

NEWS_OF_END = {
    ChallengeState.LOST: HoldNews.CHALLENGE_LOST,
    ChallengeState.FAILED: HoldNews.CHALLENGE_FAILED,
    ChallengeState.DECLINED: HoldNews.CHALLENGE_DECLINED,
    ChallengeState.WITHDRAWN: HoldNews.CHALLENGE_WITHDRAWN,
}
FAIR_REST = dt.timedelta(hours=12)
"""What is left at least of a clock that a proposal had stopped: nobody has to answer within minutes, or overnight."""


def pass_challenges(ladders: Ladders) -> None:
    """Bring every challenge on these ladders to where it stands after the change. Assumes their locks."""
    for challenge in ladders.challenges:
        hold = ladders.holds[challenge.hold_id]
        _note_answer(ladders, challenge)
        if outcome := _outcome(ladders, challenge, hold):
            _close(ladders, challenge, hold, outcome)
        elif challenge.state == ChallengeState.ASKING:
            ask_next(ladders, challenge, hold)


def ask_next(ladders: Ladders, challenge: Challenge, hold: Hold) -> None:
    """Ask the first above that was not asked yet; once all have passed, it is the challenger's to confirm.

    Whoever is suspended could not confirm, so nobody waits for them.
    """
    above = ladders.above(hold)
    if challenge.asked_id in {each.pk for each in above} and challenge.asked_id not in passed_on(challenge):
        return
    asked_before = set(challenge.steps.values_list("hold_id", flat=True))
    may_answer = (each for each in above if each.holder.approval != Approval.SUSPENDED)
    following = next((each for each in may_answer if each.pk not in asked_before), None)
    challenge.asked = following or hold
    challenge.until = deadline(ladders, challenge, hold)
    ladders.changed(challenge.asked)
    until = {"until": challenge.until.isoformat()}
    if following:
        challenge.save()
        ChallengeStep.objects.create(
            challenge=challenge, hold=following, asked_at=ladders.doing.at, until=challenge.until
        )
        if proposal := ladders.proposals.get(following.pk):
            pause(ladders, challenge, proposal)
            return
        ladders.note(following, HoldNews.CHALLENGED, after=until)
        ladders.news.tell_holder("hold_challenged", following, **until)
        return
    require_move(CHALLENGE_TRANSITIONS, ChallengeState(challenge.state), ChallengeState.DECIDING)
    challenge.state = ChallengeState.DECIDING
    challenge.save()
    ladders.note(hold, HoldNews.DECIDES, after=until)
    ladders.news.tell_holder("hold_decides", hold, **until)


def passed_on(challenge: Challenge) -> set[UUID]:
    """The holds that stand above the challenger still and have passed on its challenge: the venue did not take what
    they proposed. One query."""
    passed = ChallengeStep.objects.filter(challenge=challenge, answer=ChallengeAnswer.PASSED)
    return set(passed.values_list("hold_id", flat=True))


def pause(ladders: Ladders, challenge: Challenge, proposal: Proposal) -> None:
    """Stop the clock of a challenge whose `asked` has proposed the night to the venue; stores both."""
    require_move(CHALLENGE_TRANSITIONS, ChallengeState(challenge.state), ChallengeState.PAUSED)
    proposal.challenge, proposal.challenge_left = challenge, challenge.deadline - ladders.doing.at
    proposal.save()
    challenge.state, challenge.until = ChallengeState.PAUSED, proposal.answer_by
    challenge.save()
    ladders.changed(ladders.holds[challenge.hold_id])


def part_in(ladders: Ladders, proposal: Proposal, hold: Hold) -> str:
    """The part of a hold in the challenge that its proposal has paused; empty where there is none."""
    challenge = _paused_by(ladders, proposal, hold)
    if challenge is None:
        return ""
    return ChallengePart.CHALLENGER if challenge.hold_id == hold.pk else ChallengePart.ASKED


def _paused_by(ladders: Ladders, proposal: Proposal, hold: Hold) -> Challenge | None:
    challenge = next((each for each in ladders.challenges if each.pk == proposal.challenge_id), None)
    is_paused = challenge and challenge.state == ChallengeState.PAUSED and challenge.asked_id == hold.pk
    return challenge if is_paused else None


def resume(ladders: Ladders, proposal: Proposal, hold: Hold) -> None:
    """Let the challenge go on that a proposal had paused, now that the venue has not taken it: its holder has passed.

    Whoever challenged and proposed itself has had its answer: the challenge is over, and it keeps its rank unless it
    took its own word back. `pass_challenges` does the rest.
    """
    challenge = _paused_by(ladders, proposal, hold)
    if challenge is None:
        return
    if challenge.hold_id == hold.pk:
        _end_own(ladders, challenge, proposal, hold)
        return
    require_move(CHALLENGE_TRANSITIONS, ChallengeState.PAUSED, ChallengeState.ASKING)
    challenge.state = ChallengeState.ASKING
    ladders.left[challenge.pk] = proposal.challenge_left or FAIR_REST
    if hold.state == HoldState.STANDING:
        _answer(ladders, challenge, hold, ChallengeAnswer.PASSED)


def _end_own(ladders: Ladders, challenge: Challenge, proposal: Proposal, hold: Hold) -> None:
    if hold.state != HoldState.STANDING or proposal.state == ProposalState.SUPERSEDED:
        return
    if proposal.state == ProposalState.WITHDRAWN:
        ladders.put_last(hold)
        ladders.closing[challenge.pk] = ChallengeState.FAILED
    else:
        ladders.closing.setdefault(challenge.pk, ChallengeState.DECLINED)


def deadline(ladders: Ladders, challenge: Challenge, hold: Hold) -> dt.datetime:
    """Until when whoever is asked now may answer, by the house rules; no longer than the night lasts. A challenge that
    was paused goes on with the time that was left."""
    policy, zone = ladders.policy(hold), hold.stage.venue.party.timezone
    until = answer_until(ladders.doing.at, ChallengeWindow(policy.challenge_window), policy.challenge_hours, zone)
    if challenge.pk in ladders.left:
        until = min(until, ladders.doing.at + max(ladders.left[challenge.pk], FAIR_REST))
    return min(until, night_over(hold))


def _note_answer(ladders: Ladders, challenge: Challenge) -> None:
    """Whoever is asked and stands no longer has answered by that, or by keeping silent."""
    asked = ladders.holds.get(challenge.asked_id) if challenge.asked_id else None
    if challenge.state == ChallengeState.DECIDING or asked is None or asked.state == HoldState.STANDING:
        return
    answer = ChallengeAnswer.RELEASED
    if asked.state == HoldState.CONFIRMED:
        answer = ChallengeAnswer.CONFIRMED
    elif asked.ended_by == HoldEnd.CHALLENGE:
        answer = ChallengeAnswer.SILENT
    _answer(ladders, challenge, asked, answer)


def _answer(ladders: Ladders, challenge: Challenge, hold: Hold, answer: ChallengeAnswer) -> None:
    steps = ChallengeStep.objects.filter(challenge=challenge, hold=hold, answer="")
    steps.update(answer=answer, answered_at=ladders.doing.at)


def _outcome(ladders: Ladders, challenge: Challenge, hold: Hold) -> ChallengeState | None:
    """How it ended by this change; None while it runs."""
    if challenge.pk in ladders.closing:
        return ladders.closing[challenge.pk]
    if hold.state == HoldState.CONFIRMED:
        return ChallengeState.WON
    if hold.state != HoldState.STANDING:
        is_lost = hold.ended_by == HoldEnd.OTHER_CONFIRMED
        return ChallengeState.LOST if is_lost else ChallengeState.WITHDRAWN
    return ChallengeState.LOST if ladders.keys_of(hold) & ladders.taken else None


def _close(ladders: Ladders, challenge: Challenge, hold: Hold, outcome: ChallengeState) -> None:
    require_move(CHALLENGE_TRANSITIONS, ChallengeState(challenge.state), outcome)
    asked = ladders.holds.get(challenge.asked_id) if challenge.asked_id else None
    challenge.state, challenge.asked, challenge.until = outcome, None, None
    challenge.ended_at = ladders.doing.at
    challenge.save()
    if outcome in NEWS_OF_END:
        ladders.note(hold, NEWS_OF_END[outcome])
        ladders.news.tell_both("hold_challenge_over", hold, outcome=outcome)
    for concerned in {each.pk: each for each in (hold, asked) if each}.values():
        if concerned.state == HoldState.STANDING:
            ladders.changed(concerned)
    if asked and asked.pk != hold.pk and asked.state == HoldState.STANDING:
        ladders.news.tell_holder("hold_challenge_over", asked, outcome=ChallengeState.WITHDRAWN)
