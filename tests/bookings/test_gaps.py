"""A player drops out: who is missing, where their leaders read it, and how somebody is asked to stand in."""

from html import unescape

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.timezone import now

from accounts.actions import create_feed
from accounts.states import Role
from bookings.actions import (
    accept_booking,
    answer_lineup,
    cancel_booking,
    make_contract,
    release_own_claim,
    replace_player,
    set_lineup,
)
from bookings.models import Booking
from bookings.queries import bookings_of
from bookings.states import Event, LineupState
from discovery.queries.gaps import gaps_of
from engagements.errors import WrongState
from engagements.words.gaps import days_left_words, missing_words
from notifications.kinds.registry import render
from notifications.models import Notification
from tests.bookings.scenes import HOUR, an_act, an_application, an_open_show
from tests.factories import FAR_SATURDAY, MembershipFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]
PARTS = {"Sue": "vocals", "Gil": "guitar", "Kay": "keys", "Bo": "bass", "Dru": "drums"}


@pytest.fixture
def people():
    return {name: UserFactory(name=name) for name in PARTS}


@pytest.fixture
def act(people):
    act = an_act(members=list(people.values()), name="The Curious")
    for name, part in PARTS.items():
        act.party.memberships.filter(user=people[name]).update(instrument=part)
    return act


@pytest.fixture
def dep(act):
    user = UserFactory(name="Dee Dep")
    MembershipFactory(party=act.party, user=user, role=Role.DEP, instrument="drums", may_be_booked=False)
    return user


@pytest.fixture
def booking(house, act, people):
    mine = an_application(act, an_open_show(house), lineup=[people[name].pk for name in PARTS])
    Booking.objects.filter(pk=mine.pk).update(fee_minor=50_000, fee_currency="EUR")
    return accept_booking(acting_user=house.manager, booking=mine)


def entry(booking, user):
    return booking.lineup.get(user=user)


def drop_out(booking, user):
    release_own_claim(acting_user=user, entry=entry(booking, user))


def missing(leader):
    return [str(each) for gap in gaps_of(leader, FAR_SATURDAY - 100 * HOUR) for each in gap.missing]


def ask(act, booking, leaving, dep, **fee):
    return replace_player(acting_user=act.leader, booking=booking, leaving=leaving, dep=dep, **fee)


def test_whoever_drops_out_is_missing_until_somebody_plays_instead(act, people, dep, booking, house):
    drummer = people["Dru"]
    assert missing(act.leader) == []
    drop_out(booking, drummer)
    assert missing(act.leader) == ["Dru"]
    assert missing(house.manager) == []
    ask(act, booking, drummer, dep, fee_minor=12_000, fee_currency="EUR")
    assert missing(act.leader) == ["Dru"]
    [gap] = gaps_of(act.leader, FAR_SATURDAY - 100 * HOUR)
    assert [each.user for each in gap.asked] == [dep]
    Notification.objects.all().delete()
    answer_lineup(acting_user=dep, entry=entry(booking, dep), plays=True)
    assert missing(act.leader) == []
    told = set(Notification.objects.values_list("user", "kind"))
    assert {(house.manager.pk, "bookings.dep_stands_in"), (act.leader.pk, "bookings.dep_stands_in")} <= told
    assert (drummer.pk, "bookings.replaced") in told
    assert (people["Sue"].pk, "bookings.replaced") not in told
    assert booking.history.filter(event=Event.DEP_STANDS_IN).exists()
    with pytest.raises(WrongState):
        answer_lineup(acting_user=drummer, entry=entry(booking, drummer), plays=True)
    drop_out(booking, dep)
    assert missing(act.leader) == ["Dee Dep"]


def test_the_first_of_several_deps_fills_the_place_and_the_others_are_spared(act, people, dep, booking):
    other = MembershipFactory(party=act.party, role=Role.DEP, may_be_booked=False).user
    drop_out(booking, people["Dru"])
    for each in (dep, other):
        ask(act, booking, people["Dru"], each)
    answer_lineup(acting_user=dep, entry=entry(booking, dep), plays=True)
    assert entry(booking, other).state == LineupState.DECLINED
    assert Notification.objects.filter(user=other, kind="bookings.taken_off").exists()
    with pytest.raises(WrongState):
        answer_lineup(acting_user=other, entry=entry(booking, other), plays=True)


