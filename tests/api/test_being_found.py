"""What programs read of press kits, houses, tickets and nearness, and what they do not."""

import datetime as dt

import pytest

from accounts.models import Party, PartyPhoto
from accounts.states import Approval
from bands.models import PressKit, PressSound
from bands.models.press import InputLine, Quote, Track
from bookings.models import Show
from tests.bookings.scenes import a_house, an_open_show
from tests.factories import FAR_SATURDAY, BandFactory, MembershipFactory, VenueFactory
from tests.media.making import make_document, make_picture, make_sound
from venues.models import Stage, Venue

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]


@pytest.fixture
def band(files_here):
    """With a kit that has something in each part, some of it for private links alone."""
    party = BandFactory().party
    sounds = [PressSound.objects.create(party=party, sound=make_sound()).sound for _ in range(2)]
    PartyPhoto.objects.create(party=party, picture=make_picture())
    tracks = [Track(sound=str(sound.pk), title=f"Silt {n}", is_unlisted=n > 0) for n, sound in enumerate(sounds)]
    PressKit.objects.create(
        party=party,
        is_draft=False,
        bio_long="Five people.",
        quotes=(Quote(text="Loud.", source="Visions", said_on=dt.date(2026, 5, 1)),),
        tracks=tuple(tracks),
        inputs=(InputLine(channel=1, source="Kick"),),
        rider_document=make_document(),
        exact_fees="900 and not less",
    )
    PressKit.objects.create(party=party, is_draft=True, bio_long="Six people.")
    return party


def kit_of(client, party):
    return client.get(f"/api/v1/parties/{party.slug}/press-kit")


def test_press_kit_tells_what_is_published_and_nothing_that_links_alone_show(client, band, settings):
    response = kit_of(client, band)
    kit = response.json()
    assert (kit["party"], kit["bio_long"]) == (band.slug, "Five people.")
    assert [track["title"] for track in kit["tracks"]] == ["Silt 0"]
    assert kit["quotes"] == [{"text": "Loud.", "source": "Visions", "url": "", "said_on": "2026-05-01"}]
    assert kit["rider"]["inputs"][0]["source"] == "Kick"
    assert "900 and not less" not in response.content.decode()
    files = [*kit["photos"][0]["files"], *kit["tracks"][0]["files"], kit["rider"]["document"]]
    for file in files:
        assert client.get(file["url"].removeprefix(settings.SITE_URL))["Content-Type"] == file["media_type"]
    assert client.get(response.wsgi_request.path, headers={"If-None-Match": response["ETag"]}).status_code == 304


def test_press_kit_takes_as_many_queries_whatever_is_in_it(client, band, django_assert_num_queries):
    empty = BandFactory().party
    for _ in range(3):
        PartyPhoto.objects.create(party=band, picture=make_picture())
    for party in (empty, band):
        with django_assert_num_queries(2):
            kit_of(client, party)


def test_press_kit_is_there_for_whom_the_page_is(client, band):
    assert kit_of(client, VenueFactory().party).status_code == 404
    Party.objects.filter(pk=band.pk).update(approval=Approval.SUSPENDED)
    assert kit_of(client, band).status_code == 404
    client.force_login(MembershipFactory(party=band, role="owner").user)
    assert kit_of(client, band).status_code == 200


@pytest.mark.parametrize("stages", [1, 3])
def test_house_and_its_stages_are_told(stages, client, django_assert_num_queries):
    house = a_house()
    Venue.objects.update(access_info="Ramp at the yard", house_rules="No glass", latitude=53.5, longitude=9.9)
    for number in range(1, stages):
        Stage.objects.create(
            venue=house.stage.venue, name=f"Room {number}", calendar=VenueFactory().party.calendar, width_cm=600
        )
    Stage.objects.filter(pk=house.stage.pk).update(width_cm=800, depth_cm=550, backline="Two amps")
    with django_assert_num_queries(5):
        told = client.get(f"/api/v1/parties/{house.party.slug}").json()
    first = next(stage for stage in told["stages"] if stage["id"] == str(house.stage.pk))
    assert (first["width_cm"], first["depth_cm"], first["height_cm"], first["backline"]) == (800, 550, None, "Two amps")
    assert (told["house"]["access_info"], told["house"]["latitude"]) == ("Ramp at the yard", 53.5)
    assert len(told["stages"]) == stages


def test_tickets_are_told_with_the_show_and_not_before_its_announcement(client):
    show = an_open_show(a_house(), ticket_url="https://tickets.example/1")
    sold = {"ticket_provider": "Tixx", "ticket_min_minor": 1200, "ticket_max_minor": 1500, "ticket_currency": "EUR"}
    Show.objects.update(**sold, on_sale_at=FAR_SATURDAY)
    told = client.get(f"/api/v1/shows/{show.pk}").json()["tickets"]
    assert (told["provider"], told["price_min"]) == ("Tixx", {"amount_minor": 1200, "currency": "EUR"})
    assert dt.datetime.fromisoformat(told["on_sale_at"]) == FAR_SATURDAY
    Show.objects.update(announce_at=FAR_SATURDAY)
    [spot] = client.get("/api/v1/events/open").json()["items"]
    assert spot["show"]["tickets"] is None
    assert "Tixx" not in str(spot)


def test_search_tells_who_is_only_near_a_genre(client):
    genres = {"Exact": "doom-metal", "Below": "funeral-doom", "Near": "black-metal"}
    for name, genre in genres.items():
        BandFactory(party__name=name).party.genres.add(genre)
    found = client.get("/api/v1/parties?genre=doom-metal").json()["items"]
    fits = {hit["name"]: hit["genre_fit"] for hit in found}
    assert fits == {"Exact": "exact", "Below": "below", "Near": "near"}
    asked = client.get("/api/v1/parties?genre=doom-metal&near_genres=false&limit=2").json()
    assert ({hit["name"] for hit in asked["items"]}, asked["next"]) == ({"Exact", "Below"}, None)
    assert {hit["genre_fit"] for hit in client.get("/api/v1/parties").json()["items"]} == {None}
