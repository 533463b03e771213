"""Real threads on one ladder: one outcome, ranks without gaps, a history that tells the same."""

from functools import partial

import pytest
from django.core.exceptions import ValidationError

from accounts.states import Role
from availability.errors import Busy, Taken
from bookings.actions import accept_booking, cancel_booking
from bookings.errors import Held
from bookings.models import Booking, Show
from engagements.errors import WrongState
from holds.actions import (
    challenge_hold,
    confirm_hold,
    decline_proposal,
    expire_hold,
    lapse_proposal,
    pass_on_challenge,
    place_hold,
    place_offer,
    rank_hold,
    release_hold,
    restore_ladder,
    withdraw_challenge,
    withdraw_proposal,
)
from holds.errors import HoldsAlready
from holds.models import Challenge, Hold, Proposal
from holds.states import RUNNING, ChallengeState, HoldState, ProposalState
from tests.bookings.scenes import HOUR, a_house, an_act, an_application, an_open_show
from tests.factories import MembershipFactory
from tests.holds.scenes import DAY, NIGHT, PLACED, SET, a_hold, a_ladder, is_whole, known, ranks, told, two_rooms
from tests.threads import SOME_ROUNDS, at_once, meeting
from venues.models.policies import MOST_HOLDS
from venues.states import OtherHolds
from web.errors import Refusal

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]
REFUSALS = (WrongState, Held, HoldsAlready, Taken, Busy)
LATER = PLACED + DAY
DEADLINE = LATER + 48 * HOUR


def race(*calls):
    """All at the same moment; what each returned, or the refusal that it raised. Anything else fails the test."""
    results = at_once(len(calls), lambda number: calls[number]())
    for result in results:
        if isinstance(result, Exception) and not isinstance(result, (*REFUSALS, ValidationError)):
            raise result
    return results


def won(results):
    return [result for result in results if not isinstance(result, Refusal | ValidationError)]


def test_a_person_with_several_bands_does_not_pass_the_limit_by_haste():
    house = a_house()
    for round_of in range(3):
        act, others = an_act(members=0), [an_act(members=0) for _ in range(2)]
        bands = [act.party, *(other.party for other in others)]
        for band in bands:
            MembershipFactory(party=band, user=act.leader, role=Role.OWNER)
            known(house, band)
        calls = [
            partial(
                place_hold, acting_user=act.leader, holder=band, stage=house.stage, at=PLACED,
                night=NIGHT + (20 * round_of + number) * DAY,
            )
            for number, band in enumerate(bands * 2)
        ]  # fmt: skip
        results = race(*calls)
        placed = [result for result in results if isinstance(result, Hold)]
        is_full = not any(isinstance(result, Busy) for result in results)
        assert len(placed) == Hold.objects.standing().filter(holder__in=bands).count() <= MOST_HOLDS
        assert len(placed) == MOST_HOLDS or not is_full
        refused = [str(result) for result in results if isinstance(result, ValidationError)]
        assert all("All your bands and agencies" in text or "You can have at most" in text for text in refused)


def moves(house, acts, holds, running):
    """What may happen to the first hold of a ladder of three, challenged by the last, at the very deadline."""
    return {
        "confirm": lambda: confirm_hold(acting_user=house.manager, hold=holds[0], at=DEADLINE, others=OtherHolds.KEEP),
        "challenger proposes": lambda: confirm_hold(acting_user=acts[2].leader, hold=holds[2], at=DEADLINE),
        "release": lambda: release_hold(acting_user=acts[0].leader, hold=holds[0], at=DEADLINE),
        "challenger releases": lambda: release_hold(acting_user=acts[2].leader, hold=holds[2], at=DEADLINE),
        "expiry": lambda: expire_hold(hold=holds[1], at=PLACED + 30 * DAY),
        "silence": lambda: pass_on_challenge(challenge=running, at=DEADLINE),
        "withdraw": lambda: withdraw_challenge(acting_user=acts[2].leader, challenge=running, at=DEADLINE),
        "rank": lambda: rank_hold(acting_user=house.manager, hold=holds[1], rank=1, at=DEADLINE),
        "place": lambda: a_hold(house, acts[3], at=DEADLINE),
    }


NAMES = ("confirm", "challenger proposes", "release", "challenger releases", "expiry", "silence", "withdraw", "rank",
         "place")  # fmt: skip


