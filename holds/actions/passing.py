"""How a challenge goes on once a ladder has changed: the next above is asked, or the challenger decides, or it is over.

Everything that changes a ladder ends here, so that whatever comes first (an answer, silence, an expiry, a release by
the venue) has one outcome and the challenge follows it.
"""

import datetime as dt

from accounts.states import Approval
from engagements.actions.transitions import require_move
from engagements.deals.deadlines import answer_until, night_ends
from holds.actions.ladders import Ladders
from holds.models import Challenge, ChallengeStep, Hold
from holds.states import CHALLENGE_TRANSITIONS, ChallengeAnswer, ChallengeState, HoldEnd, HoldNews, HoldState
from venues.states import ChallengeWindow

NEWS_OF_END = {
    ChallengeState.LOST: HoldNews.CHALLENGE_LOST,
    ChallengeState.FAILED: HoldNews.CHALLENGE_FAILED,
    ChallengeState.WITHDRAWN: HoldNews.CHALLENGE_WITHDRAWN,
}


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
    if challenge.asked_id in {each.pk for each in above}:
        return
    asked_before = set(challenge.steps.values_list("hold_id", flat=True))
    may_answer = (each for each in above if each.holder.approval != Approval.SUSPENDED)
    following = next((each for each in may_answer if each.pk not in asked_before), None)
    challenge.asked = following or hold
    challenge.until = deadline(ladders, hold)
    ladders.changed(challenge.asked)
    until = {"until": challenge.until.isoformat()}
    if following:
        challenge.save()
        ChallengeStep.objects.create(
            challenge=challenge, hold=following, asked_at=ladders.doing.at, until=challenge.until
        )
        ladders.note(following, HoldNews.CHALLENGED, after=until)
        ladders.news.tell_holder("hold_challenged", following, **until)
        return
    require_move(CHALLENGE_TRANSITIONS, ChallengeState(challenge.state), ChallengeState.DECIDING)
    challenge.state = ChallengeState.DECIDING
    challenge.save()
    ladders.note(hold, HoldNews.DECIDES, after=until)
    ladders.news.tell_holder("hold_decides", hold, **until)


def deadline(ladders: Ladders, hold: Hold) -> dt.datetime:
    """Until when whoever is asked now may answer, by the house rules; no longer than the night lasts."""
    policy, venue = ladders.policy(hold), hold.stage.venue
    zone = venue.party.timezone
    until = answer_until(ladders.doing.at, ChallengeWindow(policy.challenge_window), policy.challenge_hours, zone)
    return min(until, night_ends(hold.night, zone, venue.day_starts_at))


def _note_answer(ladders: Ladders, challenge: Challenge) -> None:
    """Whoever is asked and stands no longer has answered by that, or by keeping silent."""
    asked = ladders.holds.get(challenge.asked_id) if challenge.asked_id else None
    if challenge.state != ChallengeState.ASKING or asked is None or asked.state == HoldState.STANDING:
        return
    answer = ChallengeAnswer.RELEASED
    if asked.state == HoldState.CONFIRMED:
        answer = ChallengeAnswer.CONFIRMED
    elif asked.ended_by == HoldEnd.CHALLENGE:
        answer = ChallengeAnswer.SILENT
    steps = ChallengeStep.objects.filter(challenge=challenge, hold=asked, answer="")
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
