"""A build that ends early says so, and the next one leaves a whole world."""

import datetime as dt
import io
import random

import pytest
from django.contrib.auth.hashers import check_password
from django.core.management import CommandError, call_command
from django.db import OperationalError, connections

from accounts.models import Party, User
from accounts.states import Role
from availability.errors import Busy
from demo.management.commands.demo import LOCK
from demo.world import building, progress
from demo.world import making as pieces
from demo.world.logins import DOMAIN, LEADER, LOGINS, PASSWORD, STAFF
from demo.world.making import World
from notifications.models import Notification
from tests.factories import BandFactory, MembershipFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(autouse=True)
def two_bands(monkeypatch, files_here, settings):
    settings.HAS_DEMO = True
    monkeypatch.setattr(building, "BANDS", building.BANDS[:2])
    monkeypatch.setattr(building, "_phases", lambda *asked, whole=building._phases: _shortened(whole(*asked)))


def _shortened(phases):
    """Nothing but people and bands, and what completes the world."""
    return [*phases[:2], building.Phase("the rest", 68, lambda world: phases[-1].steps(world)[-2:])]


def demo() -> str:
    said = io.StringIO()
    call_command("demo", stdout=said)
    return said.getvalue()


@pytest.fixture
def another_build():
    """Another process builds, as its lock says."""
    other = connections.create_connection("default")
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        yield
        cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
    other.close()


def test_second_build_leaves_the_first_one_alone(another_build):
    UserFactory(email=STAFF)
    progress.report(40)
    with pytest.raises(CommandError, match="Another process"):
        demo()
    assert User.objects.filter(email=STAFF).exists()
    assert progress.current().percent == 40


@pytest.fixture
def broken_step(monkeypatch):
    """The second band cannot be added, as long as this lasts."""

    def end(how):
        add_band = pieces.add_band

        def add_first_band(world, part):
            if world.bands:
                raise how
            add_band(world, part)

        monkeypatch.setattr(pieces, "add_band", add_first_band)
        return add_band

    return end


def test_its_people_can_sign_in_before_anything_else_is_there(monkeypatch, broken_step):
    broken_step(KeyError("no such town"))

    with pytest.raises(KeyError):
        demo()

    assert User.objects.filter(email__in=[email for email, _what in LOGINS]).count() == len(LOGINS)
    assert check_password(PASSWORD, User.objects.get(email=LEADER).password)
    assert not building.is_complete()


def test_failure_is_told_on_pages(client, broken_step):
    broken_step(KeyError("no such town"))

    with pytest.raises(KeyError):
        demo()

    assert progress.current() == progress.Progress(has_failed=True)
    assert "isn’t complete" in client.get("/").content.decode()


def test_interruption_leaves_no_line_and_the_next_build_a_whole_world(monkeypatch, client, broken_step):
    whole = broken_step(SystemExit(143))
    with pytest.raises(SystemExit):
        demo()
    assert progress.current() is None
    assert Party.objects.count() == 1

    monkeypatch.setattr(pieces, "add_band", whole)
    said = demo()

    assert "beginning again" in said
    assert "The demo world is complete: 2 bands" in said
    assert building.is_complete()
    assert sorted(Party.objects.values_list("name", flat=True)) == ["Iron Weather", "Low Tide Choir"]
    assert "already here" in demo()


@pytest.mark.usefixtures("transactional_db")
def test_step_that_met_somebody_else_is_undone_and_tried_again():
    tries = iter([OperationalError("deadlock detected"), Busy(), None])

    def step():
        UserFactory()
        if error := next(tries):
            raise error

    building._commit(step, World(today=dt.date(2026, 11, 22), chance=random.Random(1)))

    assert User.objects.count() == 1


@pytest.mark.usefixtures("transactional_db")
def test_step_that_is_tried_again_leaves_nobody_in_the_world_who_is_not_there():
    world = World(today=dt.date(2026, 11, 22), chance=random.Random(1))
    tries = iter([OperationalError("deadlock detected"), Busy(), None])

    def step():
        pieces.add_person(world, "Europe/Berlin")
        if error := next(tries):
            raise error

    building._commit(step, world)

    assert [each.pk for each in world.people] == list(User.objects.values_list("pk", flat=True))


def test_beginning_again_leaves_the_band_of_somebody_real_in_which_one_of_its_people_plays(monkeypatch, broken_step):
    whole = broken_step(SystemExit(143))
    with pytest.raises(SystemExit):
        demo()
    mine = BandFactory(party__name="My own band")
    MembershipFactory(party=mine.party, user=UserFactory(), role=Role.OWNER)
    MembershipFactory(party=mine.party, user=User.objects.get(email=LEADER), role=Role.MEMBER)

    monkeypatch.setattr(pieces, "add_band", whole)
    demo()

    assert Party.objects.filter(name="My own band").exists()


def test_nobody_gets_a_thousand_mails():
    demo()

    wanted = Notification.objects.filter(user__email__endswith=DOMAIN, email_state="wanted")
    assert not wanted.exists()


def test_terminal_tells_the_logins_as_soon_as_they_work():
    lines = demo().splitlines()

    assert lines[0] == "  0 %  people who sign in"
    assert lines[1] == f"Demo logins, password {PASSWORD}"
    assert lines[8] == "  1 %  bands"
    assert lines[-1] == "The demo world is complete: 2 bands, 0 nights."