NEVER_ALONE = {"challenger proposes", "rank"}
"""What is refused while the first above is still asked."""


@pytest.mark.parametrize("name", NAMES)
def test_a_challenged_ladder_stays_whole_whatever_meets(name):
    """`name` against itself and those that come after it in the list: any two of them meet."""
    for other in meeting(name, NAMES):
        house = a_house()
        acts, holds = a_ladder(house, 3, **SET)
        acts.append(an_act(members=1))
        Hold.objects.filter(pk=holds[1].pk).update(expires_at=DEADLINE)
        running = challenge_hold(acting_user=acts[2].leader, hold=holds[2], at=LATER)
        each = moves(house, acts, holds, running)
        results = race(each[name], each[other])
        assert won(results) or {name, other} <= NEVER_ALONE, (name, other, results)
        assert_whole(house, holds)


BEGINNINGS = {
    "itself": lambda house, acts, holds: challenge_hold(acting_user=acts[2].leader, hold=holds[2], at=LATER),
    "another": lambda house, acts, holds: challenge_hold(acting_user=acts[1].leader, hold=holds[1], at=LATER),
    "confirm": lambda house, acts, holds: confirm_hold(acting_user=house.manager, hold=holds[0], at=LATER),
    "proposal": lambda house, acts, holds: confirm_hold(acting_user=acts[0].leader, hold=holds[0], at=LATER),
    "release": lambda house, acts, holds: release_hold(acting_user=acts[0].leader, hold=holds[0], at=LATER),
    "leaving": lambda house, acts, holds: release_hold(acting_user=acts[2].leader, hold=holds[2], at=LATER),
    "expiry": lambda house, acts, holds: expire_hold(hold=holds[0], at=PLACED + 30 * DAY),
    "rank": lambda house, acts, holds: rank_hold(acting_user=house.manager, hold=holds[2], rank=1, at=LATER),
}


@pytest.mark.parametrize("name", BEGINNINGS)
def test_a_challenge_begins_or_does_not_whatever_meets_it(name):
    house = a_house()
    acts, holds = a_ladder(house, 3, **SET)
    results = race(
        lambda: challenge_hold(acting_user=acts[2].leader, hold=holds[2], at=LATER),
        lambda: BEGINNINGS[name](house, acts, holds),
    )
    assert won(results)
    assert_whole(house, holds)
    assert Challenge.objects.filter(state__in=RUNNING).count() <= 1


def assert_whole(house, holds):
    assert is_whole(house)
    for hold in holds:
        hold.refresh_from_db()
        events = hold.history.order_by("id").values_list("event", flat=True)
        ends = [event for event in events if event in {"released", "expired", "confirmed"}]
        assert ends == ([] if hold.state == HoldState.STANDING else [hold.state])
    for challenge in Challenge.objects.filter(hold__in=holds, state__in=RUNNING):
        assert challenge.asked.state == challenge.hold.state == HoldState.STANDING
        waits = challenge.asked.proposals.filter(state=ProposalState.WAITING).exists()
        assert waits == (challenge.state == ChallengeState.PAUSED)
    for proposal in Proposal.objects.filter(hold__in=holds, state=ProposalState.WAITING):
        assert proposal.hold.state == HoldState.STANDING
    confirmed = [hold for hold in holds if hold.state == HoldState.CONFIRMED]
    assert Show.objects.published().filter(owner=house.party).count() == len(confirmed) <= 1


def test_eight_who_hold_at_once_stand_on_ranks_of_their_own():
    house = a_house()
    acts = [an_act(members=1) for _ in range(4)]
    race(*[lambda act=act: a_hold(house, act) for act in acts * 2])
    assert Hold.objects.count() == 4
    assert is_whole(house)


def test_a_holder_gets_no_fourth_night_by_asking_for_four_at_once():
    house, act = a_house(), an_act(members=1)
    known(house, act.party)
    results = race(*[lambda number=number: a_hold(house, act, night=NIGHT + number * DAY) for number in range(4)])
    assert len(won(results)) == Hold.objects.count() == 3


def test_two_nights_of_one_offer_settle_on_one():
    for _round in range(SOME_ROUNDS):
        house, act = a_house(), an_act()
        known(house, act.party)
        offer = place_offer(
            acting_user=act.leader, holder=act.party, stage=house.stage, nights=[NIGHT, NIGHT + DAY], at=PLACED, **SET
        )
        calls = [
            lambda hold=hold, user=house.manager: confirm_hold(acting_user=user, hold=hold, at=LATER)
            for hold in offer.holds.all()
        ]
        assert len(won(race(*calls))) == 1
        assert sorted(offer.holds.values_list("state", flat=True)) == [HoldState.CONFIRMED, HoldState.RELEASED]