def test_whoever_comes_back_plays_and_spares_the_dep(act, people, dep, booking):
    drummer = people["Dru"]
    drop_out(booking, drummer)
    ask(act, booking, drummer, dep)
    answer_lineup(acting_user=drummer, entry=entry(booking, drummer), plays=True)
    assert missing(act.leader) == []
    assert entry(booking, dep).state == LineupState.DECLINED


def test_a_dep_who_says_no_leaves_no_second_gap(act, people, dep, booking):
    ask(act, booking, people["Dru"], dep)
    answer_lineup(acting_user=dep, entry=entry(booking, dep), plays=False)
    assert missing(act.leader) == []
    drop_out(booking, people["Dru"])
    ask(act, booking, people["Dru"], dep)
    answer_lineup(acting_user=dep, entry=entry(booking, dep), plays=False)
    assert missing(act.leader) == ["Dru"]


def test_who_says_who_plays_fills_the_gap_or_does_without(act, people, booking):
    drop_out(booking, people["Dru"])
    with pytest.raises(ValidationError):
        ask(act, booking, people["Dru"], people["Dru"])
    set_lineup(acting_user=act.leader, booking=booking, lineup=[people["Sue"].pk, people["Gil"].pk])
    assert missing(act.leader) == []
    assert set(bookings_of(people["Kay"])) == set()


def test_the_page_starts_with_the_drummer_and_a_dep_who_drums(client, act, people, dep, booking):
    MembershipFactory(party=act.party, user=UserFactory(name="Ada Keys"), role=Role.DEP, instrument="keys")
    drop_out(booking, people["Dru"])
    client.force_login(act.leader)
    page = reverse("bookings:booking", args=[booking.pk])
    text = client.get(page).content.decode()
    assert "Booked, but a player is missing" in text
    assert "Drummer missing: Dru dropped out." in text
    leaving = text.partition('name="leaving"')[2].partition("</select>")[0]
    assert min(PARTS, key=leaving.index) == "Dru"
    assert leaving.count("<option") == 5
    deps = text.partition('name="dep"')[2].partition("</select>")[0]
    assert deps.index("Dee Dep") < deps.index("Ada Keys")
    assert "Dru" not in deps
    assert deps.count("Dep</option>") == 2
    assert 'value="100' in text  # a fifth of the fee
    url = reverse("bookings:lineup_replace", args=[booking.pk])
    sent = {"leaving": str(people["Dru"].pk), "dep": str(dep.pk), "fee": "much", "fee_currency": "EUR"}
    assert client.post(url, sent).status_code == 422
    page = client.post(url, sent | {"fee": "120"}, follow=True).content.decode()
    assert "We’ve asked Dee Dep, who takes over by saying yes." in page
    assert entry(booking, dep).fee_minor == 12_000
    assert "Waiting for Dee Dep to agree to dep." in page
    today = client.get("/").content.decode()
    days = days_left_words(booking.spot.show.night, booking.spot.show.timezone, now())
    assert f"Drummer missing, {days}" in today
    assert "Waiting for Dee Dep" in today


def test_the_dep_reads_their_fee_and_a_question_and_nobody_else_does(client, act, people, dep, booking, house):
    drop_out(booking, people["Dru"])
    ask(act, booking, people["Dru"], dep, fee_minor=12_345, fee_currency="EUR")
    [news] = Notification.objects.filter(user=dep, kind="bookings.lineup_asked")
    assert "Your fee: €123.45" in render(news, dep).text
    assert "500" not in render(news, dep).text
    client.force_login(dep)
    page = reverse("bookings:booking", args=[booking.pk])
    text = client.get(page).content.decode()
    assert "The Curious asks if you can play" in text
    assert "<h2>Booked" not in text
    assert "€123.45" in text
    assert "€500" not in text
    today = client.get("/").content.decode()
    assert "€123.45" in today
    assert "call" not in today.partition("Coming up")[2].partition("</section>")[0]
    assert str(booking.pk) not in client.get(reverse("bookings:shows")).content.decode()
    assert str(booking.pk) in client.get(reverse("bookings:shows") + "?scope=pending").content.decode()
    for user in (house.manager, people["Sue"]):
        client.force_login(user)
        assert "123.45" not in client.get(page).content.decode()


