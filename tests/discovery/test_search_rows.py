"""The rows that searches look through follow the truth, whatever changes it and however."""

import datetime as dt
import random
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils.timezone import now
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from accounts.actions import approve_party, suspend_party
from accounts.models import Membership, Party
from accounts.states import Approval, PartyKind
from bands.models import Band
from catalogue.actions import save_genre, save_rate
from catalogue.models import City, CityName, ExchangeRate, Genre
from discovery.actions import refresh_listings
from discovery.models import Listing, ListingRefresh, SearchText
from discovery.periodic import make_listings_right
from discovery.queries import search_parties
from discovery.queries.checking import search_differences
from studio.models import Professional, Service
from tests.factories import BandFactory, MembershipFactory, PartyFactory, StageFactory, UserFactory, VenueFactory
from tests.studio.finding import a_professional, offer
from tests.threads import at_once
from venues.models import Stage, Venue

pytestmark = pytest.mark.heavy

GENRES = ["doom-metal", "heavy-metal", "techno", "jazz"]
CURRENCIES = ["EUR", "JPY", "KWD", None]


def make_band(chance):
    BandFactory(party__approval=chance.choice([Approval.APPROVED, Approval.DRAFT]), draw=chance.randrange(500))


def make_venue(chance):
    StageFactory(venue=VenueFactory(party__city=a_city(chance)), capacity=chance.choice([None, 100, 400]))


def make_person(chance):
    PartyFactory(kind=PartyKind.PERSON)


def make_professional(chance):
    made = a_professional("Low End", languages=chance.choice([[], ["de", "en"]]))
    for _service in range(chance.randrange(3)):
        currency, kind = chance.choice(CURRENCIES[:3]), chance.choice(["hour", "day", "fixed"])
        offer(made, chance.randrange(1, 900) * 100, kind=kind, currency=currency)  # in steps that cards take


def change_services(chance):
    Service.objects.filter(pk=any_of(Service.objects.all(), chance)).update(amount_minor=chance.randrange(1, 90_000))
    Service.objects.filter(pk=any_of(Service.objects.all(), chance)).update(retired_at=now())
    Professional.objects.update(is_remote=chance.random() < 0.5, is_on_site=True, disciplines=["room"])


def decide(chance):
    party = a_party(chance)
    if party.approval == Approval.APPROVED:
        Party.objects.filter(pk=party.pk).update(approval=Approval.SUSPENDED)
    else:
        Party.objects.filter(pk=party.pk).update(approval=Approval.APPROVED)


def unlist(chance):
    party = a_party(chance)
    Party.objects.filter(pk=party.pk).update(is_listed=not party.is_listed)


def play_genres(chance):
    a_party(chance).genres.set(chance.sample(GENRES, chance.randrange(4)))


def rename(chance):
    text = chance.choice(["Ünder Tide", "!!!", "Rock'n'Roll 3000", ""])
    Party.objects.filter(pk=a_party(chance).pk).update(name=text or "x", tagline=text, bio=text * 9)


def move(chance):
    Party.objects.filter(pk=a_party(chance).pk).update(city=chance.choice([None, a_city(chance)]))


def name_a_fee(chance):
    currency, low = chance.choice(CURRENCIES), chance.randrange(90_000)
    ends = (low, low + 500, None) if currency else (None,)
    lowest, highest = chance.choice(ends), chance.choice(ends)
    if None not in (lowest, highest):
        lowest, highest = sorted((lowest, highest))
    Party.objects.filter(pk=a_party(chance).pk).update(
        fee_min_minor=lowest, fee_max_minor=highest, fee_currency_id=currency
    )


def rate(chance):
    Party.objects.filter(pk=a_party(chance).pk).update(rating_average=chance.choice([None, 1, 4.37]))


def join(chance):
    MembershipFactory(party=a_party(chance), role=chance.choice(["member", "dep", "owner"]))


def leave(chance):
    Membership.objects.filter(pk=any_of(Membership.objects.all(), chance)).update(left_at=now())


