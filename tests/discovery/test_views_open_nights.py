"""The gig finder."""

import datetime as dt
from html import unescape

import pytest
from django.urls import reverse
from django.utils.timezone import now

from accounts.actions import create_api_token
from availability.actions import say_time
from bookings.models import Show
from catalogue.queries import cities_called
from tests.bookings.scenes import a_confirmed_booking, a_house, an_act, an_open_show, know_all
from tests.factories import FAR_SATURDAY, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]
HTMX = {"HX-Request": "true"}
MARCH = {"first": "2028-03-01", "last": "2028-03-31"}
FINDER = "/open-nights/"
DAY = dt.timedelta(days=1)


@pytest.fixture
def leader(client, act):
    know_all(*act.members)
    client.force_login(act.leader)
    return act.leader


def test_finder_is_open_to_everybody(client, house):
    show = an_open_show(house)
    response = client.get(FINDER, MARCH)
    assert reverse("bookings:spot_apply", args=[show.spots.get().pk]) in response.content.decode()


def test_finder_highlights_what_the_whole_band_can_play(client, house, leader):
    an_open_show(house)
    text = client.get(FINDER, MARCH).content.decode()
    assert "Everyone’s free" in text
    assert "spot spotline fits" in text


def test_finder_says_that_somebody_has_not_said(client, house, act):
    client.force_login(act.leader)
    an_open_show(house)
    text = client.get(FINDER, MARCH).content.decode()
    assert "Waiting on someone" in text
    assert "spot spotline fits" not in text


def test_finder_says_that_somebody_cannot(client, house, act, leader):
    a_confirmed_booking(a_house(), an_act(members=act.members[:1]))
    an_open_show(house)
    text = client.get(FINDER, MARCH).content.decode()
    assert "Someone can’t" in text
    assert f"Can’t: {act.members[0].name}</p>" in text
    client.force_login(act.members[1])
    text = client.get(FINDER, MARCH | {"band": act.party.slug}).content.decode()
    assert "Someone can’t" in text
    assert act.members[0].name not in text


def test_finder_tells_free_from_if_need_be(client, house, act, leader):
    member = act.members[0]
    said = {"acting_user": member, "calendar": member.calendar, "kind": "maybe", "timezone": "Europe/Berlin"}
    say_time(starts_at=FAR_SATURDAY - DAY, ends_at=FAR_SATURDAY + DAY, **said)
    an_open_show(house)
    text = client.get(FINDER, MARCH).content.decode()
    assert "Everyone could make it" in text
    assert "spot spotline fits" not in text
    _token, secret = create_api_token(acting_user=leader, name="Tests", scopes=["read"])
    asked = {"from": "2028-03-01", "to": "2028-03-31", "band": act.party.slug}
    [spot] = client.get("/api/v1/events/open", asked, headers={"Authorization": f"Bearer {secret}"}).json()["items"]
    assert spot["fits"] == "yes"
    assert f"{act.party.name}: Everyone could make it" in client.get(f"/venues/{house.party.slug}/").content.decode()


def test_leaving_the_apply_page_leads_back_to_the_search(client, house, act, leader):
    an_open_show(house)
    text = client.get(FINDER, MARCH | {"role": "headliner"}).content.decode()
    apply = unescape(
        text.partition("/apply/")[0].rpartition('href="')[2]
        + "/apply/"
        + text.partition("/apply/")[2].partition('"')[0]
    )
    back = f"{FINDER}?first=2028-03-01&last=2028-03-31&role=headliner"
    for address in (apply, apply.replace("?act=", "?other=")):
        assert unescape(client.get(address).content.decode()).count(f'href="{back}"') == 2
    for evil in ("https://evil.example/", "//evil.example/", "javascript:alert(1)"):
        page = client.get(apply.partition("?")[0], {"next": evil}).content.decode()
        assert f'href="{evil}"' not in page
        assert f'<a class="button plain" href="{FINDER}"' in page


def test_finder_leaves_out_what_somebody_cannot_where_one_asks(client, house, act, leader):
    a_confirmed_booking(a_house(), act)
    spot = an_open_show(house).spots.get()
    path = reverse("bookings:spot_apply", args=[spot.pk])
    assert path in client.get(FINDER, MARCH).content.decode()
    assert path not in client.get(FINDER, MARCH | {"only_fitting": "on"}).content.decode()