def test_a_gig_one_has_dropped_out_of_is_no_longer_ones_own(client, act, people, booking):
    drummer = people["Dru"]
    _feed, token = create_feed(acting_user=drummer, kind="person", party=None)
    assert list(bookings_of(drummer)) == [booking]
    drop_out(booking, drummer)
    assert list(bookings_of(drummer)) == []
    client.force_login(drummer)
    for address in (reverse("bookings:shows"), reverse("bookings:shows") + "?scope=pending"):
        lists = client.get(address).content.decode().partition("Latest")[0]
        assert str(booking.pk) not in lists, address
    assert client.get("/api/v1/me/bookings").json()["items"] == []
    feed = client.get(reverse("availability:feed", args=[token])).content.decode()
    assert "STATUS:CONFIRMED" not in feed
    assert client.get(reverse("bookings:booking", args=[booking.pk])).status_code == 200


def test_whoever_dropped_out_finds_the_way_back_until_somebody_plays_instead(client, act, people, dep, booking):
    drummer, page = people["Dru"], reverse("bookings:booking", args=[booking.pk])
    back = reverse("bookings:lineup_answer", args=[booking.pk])
    drop_out(booking, drummer)
    ask(act, booking, drummer, dep)
    client.force_login(drummer)
    for address in ("/", page):
        text = client.get(address).content.decode()
        assert back in text, address
        assert "I can play after all" in text, address
    client.force_login(people["Sue"])
    assert back not in client.get("/").content.decode()
    answer_lineup(acting_user=dep, entry=entry(booking, dep), plays=True)
    [news] = Notification.objects.filter(user=drummer, kind="bookings.replaced")
    assert "Dee Dep is covering for you with The Curious" in render(news, drummer).text
    assert render(news, drummer).subject.startswith("You’re free on ")
    client.force_login(drummer)
    assert back not in client.get("/").content.decode()
    text = client.get(page).content.decode()
    assert back not in text
    assert "Dee Dep is covering for you." in text
    assert client.post(back, {"plays": "yes"}).status_code == 409
    act.party.memberships.filter(user=drummer).update(left_at=now())
    drop_out(booking, dep)
    client.force_login(dep)
    assert back in client.get("/").content.decode()


def test_everybodys_time_is_promised_only_once_nobody_is_asked(client, act, people, dep, booking):
    page = reverse("bookings:booking", args=[booking.pk])
    client.force_login(act.leader)
    assert "Everyone’s booked" in unescape(client.get(page).content.decode())
    ask(act, booking, people["Dru"], dep)
    text = unescape(client.get(page).content.decode())
    assert "Everyone’s booked" not in text
    assert "The dep still has to say yes" in text
    assert "Maybe: </span>Asked" not in text


def test_what_was_called_off_reads_why_and_no_longer_as_promised_or_due(client, act, people, dep, booking, house):
    page = reverse("bookings:booking", args=[booking.pk])
    ask(act, booking, people["Dru"], dep, fee_minor=12_345, fee_currency="EUR")
    answer_lineup(acting_user=dep, entry=entry(booking, dep), plays=True)
    make_contract(acting_user=act.leader, booking=booking, language="en")
    client.force_login(dep)
    text = client.get(page).content.decode()
    assert "Your fee" in text
    assert "Plays</span>" in text
    cancel_booking(acting_user=house.manager, booking=booking, message="The cellar is under water.")
    for user in (dep, people["Sue"], act.leader, house.manager):
        client.force_login(user)
        text = client.get(page).content.decode()
        assert "The cellar is under water." in text
        for untrue in ("Plays</span>", "create a new version", "needs your signature", "123.45", "Your fee"):
            assert untrue not in text, untrue
        assert client.get(f"/api/v1/bookings/{booking.pk}").json()["cancel_reason"] == "The cellar is under water."
    client.force_login(people["Sue"])
    assert client.get(f"/api/v1/bookings/{booking.pk}").json()["history"] == []


def test_words():
    assert missing_words("Drums", "Dru") == "Drummer missing"
    assert missing_words("Lead vocals", "Sue") == "Singer missing"
    assert missing_words("Oboe", "Ann") == "Oboe missing"
    assert missing_words("", "Ann") == "Ann missing"
