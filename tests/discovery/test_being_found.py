"""What search engines and previews are told, and that it is gone at once with what it tells of."""

import datetime as dt
import io
from xml.etree import ElementTree

import pytest
from django.core.cache import cache
from django.urls import reverse
from PIL import Image, ImageChops

from accounts.actions import suspend_party
from accounts.actions.parties import update_party
from accounts.models import PartyPhoto
from catalogue.models import City
from discovery.cards import Card, draw
from discovery.pages.sitemaps import SITEMAPS, ActSitemap
from discovery.queries.cities import city_address
from posters.drawing.letters import DISPLAY, _has, face_for, readable
from tests.bookings.scenes import a_confirmed_booking, a_house, an_act, an_open_show
from tests.factories import FAR_SATURDAY, BandFactory, UserFactory
from tests.heads import read_head
from tests.media.making import make_picture, picture_bytes
from tests.vocabulary import misspelt

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]
NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


@pytest.fixture
def staff():
    return UserFactory(is_staff=True)


def addresses(client, section, page=1):
    response = client.get(reverse("discovery:sitemap_section", args=[section]), {"p": page})
    assert response.status_code == 200
    root = ElementTree.fromstring(response.content)  # noqa: S314  our own words
    return {
        entry.findtext("s:loc", None, NAMES).removeprefix("http://testserver"): entry.findtext("s:lastmod", "", NAMES)
        for entry in root.iterfind("s:url", NAMES)
    }


def page_of(act):
    return reverse("discovery:act", args=[act.party.slug])


def test_index_names_a_file_for_each_kind_of_page(client):
    text = client.get("/sitemap.xml").content.decode()
    for section in SITEMAPS:
        assert f"/sitemap-{section}.xml" in text


def test_sitemap_tells_of_public_pages_and_when_they_changed(client):
    hamburg = City.objects.get(names__name="Hamburg", country="DE")
    house, act = a_house(city=hamburg), an_act()
    show = an_open_show(house, title="Northern Static")
    assert addresses(client, "acts") == {page_of(act): act.party.changed_at.date().isoformat()}
    assert list(addresses(client, "venues")) == [reverse("discovery:venue", args=[house.party.slug])]
    assert list(addresses(client, "shows")) == [reverse("bookings:show", args=[show.pk])]
    assert list(addresses(client, "cities")) == [city_address(hamburg)]
    assert list(addresses(client, "regions")) == ["/regions/hamburg-de-04/"]
    assert all(addresses(client, "shows").values())


def test_sitemap_keeps_what_is_secret(client):
    an_open_show(a_house(), title="Secret", announce_at=FAR_SATURDAY)
    assert addresses(client, "shows") == {}


def test_sitemap_goes_on_in_files(client, monkeypatch):
    monkeypatch.setattr(ActSitemap, "limit", 2)
    acts = {reverse("discovery:act", args=[BandFactory().party.slug]) for _ in range(3)}
    assert addresses(client, "acts").keys() | addresses(client, "acts", page=2).keys() == acts
    assert client.get("/sitemap-acts.xml", {"p": "3"}).status_code == 404
    assert client.get("/sitemap-acts.xml", {"p": "x\0"}).status_code == 404
    assert "/sitemap-acts.xml?p=2" in client.get("/sitemap.xml").content.decode()


def test_who_is_suspended_vanishes_at_once(client, staff):
    act = an_act()
    card = reverse("discovery:act_card", args=[act.party.slug])
    assert client.get(card).status_code == 200
    suspend_party(acting_user=staff, party=act.party, reason="Fraud")
    assert addresses(client, "acts") == {}
    assert client.get(card).status_code == 404


def test_change_of_a_page_is_told(client):
    act = an_act()
    type(act.party).objects.update(changed_at=dt.datetime(2026, 1, 2, tzinfo=dt.UTC))
    assert list(addresses(client, "acts").values()) == ["2026-01-02"]
    update_party(acting_user=act.leader, party=act.party, tagline="Slow")
    assert list(addresses(client, "acts").values()) != ["2026-01-02"]


def test_robots_are_told_where_the_sitemap_is(client, settings):
    settings.SITE_URL = "https://stages.example"
    text = client.get("/robots.txt").content.decode()
    assert "Sitemap: https://stages.example/sitemap.xml" in text
    assert "Disallow: /admin/" in text


def test_landing_says_what_it_is(client):
    head = read_head(client.get("/"))
    assert head.facts["@type"] == "WebSite"
    assert misspelt(head.facts) == []
    assert head.meta["twitter:card"] == "summary_large_image"


def opened(response):
    assert response.status_code == 200
    assert response["Content-Type"] == "image/jpeg"
    picture = Image.open(io.BytesIO(response.content))
    assert picture.size == (1200, 630)
    return picture


def test_card_shows_the_photo_or_the_desk(client):
    act = an_act(name="Northlight")
    plain = client.get(reverse("discovery:act_card", args=[act.party.slug]))
    PartyPhoto.objects.create(party=act.party, picture=make_picture())
    photo = client.get(reverse("discovery:act_card", args=[act.party.slug]))
    assert opened(plain).getpixel((100, 20)) != opened(photo).getpixel((100, 20))
    assert plain["ETag"] != photo["ETag"]