def delete_somebody(chance):
    for membership in Membership.objects.filter(pk=any_of(Membership.objects.all(), chance)):
        membership.delete()


def equip(chance):
    Band.objects.update(has_pa=chance.random() < 0.5, travel_radius_km=chance.choice([None, 80]), draw=None)


def place_venues(chance):
    Venue.objects.update(**chance.choice([{"latitude": None, "longitude": None}, {"latitude": 53.5, "longitude": 10}]))


def rebuild_stages(chance):
    Stage.objects.filter(pk=any_of(Stage.objects.all(), chance)).update(capacity=chance.choice([None, 1, 9000]))


def close_stage(chance):
    Stage.objects.filter(pk=any_of(Stage.objects.all(), chance)).delete()


def devalue(chance):
    save_rate(ExchangeRate(currency_id="JPY", per_euro=chance.randrange(1, 300), as_of=dt.date(2027, 1, 1)))


def forget_a_rate(chance):
    ExchangeRate.objects.filter(pk="KWD").delete()


def move_a_branch(chance):
    genre = Genre.objects.get(pk="heavy-metal")
    genre.parent_id = chance.choice([None, "rock", "jazz"])
    save_genre(genre)


def move_a_city(chance):
    City.objects.filter(name__in=["Hamburg", "Lyon"]).update(latitude=chance.uniform(40, 60))
    CityName.objects.filter(city__name="Lyon").first().delete()


def delete_a_party(chance):
    Party.objects.filter(pk=a_party(chance).pk, kind=PartyKind.PERSON).delete()


CHANGES = [
    make_band, make_venue, make_person, make_professional, change_services,
    decide, unlist, play_genres, rename, move, name_a_fee, rate, join, leave,
    delete_somebody, equip, place_venues, rebuild_stages, close_stage, devalue, forget_a_rate, move_a_branch,
    move_a_city, delete_a_party,
]  # fmt: skip


def any_of(rows, chance):
    ids = sorted(rows.values_list("pk", flat=True))
    return chance.choice(ids) if ids else None


def a_party(chance):
    return Party.objects.get(pk=any_of(Party.objects.all(), chance))


def a_city(chance):
    return City.objects.filter(name=chance.choice(["Hamburg", "Lyon", "Suva"])).order_by("-population").first()


@pytest.mark.django_db
@hypothesis_settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=st.lists(st.sampled_from(CHANGES), min_size=8, max_size=25), seed=st.integers(0, 2**32))
def test_rows_are_what_the_truth_makes_after_any_changes(changes, seed):
    chance = random.Random(seed)
    with transaction.atomic():
        for make in (make_band, make_venue, make_professional, *changes):
            make(chance)
        refresh_listings()
        assert search_differences() == []
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_approving_and_suspending_shows_in_the_same_transaction():
    staff = UserFactory(is_staff=True)
    party = BandFactory(party__approval=Approval.DRAFT).party
    with transaction.atomic():
        approve_party(acting_user=staff, party=party)
        assert [hit.party for hit in search_parties(None, q=party.name).items] == [party]
        suspend_party(acting_user=staff, party=party)
        assert search_parties(None, q=party.name).items == []
    assert not Listing.objects.exists()
    assert not SearchText.objects.exists()


@pytest.mark.django_db
def test_check_search_finds_what_was_written_past_the_triggers():
    band = BandFactory(has_pa=True)
    call_command("check_search")
    Listing.objects.filter(party=band.pk).update(has_pa=False)
    SearchText.objects.filter(party=band.pk).update(name="somebody else")
    with pytest.raises(CommandError, match="2 differences"):
        call_command("check_search")
    make_listings_right()
    assert search_differences() == []


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_changes_of_one_party_at_once_lose_nothing():
    band = BandFactory()
    changes = [
        lambda: band.party.genres.add("doom-metal"),
        lambda: Band.objects.update(draw=77),
        lambda: Party.objects.update(rating_average=4),
        lambda: MembershipFactory(party=band.party),
    ]
    for _round in range(5):
        at_once(len(changes), lambda number: changes[number]())
        assert search_differences() == []
        band.party.genres.clear()
        Band.objects.update(draw=None)
        Party.objects.update(rating_average=None)


