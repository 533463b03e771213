"""What each viewer knows of a hold: everything, its own rank, or nothing."""

import re

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse

from accounts.states import Role
from engagements.errors import WrongState
from holds.access.holds import get_hold_for, get_own_hold_for, hold_view, hold_views
from holds.access.projections import rank_label
from holds.actions import challenge_hold, confirm_hold, decline_proposal, release_hold, withdraw_challenge
from holds.models import Hold
from holds.pages.ladders import words_of_other_challenge
from holds.queries.holds import ladder_of, ladders_between, with_rank
from notifications.kinds.registry import render
from notifications.models import Notification
from tests.bookings.scenes import an_act
from tests.factories import MembershipFactory, UserFactory
from tests.holds.scenes import DAY, NIGHT, PLACED, SET, a_hold, a_ladder, house_rules, two_rooms
from web.texts import isolated

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to(PLACED + DAY)


def seen(user, hold):
    return hold_view(user, get_hold_for(user, hold.pk))


def test_a_party_sees_its_rank_and_nobody_else(house):
    acts, holds = a_ladder(house, 2, fee_minor=100, fee_currency="EUR", **SET)
    view = seen(acts[1].leader, holds[1])
    assert (view.rank, view.rank_label, view.terms.fee.amount_minor) == (2, "2nd", 100)
    with pytest.raises(Http404):
        get_hold_for(acts[1].leader, holds[0].pk)
    assert acts[0].party.name not in repr(view)


def test_history_does_not_tell_who_moved_the_ladder(house):
    acts, holds = a_ladder(house, 2)
    release_hold(acting_user=acts[0].leader, hold=holds[0], message="We cannot come.", at=PLACED + DAY)
    view = seen(acts[1].leader, holds[1])
    assert [(event.event, event.actor, event.text) for event in view.history] == [
        ("placed", acts[1].leader.display_name, ""),
        ("ranked", "", ""),
    ]
    assert (view.history[1].before, view.history[1].after) == ({"rank": 2}, {"rank": 1})


def test_history_does_not_tell_a_colleague_who_challenges(house):
    acts, holds = a_ladder(house, 2, **SET)
    for user in (acts[1].leader, UserFactory()):
        MembershipFactory(user=user, party=acts[0].party, role=Role.MANAGER)
    challenge_hold(acting_user=acts[1].leader, hold=holds[1], at=PLACED + DAY)
    [asked] = [event for event in seen(acts[0].leader, holds[0]).history if event.event == "challenged"]
    assert (asked.actor, asked.channel) == ("", "")


def test_members_know_that_a_night_is_held_but_not_the_terms(house, act):
    hold = a_hold(house, act, note="Our price is low.", fee_minor=100, fee_currency="EUR", **SET)
    view = seen(act.members[0], hold)
    assert (view.rank, view.terms, view.note, view.history, view.allowed) == (1, None, "", (), frozenset())
    with pytest.raises(PermissionDenied):
        get_own_hold_for(act.members[0], hold.pk)


def test_strangers_know_nothing(house, act):
    with pytest.raises(Http404):
        get_hold_for(UserFactory(), a_hold(house, act).pk)


def test_what_one_may_do_is_what_the_ladder_lets(house):
    acts, holds = a_ladder(house, 2, **SET)
    assert seen(acts[0].leader, holds[0]).allowed == {"propose", "release", "change"}
    assert seen(acts[1].leader, holds[1]).allowed == {"challenge", "release", "change"}
    assert seen(house.manager, holds[1]).allowed == {"confirm", "challenge", "release", "change", "agree", "rank"}
    challenge_hold(acting_user=acts[1].leader, hold=holds[1], message="Signed and sealed.", at=PLACED + DAY)
    assert seen(acts[1].leader, holds[1]).allowed == {"release", "change", "withdraw_challenge"}
    asked = seen(acts[0].leader, holds[0]).challenge
    assert (asked.part, asked.message) == ("asked", "")
    assert seen(house.manager, holds[0]).challenge.message == "Signed and sealed."
    confirm_hold(acting_user=acts[0].leader, hold=holds[0], at=PLACED + DAY)
    assert seen(acts[0].leader, holds[0]).allowed == {"release", "withdraw_proposal"}
    assert seen(house.manager, holds[0]).allowed == {"confirm", "decline", "release", "rank"}
    assert seen(acts[0].leader, holds[0]).proposal.waits
    assert seen(acts[1].leader, holds[1]).proposal is None
    decline_proposal(acting_user=house.manager, hold=holds[0], at=PLACED + DAY)
    assert seen(acts[0].leader, holds[0]).allowed == {"release", "change"}
    assert seen(acts[1].leader, holds[1]).allowed == {"propose", "release", "change", "withdraw_challenge"}