def test_two_confirm_holds_of_one_night_and_one_gets_it():
    house = a_house()
    _acts, holds = a_ladder(house, 2, **SET)
    calls = [
        lambda hold=hold: confirm_hold(acting_user=house.manager, hold=hold, others=OtherHolds.RELEASE, at=LATER)
        for hold in holds
    ]
    assert len(won(race(*calls))) == 1
    assert_whole(house, holds)


def test_an_act_is_confirmed_here_or_booked_elsewhere():
    """Either way the act is promised: once."""
    for _round in range(SOME_ROUNDS):
        house, elsewhere, act = a_house(), a_house(), an_act()
        hold = a_hold(house, act, **SET)
        application = an_application(act, an_open_show(elsewhere))
        results = race(
            lambda hold=hold, house=house: confirm_hold(acting_user=house.manager, hold=hold, at=LATER),
            lambda application=application, house=elsewhere: accept_booking(
                acting_user=house.manager, booking=application
            ),
        )
        assert len(won(results)) == 1, results
        assert Booking.objects.promised().filter(act=act.party).count() == 1
        hold.refresh_from_db()
        assert hold.state == (HoldState.CONFIRMED if isinstance(results[0], Hold) else HoldState.RELEASED)
        assert is_whole(house)


ANSWER_BY = LATER + 72 * HOUR
MOMENT = ANSWER_BY - HOUR


def answers(house, acts, holds):
    """What may happen to a night of two rooms at one moment, while both who hold one have proposed it."""
    proposal, keep = Proposal.objects.get(hold=holds[0]), OtherHolds.KEEP
    return {
        "agree": lambda: confirm_hold(
            acting_user=house.manager, hold=holds[0], at=MOMENT, others=keep, proposal=proposal.pk
        ),
        "agree to the hall": lambda: confirm_hold(acting_user=house.manager, hold=holds[2], at=MOMENT, others=keep),
        "decline": lambda: decline_proposal(acting_user=house.manager, hold=holds[0], at=MOMENT),
        "withdraw": lambda: withdraw_proposal(acting_user=acts[0].leader, hold=holds[0], at=MOMENT),
        "lapse": lambda: lapse_proposal(proposal=proposal, at=ANSWER_BY),
        "expiry": lambda: expire_hold(hold=holds[0], at=ANSWER_BY),
        "release": lambda: release_hold(acting_user=acts[0].leader, hold=holds[0], at=MOMENT),
        "challenge": lambda: challenge_hold(acting_user=acts[2].leader, hold=holds[2], at=MOMENT),
        "own show": lambda: an_open_show(house, release_holds=[hold.pk for hold in holds]),
    }


ANSWERS = ("agree", "agree to the hall", "decline", "withdraw", "lapse", "expiry", "release", "challenge", "own show")
TAKES_THE_ROOM = {"agree", "agree to the hall", "own show"}
ANSWERS_IT = {"agree", "decline", "withdraw"}
"""Of each of these one at most."""


@pytest.mark.parametrize("name", ANSWERS)
def test_a_proposal_has_one_outcome_whatever_meets(name):
    """Any two of them meet."""
    for other in meeting(name, ANSWERS):
        house = a_house()
        room, hall = two_rooms(house)
        acts = [an_act(members=1) for _ in range(3)]
        stages = (house.stage, room, hall)
        holds = [a_hold(house, act, stage=stage, **SET) for act, stage in zip(acts, stages, strict=True)]
        for act, hold in zip(acts[:2], holds[:2], strict=True):
            confirm_hold(acting_user=act.leader, hold=hold, at=LATER)
        calls = answers(house, acts, holds)
        results = race(calls[name], calls[other])
        assert won(results), (name, other, results)
        for alike in (TAKES_THE_ROOM, ANSWERS_IT):
            assert not {name, other} <= alike or len(won(results)) == 1, (name, other, results)
        assert_one_outcome(house, holds)


