"""A suspended act or venue vanishes from every address within a second, an approved one appears, caches or not."""

import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from accounts.actions import approve_party, suspend_party
from accounts.models import Party
from bookings.models import Show
from catalogue.models import City
from tests.matrix.hostile import READS
from tests.matrix.pages import PAGES
from tests.matrix.watching import undone
from tests.matrix.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

WITHIN = 1.0
"""Seconds after the change until everything everywhere says so."""
OUTSIDERS = ("anonymous", "other_manager")
"""Nobody, and the manager of another venue."""
MEMBERS_OWN = ("/feeds/", "/answers/", "/messages/", "/you/delete/")
"""What people have of it for themselves: their own gigs, questions and conversations stay what they are, and are listed
before they delete their account."""
DRAWN = ("image/", "application/pdf", "application/zip")
"""What bears a name that is not to be read as text: whether it is there tells."""
TOWN = "hamburg-2911298"


@dataclass(frozen=True)
class Suspect:
    """Whom staff suspend: the slug's name in `world.ids`, a word of its name, its pages, and where else it is found."""

    key: str
    word: str
    pages: str
    found_at: tuple[str, ...]

    def party(self, world: World) -> Party:
        """It lies in a town, so that it is found there too."""
        party = Party.objects.get(slug=world.ids[self.key])
        party.city = City.objects.get(geonames_id=TOWN.rpartition("-")[2])
        party.save(update_fields=["city"])
        return party


SUSPECTS = {
    "act": Suspect("band", "Anchors", "/acts/", ("/api/v1/parties?q=Anchors", "/sitemap-acts.xml", "/acts/?q=Anchors")),
    "venue": Suspect(
        "venue",
        "Harbour",
        "/venues/",
        (
            "/api/v1/parties?kind=venue",
            "/api/v1/events/open",
            "/sitemap-venues.xml",
            "/sitemap-shows.xml",
            "/venues/?q=Harbour",
            "/open-nights/?first=2028-03-01&last=2028-03-31",
            f"/cities/{TOWN}/",
        ),
    ),
}


def addresses(world: World, suspect: Suspect) -> list[str]:
    """Every page that is read and every GET of the API that names parties, as anybody asks for it."""
    found = [page.path(row, world) for row, page in PAGES.items() if page.get is not None]
    searched = [page.path(row, world) for row, page in PAGES.items() if page.get and "q" in READS.get(row, "").split()]
    found += [f"{address}?q={suspect.word}" for address in searched]
    for row, page in PAGES.items():  # of what a band has a venue's has too: calendars, frames, feeds
        if page.get is not None and page.at == ("band",):
            found.append(page.path(row, World({}, ids=world.ids | {"band": world.ids[suspect.key]})))
    slug = world.ids[suspect.key]
    found += [f"/api/v1/parties/{slug}", f"/api/v1/parties/{slug}/calendar", *suspect.found_at]
    found += [f"/api/v1/shows/{world.ids[name]}" for name in ("open_show", "booked_show")]
    return [each for each in dict.fromkeys(found) if not each.startswith(MEMBERS_OWN)]


@dataclass(frozen=True)
class Known:
    """By what one knows the suspect again: its name, what leads to it, and what stands in addresses of its own."""

    name: str
    link: str
    parts: tuple[str, ...]

    @classmethod
    def of(cls, party: Party, pages: str) -> "Known":
        shows = Show.objects.filter(owner=party).values_list("pk", flat=True)
        return cls(party.name, f"{pages}{party.slug}/", (party.slug, *map(str, shows)))

    def is_told(self, address: str, status: int, kind: str, text: str) -> bool:
        own = any(part in address for part in self.parts)
        if kind.startswith(DRAWN):
            return own and status == 200
        return self.name in text or (self.link in text and not own) or any(p in text for p in self.parts[1:] if not own)


Page = tuple[int, str, str]
"""The status of an answer, its kind, and all that it tells, headers included."""


def read(world: World, role: str, address: str) -> Page:
    response = world.client(role).get(address)
    body = b"".join(response.streaming_content) if response.streaming else response.content
    assert response.status_code < 500, address
    text = body.decode(errors="replace") + str(response.headers)
    return response.status_code, response.headers.get("Content-Type", ""), text


def naming(world: World, role: str, asked: list[str], known: Known) -> list[str]:
    """Which of these addresses show its name or its shows, or lead to it from elsewhere."""
    return [address for address in asked if known.is_told(address, *read(world, role, address))]


def a_second_later(still: Callable[[], list[str]]) -> list[str]:
    """What is still so, asked again when the time is over if it was so at once."""
    changed_at = time.monotonic()
    if left := still():
        time.sleep(max(0.0, changed_at + WITHIN - time.monotonic()))
        left = still()
    return left


SECRET = ("/kit/", "/join/", "/availability/", "/come/", "/studio/projects/shared/")
"""Links end with a suspension and do not come back with the approval."""


@pytest.mark.parametrize("role", OUTSIDERS)
def test_parties_vanish_with_their_suspension_and_appear_with_their_approval(role, world):
    """One after the other; to draw every page is what takes long, so both are looked for in the same pages."""
    with undone():
        parties = {name: suspect.party(world) for name, suspect in SUSPECTS.items()}
        asked = {name: addresses(world, suspect) for name, suspect in SUSPECTS.items()}
        pages = {address: read(world, role, address) for address in dict.fromkeys(itertools.chain(*asked.values()))}
        for name, suspect in SUSPECTS.items():
            known = Known.of(parties[name], suspect.pages)
            shown = [address for address in asked[name] if known.is_told(address, *pages[address])]
            assert set(suspect.found_at) <= set(shown)
            vanish_and_appear(world, role, parties[name], known, shown)


def vanish_and_appear(world: World, role: str, party: Party, known: Known, shown: list[str]) -> None:
    staff = world.people["staff"]
    suspend_party(acting_user=staff, party=party, reason="Not what it says.")
    assert a_second_later(lambda: naming(world, role, shown, known)) == []
    approve_party(acting_user=staff, party=party)
    back = [path for path in shown if not path.startswith(SECRET)]
    assert a_second_later(lambda: sorted({*back} - {*naming(world, role, shown, known)})) == []
