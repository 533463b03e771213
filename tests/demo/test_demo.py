"""The demo world: there once, true to the rules, and gone without a trace."""

import datetime as dt
import io
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test import override_settings
from django.utils.timezone import now

from accounts.actions import approve_party
from accounts.models import Party, PartyPhoto, User
from accounts.states import PartyKind
from availability.actions.masks import mask_differences
from availability.models import Calendar, CalendarEntry, TimeBlock
from bands.actions import create_band
from bands.models import KitLink, PressKit, PressSound
from bookings.actions import apply_to_spot
from bookings.models import Booking, HistoryEntry, Offer, Settlement, Show, Spot
from bookings.states import ShowState, SpotState
from demo.world.building import DAYS_AROUND
from demo.world.logins import DOMAIN, STAFF
from discovery.queries.search import search_parties
from holds.models import Challenge, Hold
from media.models import Document, Sound
from messaging.actions import send_enquiry
from messaging.models import Thread
from notifications.models import Notification
from reviews.models import Review
from studio.models import Hours, Mix, Professional, Project, ProjectFile, ProjectLink, Room, Sample, Session
from studio.queries.slots import slots_of
from studio.states import SessionState
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

DAYS = 9
"""Back and ahead: enough to see every kind of night, and a fifth of what `bin/run` waits for."""
MODELS = (
    User, Party, PartyPhoto, Calendar, CalendarEntry, TimeBlock, Show, Spot, Booking, HistoryEntry, Notification,
    PressKit, PressSound, KitLink, Sound, Document, Professional, Room, Hours, Sample,
    Project, ProjectFile, ProjectLink,
)  # fmt: skip


@pytest.fixture(scope="module")
def media(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("media")


@pytest.fixture(scope="module", autouse=True)
def world(django_db_setup, django_db_blocker, media):
    """Built once for all of these tests, on an empty database, and rolled back after them."""
    folders = override_settings(MEDIA_ROOT=media / "shown", MEDIA_ORIGINALS_ROOT=media / "originals")
    with django_db_blocker.unblock(), folders, transaction.atomic():
        demo(f"--days={DAYS}")
        yield
        transaction.set_rollback(True)


def demo(*options: str) -> str:
    said = io.StringIO()
    call_command("demo", *options, stdout=said)
    return said.getvalue()


def counts() -> dict[str, int]:
    return {model.__name__: model.objects.count() for model in MODELS}


def files(folder: Path) -> int:
    return sum(path.is_file() for path in folder.rglob("*"))


def test_it_holds_bands_venues_people_and_nights_around_today():
    assert 2 * DAYS_AROUND >= 90
    assert Party.objects.filter(is_demo=True, kind=PartyKind.BAND).count() >= 24
    assert Party.objects.filter(is_demo=True, kind=PartyKind.VENUE).count() == 10
    studios = Professional.objects.filter(party__is_demo=True).select_related("party")
    assert len(studios) == 12
    states = Session.objects.values_list("state", flat=True)
    assert set(states) == set(SessionState)
    assert Session.objects.values("client").distinct().count() == 5
    assert Mix.objects.filter(title="Curtains").count() == 2
    week = {"since": now(), "until": now() + dt.timedelta(days=14)}
    assert all(slots_of(studios, **week).values())
    assert User.objects.filter(email__endswith=f"@{DOMAIN}").count() >= 120
    nights = Show.objects.filter(owner__kind=PartyKind.VENUE).order_by("night").values_list("night", flat=True)
    assert len(nights) >= 20
    assert nights.last() - nights.first() > dt.timedelta(days=DAYS)
    assert Review.objects.exists()
    assert (Hold.objects.standing().count(), Challenge.objects.count()) == (6, 1)
    assert Offer.objects.filter(number=2).exists()
    assert Settlement.objects.exists()
    assert PartyPhoto.objects.count() == 48
    assert PressKit.objects.published().count() == PressSound.objects.count() / 2 == 26
    assert Sample.objects.count() == 3
    project = Project.objects.get()
    assert project.sessions.values("professional").distinct().count() == 2
    assert Mix.objects.filter(session__project=project).count() == 2
    assert (project.files.count(), project.links.count()) == (1, 1)
    assert Sample.objects.values("professional").distinct().count() == 2
    assert (PressKit.objects.drafts().count(), Document.objects.count()) == (0, 1)
    assert search_parties(None, q="hambrug").items
    assert sorted(Thread.objects.values_list("kind", "last_number")) == [("enquiry", 1), ("enquiry", 2), ("session", 1)]


def test_a_second_run_adds_nothing():
    before = counts()
    assert "already here" in demo()
    assert counts() == before


def test_masks_say_what_the_blocks_say():
    assert TimeBlock.objects.claims().exists()
    assert mask_differences() == []


def check_as_at_commit():
    """What is checked at commit is checked now: these tests build the world and wipe it in one transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def test_wiping_leaves_nothing_of_it_and_all_of_what_is_real(media, django_capture_on_commit_callbacks):
    ada = UserFactory(email="ada@example.org", name="Ada")
    band = create_band(acting_user=ada, name="Real Foxes", timezone="Europe/Berlin").party
    approve_party(acting_user=User.objects.get(email=STAFF), party=band)
    band.refresh_from_db()
    spots = Spot.objects.filter(state=SpotState.OPEN, show__state=ShowState.OPEN)
    apply_to_spot(acting_user=ada, spot=spots.latest("call_at"), act=band)
    send_enquiry(acting_user=ada, asker=band, party=Party.objects.filter(is_demo=True, kind="venue")[0], text="Hello")
    assert files(media) >= 34
    check_as_at_commit()
    with django_capture_on_commit_callbacks(execute=True):
        assert "people" in demo("--wipe")
    kept = {"User": 1, "Party": 1, "Calendar": 2}
    left = {name: count for name, count in counts().items() if name != "Notification"}
    assert left == dict.fromkeys(left, 0) | kept
    assert User.objects.get() == ada
    assert set(Calendar.objects.all()) == {ada.calendar, band.calendar}
    assert set(band.memberships.values_list("user", "role")) == {(ada.pk, "owner"), (ada.pk, "member")}
    assert not Notification.objects.exclude(user=ada).exists()
    assert not Thread.objects.exists()
    assert files(media) == 0
    assert mask_differences() == []