def assert_one_outcome(house, holds):
    assert is_whole(house)
    assert Show.objects.published().filter(owner=house.party).count() <= 1
    for hold in holds:
        hold.refresh_from_db()
        states = set(hold.proposals.values_list("state", flat=True))
        assert hold.state == HoldState.STANDING or ProposalState.WAITING not in states
        assert (ProposalState.AGREED in states) <= (hold.state == HoldState.CONFIRMED)
        assert (states & {"declined", "withdrawn", "lapsed"} == set()) or hold.state != HoldState.CONFIRMED
        ends = [event for event in hold.history.values_list("event", flat=True) if event.startswith("proposal_")]
        assert set(ends) <= {f"proposal_{state}" for state in states}
        assert hold.state != HoldState.STANDING or len(ends) == len(states - {ProposalState.WAITING})
    for challenge in Challenge.objects.filter(hold__in=holds, state=ChallengeState.PAUSED):
        assert challenge.asked.proposals.filter(state=ProposalState.WAITING, challenge=challenge).exists()


def test_the_deadline_and_the_answer_pass_a_challenge_on_once():
    house_told = []
    for _round in range(SOME_ROUNDS):
        house = a_house()
        acts, holds = a_ladder(house, 2, **SET)
        running = challenge_hold(acting_user=acts[1].leader, hold=holds[1], at=LATER)
        race(
            lambda holds=holds, acts=acts: release_hold(acting_user=acts[0].leader, hold=holds[0], at=DEADLINE),
            *[lambda running=running: pass_on_challenge(challenge=running, at=DEADLINE)] * 3,
        )
        running.refresh_from_db()
        house_told.append(told(acts[1].leader))
        assert (running.state, ranks(house, *holds)) == (ChallengeState.DECIDING, [None, 1])
        assert running.steps.count() == 1
    assert house_told == [["hold_decides"]] * SOME_ROUNDS


def test_two_presses_and_a_new_booking_restore_a_ladder_once_or_not_at_all():
    """The ladder stands again once, on an empty night; or somebody is booked, and it does not."""
    for _round in range(SOME_ROUNDS):
        house = a_house()
        acts, holds = a_ladder(house, 3, **SET)
        confirm_hold(acting_user=acts[0].leader, hold=holds[0], at=LATER)
        show = confirm_hold(acting_user=house.manager, hold=holds[0], others=OtherHolds.RELEASE, at=LATER).show
        booking = Booking.objects.get(spot__show=show)
        cancel_booking(acting_user=acts[0].leader, booking=booking, at=LATER)
        waiting = an_application(an_act(members=1), show)

        def press():
            return restore_ladder(acting_user=house.manager, show=show, calls_off=True, at=LATER)  # noqa: B023

        def accept():
            return accept_booking(acting_user=house.manager, booking=waiting, despite_conflicts=True)  # noqa: B023

        results = race(press, press, accept)
        restored = [result for result in results[:2] if result == holds[1:]]
        is_booked = Booking.objects.get(pk=waiting.pk).state == "confirmed"
        assert (len(restored), ranks(house, *holds)) == ((0, [None] * 3) if is_booked else (1, [None, 1, 2]))
        assert told(acts[1].leader).count("hold_restored") == len(restored)
        assert is_whole(house)


def test_a_ladder_that_is_restored_while_its_people_hold_more_keeps_the_limit_of_a_person():
    for _round in range(SOME_ROUNDS):
        house = a_house()
        acts, holds = a_ladder(house, 2, **SET)
        confirm_hold(acting_user=acts[0].leader, hold=holds[0], at=LATER)
        show = confirm_hold(acting_user=house.manager, hold=holds[0], others=OtherHolds.RELEASE, at=LATER).show
        cancel_booking(acting_user=acts[0].leader, booking=Booking.objects.get(spot__show=show), at=LATER)
        ann, bands = acts[1].leader, [an_act(members=0).party for _ in range(3)]
        for band in bands:
            MembershipFactory(party=band, user=ann, role=Role.OWNER)
            known(house, band)
        places = [
            partial(
                place_hold, acting_user=ann, holder=band, stage=house.stage, night=NIGHT + count * 7 * DAY, at=LATER
            )
            for count, band in enumerate(bands, start=1)
        ]
        places[0]()
        restore = partial(restore_ladder, acting_user=house.manager, show=show, calls_off=True, at=LATER)
        race(restore, *places[1:])
        assert Hold.objects.standing().filter(holder__in=[acts[1].party, *bands]).count() <= MOST_HOLDS
        assert is_whole(house)