@pytest.fixture(autouse=True)
def rates_as_before(request):
    """What a test commits to the catalogue would stay for those after it."""
    marker = request.node.get_closest_marker("django_db")
    if not (marker and marker.kwargs.get("transaction")):
        yield
        return
    request.getfixturevalue("transactional_db")
    before = ExchangeRate.objects.get(pk="JPY")
    yield
    before.save()


def devalue_again():
    rate = ExchangeRate.objects.get(pk="JPY")
    rate.per_euro += 1
    save_rate(rate)


def take_yen(party):
    Party.objects.filter(pk=party.pk).update(fee_min_minor=900, fee_max_minor=900, fee_currency_id="JPY")


def elsewhere(change):
    """In a connection of its own, committed before it returns."""

    def change_and_leave():
        try:
            return change()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as other:
        return other.submit(change_and_leave).result()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("waits", "wrong"), [(True, 0), (False, 1)])
def test_refresh_waits_for_whoever_read_the_rate_before(waits, wrong, monkeypatch):
    """Without waiting it passes by a party that another open transaction has just given the currency."""
    if not waits:
        monkeypatch.setattr("discovery.actions.refreshes._must_wait", lambda refresh: False)
    party = BandFactory().party
    with transaction.atomic():
        take_yen(party)
        elsewhere(devalue_again)
        assert elsewhere(refresh_listings) == 0
    refresh_listings()
    assert len(search_differences()) == wrong


@pytest.mark.django_db(transaction=True)
def test_refresh_does_not_wait_for_who_came_later():
    early, late = (band.party for band in BandFactory.create_batch(2))
    with transaction.atomic():
        take_yen(early)
        elsewhere(devalue_again)
        elsewhere(refresh_listings)
    with transaction.atomic():
        Party.objects.filter(pk=late.pk).update(bio="Draft.")
        assert elsewhere(refresh_listings) == 1


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_rates_that_change_while_parties_take_them_lose_nobody():
    """Six write parties, one rates, one refreshes, all at once: nobody stands in another's way, nobody is forgotten."""
    parties = [band.party for band in BandFactory.create_batch(6)]
    for _round in range(5):
        calls = [lambda party=party: take_yen(party) for party in parties]
        calls += [devalue_again, refresh_listings]
        told = at_once(len(calls), lambda number, calls=calls: calls[number]())
        assert [each for each in told if isinstance(each, Exception)] == []
        refresh_listings()
        assert search_differences() == []
        Party.objects.update(fee_min_minor=None, fee_max_minor=None, fee_currency_id=None)


@pytest.mark.django_db(transaction=True)
def test_broken_refresh_is_taken_up_where_it_stood(monkeypatch):
    monkeypatch.setattr("discovery.actions.refreshes.STEP", 2)
    for band in BandFactory.create_batch(5):
        take_yen(band.party)
    devalue_again()
    assert refresh_listings(steps=1) == 2
    assert (ListingRefresh.objects.get().done, ListingRefresh.objects.get().total) == (2, 5)
    assert search_differences() != []
    assert refresh_listings() == 3
    assert search_differences() == []
    assert refresh_listings() == 0


@pytest.mark.django_db
def test_rate_that_changes_again_is_gone_through_once():
    take_yen(BandFactory().party)
    for _change in range(3):
        devalue_again()
    assert refresh_listings() == 1
    assert not ListingRefresh.objects.filter(finished_at=None).exists()


@pytest.mark.django_db
def test_saving_a_rate_takes_as_many_queries_with_many_parties(django_assert_num_queries):
    for band in BandFactory.create_batch(3):
        take_yen(band.party)
    with django_assert_num_queries(4):
        devalue_again()
    assert ListingRefresh.objects.get().key == "JPY"


@pytest.mark.django_db
def test_raw_deletes_leave_no_row():
    party = PartyFactory()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM accounts_party WHERE id = %s", [party.pk])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert not Listing.objects.exists()
