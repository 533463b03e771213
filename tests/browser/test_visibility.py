"""A suspension that one process makes is known to all others of the running site within a second, warm as they are."""

import http.client
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest

from accounts.actions import suspend_party
from accounts.models import Party, PartyPhoto
from bands.models import PressKit
from catalogue.models import City
from tests.bookings.scenes import a_house, an_open_show
from tests.factories import BandFactory, UserFactory
from tests.media.making import make_picture

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

WITHIN = 1.0
ASKERS = 4
NAME = "Quibberflop"
"""In the name of the act and of the venue, and nowhere else."""
DRAWN = ("image/", "application/pdf", "application/zip")


@pytest.fixture
def act() -> Party:
    """With a photo, a press kit and a town."""
    party = BandFactory(party__name=f"{NAME} Nine", party__slug="quibberflop-nine", party__city=hamburg()).party
    PartyPhoto.objects.create(party=party, picture=make_picture())
    PressKit.objects.create(party=party, is_draft=False, bio_long="Loud.")
    return party


@pytest.fixture
def venue() -> Party:
    """With a photo, a stage, an open night and a town."""
    house = a_house(name=f"{NAME} Hall", slug="quibberflop-hall", city=hamburg())
    PartyPhoto.objects.create(party=house.party, picture=make_picture())
    an_open_show(house)
    return house.party


def hamburg() -> City:
    return City.objects.get(geonames_id=2911298)


def places(party: Party) -> list[str]:
    """Whatever shows a party to everybody, as another process keeps some of it warm."""
    kind = "acts" if party.kind == "band" else "venues"
    page, show = f"/{kind}/{party.slug}/", party.shows.first()
    found = [page, f"/{kind}/?q={NAME}", f"/sitemap-{kind}.xml", f"/cards/{kind}/{party.slug}.jpg"]
    found += [f"/parties/{party.slug}/calendar/", f"/embed/{party.slug}/calendar/"]
    found += [f"{page}calendar.ics", f"{page}calendar.json"]
    found += [f"/api/v1/parties?q={NAME}", f"/api/v1/parties/{party.slug}"]
    found.append(f"/media/{party.photos.get().picture.renditions[0].name}")
    if kind == "acts":
        return [*found, f"{page}press-kit.pdf", f"{page}press-kit.zip"]
    found += ["/open-nights/?first=2028-03-01&last=2028-03-31", "/api/v1/events/open", "/cities/hamburg-2911298/"]
    return [*found, f"/shows/{show.pk}/", f"/cards/shows/{show.pk}.jpg", f"/api/v1/shows/{show.pk}"]


def shows_it(site, address: str) -> bool:
    """Whether the site answers with the name, or, where none is read, at all."""
    where = urlsplit(site.url)
    connection = http.client.HTTPConnection(where.hostname, where.port, timeout=30)
    try:
        connection.request("GET", address)
        response = connection.getresponse()
        body, kind = response.read().decode(errors="replace"), response.headers.get("Content-Type", "")
    finally:
        connection.close()
    assert response.status < 500, address
    if response.status != 200 or kind.startswith(DRAWN):
        return response.status == 200
    return any(word in body for word in (f"{NAME} Nine", f"{NAME} Hall", "quibberflop-"))


@pytest.mark.parametrize("kind", ["act", "venue"])
def test_suspension_elsewhere_is_known_within_a_second(kind, site, request):
    party = request.getfixturevalue(kind)
    asked = places(party)
    for _round in range(3):  # each of the processes that answer has it in whatever it keeps
        assert [each for each in asked if not shows_it(site, each)] == []
    over, late = threading.Event(), []
    suspended_at = [float("inf")]

    def ask_on(number: int) -> None:
        while not over.is_set():
            for address in asked[number::ASKERS]:
                asked_at = time.monotonic()
                if shows_it(site, address) and asked_at >= suspended_at[0] + WITHIN:
                    late.append((address, asked_at - suspended_at[0]))

    with ThreadPoolExecutor(ASKERS) as pool:
        askers = [pool.submit(ask_on, number) for number in range(ASKERS)]
        suspend_party(acting_user=UserFactory(is_staff=True), party=party, reason="Not what it says.")
        suspended_at[0] = time.monotonic()
        over.wait(2.5 * WITHIN)
        over.set()
    for asker in askers:
        asker.result()
    assert late == []
    assert [each for each in asked if shows_it(site, each)] == []
