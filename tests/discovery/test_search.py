"""The search itself, beneath pages and API: against a slow oracle, and in what it says."""

import base64
import datetime as dt
import json
import math
import random
import uuid
from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from accounts.models import Party
from catalogue.models import City, ExchangeRate
from catalogue.queries import EARTH_RADIUS_KM
from discovery.actions import refresh_listings
from discovery.queries.search import NEAR, Sort, Wish, search_parties
from discovery.queries.search.parties.facets import facets
from tests.bookings.scenes import HOUR, a_confirmed_booking, an_act, an_open_show, know_all
from tests.factories import FAR_SATURDAY, BandFactory, MembershipFactory, StageFactory, VenueFactory

NIGHT = dt.date(2028, 3, 4)
TOWNS = {"Hamburg": "DE", "Bremen": "DE", "Berlin": "DE", "Lyon": "FR"}
GENRES = ["doom-metal", "black-metal", "heavy-metal", "techno"]
EUROS = {"EUR": 1, "GBP": 0.857, "JPY": 169.2}
MINOR = {"EUR": 100, "GBP": 100, "JPY": 1}


def city(name, country=None):
    return City.objects.filter(name=name, country=country or TOWNS[name]).order_by("-population").first()


def names(*args, **asked):
    return [hit.party.name for hit in search_parties(None, *args, **asked).items]


def all_pages(wish, *, sort, limit):
    found, cursor = [], None
    while True:
        page = search_parties(None, wish, sort=sort, cursor=cursor, limit=limit)
        found += page.items
        cursor = page.next
        if cursor is None:
            return found


# A world of a dozen acts, and what a wish finds in it by looking at each.


def a_random_act(chance):
    currency = chance.choice([*EUROS, None])
    low = currency and chance.choice([100, 300, 700]) * MINOR[currency]
    band = BandFactory(
        draw=chance.choice([None, 50, 300]),
        has_pa=chance.random() < 0.5,
        travel_radius_km=chance.choice([None, 30, 2000]),
        party__name=chance.choice(["Low Tide", "Static", "Tide Choir"]),
        party__bio=chance.choice(["", "We like the tide."]),
        party__city=chance.choice([None, *map(city, TOWNS)]),
        party__rating_average=chance.choice([None, 3, 4.5]),
        party__rating_count=chance.choice([1, 8]),
        party__fee_currency_id=currency,
        party__fee_min_minor=low,
        party__fee_max_minor=chance.choice([None, low and 2 * low]),
    )
    band.party.genres.set(chance.sample(GENRES, chance.randrange(3)))
    for _player in range(chance.randrange(4)):
        MembershipFactory(party=band.party)


def a_random_wish(chance):
    place = chance.choice([None, city("Hamburg"), city("Berlin")])
    currency = chance.choice(["", "EUR", "GBP"])
    return Wish(
        kind="band",
        q=chance.choice(["", "", "tide"]),
        genres=chance.choice([(), (), ("doom-metal",), ("heavy-metal",), ("doom-metal", "techno")]),
        city=place,
        radius_km=chance.choice([None, 120, 300]),
        covers_place=place is not None and chance.random() < 0.3,
        currency=currency,
        fee_max=40_000 if currency else None,
        fee_min=chance.choice([None, 25_000]) if currency else None,
        rating_min=chance.choice([None, None, 4]),
        draw_min=chance.choice([None, None, 100]),
        size_min=chance.choice([None, None, 2]),
        has_pa=chance.random() < 0.2,
    )


def fits(party, wish):
    return (
        (not wish.q or wish.q in f"{party.name} {party.bio}".lower())
        and fits_place(party, wish)
        and fits_fee(party, wish)
        and (party.rating_average or 0) >= (wish.rating_min or 0)
        and (party.band.draw or 0) >= (wish.draw_min or 0)
        and party.memberships.count() >= (wish.size_min or 0)
        and party.band.has_pa >= wish.has_pa
    )