def at_home(act, house, town="Hamburg, Germany"):
    act.party.city = house.party.city = cities_called(town)[0]
    act.party.save(update_fields=["city"])
    house.party.save(update_fields=["city"])
    return an_open_show(house, starts_at=in_days(20), city=house.party.city)


def in_days(days):
    return now().replace(hour=20, minute=0, second=0, microsecond=0) + days * DAY


def chips(answer):
    return [chip.label.replace("\u2068", "").replace("\u2069", "") for chip in answer.context["page"].chips]


def test_finder_begins_with_what_the_band_can_play_near_its_town(client, house, act, leader):
    show = at_home(act, house)
    far = an_open_show(a_house(), starts_at=in_days(21), city=cities_called("Munich, Germany")[0])
    answer = client.get(FINDER)
    assert [each.spot.show for each in answer.context["page"].found.items] == [show]
    assert chips(answer) == ["within 50 km of Hamburg", f"nights {act.party.name} can play"]
    cleared = client.get(answer.context["clear"])
    assert [each.spot.show for each in cleared.context["page"].found.items] == [show, far]
    assert chips(cleared) == []


def test_finder_begins_wider_where_nothing_is_near(client, house, act, leader):
    at_home(act, house)
    act.party.city = cities_called("Munich, Germany")[0]
    act.party.save(update_fields=["city"])
    assert chips(client.get(FINDER)) == [f"nights {act.party.name} can play"]
    a_confirmed_booking(a_house(), act, starts_at=in_days(20))
    answer = client.get(FINDER)
    assert chips(answer) == []
    assert [each.fits for each in answer.context["page"].found.items] == ["no"]


def test_finder_leaves_out_what_the_band_puts_on_itself(client, act, leader):
    at = {
        "owner": act.party.slug,
        "title": "Ours",
        "place": "Hall",
        "starts": "20:00",
        "ends": "23:30",
        "publish": "yes",
    }
    client.post(reverse("bookings:bill_new"), at | {"night": "2028-03-04"})
    show = Show.objects.get(owner=act.party)
    assert show.spots.exists()
    assert client.get(FINDER, MARCH).context["page"].found.items == []
    assert len(client.get(FINDER, MARCH | {"band": ""}).context["page"].found.items) == show.spots.count()


def test_finder_gives_the_list_alone_to_htmx(client, house):
    an_open_show(house)
    text = client.get(FINDER, MARCH, headers=HTMX).content.decode()
    assert 'id="results"' in text
    assert "<html" not in text


def test_finder_hides_the_name_of_a_show_before_its_announcement(client, house):
    an_open_show(house, title="Secret Night", announce_at=FAR_SATURDAY - dt.timedelta(days=1))
    text = client.get(FINDER, MARCH).content.decode()
    assert "Secret" not in text
    assert house.party.name in text


def test_finder_does_not_tell_strangers_about_a_band(client, house, act):
    client.force_login(UserFactory())
    an_open_show(house)
    response = client.get(FINDER, MARCH | {"band": act.party.slug})
    assert response.status_code == 422
    assert "Everyone’s free" not in response.content.decode()


@pytest.mark.parametrize(
    "query",
    [{"first": "rubbish"}, {"last": "2020-01-01"}, {"last": "2090-01-01"}, {"genre": "nope"}, {"city": "Nowhereton"},
     {"radius_km": "-5"}, {"cursor": "rubbish"}, {"cursor": "ZZZZ"}, {"band": "\x00"}],
)  # fmt: skip
def test_finder_tells_what_is_wrong(client, query):
    response = client.get(FINDER, query)
    assert response.status_code == 422
    assert "Please check these fields" in response.content.decode()


@pytest.mark.parametrize("shows", [1, 3])
def test_finder_needs_the_same_queries_for_1_and_3(client, house, leader, shows, django_assert_num_queries):
    for week in range(shows):
        an_open_show(house, starts_at=FAR_SATURDAY + dt.timedelta(weeks=week))
    client.get(FINDER)  # keeps the genres that its form suggests
    with django_assert_num_queries(17):
        text = client.get(FINDER, MARCH).content.decode()
    assert text.count("spot spotline") == shows
