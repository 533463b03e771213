"""The pages on which one leaves a band or the site: they name the gigs that will lack a player."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.actions.memberships import enter_party
from accounts.models import Membership, Party, User
from accounts.states import Role
from bookings.actions import release_own_claim, request_act
from bookings.models import Booking
from bookings.states import BookingState, LineupState
from holds.actions import place_hold
from tests.bookings.scenes import HOUR, a_confirmed_booking, a_house, an_act, an_application, an_open_show
from tests.factories import FAR_SATURDAY, BandFactory, MembershipFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]
WEEK = dt.timedelta(weeks=1)
TIERS = [[30, 25], [14, 50], [2, 100]]


def page(act, user):
    return reverse("departures:member_remove", args=[act.party.slug, user.pk])


def text_of(response):
    return response.content.decode()


@pytest.fixture
def booking(house, act):
    return a_confirmed_booking(house, act)


@pytest.fixture
def member(client, act):
    client.force_login(act.members[0])
    return act.members[0]


def test_leaving_names_what_will_lack_a_player(client, member, act, booking, house):
    text = text_of(client.get(page(act, member)))
    for words in (f"Leave {act.party.name}?", house.party.name, "4 Mar", "a dep"):
        assert words in text


def test_leaving_names_no_gig_of_another_band_and_none_already_given_back(client, member, act, booking, house):
    other = an_act(members=[member], name="The Others")
    a_confirmed_booking(house, other, starts_at=FAR_SATURDAY + WEEK)
    release_own_claim(acting_user=member, entry=booking.lineup.get(user=member))
    text = text_of(client.get(page(act, member)))
    assert "The Others," not in text
    assert "No upcoming gig is affected" in text


def test_leaving_by_the_button(client, member, act, booking):
    answer = client.post(page(act, member))
    assert answer.headers["Location"] == reverse("accounts:you")
    assert booking.lineup.get(user=member).state == LineupState.DECLINED
    assert not Membership.objects.current().filter(user=member, party=act.party).exists()


def test_a_leader_removes_somebody_after_reading_what_is_lost(client, act, booking, house):
    client.force_login(act.leader)
    member = act.members[0]
    assert house.party.name in text_of(client.get(page(act, member)))
    assert client.post(page(act, member)).headers["Location"] == reverse("accounts:team", args=[act.party.slug])
    assert booking.lineup.get(user=member).state == LineupState.DECLINED


def test_members_may_not_look_at_removing_each_other(client, member, act):
    assert client.get(page(act, act.members[1])).status_code == 403
    assert client.post(page(act, act.members[1])).status_code == 403


def test_strangers_learn_nothing(client, act):
    client.force_login(UserFactory())
    assert client.get(page(act, act.members[0])).status_code == 403


def test_laying_down_the_playing_role_asks_for_a_dep_too(client, member, act, booking):
    client.post(reverse("departures:role_end", args=[act.party.slug, member.pk]), {"role": "member"})
    assert booking.lineup.get(user=member).state == LineupState.DECLINED


def test_deleting_the_account_names_gigs_and_requests(client, member, act, booking, house):
    asked = an_act(name="The Asked")
    values = {"starts_at": FAR_SATURDAY + WEEK, "ends_at": FAR_SATURDAY + WEEK + HOUR, "place": "Town hall"}
    request = request_act(acting_user=member, act=asked.party, **values)
    text = text_of(client.get(reverse("departures:account_delete")))
    assert house.party.name in text
    assert "The Asked" in text
    client.post(reverse("departures:account_delete"), {"email": member.email})
    request.refresh_from_db()
    assert request.state == BookingState.WITHDRAWN
    assert booking.lineup.get(user=member).state == LineupState.DECLINED
    assert not User.objects.get(pk=member.pk).is_active


def test_a_band_without_anything_open_ends_without_a_list(client):
    alone = MembershipFactory(party=BandFactory().party, role=Role.OWNER).user
    client.force_login(alone)
    text = text_of(client.get(reverse("departures:account_delete")))
    assert "so it closes." in text
    assert "Nothing open: " in text
    assert "All this ends" not in text


@pytest.mark.parametrize("gigs", [1, 3])
def test_the_page_needs_the_same_queries_for_1_and_3(client, member, house, act, gigs, django_assert_num_queries):
    for week in range(gigs):
        an_application(act, an_open_show(house, starts_at=FAR_SATURDAY + week * WEEK))
    with django_assert_num_queries(10):
        text = text_of(client.get(page(act, member)))
    assert text.count(f"<bdi>{act.party.name}</bdi>, <bdi>{house.party.name}</bdi>") == gigs


def test_gigs_of_a_band_that_ends_with_the_account_are_promised_no_dep(client, house):
    band = an_act(members=0, name="Alone")
    enter_party(party=band.party, user=band.leader, role=Role.MEMBER)
    a_confirmed_booking(house, band)
    client.force_login(band.leader)
    text = text_of(client.get(reverse("departures:account_delete")))
    assert "gigs-lost" not in text
    assert "so it closes" in text
    assert "need a dep" not in text_of(client.get(page(band, band.leader)))


def test_closing_says_what_each_booking_costs_and_names_who_holds(client, house, act):
    paid = a_confirmed_booking(house, act)
    Booking.objects.filter(pk=paid.pk).update(fee_minor=20000, fee_currency="EUR", cancellation_tiers=TIERS)
    free = a_confirmed_booking(house, an_act(), starts_at=FAR_SATURDAY + WEEK)
    Booking.objects.filter(pk=free.pk).update(cancellation_tiers=TIERS)
    night = (FAR_SATURDAY + 2 * WEEK).date()
    place = {"holder": house.party, "stage": house.stage, "night": night, "act_name": "The Unknowns"}
    place_hold(acting_user=house.manager, **place)
    Membership.objects.filter(user=house.manager, party=house.party).update(role=Role.OWNER)
    with time_machine.travel(FAR_SATURDAY - dt.timedelta(days=1), tick=False):
        client.force_login(house.manager)
        text = text_of(client.get(reverse("departures:party_close", args=[house.party.slug])))
    assert "costs your side 100% of the fee under the agreed terms: €200" in text
    assert text.count("of the fee") == 1
    assert "The Unknowns" in text


def test_deleting_an_account_takes_as_many_queries_for_three_parties_as_for_one(client, house, act):
    counts = []
    leader = UserFactory()
    client.force_login(leader)
    for number in (1, 3):
        while Party.objects.led_by(leader).count() < number:
            band = an_act(members=1)
            MembershipFactory(party=band.party, user=leader, role=Role.OWNER)
            a_confirmed_booking(a_house(), band)
        with CaptureQueriesContext(connection) as asked:
            response = client.get(reverse("departures:account_delete"))
        assert len(response.context["alone"]) == number
        counts.append(len(asked))
    assert counts[0] == counts[1]