def fits_place(party, wish):
    if wish.city is None:
        return True
    if party.city is None:
        return False
    far = great_circle(party.city, wish.city)
    travels = not wish.covers_place or (party.band.travel_radius_km or -1) >= far
    return far <= (wish.radius_km or 50) and travels


def great_circle(one, other):
    """By the law of cosines, where the search goes by chords."""
    south, north = math.radians(one.latitude), math.radians(other.latitude)
    turn = math.cos(math.radians(one.longitude - other.longitude))
    cosine = math.sin(south) * math.sin(north) + math.cos(south) * math.cos(north) * turn
    return EARTH_RADIUS_KM * math.acos(min(1, cosine))


def fits_fee(party, wish):
    if not wish.currency:
        return True
    if party.fee_currency_id is None:
        return False
    ends = [
        None if end is None else end / MINOR[party.fee_currency_id] / EUROS[party.fee_currency_id]
        for end in (party.fee_min_minor, party.fee_max_minor)
    ]
    low, high = ends[0] or 0, math.inf if ends[1] is None else ends[1]
    most, least = (end and end / 100 / EUROS[wish.currency] for end in (wish.fee_max, wish.fee_min))
    return low <= most and high >= (least or 0)


def plays(party, genres):
    return not genres or any(f"/{asked}/" in genre.path for genre in party.genres.all() for asked in genres)


ORDERS = {
    Sort.RATING: lambda hit: -worth(hit.party),
    Sort.FEE: lambda hit: math.inf if hit.party.fee_currency_id is None else in_euros(hit.party),
    Sort.NEWEST: lambda hit: -hit.party.created_at.timestamp(),
    Sort.DISTANCE: lambda hit: round(hit.distance_km, 6),
}


def worth(party):
    """As if five more had given 4 each."""
    average, count = party.rating_average, party.rating_count
    return 0 if average is None else round((20 + float(average) * count) / (5 + count), 2)


def in_euros(party):
    return round(party.fee_min_minor / MINOR[party.fee_currency_id] / EUROS[party.fee_currency_id], 6)


@pytest.mark.django_db
@hypothesis_settings(max_examples=3, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32))
def test_search_finds_what_fits_in_every_order_and_page(seed):
    chance = random.Random(seed)
    with transaction.atomic():
        for _act in range(12):
            a_random_act(chance)
        acts = list(Party.objects.select_related("city", "band").prefetch_related("genres"))
        for _wish in range(5):
            wish = a_random_wish(chance)
            for sort in [sort for sort in ORDERS if sort != Sort.DISTANCE or wish.place]:
                check_order(wish, sort, {act.pk for act in acts if fits(act, wish) and plays(act, wish.genres)})
            check_facets(wish)
        transaction.set_rollback(True)


def check_order(wish, sort, expected):
    hits = all_pages(wish, sort=sort, limit=100)
    exact = [hit for hit in hits if hit.nearness != NEAR]
    near = hits[len(exact) :]
    assert {hit.party.pk for hit in exact} == expected
    assert all(hit.nearness == NEAR and fits(hit.party, wish) for hit in near)
    for stretch in (exact, near):
        keys = [ORDERS[sort](hit) for hit in stretch]
        assert keys == sorted(keys)
    alone = all_pages(replace(wish, near_genres=False), sort=sort, limit=3)
    assert [hit.party.pk for hit in alone] == [hit.party.pk for hit in exact]
    by_threes = all_pages(wish, sort=sort, limit=3)
    assert [hit.party.pk for hit in by_threes] == [hit.party.pk for hit in hits]


def check_facets(wish):
    told = facets(None, wish)
    for facet in told["rating"]:
        assert facet.count == exact_hits(wish.without("rating_min"), rating_min=float(facet.value))
    for facet in told["has_pa"]:
        assert facet.count == exact_hits(wish, has_pa=True)
    for facet in told["fee"]:
        low, high = (int(end) if end else None for end in facet.value.split("-"))
        asked = {"fee_min": low, "fee_max": high, "currency": wish.currency or "EUR"}
        assert facet.count == exact_hits(wish, **asked)
    below = [facet for facet in told["genre"] if wish.genres == ("heavy-metal",)]
    for facet in below:
        assert facet.count == exact_hits(wish, genres=(facet.value,))


