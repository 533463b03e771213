"""Who reads German reads of München wherever English pages say Munich, also where pages are kept; addresses stay."""

import pytest
import time_machine
from django.urls import reverse
from django.utils import translation

from bookings.emails.bookings import render_all
from catalogue.models import City
from discovery.cards.wording import city_card, party_card
from discovery.queries.cities import city_address
from notifications.models import Notification
from tests.bookings.scenes import a_confirmed_booking, a_house, an_act, an_open_show
from tests.discovery.test_cities import MONDAY, WEEK
from tests.factories import FAR_SATURDAY
from web import fragments

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]
NAMES = {"en": "Munich", "de": "München"}


@pytest.fixture(autouse=True)
def this_week():
    fragments.near.clear()
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def munich():
    return City.objects.get(name="Munich", country="DE")


@pytest.fixture
def house(munich):
    return a_house(name="Isar Cellar", city=munich)


@pytest.fixture
def act(munich):
    return an_act(name="Low Tide", city=munich)


def assert_named(client, path, lang, **query):
    """The town stands there as this language calls it, and as no other does."""
    text = client.get(path, {**query, "lang": lang}).content.decode()
    other = NAMES["de" if lang == "en" else "en"]
    assert NAMES[lang] in text, path
    assert other not in text, path


def pages(house, act, munich):
    booking = a_confirmed_booking(house, act, title="Föhn")
    an_open_show(house, starts_at=FAR_SATURDAY + WEEK, title="Open")
    return [
        reverse("discovery:act", args=[act.party.slug]),
        reverse("discovery:venue", args=[house.party.slug]),
        reverse("bookings:show", args=[booking.spot.show_id]),
        reverse("discovery:acts"),
        reverse("discovery:venues"),
        reverse("discovery:cities"),
        reverse("discovery:landing"),
        reverse("discovery:open_nights"),
        city_address(munich),
    ]


def test_public_pages_name_the_town_in_the_language_of_each_reader(client, house, act, munich):
    paths = pages(house, act, munich)
    for lang in ("en", "de", "en"):  # the third reads what was kept of the first
        for path in paths:
            assert_named(client, path, lang)


def test_pages_of_a_booking_name_the_town_in_the_language_of_each_reader(client, house, act):
    booking = a_confirmed_booking(house, act)
    client.force_login(house.manager)
    for name in ("booking", "show"):
        target = booking.pk if name == "booking" else booking.spot.show_id
        for lang in ("en", "de"):
            assert_named(client, reverse(f"bookings:{name}", args=[target]), lang)


@pytest.mark.parametrize("text", ["Munich, Germany", "München, Deutschland", "München"])
@pytest.mark.parametrize("path", ["/acts/", "/venues/", "/open-nights/"])
def test_field_and_chip_of_a_search_say_the_name_of_the_reader(client, path, text):
    response = client.get(path, {"city": text, "lang": "de"}, follow=True)
    page = response.content.decode()
    assert "im Umkreis von 50 km um München" in page
    assert 'value="München, Bayern, Deutschland"' in page


@pytest.mark.parametrize("path", ["/acts/", "/open-nights/"])
def test_form_that_is_sent_again_means_the_same_town(client, path, munich):
    sent = {"city": "München, Bayern, Deutschland", "lang": "de"}
    for chosen in ("", str(munich.pk)):
        form = client.get(path, sent | {"city-id": chosen}, follow=True).context["form"]
        assert form.cleaned_data["city"] == munich


def test_search_of_one_language_is_opened_in_the_other(client, munich):
    sent = {"city": "München, Bayern, Deutschland", "city-id": str(munich.pk)}
    form = client.get("/acts/", sent, follow=True).context["form"]
    assert form.cleaned_data["city"] == munich
    assert 'value="Munich, Bavaria, Germany"' in str(form["city"])


@pytest.mark.parametrize("lang", ["en", "de"])
@pytest.mark.parametrize("typed", ["Münch", "Munic"])
def test_options_say_the_name_of_the_reader_whatever_they_type(client, typed, lang):
    said = {"en": "Munich, Bavaria, Germany", "de": "München, Bayern, Deutschland"}
    response = client.get(reverse("catalogue:city_options"), {"q": typed, "lang": lang}, headers={"HX-Request": "true"})
    assert said[lang] in response.content.decode()


@pytest.mark.parametrize("word", ["Munich", "münchen", "Monaco"])
@pytest.mark.parametrize("path", ["/acts/", "/open-nights/"])
def test_words_find_a_town_by_any_of_its_names(client, house, act, path, word):
    an_open_show(house, title="Föhn")
    found = client.get(path, {"q": word}).content.decode()
    assert ("Low Tide" if path == "/acts/" else "Föhn") in found


@pytest.mark.parametrize(
    ("town", "words"),
    [("The Hague", "Den Haag"), ("Santiago", "Santiago de Chile"), ("Rostov-on-Don", "rostow am Don")],
)
def test_open_nights_find_a_town_by_all_words_of_its_name(client, town, words):
    city = City.objects.filter(name=town).order_by("-population")[0]
    an_open_show(a_house(name="Cellar", city=city), title="Föhn")
    assert "Föhn" in client.get("/open-nights/", {"q": words}).content.decode()


def test_cards_say_the_name_of_the_reader(munich, act):
    with translation.override("de"):
        assert "München" in city_card(munich).title
        assert "München, Deutschland" in party_card(act.party, None, ()).kicker


def test_mails_say_the_name_of_their_reader(house, act):
    a_confirmed_booking(house, act)
    act.leader.language = "de"
    [text] = render_all(Notification.objects.filter(user=act.leader, kind="bookings.confirmed")[:1], act.leader)
    assert "Munich, Germany" in text.text
    with translation.override("de"):
        [text] = render_all(Notification.objects.filter(user=act.leader, kind="bookings.confirmed")[:1], act.leader)
    assert "München, Deutschland" in text.text


def test_addresses_are_the_same_in_every_language(munich):
    with translation.override("de"):
        in_german = city_address(munich)
    assert in_german == city_address(munich) == f"/cities/munich-{munich.geonames_id}/"


@pytest.mark.parametrize(("lang", "region"), [("en", "Bavaria"), ("de", "Bayern")])
def test_programs_are_told_towns_alike_everywhere_in_the_language_they_accept(client, munich, act, lang, region):
    headers = {"accept-language": lang}
    towns = client.get("/api/v1/cities", {"q": "München"}, headers=headers)
    found = client.get("/api/v1/parties", {"city": munich.pk}, headers=headers)
    shown = client.get(f"/api/v1/parties/{act.party.slug}", headers=headers)
    town = towns.json()["items"][0]
    assert (town["id"], town["name"], town["region"]) == (str(munich.pk), NAMES[lang], region)
    assert found.json()["items"][0]["city"] == shown.json()["city"]
    assert shown.json()["city"].startswith(f"{NAMES[lang]}, ")
    assert all("Accept-Language" in response["Vary"] for response in (towns, found, shown))
    other = {"accept-language": "de" if lang == "en" else "en", "if-none-match": towns["ETag"]}
    assert client.get("/api/v1/cities", {"q": "München"}, headers=other).status_code == 200
