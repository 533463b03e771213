"""A suspended act vanishes from every address within a second, and an approved one appears, caches notwithstanding."""

import time
from collections.abc import Callable

import pytest

from accounts.actions import approve_party, suspend_party
from accounts.models import Party
from tests.matrix.pages import PAGES
from tests.matrix.test_announcements import told
from tests.matrix.test_hostile_input import READS
from tests.matrix.watching import undone
from tests.matrix.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

WITHIN = 1.0
"""Seconds after the change until everything everywhere says so."""
OUTSIDERS = ("anonymous", "other_manager")
"""Nobody, and the manager of another venue."""
ASKED = {"q": "Anchors"}
MEMBERS_OWN = ("/feeds/", "/answers/")
"""Secret addresses of those who play in it: their own gigs and questions stay what they are."""
NO_PLACE_OF_ITS_OWN = ("/api/v1/parties", "/api/v1/parties?q=Anchors", "/sitemap-acts.xml")


@pytest.fixture
def act(world) -> Party:
    """The band of the world: it has a press kit, nights to come, some booked, private links, feeds, frames."""
    return Party.objects.get(slug=world.ids["band"])


def addresses(world: World) -> list[str]:
    """Every page that is read and every GET of the API that names parties, as anybody asks for it."""
    found = []
    for row, page in PAGES.items():
        if page.get is not None:
            path = page.path(row, world)
            query = "&".join(f"{name}={ASKED[name]}" for name in READS.get(row, "").split() if name in ASKED)
            found += [path, f"{path}?{query}"] if query else [path]
    of_one = (f"/api/v1/parties/{world.ids['band']}{part}" for part in ("", "/calendar"))
    found = [each for each in found if not each.startswith(MEMBERS_OWN)]
    return [*dict.fromkeys([*found, *NO_PLACE_OF_ITS_OWN, *of_one])]


def naming(world: World, role: str, asked: list[str], act: Party) -> list[str]:
    """Which of these addresses show its name, or lead to it from elsewhere."""
    there = f"/acts/{act.slug}/"
    read = {address: told(world, role, address) for address in asked}
    return [each for each, text in read.items() if act.name in text or (there in text and act.slug not in each)]


def a_second_later(still: Callable[[], list[str]]) -> list[str]:
    """What is still so, asked again when the time is over if it was so at once."""
    changed_at = time.monotonic()
    if left := still():
        time.sleep(max(0.0, changed_at + WITHIN - time.monotonic()))
        left = still()
    return left


@pytest.mark.parametrize("role", OUTSIDERS)
def test_an_act_vanishes_with_its_suspension_and_appears_with_its_approval(role, world, act):
    staff, asked = world.people["staff"], addresses(world)
    with undone():
        shown = naming(world, role, asked, act)
        assert set(NO_PLACE_OF_ITS_OWN) < set(shown)
        suspend_party(acting_user=staff, party=act, reason="Not a band.")
        assert a_second_later(lambda: naming(world, role, shown, act)) == []
        approve_party(acting_user=staff, party=act)
        assert a_second_later(lambda: sorted({*shown} - {*naming(world, role, shown, act)})) == []
