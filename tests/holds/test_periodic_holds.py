"""The task of the clock, and what becomes of holds when their people go."""

import pytest

from departures.actions import close_account
from holds.actions import challenge_hold
from holds.models import Challenge
from holds.states import ChallengeState, HoldEnd, HoldState
from holds.tasks import run_holds
from notifications.kinds.registry import kinds, render_all
from notifications.models import Notification
from tests.bookings.scenes import HOUR
from tests.factories import MembershipFactory
from tests.holds.scenes import DAY, PLACED, SET, a_ladder, is_whole, ranks, told

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]


def test_the_task_passes_challenges_on_lets_holds_go_and_reminds(house, time_machine):
    acts, holds = a_ladder(house, 4)
    challenge_hold(acting_user=acts[1].leader, hold=holds[1], at=PLACED + 4 * DAY)
    time_machine.move_to(PLACED + 6 * DAY)
    run_holds()
    assert Challenge.objects.get().state == ChallengeState.DECIDING
    assert [told(act.leader)[-1] for act in acts] == ["hold_released", "hold_decides", "hold_warned", "hold_warned"]
    time_machine.move_to(PLACED + 8 * DAY + HOUR)  # the deadline counts from when the first run came to it
    run_holds()
    assert Challenge.objects.get().state == ChallengeState.FAILED
    assert ranks(house, *holds) == [None, 1, None, None]
    before = Notification.objects.count()
    run_holds()
    assert Notification.objects.count() == before


def test_closing_an_account_releases_what_nobody_else_holds(house):
    [alone, led_by_two, below], holds = a_ladder(house, 3)
    MembershipFactory(party=led_by_two.party, role="owner")
    for act in (alone, led_by_two):
        act.leader.memberships.all().delete()
        MembershipFactory(user=act.leader, party=act.party, role="manager")
        close_account(acting_user=act.leader, closing={act.party.pk})
    holds[0].refresh_from_db()
    assert (holds[0].state, holds[0].ended_by) == (HoldState.RELEASED, HoldEnd.HOLDER)
    assert ranks(house, *holds) == [None, 1, 2]
    assert is_whole(house)
    assert told(below.leader) == ["hold_ranked"]


def test_every_news_of_a_hold_has_words_for_who_reads_it(house, time_machine):
    """In the words of its own people; the venue reads of whom, and nobody of who else stands there."""
    time_machine.move_to(PLACED)
    acts, holds = a_ladder(house, 2, fee_minor=100, fee_currency="EUR", **SET)
    for kind in [kind.name for kind in kinds() if kind.name.startswith("holds.hold_")]:
        data = {"hold": str(holds[1].pk), "rank": 2, "until": holds[1].expires_at.isoformat(), "outcome": "lost"}
        notice = Notification(kind=kind, data=data, created_at=PLACED)
        [own] = render_all([notice], acts[1].leader)
        [venues] = render_all([notice], house.manager)
        [others] = render_all([notice], acts[0].leader)
        assert others is None
        assert house.party.name in own.subject + own.text
        assert acts[0].party.name not in own.subject + own.text
        assert acts[1].party.name in venues.subject + venues.text
        assert "%(" not in own.subject + own.text + venues.text
