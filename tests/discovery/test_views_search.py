"""Searching acts and venues by everything one may ask."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from accounts.states import Approval
from availability.actions import say_time
from catalogue.models import City, Genre
from discovery.queries import search_parties
from tests.bookings.scenes import HOUR, a_confirmed_booking, an_act, an_open_show, know_all
from tests.factories import FAR_SATURDAY, BandFactory, PartyFactory, StageFactory, VenueFactory

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]
HTMX = {"HX-Request": "true"}
NIGHT = {"night": "2028-03-04"}
MINUTE = dt.timedelta(minutes=1)


def names(client, **query):
    response = client.get("/acts/", query)
    assert response.status_code == 200, response.content.decode()
    return [hit.party.name for hit in response.context["found"].items]


def city(name, country="DE"):
    return City.objects.filter(name=name, country=country).order_by("-population").first()


def test_acts_are_bands_that_everybody_may_see(client):
    BandFactory(party__name="Seen")
    BandFactory(party__name="Draft", party__approval=Approval.DRAFT)
    BandFactory(party__name="Unlisted", party__is_listed=False)
    VenueFactory()
    assert names(client) == ["Seen"]


@pytest.mark.parametrize("text", ["low tide", "LOW TIDE", "Löw tide", "Low Tdie Choir", "patient", "hamburg"])
def test_text_is_found_without_case_accents_and_typing_mistakes(client, text):
    BandFactory(party__name="Low Tide Choir", party__tagline="Slow and patient", party__city=city("Hamburg"))
    BandFactory(party__name="Northern Static")
    assert names(client, q=text) == ["Low Tide Choir"]


def test_genre_means_its_whole_branch(client):
    band, other = BandFactory(party__name="Doomed").party, BandFactory().party
    parent = Genre.objects.get(slug="doom-metal").parent
    band.genres.set(["doom-metal"])
    other.genres.set([Genre.objects.exclude(path__startswith=parent.path).first()])
    assert names(client, genre=parent.slug) == ["Doomed"]


def test_city_and_radius_count_nearest_first(client):
    for name in ("Bremen", "Hamburg", "Berlin"):
        BandFactory(party__name=name, party__city=city(name))
    assert names(client, city="Hamburg, Germany", radius_km="100") == ["Hamburg", "Bremen"]
    text = client.get("/acts/", {"city": "Hamburg, Germany", "radius_km": "100"}).content.decode()
    assert "In Hamburg" in text
    assert "km from Hamburg" in text


def test_night_keeps_acts_of_which_everybody_is_free(client, house, act):
    free, silent = an_act(), an_act()
    know_all(*act.members, *free.members)
    a_confirmed_booking(house, act)
    found = names(client, **NIGHT)
    assert free.party.name in found
    assert act.party.name not in found
    assert silent.party.name not in found
    assert "Free on Sat 4 Mar" in client.get("/acts/", NIGHT).content.decode()


def test_night_tells_the_silent_apart_where_they_are_asked_for(client, house, act):
    free, silent = an_act(), an_act()
    know_all(*act.members, *free.members)
    a_confirmed_booking(house, act)
    found = search_parties(None, kind="band", nights=(dt.date(2028, 3, 4),), with_silent=True).items
    assert {hit.party: hit.is_known for hit in found} == {free.party: True, silent.party: False}
    assert "not everyone has answered" in client.get("/acts/", NIGHT | {"with_silent": "on"}).content.decode()


def test_night_finds_who_is_known_only_by_what_they_said_to_be_free(client):
    half, whole = an_act(), an_act()
    for user in (*half.members[:1], *whole.members):
        say_time(
            acting_user=user, calendar=user.calendar, kind="free", timezone="Europe/Berlin",
            starts_at=FAR_SATURDAY - 5 * HOUR, ends_at=FAR_SATURDAY + 9 * HOUR,
        )  # fmt: skip
    assert names(client, **NIGHT) == [whole.party.name]


def test_night_asked_to_the_minute_is_rechecked_by_the_blocks(client, house, act):
    know_all(*act.members)
    a_confirmed_booking(house, act, ends_at=FAR_SATURDAY + 2 * HOUR + 40 * MINUTE)
    asked = NIGHT | {"to_time": "02:00"}
    assert [names(client, from_time=time, **asked) == [act.party.name] for time in ("23:39", "23:40", "23:45")] == [
        False, True, True,
    ]  # fmt: skip


def test_a_page_is_filled_up_where_the_recheck_leaves_somebody_out():
    for number in range(6):
        band = an_act(members=1)
        know_all(*band.members)
        if number % 2:
            begin = FAR_SATURDAY - 3 * HOUR + 5 * MINUTE * number
            say_time(
                acting_user=band.leader, calendar=band.members[0].calendar, kind="busy", timezone="Europe/Berlin",
                starts_at=begin, ends_at=begin + 5 * MINUTE,
            )  # fmt: skip
    night = {"nights": (dt.date(2028, 3, 4),), "from_time": dt.time(18, 1), "to_time": dt.time(18, 29)}
    pages = [search_parties(None, kind="band", limit=2, **night)]
    pages.append(search_parties(None, kind="band", limit=2, cursor=pages[0].next, **night))
    assert [len(page.items) for page in pages] == [2, 1]
    assert pages[1].next is None


def test_night_keeps_venues_of_which_a_stage_is_free(client, house):
    an_open_show(house)
    assert house.party.name not in client.get("/venues/", NIGHT).content.decode()
    StageFactory(venue=house.stage.venue)
    assert house.party.name in client.get("/venues/", NIGHT).content.decode()


def test_fee_keeps_those_who_start_no_higher_in_that_currency(client):
    fee = {"party__fee_min_minor": 35000, "party__fee_max_minor": 60000}
    BandFactory(party__name="Fits", party__fee_currency_id="EUR", **fee)
    BandFactory(party__name="Pounds", party__fee_currency_id="GBP", **fee)
    BandFactory(party__name="Silent")
    assert names(client, fee_max="350", currency="EUR") == ["Fits"]
    assert names(client, fee_max="349.99", currency="EUR") == []


def test_pages_by_cursor_show_each_act_once(client):
    made = {PartyFactory(name=f"Band {number:02}").name for number in range(7)}
    seen, cursor = [], None
    while True:
        page = search_parties(None, kind="band", limit=3, cursor=cursor)
        seen += [hit.party.name for hit in page.items]
        cursor = page.next
        if cursor is None:
            break
    assert len(seen) == 7
    assert set(seen) == made


@pytest.mark.parametrize("order", [{"q": "band"}, {"city": "Hamburg"}])
def test_cursor_keeps_its_place_in_every_order(order):
    for number in range(5):
        PartyFactory(name=f"Band {number}", city=city("Hamburg"))
    asked = order | ({"city": city("Hamburg")} if "city" in order else {})
    first = search_parties(None, limit=2, **asked)
    rest = search_parties(None, limit=10, cursor=first.next, **asked)
    assert len({hit.party.pk for hit in [*first.items, *rest.items]}) == 5


@pytest.mark.parametrize("cursor", ["rubbish", "bnVsbA==", "WzEsIDJd", "W10=", "é", "W1tbW1tb"])
def test_cursor_of_nobody_is_refused(client, cursor):
    with pytest.raises(ValidationError):
        search_parties(None, cursor=cursor)
    assert client.get("/acts/", {"cursor": cursor}).status_code == 422


@pytest.mark.parametrize(
    "query",
    [{"night": "rubbish"}, {"night": "9999-12-31"}, {"night": "0001-01-01"}, {"city": "Nowhereton"},
     {"genre": "nope"}, {"fee_max": "much"}, {"fee_max": "-1"}, {"radius_km": "1e9"},
     {"from_time": "99:00"}, {"currency": "XXZ"}, {"q": "x" * 121}],
)  # fmt: skip
def test_bad_filters_are_told_and_kept(client, query):
    response = client.get("/acts/", query)
    assert response.status_code == 422
    assert "Please check these fields" in response.content.decode()


@pytest.mark.parametrize("q", ["\x00", "%", "_", "\\", "'; drop table x; --", "💥", "\u202e"])
def test_strange_texts_are_only_texts(client, q):
    assert client.get("/acts/", {"q": q}).status_code in (200, 422)


def test_results_alone_go_to_htmx(client):
    BandFactory(party__name="Seen")
    text = client.get("/acts/", headers=HTMX).content.decode()
    assert "Seen" in text
    assert "<html" not in text


def test_nobody_fits_says_what_to_try(client):
    assert "No matches" in client.get("/acts/", {"q": "zzzzzz"}).content.decode()


@pytest.mark.parametrize("bands", [1, 3])
def test_search_needs_the_same_queries_for_1_and_3(client, bands, django_assert_num_queries):
    for _ in range(bands):
        act = an_act(city=city("Hamburg"))
        act.party.genres.set(["doom-metal"])
        know_all(*act.members)
    asked = {"nights": (dt.date(2028, 3, 4),), "city": city("Hamburg"), "genres": ("doom-metal",)}
    with django_assert_num_queries(7):
        assert len(search_parties(None, kind="band", **asked).items) == bands