def test_card_is_drawn_once_and_not_sent_again(client, monkeypatch, django_assert_num_queries):
    address = reverse("discovery:act_card", args=[an_act().party.slug])
    etag = client.get(address)["ETag"]
    monkeypatch.setattr("discovery.cards.keeping.draw", lambda *drawn: pytest.fail("drawn again"))
    opened(client.get(address))
    cache.clear()
    with django_assert_num_queries(3):
        again = client.get(address, headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")


def test_card_is_given_without_its_picture_where_the_store_has_lost_it(client):
    act = an_act()
    plain = opened(client.get(reverse("discovery:act_card", args=[act.party.slug])))
    picture = make_picture()
    picture.files = [each | {"name": "pictures/gone.jpeg"} for each in picture.files]
    picture.save()
    PartyPhoto.objects.create(party=act.party, picture=picture)
    assert opened(client.get(reverse("discovery:act_card", args=[act.party.slug]))) == plain


def test_card_of_a_show_is_for_everybody_or_for_nobody(client):
    house = a_house()
    show, secret = an_open_show(house), an_open_show(a_house(), title="Secret", announce_at=FAR_SATURDAY)
    opened(client.get(reverse("discovery:show_card", args=[show.pk])))
    client.force_login(UserFactory(is_staff=True))
    assert client.get(reverse("discovery:show_card", args=[secret.pk])).status_code == 404


def test_card_of_a_show_without_a_poster_shows_who_plays_while_they_are_public(client, staff):
    act = an_act()
    address = reverse("discovery:show_card", args=[a_confirmed_booking(a_house(), act).spot.show_id])
    plain = client.get(address)
    PartyPhoto.objects.create(party=act.party, picture=make_picture())
    photo = client.get(address)
    suspend_party(acting_user=staff, party=act.party)
    corners = [opened(each).getpixel((100, 20)) for each in (plain, photo, client.get(address))]
    assert corners[0] == corners[2] != corners[1]


def test_card_speaks_the_language_of_its_address(client):
    address = reverse("discovery:show_card", args=[an_open_show(a_house()).pk])
    english, german = (client.get(address, {"lang": code})["ETag"] for code in ("en", "de"))
    assert client.get(address)["ETag"] == english != german


HOSTILE = ["\u202egnik\u202c", "🎸" * 60, "x" * 300, "Sigur Rós ok " * 40, "", " ", "夜の音楽", "a\0b\n</svg>"]


@pytest.mark.parametrize("text", HOSTILE)
def test_any_text_makes_a_card(text):
    for photo in (None, io.BytesIO(picture_bytes(300, 200)), io.BytesIO(picture_bytes(200, 300))):
        drawn = draw(Card(text, text, text), photo)
        assert Image.open(io.BytesIO(drawn)).size == (1200, 630)


@pytest.mark.parametrize("title", ["Live music without double bookings", "No Sleep Till Low Tide Morning", "W " * 60])
@pytest.mark.parametrize("line", ["", "One chord, honestly meant."])
def test_words_of_a_card_stay_below_its_upper_edge(title, line):
    long, short = (Image.open(io.BytesIO(draw(Card(each, "Krautrock", line)))) for each in (title, "I"))
    edge = (0, 0, long.width, 24)
    [darkest, brightest] = ImageChops.difference(long.crop(edge), short.crop(edge)).convert("L").getextrema()
    assert brightest - darkest < 16  # what JPEG makes of the same ground


def test_card_leaves_out_what_its_faces_lack():
    assert readable("Łódź 🎸 \u202enight 夜") == "Łódź night"
    assert readable("👩‍🎤🎸🏳️‍🌈 Z̷̛a͠l̵g̕o e\u0301") == "Zalgo é"


@pytest.mark.parametrize("name", ["Дом культуры", "Ωκεανός", "Վիշապ", "ქარი", "Đêm Hội", "Łódź Nocą"])
def test_names_in_letters_that_ours_lack_are_drawn_whole_in_another_face(name):
    assert readable(name) == name
    blank, drawn = draw(Card("StageSlot")), draw(Card(name, name, name))
    assert blank != drawn
    assert all(_has(face_for(name, DISPLAY), letter) for letter in name)


def test_emoji_leave_no_trace_on_a_card():
    assert draw(Card("Tide 🎸🎸", "Rock 👩‍🎤", "🏳️‍🌈")) == draw(Card("Tide", "Rock", ""))


def test_no_more_cards_are_drawn_in_a_minute_than_may_be(client, monkeypatch, settings):
    settings.RATE_LIMITS = True
    addresses = [reverse("discovery:act_card", args=[an_act().party.slug]) for _ in range(2)]
    opened(client.get(addresses[0]))
    monkeypatch.setattr("discovery.cards.keeping.DRAWN_A_MINUTE", 0)
    opened(client.get(addresses[0]))  # kept: costs nothing
    refused = client.get(addresses[1])
    assert (refused.status_code, refused["Retry-After"], refused["Cache-Control"]) == (503, "60", "no-store")
