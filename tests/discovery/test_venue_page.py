"""The public page of a venue: its rooms, its rules, who plays and played there, which nights fit one's band."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse
from django.utils.timezone import now

from accounts.states import Approval
from bookings.actions import invite_act
from catalogue.models import City
from tests.bookings.scenes import a_confirmed_booking, a_house, an_act, an_open_show, know_all
from tests.factories import StageFactory, UserFactory
from tests.heads import read_head
from tests.media.making import make_picture
from tests.vocabulary import misspelt
from venues.models import StagePhoto

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]


def page(house, client, **query):
    response = client.get(reverse("discovery:venue", args=[house.party.slug]), query)
    assert response.status_code == 200
    return response.content.decode()


def a_past_show(house, **fields):
    with time_machine.travel(dt.datetime(2026, 1, 1, tzinfo=dt.UTC), tick=False):
        return an_open_show(house, starts_at=dt.datetime(2026, 2, 7, 20, tzinfo=dt.UTC), **fields)


def test_page_says_how_large_the_stage_is_and_what_stands_there(client, house):
    stage = house.stage
    stage.width_cm, stage.depth_cm, stage.height_cm, stage.capacity = 650, 400, 285, 180
    stage.backline, stage.pa, stage.lights = "A kit\nTwo amps", "Four tops", "Twelve PARs"
    stage.save()
    text = page(house, client)
    for words in ("6.5 × 4 m", "2.85 m", "180 people", "A kit<br>Two amps", "Four tops", "Twelve PARs"):
        assert words in text
    assert "6,5 × 4 m" in page(house, client, lang="de")


def test_page_says_how_to_come_in_and_where_it_is(client, house):
    venue = house.stage.venue
    venue.access_info, venue.load_in_info, venue.house_rules = "A lift at the back", "Park at gate 3", "No glitter"
    venue.address, venue.latitude, venue.longitude = "Am Kai 1", 53.54, 9.98
    venue.save()
    text = page(house, client)
    for words in ("A lift at the back", "Park at gate 3", "No glitter", "Am Kai 1", 'data-map-point="53.54,9.98"'):
        assert words in text


def test_page_shows_pictures_of_its_stages(client, house):
    StagePhoto.objects.create(stage=house.stage, picture=make_picture(alt="The room, empty"))
    assert 'alt="The room, empty"' in page(house, client)


def test_page_tells_who_has_played_and_who_will(client, house, act):
    a_confirmed_booking(house, act, title="Coming up")
    a_past_show(house, title="Long gone")
    coming, past = page(house, client).split('id="past"')
    assert "Coming up" in coming
    assert "Long gone" in past
    assert "Coming up" not in past


def test_page_names_no_past_show_that_was_never_announced(client, house):
    a_past_show(house, title="Secret", announce_at=now() + dt.timedelta(days=1))
    assert "Secret" not in page(house, client)


@pytest.mark.parametrize(
    ("is_known", "words"), [(True, "Fits Northlight: Everyone’s free"), (False, "Northlight: Waiting on someone")]
)
def test_open_spot_says_whether_it_fits_ones_band(client, house, is_known, words):
    act = an_act(name="Northlight")
    if is_known:
        know_all(*act.members)
    an_open_show(house)
    assert "Northlight" not in page(house, client)
    client.force_login(act.leader)
    assert words in page(house, client)


@pytest.mark.parametrize("rows", [1, 3])
def test_fits_of_three_spots_for_three_bands_take_one_query(client, house, rows, django_assert_num_queries):
    leader = UserFactory()
    for _row in range(rows):
        act = an_act()
        act.leader.memberships.update(user=leader)
    an_open_show(house, spots=rows)
    client.force_login(leader)
    page(house, client)
    with django_assert_num_queries(QUERIES_SIGNED_IN):
        page(house, client)


QUERIES_SIGNED_IN = 22


def test_head_says_what_the_house_is_to_programs(client):
    hamburg = City.objects.get(names__name="Hamburg", country="DE")
    house = a_house(name="Harbour Cellar", city=hamburg, tagline="Down the stairs", rating_average=4.5, rating_count=7)
    house.stage.capacity = 180
    house.stage.save()
    StageFactory(venue=house.stage.venue, name="Bar")
    head = read_head(client.get(reverse("discovery:venue", args=[house.party.slug])))
    assert misspelt(head.facts) == []
    assert head.facts["@type"] == "MusicVenue"
    assert head.facts["address"]["addressLocality"] == "Hamburg"
    assert head.facts["maximumAttendeeCapacity"] == 180
    assert len(head.facts["containsPlace"]) == 2
    assert head.facts["aggregateRating"]["ratingCount"] == 7
    assert head.meta["og:title"] == "Harbour Cellar"
    assert "Down the stairs" in head.meta["description"]
    assert head.links["canonical"][""].endswith(reverse("discovery:venue", args=[house.party.slug]))
    assert set(head.links["alternate"]) == {"en", "de", "x-default"}


def test_head_of_a_page_for_its_team_tells_programs_nothing(client):
    house = a_house(approval=Approval.DRAFT, bio="In the making")
    client.force_login(house.manager)
    head = read_head(client.get(reverse("discovery:venue", args=[house.party.slug])))
    assert head.facts is None
    assert head.meta["robots"] == "noindex"


def test_act_is_a_music_group_with_its_genres(client, act):
    act.party.genres.set(["doom-metal"])
    head = read_head(client.get(reverse("discovery:act", args=[act.party.slug])))
    assert misspelt(head.facts) == []
    assert head.facts["@type"] == "MusicGroup"
    assert len(head.facts["genre"]) == 1


def test_page_counts_who_applied_and_not_whom_the_venue_asked(client, house, act):
    asked = an_open_show(house).spots.get()
    invite_act(acting_user=house.manager, spot=asked, act=act.party)
    text = page(house, client)
    assert "being negotiated" in text
    assert "1 application" not in text