def exact_hits(wish, **asked):
    fields = {name: getattr(wish, name) for name in wish.__dataclass_fields__} | asked
    hits = all_pages(Wish(**fields), sort=Sort.RATING, limit=100)
    return sum(hit.nearness != NEAR for hit in hits)


# What it says and refuses.

pytestmark = pytest.mark.django_db


def test_near_in_the_tree_stands_below_what_was_asked():
    for name, slug in (("Near", "black-metal"), ("Far", "techno"), ("Asked", "doom-metal")):
        BandFactory(party__name=name).party.genres.set([slug])
    hits = search_parties(None, genres=("doom-metal",)).items
    assert [(hit.party.name, hit.nearness, hit.reasons) for hit in hits] == [
        ("Asked", 0, ["Doom metal"]), ("Near", 2, ["Similar style: Black metal"]),
    ]  # fmt: skip
    below = search_parties(None, genres=("heavy-metal",)).items
    assert {hit.party.name: hit.nearness for hit in below} == {"Asked": 1, "Near": 1}


def test_every_night_is_needed_unless_one_will_do(house, act):
    other = an_act()
    know_all(*act.members, *other.members)
    a_confirmed_booking(house, act)
    nights = (NIGHT, NIGHT + dt.timedelta(days=7))
    assert names(kind="band", nights=nights) == [other.party.name]
    either = search_parties(None, kind="band", nights=nights, any_night=True).items
    said = {hit.party.name: hit.reasons for hit in either}
    assert said[act.party.name] == ["Free on Sat 11 Mar 2028"]
    assert said[other.party.name] == ["Free on Sat 4 Mar 2028", "Free on Sat 11 Mar 2028"]


def test_a_room_has_to_be_free_and_large_enough(house):
    an_open_show(house)
    small = StageFactory(venue=house.stage.venue, capacity=80)
    assert names(kind="venue", nights=(NIGHT,)) == [house.party.name]
    assert names(kind="venue", nights=(NIGHT,), capacity_min=100) == []
    small.capacity = 120
    small.save()
    assert names(kind="venue", nights=(NIGHT,), capacity_min=100) == [house.party.name]


def test_fee_is_told_in_its_own_currency_and_roughly_in_mine():
    BandFactory(party__name="Basel", party__fee_currency_id="CHF", party__fee_min_minor=40_000)
    ExchangeRate.objects.filter(pk="CHF").update(per_euro=0.8)
    refresh_listings()
    hit = search_parties(None, fee_max=50_000, currency="EUR").items[0]
    assert hit.reasons == ["from CHF\xa0400, about from €500"]
    assert names(fee_max=49_999, currency="EUR") == []


def test_near_me_looks_across_the_date_line():
    BandFactory(party__name="Suva", party__city=city("Suva", "FJ"))
    hit = search_parties(None, near=(-18.1, -179.0), radius_km=400).items[0]
    assert hit.party.name == "Suva"
    assert hit.reasons == [f"{round(hit.distance_km)} km away"]
    assert 250 < hit.distance_km < 300
    assert (round(hit.latitude), round(hit.longitude)) == (-18, 178)


@pytest.mark.django_db
@pytest.mark.parametrize("asked", [{}, {"q": "tide"}, {"city": "Hamburg"}])
def test_one_review_stands_behind_many(asked):
    for name, average, count in (("Tide One", 5, 1), ("Tide Forty", "4.9", 40), ("Tide Nobody", None, 0)):
        BandFactory(
            party__name=name, party__city=city("Hamburg"), party__rating_average=average, party__rating_count=count
        )
    wish = Wish(**asked | ({"city": city(asked["city"])} if "city" in asked else {}))
    found = search_parties(None, wish, sort=Sort.RATING).items
    assert [hit.party.name for hit in found] == ["Tide Forty", "Tide One", "Tide Nobody"]


