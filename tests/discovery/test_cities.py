"""Pages of towns: shows by night, who is free on Saturday, venues; addresses that mean one town for ever."""

import datetime as dt

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from accounts.states import Approval
from catalogue.models import City, Genre
from discovery.queries.cities import city_address, city_page, city_slug
from discovery.queries.whats_on import Week, read_week
from tests.bookings.scenes import a_confirmed_booking, a_house, an_act, an_open_show, know_all
from tests.factories import FAR_SATURDAY
from tests.heads import read_head
from tests.vocabulary import misspelt

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]
WEEK = dt.timedelta(weeks=1)
MONDAY = dt.datetime(2028, 2, 28, 12, tzinfo=dt.UTC)
"""Of the week of FAR_SATURDAY."""


@pytest.fixture
def hamburg():
    return City.objects.get(names__name="Hamburg", country="DE")


@pytest.fixture
def house(hamburg):
    return a_house(name="Harbour Cellar", city=hamburg)


@pytest.fixture
def this_week():
    with time_machine.travel(MONDAY, tick=False):
        yield


def text_of(client, city, **query):
    response = client.get(city_address(city), query)
    assert response.status_code == 200
    return response.content.decode()


def test_shows_of_this_week_and_the_next_stand_there_or_of_one_week(client, house, hamburg, this_week):
    a_confirmed_booking(house, an_act(name="Northlight"), title="Northern Static")
    an_open_show(house, starts_at=FAR_SATURDAY + WEEK, title="The week after")
    an_open_show(house, starts_at=FAR_SATURDAY + 2 * WEEK, title="Later still")
    text = text_of(client, hamburg)
    assert "<h1>Shows in Hamburg</h1>" in text
    assert "28 Feb – 12 Mar" in text
    for words in ("Northern Static", "Northlight", "Sat 4 Mar", "The week after"):
        assert words in text
    assert "Later still" not in text
    week = text_of(client, hamburg, week="2028-W10")
    assert "The week after" in week
    assert "Northern Static" not in week


def test_weeks_follow_one_another_without_a_gap_or_a_night_twice(client, hamburg):
    with time_machine.travel(MONDAY + dt.timedelta(days=3), tick=False):
        start, third = (
            city_page(AnonymousUser(), hamburg, week, None) for week in (None, Week.of(dt.date(2028, 3, 13)))
        )
        second = city_page(AnonymousUser(), hamburg, third.week.after(-1), None)
    assert (start.nights_label, start.next, third.next.monday) == ("2 Mar – 12 Mar", third.week, dt.date(2028, 3, 20))
    assert [page.leads_back_to_start for page in (start, second, third)] == [False, True, True]
    assert [page.previous for page in (start, second, third)] == [None] * 3


def test_a_town_where_little_is_on_shows_what_is_nearby(client, hamburg, this_week):
    near = City.objects.get(names__name="Lübeck", country="DE")
    far = City.objects.get(names__name="Munich", country="DE")
    for city, title in ((near, "In Luebeck"), (far, "Far away")):
        an_open_show(a_house(city=city), title=title)
    text = text_of(client, hamburg)
    assert "No shows announced in Hamburg" in text
    assert "In Luebeck" in text
    assert "Far away" not in text


def test_genre_keeps_shows_whose_acts_play_it_or_what_lies_below(client, house, hamburg, this_week):
    act = an_act()
    act.party.genres.set(["doom-metal"])
    a_confirmed_booking(house, act, title="Northern Static")
    assert "Northern Static" in text_of(client, hamburg, genre="heavy-metal")
    assert "Northern Static" not in text_of(client, hamburg, genre="jazz")


def test_acts_that_are_free_on_saturday_are_named_and_those_taken_are_not(client, house, hamburg, this_week):
    free, taken = an_act(name="Freebirds", city=hamburg), an_act(name="Takers", city=hamburg)
    know_all(*free.members, *taken.members)
    a_confirmed_booking(house, taken)
    free_part = text_of(client, hamburg).partition('id="free"')[2].partition('id="venues"')[0]
    assert "Freebirds" in free_part
    assert "Takers" not in free_part


def test_nothing_secret_and_nobody_suspended_is_on_the_page(client, house, hamburg, this_week):
    an_open_show(house, title="Secret", announce_at=FAR_SATURDAY)
    shut = a_house(name="Shut House", city=hamburg)
    an_open_show(shut, title="Shut night")
    type(shut.party).objects.filter(pk=shut.party.pk).update(approval=Approval.SUSPENDED)
    text = text_of(client, hamburg)
    for words in ("Secret", "Shut House", "Shut night"):
        assert words not in text
    assert "Harbour Cellar" in text