def test_while_others_challenge_one_reads_what_runs_instead_and_no_name(client, house):
    acts, holds = a_ladder(house, 3, **SET)
    challenge_hold(acting_user=acts[1].leader, hold=holds[1])
    assert "challenge" not in seen(acts[2].leader, holds[2]).allowed
    pages = {}
    for user in (acts[2].leader, house.manager):
        client.force_login(user)
        pages[user] = client.get(reverse("holds:hold", args=[holds[2].pk])).content.decode()
        assert "Challenge" not in pages[user]
        assert "You can challenge once that ends." in pages[user]
    assert "Another hold has challenged: the hold it asks has until" in pages[acts[2].leader]
    assert not any(act.party.name in pages[acts[2].leader] for act in acts[:2])
    names = [isolated(act.party.name) for act in acts[:2]]
    assert f"{names[1]} has challenged: {names[0]} has until" in pages[house.manager]
    confirm_hold(acting_user=acts[0].leader, hold=holds[0])
    assert "the venue has until" in words_of_other_challenge(seen(acts[2].leader, holds[2]))
    assert f"answer {names[0]}’s proposal by" in words_of_other_challenge(seen(house.manager, holds[2]))
    release_hold(acting_user=acts[0].leader, hold=Hold.objects.get(pk=holds[0].pk))
    assert "Another hold has challenged and has until" in words_of_other_challenge(seen(acts[2].leader, holds[2]))
    withdraw_challenge(acting_user=acts[1].leader, challenge=holds[1].challenges.get())
    assert words_of_other_challenge(seen(acts[2].leader, holds[2])) == ""
    assert "challenge" in seen(acts[2].leader, holds[2]).allowed


def test_a_challenge_against_a_hall_is_in_the_way_in_its_other_room_too(house):
    """The hall is first in both rooms; somebody in one of them challenges it, and whoever is in the other waits."""
    other, hall = two_rooms(house)
    a_hold(house, an_act(), stage=hall)
    here, there = an_act(), an_act()
    waits, challenges = a_hold(house, here), a_hold(house, there, stage=other)
    assert "challenge" in seen(here.leader, waits).allowed
    challenge_hold(acting_user=there.leader, hold=challenges)
    view = seen(here.leader, waits)
    assert "challenge" not in view.allowed
    assert view.other_challenge
    with pytest.raises(WrongState):
        challenge_hold(acting_user=here.leader, hold=waits)


def test_a_rank_that_the_house_keeps_is_called_so(client, house, act):
    house_rules(house, outsiders_from_rank=2)
    hold = a_hold(house, act)
    client.force_login(act.leader)
    path = reverse("holds:hold", args=[hold.pk])
    kept = "The venue keeps first position for itself. If it holds this night, you move down."
    news = Notification(user=act.leader, kind="holds.hold_placed", data={"hold": str(hold.pk), "rank": 1})
    assert kept in client.get(path).content.decode()
    assert kept in render(news, act.leader).text
    assert kept not in render(news, house.manager).text
    house_rules(house, outsiders_from_rank=1, newcomers_from_rank=2)
    assert "The venue keeps this position for acts that have played there." in client.get(path).content.decode()
    house_rules(house, newcomers_from_rank=1)
    assert "keeps this position" not in client.get(path).content.decode()


def test_staff_may_look_and_release(house, act):
    assert seen(UserFactory(is_staff=True), a_hold(house, act)).allowed == {"release"}


def test_a_band_manager_with_two_roles_is_on_both_sides(house, act):
    MembershipFactory(user=act.leader, party=house.party, role=Role.MANAGER)
    view = seen(act.leader, a_hold(house, act, **SET))
    assert (view.agreed_by_host, view.agreed_by_act) == (True, True)


@pytest.mark.parametrize(
    ("rank", "label"), [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (22, "22nd")]
)
def test_ranks_in_english(rank, label):
    assert rank_label(rank) == label


@pytest.mark.parametrize("count", [1, 3])
def test_views_of_many_holds_take_as_many_queries_as_of_one(house, count, django_assert_num_queries):
    a_ladder(house, count)
    holds = list(with_rank(Hold.objects.with_place()))
    with django_assert_num_queries(6):
        views = hold_views(house.manager, holds)
    assert sorted(view.rank for view in views) == list(range(1, count + 1))


@pytest.mark.parametrize("count", [1, 3])
def test_the_ladders_of_a_month_take_one_query(house, count, django_assert_num_queries):
    for night in range(count):
        a_ladder(house, count, night=NIGHT + night * DAY)
    with django_assert_num_queries(1):
        ladders = ladders_between([house.stage], NIGHT, NIGHT + 30 * DAY)
        names = [[hold.holder.name for hold in ladder] for ladder in ladders.values()]
    assert [len(ladder) for ladder in names] == [count] * count
    assert [hold.rank for hold in ladder_of(house.stage, NIGHT)] == list(range(1, count + 1))


def test_a_hold_for_another_act_is_seen_by_that_act(house):
    venue_held, other = an_act(), an_act()
    hold = a_hold(house, venue_held)
    assert seen(venue_held.leader, hold).rank == 1
    with pytest.raises(Http404):
        get_hold_for(other.leader, hold.pk)


@pytest.mark.parametrize("scope", ["hold", "list"])
def test_a_hold_that_ended_is_called_by_its_state(client, house, scope):
    acts, holds = a_ladder(house, 1)
    release_hold(acting_user=acts[0].leader, hold=holds[0], message="We cannot come.", at=PLACED + DAY)
    client.force_login(acts[0].leader)
    address = reverse("holds:hold", args=[holds[0].pk]) if scope == "hold" else reverse("holds:holds")
    text = client.get(address, {"scope": "past"}).content.decode()
    assert re.search(r'class="pill gone">.*Released</span>', text)
    assert "No answer yet" not in text
