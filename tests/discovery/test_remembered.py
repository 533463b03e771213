"""What a process remembers of pages that it has drawn: it draws each of them as one that has never seen any."""

import datetime as dt
import random
import re

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.models import Membership, Party, PartyLink
from accounts.states import Approval
from bands.actions import write_kit
from bands.models import PressKit
from bench.forgetting import forget
from bookings.actions import accept_booking
from bookings.models import Show
from catalogue.models import City
from media.models import Picture
from tests.bookings.scenes import a_confirmed_booking, a_house, an_act, an_application, an_open_show, know_all
from tests.discovery.kits import private_link, write_everything
from tests.factories import StageFactory, UserFactory
from tests.matrix.sampling import IN_FULL
from venues.models import Stage
from web import fragments

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]
DAY = dt.timedelta(days=1)
TODAY = dt.datetime(2027, 3, 3, 12, tzinfo=dt.UTC)
SATURDAY = dt.datetime(2027, 3, 6, 20, tzinfo=dt.UTC)
TOKEN = re.compile(r"\b[A-Za-z0-9]{64}\b")


class World:
    """An act with everything in its kit and two shows, in a house of two rooms, and who reads of them."""

    def __init__(self) -> None:
        self.town = City.objects.get(name="Munich", country="DE")
        self.house = a_house(name="Isar Cellar", city=self.town)
        self.room = StageFactory(venue=self.house.stage.venue, name="Attic")
        self.act = an_act(name="Low Tide", city=self.town)
        self.other = an_act(name="Ghost Train")
        know_all(*self.act.members, *self.other.members)
        self.songs = write_everything(self.act)
        show = an_open_show(self.house, starts_at=SATURDAY, spots=2, title="Föhn", ticket_url="https://example.org/t")
        for place, each in enumerate((self.act, self.other)):
            accept_booking(acting_user=self.house.manager, booking=an_application(each, show, place))
        a_confirmed_booking(self.house, self.act, starts_at=SATURDAY + 7 * DAY, announce_at=TODAY + 2 * DAY)
        self.show = Show.objects.filter(pk=show.pk)
        self.party = Party.objects.filter(pk=self.act.party.pk)
        self.kit = PressKit.objects.of(self.act.party)
        self.pages = self._pages()

    def _pages(self) -> list[tuple[Client, str]]:
        stranger, leader, guest = Client(), Client(), Client()
        leader.force_login(self.act.leader)
        guest.force_login(UserFactory(timezone="Asia/Tokyo"))
        address = reverse("discovery:act", args=[self.act.party.slug])
        preview = reverse("discovery:act_preview", args=[self.act.party.slug])
        links = [private_link(self.act, shows_unlisted=said, shows_exact_fees=said)[1] for said in (True, False)]
        venue = reverse("discovery:venue", args=[self.house.party.slug])
        month = reverse("bookings:public_calendar", args=[self.house.party.slug])
        return [
            (stranger, address),
            (leader, preview),
            (stranger, f"{address}?lang=de"),
            (guest, address),
            *((stranger, reverse("discovery:kit", args=[token])) for token in links),
            (stranger, venue),
            (guest, f"{venue}?lang=de"),
            (stranger, f"{month}?lang=de"),
        ]

    def seen(self) -> list[str]:
        """All pages, as a process draws them that finds none of them in the cache."""
        return [self._text(*page) for page in self.pages]

    def _text(self, reader: Client, path: str) -> str:
        cache.clear()
        fragments.near.clear()
        response = reader.get(path)
        return f"{path} {response.status_code} {TOKEN.sub('', response.content.decode())}"


@pytest.fixture
def world(files_here):
    forget()
    with time_machine.travel(TODAY, tick=False):
        yield World()
    forget()


CHANGES = {
    "act renamed, in another zone": lambda w: w.party.update(name="low tide", timezone="America/New_York"),
    "kit changed": lambda w: w.kit.published().update(bio_short="as patient as the tide.", lineup="", embeds=[]),
    "player plays": lambda w: Membership.objects.update(instrument="theremin"),
    "draft written": lambda w: write_kit(acting_user=w.act.leader, party=w.act.party, exact_fees="Club: 1 EUR"),
    "link renamed": lambda w: PartyLink.objects.update(label="Elsewhere"),
    "photo described": lambda w: Picture.objects.update(alt="A pier", credit="", focus_x=10),
    "show renamed": lambda w: w.show.update(title="föhn", timezone="Europe/Lisbon"),
    "show kept secret": lambda w: w.show.update(announce_at=TODAY + 3 * DAY),
    "house renamed": lambda w: Party.objects.filter(pk=w.house.party.pk).update(name="ISAR CELLAR"),
    "rooms turned": lambda w: Stage.objects.filter(pk=w.room.pk).update(position=0, name="cellar"),
    "town renamed": lambda w: City.objects.filter(pk=w.town.pk).update(name="Minga"),
    "other suspended": lambda w: Party.objects.filter(pk=w.other.party.pk).update(approval=Approval.SUSPENDED),
    "act suspended": lambda w: w.party.update(approval=Approval.SUSPENDED),
}


@pytest.mark.slow
def test_pages_after_each_change_are_those_of_a_process_that_has_never_seen_them(world):
    """Half of the changes, chosen anew in each run; all of them with `bin/chaos matrix`."""
    chosen = random.sample(list(CHANGES), len(CHANGES) if IN_FULL else (len(CHANGES) + 1) // 2)
    world.seen()
    for change in sorted(chosen, key=list(CHANGES).index):  # who is suspended, at the end, is seen no longer
        CHANGES[change](world)
        remembered = world.seen()
        forget()
        assert remembered == world.seen(), change  # which is remembered for the next one


def test_page_of_which_a_part_is_not_named_by_all_that_it_tells_is_caught(world, monkeypatch):
    monkeypatch.setattr("discovery.queries.acts.key_of", lambda kind, *parts: parts[0])
    world.seen()
    CHANGES["link renamed"](world)
    remembered = world.seen()
    forget()
    assert remembered != world.seen()


def test_what_was_drawn_for_leaders_and_private_links_is_on_no_page_for_all(world):
    world.pages.reverse()  # private pages first
    for text in [*world.seen(), *reversed(world.seen())]:
        path = text.split()[0]
        is_private = "/preview/" in path or path.startswith("/kit/")
        assert is_private or ("Club: 400" not in text and "Last Ferry" not in text), path