def test_town_without_anything_says_so_and_is_not_to_be_found(client, hamburg):
    assert "No shows announced in Hamburg" in text_of(client, hamburg)
    assert read_head(client.get(city_address(hamburg))).meta["robots"] == "noindex"


def test_head_names_the_week_and_the_genre_once(client, house, hamburg, this_week):
    an_open_show(house, title="Northern Static")
    head = read_head(client.get(city_address(hamburg), {"week": "", "month": "x", "genre": ""}))
    assert head.links["canonical"][""].endswith(city_address(hamburg))
    assert misspelt(head.facts) == []
    assert [item["name"] for item in head.facts["mainEntity"]["itemListElement"]] == ["Northern Static"]
    head = read_head(client.get(city_address(hamburg), {"week": "2028-W10", "genre": "jazz"}))
    assert head.links["canonical"][""].endswith(f"{city_address(hamburg)}?week=2028-W10&genre=jazz")


def test_towns_of_one_name_have_addresses_of_their_own(client):
    called = list(City.objects.filter(names__name="Springfield", country="US"))
    assert len({city_slug(city) for city in called}) == len(called) > 1


def test_name_alone_leads_to_the_largest_town_and_an_old_name_to_the_new(client, hamburg):
    for slug in ("hamburg", f"hammonia-{hamburg.geonames_id}"):
        response = client.get(reverse("discovery:city", args=[slug]), {"week": ""})
        assert (response.status_code, response["Location"].partition("?")[0]) == (302, city_address(hamburg))
    assert client.get(reverse("discovery:city", args=["no-such-town-1"])).status_code == 404


@pytest.mark.parametrize(
    "week", ["2028-W08", "2029-W01", "2028-W54", "2028-W9", "٢٠٢٨-W09", "9999-W10", "x" * 5000, "\0"]
)
def test_what_is_no_week_to_come_is_not_there(client, hamburg, this_week, week):
    assert client.get(city_address(hamburg), {"week": week}).status_code == 404


def test_weeks_go_over_the_year_by_their_iso_names():
    last = read_week("2028-W52", dt.date(2028, 12, 28))
    assert (last.name, last.after(1).name) == ("2028-W52", "2029-W01")


def test_genre_there_is_not_is_not_there(client, hamburg):
    for genre in ("no-such", "\0"):
        assert client.get(city_address(hamburg), {"genre": genre}).status_code == 404


def test_list_of_towns_counts_their_public_shows(client, house, hamburg, this_week):
    an_open_show(house, title="One")
    an_open_show(house, starts_at=FAR_SATURDAY + WEEK, title="Two")
    an_open_show(house, starts_at=FAR_SATURDAY + 2 * WEEK, title="Secret", announce_at=FAR_SATURDAY)
    text = client.get(reverse("discovery:cities")).content.decode()
    assert f'href="{city_address(hamburg)}"' in text
    assert "2 shows" in text
    assert city_address(hamburg) in client.get("/").content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_page_of_a_town_needs_the_same_queries_for_1_and_3(
    client, house, hamburg, this_week, rows, django_assert_num_queries
):
    for row in range(rows):
        other = a_house(city=hamburg)
        a_confirmed_booking(other, an_act(name=f"Booked {row}", city=hamburg), title=f"Night {row}")
        free = an_act(name=f"Free {row}", city=hamburg)
        free.party.genres.set(["doom-metal"])
        know_all(*free.members)
    with django_assert_num_queries(QUERIES_OF_A_TOWN):
        text = text_of(client, hamburg)
    assert text.count("Night ") >= rows


QUERIES_OF_A_TOWN = 13
"""The town, three for its shows, one for those nearby, those for who is free, venues with their photos, all genres."""


@pytest.mark.parametrize("rows", [1, 3])
def test_landing_needs_the_same_queries_for_1_and_3(client, house, this_week, rows, django_assert_num_queries):
    for row in range(rows):
        an_open_show(house, starts_at=FAR_SATURDAY + row * WEEK, title=f"Night {row}")
    client.get("/")  # keeps the genres that its form suggests
    with django_assert_num_queries(QUERIES_OF_LANDING):
        assert client.get("/").content.decode().count("Night ") >= rows


QUERIES_OF_LANDING = 5


def test_search_for_the_night_is_one_that_can_be_asked(client, house, hamburg, this_week):
    page = city_page(AnonymousUser(), hamburg, Week.of(MONDAY.date()), Genre.objects.get(pk="doom-metal"))
    response = client.get(page.search_address)
    assert response.status_code == 200
    form = response.context["form"]
    assert (form.cleaned_data["city"], [genre.pk for genre in form.cleaned_data["genre"]]) == (hamburg, ["doom-metal"])