@pytest.mark.parametrize("sort", [each for each in Sort if each != Sort.RATE])
def test_cursor_holds_its_place_while_others_join(sort):
    for number in range(4):
        BandFactory(party__name=f"Band {number}", party__city=city("Hamburg"))
    asked = Wish(city=city("Hamburg"))
    first = search_parties(None, asked, sort=sort, limit=2)
    BandFactory(party__city=city("Hamburg"), party__rating_average=5, party__rating_count=9)
    rest = search_parties(None, asked, sort=sort, cursor=first.next, limit=9).items
    seen = [hit.party.pk for hit in [*first.items, *rest]]
    assert len(seen) == len(set(seen))
    assert {hit.party.name for hit in [*first.items, *rest]} >= {f"Band {number}" for number in range(4)}


@pytest.mark.parametrize(
    ("field", "asked"),
    [
        ("currency", {"fee_max": 100}),
        ("currency", {"currency": "EUR"}),
        ("currency", {"fee_min": 100, "currency": "XXZ"}),
        ("sort", {"sort": "distance"}),
        ("sort", {"sort": "colour"}),
        ("covers_place", {"covers_place": True}),
        ("near", {"near": (91, 0)}),
        ("night", {"nights": tuple(NIGHT + dt.timedelta(days=day) for day in range(15))}),
        ("night", {"nights": (dt.date(2999, 1, 1),)}),
        ("genre", {"genres": tuple("abcdefghi")}),
    ],
)
def test_what_cannot_be_asked_is_said_at_its_field(field, asked):
    with pytest.raises(ValidationError) as told:
        search_parties(None, **asked)
    assert list(told.value.message_dict) == [field]


def test_cursor_of_another_order_is_refused():
    for _band in range(3):
        BandFactory()
    page = search_parties(None, sort="newest", limit=1)
    with pytest.raises(ValidationError):
        search_parties(None, sort="rating", cursor=page.next)


@pytest.mark.parametrize(
    "told",
    [
        ["rating", 0, 100_000, str(uuid.UUID(int=1))],
        ["rating", 0, True, str(uuid.UUID(int=1))],
        ["fee", 0, 10**400, str(uuid.UUID(int=1))],
        ["newest", 0, "9999-12-31T23:59:59-23:59", str(uuid.UUID(int=1))],
    ],
)
def test_cursor_of_what_no_column_holds_is_refused(told):
    cursor = base64.urlsafe_b64encode(json.dumps(told).encode()).decode()
    with pytest.raises(ValidationError) as refused:
        search_parties(None, sort=told[0], cursor=cursor)
    assert list(refused.value.message_dict) == ["cursor"]


def test_facets_count_capacities_of_venues():
    for capacity in (90, 300, 600):
        StageFactory(venue=VenueFactory(), capacity=capacity)
    told = facets(None, Wish(kind="venue", capacity_min=500))["capacity"]
    assert [(facet.value, facet.count) for facet in told] == [("100", 2), ("250", 2), ("500", 1), ("1000", 0)]


def test_facets_say_where_they_stopped_counting(monkeypatch):
    for _band in range(3):
        BandFactory(has_pa=True)
    assert not facets(None, Wish())["has_pa"][0].is_least
    monkeypatch.setattr("discovery.queries.search.parties.facets.FEW_LOOKED", 2)
    (facet,) = facets(None, Wish())["has_pa"]
    assert (facet.count, facet.is_least) == (2, True)


def test_masks_alone_would_let_half_an_hour_pass(house, act):
    """An hour of a night that ends within a half hour: the recheck by blocks decides."""
    know_all(*act.members)
    a_confirmed_booking(house, act, ends_at=FAR_SATURDAY + 2 * HOUR + dt.timedelta(minutes=40))
    asked = {"kind": "band", "nights": (NIGHT,), "to_time": dt.time(2)}
    assert names(from_time=dt.time(23, 39), **asked) == []
    assert names(from_time=dt.time(23, 40), **asked) == [act.party.name]
