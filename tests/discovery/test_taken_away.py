"""What is taken away is away within a second, by staff in their office or by its owner: from pages, cards, PDF and ZIP,
from what programs read, and for whoever asks again with the ETag of what they have."""

import io
import zipfile

import pytest
from django.test import Client
from django.urls import reverse

from accounts.actions import approve_party, remove_photo
from bands.actions import publish_kit, remove_piece, remove_rider_document
from bands.models import PressKit
from bands.queries import press_kit
from bookings.actions import remove_poster
from media.access.shown import near
from media.actions import take_away
from studio.actions import create_professional, remove_sample
from studio.models import Sample
from tests.bookings.scenes import an_open_show
from tests.discovery.kits import private_link, write_everything
from tests.factories import UserFactory
from tests.heads import read_head
from tests.media.making import make_document, make_picture, make_sound
from venues.actions import remove_stage_photo
from venues.models import StagePhoto
from web import fragments

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files_here"), pytest.mark.heavy]
SHOWN_ON = {
    "photo": {"act", "acts", "kit", "api", "act card", "pdf", "zip", "file"},
    "stage": {"venue", "file"},
    "poster": {"show", "show card", "venue", "file"},
    "sample": {"professional", "professionals", "professional api", "file"},
    "sound": {"act", "acts", "kit", "api", "track", "file"},
    "unlisted": {"kit", "unlisted track", "file"},
    "rider": {"act", "kit", "api", "zip", "file"},
}
"""Whatever shows each of them: a new way to show a file belongs here."""


class World:
    """A house, an act with a full kit, a show with its poster: of each kind of file one."""

    def __init__(self, house, act):
        self.house, self.act = house, act
        self.songs = write_everything(act)
        _link, token = private_link(act, shows_unlisted=True)
        self.photo, other = act.party.photos.all()
        other.delete()
        self.kit = PressKit.objects.of(act.party).published().get()
        self.kit.rider_document = make_document()
        self.kit.save()
        self.stage_photo = StagePhoto.objects.create(stage=house.stage, picture=make_picture())
        self.show = an_open_show(house)
        self.show.poster = make_picture(600, 800)
        self.show.save()
        studio = create_professional(
            acting_user=act.leader, name="Low End", timezone="Europe/Berlin", disciplines=["mixing"]
        )
        approve_party(acting_user=UserFactory(is_staff=True), party=studio.party)
        sounds = {"before": make_sound(), "after": make_sound()}
        self.sample = Sample.objects.create(professional=studio, title="Salz", **sounds)
        self.files = {
            "photo": self.photo.picture, "stage": self.stage_photo.picture, "poster": self.show.poster,
            "sound": self.songs.listed, "unlisted": self.songs.unlisted, "rider": self.kit.rider_document,
            "sample": self.sample.before,
        }  # fmt: skip
        slug, kit = act.party.slug, reverse("discovery:kit", args=[token])
        tracks = {track.is_unlisted: f"{kit}tracks/{track.id}.m4a" for track in self.kit.tracks}
        self.addresses = {
            "act": reverse("discovery:act", args=[slug]),
            "acts": reverse("discovery:acts"),
            "venue": reverse("discovery:venue", args=[house.party.slug]),
            "show": reverse("bookings:show", args=[self.show.pk]),
            "kit": kit,
            "api": f"/api/v1/parties/{slug}/press-kit",
            "act card": reverse("discovery:act_card", args=[slug]),
            "show card": reverse("discovery:show_card", args=[self.show.pk]),
            "pdf": reverse("discovery:act_pdf", args=[slug]),
            "zip": reverse("discovery:act_zip", args=[slug]),
            "track": tracks[False],
            "unlisted track": tracks[True],
            "professional": reverse("discovery:professional", args=[studio.party.slug]),
            "professionals": reverse("discovery:professionals"),
            "professional api": f"/api/v1/professionals/{studio.party.slug}",
        }

    def remove(self, kind):
        """As its owner does it on their own pages."""
        leader = {"acting_user": self.act.leader, "party": self.act.party}
        if kind == "photo":
            remove_photo(acting_user=self.act.leader, photo=self.photo)
        elif kind == "stage":
            remove_stage_photo(acting_user=self.house.manager, photo=self.stage_photo)
        elif kind == "poster":
            remove_poster(acting_user=self.house.manager, show=self.show)
        elif kind == "rider":
            remove_rider_document(**leader)
            publish_kit(**leader)
        elif kind == "sample":
            remove_sample(acting_user=self.act.leader, sample=self.sample)
        else:
            track = next(track for track in self.kit.tracks if track.is_unlisted == (kind == "unlisted"))
            remove_piece(part="tracks", piece_id=track.id, **leader)
            publish_kit(**leader)


@pytest.fixture
def world(house, act):
    return World(house, act)


def a_second_later():
    fragments.near.clear()
    near.clear()


def ask(client, address, etag=""):
    response = client.get(address, headers={"If-None-Match": etag} if etag else {})
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return response.status_code, body, response.headers.get("ETag", "")


def ask_all(client, world, urls, etags):
    """Everything as a stranger, but the file of the unlisted song, which only the band's leaders and staff have."""
    leader = Client()
    leader.force_login(world.act.leader)
    addresses = world.addresses | {f"{kind} file": url for kind, url in urls.items()}
    readers = {"unlisted file": leader}
    return {name: ask(readers.get(name, client), path, etags.get(name, "")) for name, path in addresses.items()}


@pytest.mark.parametrize("by", ["staff", "owner"])
def test_files_taken_away_are_away_everywhere(by, client, world, django_capture_on_commit_callbacks):
    """One kind after the other, of the same world: to draw its PDF, ZIP and cards is what takes long."""
    urls = {kind: file.renditions[0].url for kind, file in world.files.items()}
    ask_all(client, world, urls, {})
    had = ask_all(client, world, urls, {})  # by now, what is kept is kept
    assert {status for status, _body, _etag in had.values()} == {200}
    for kind, kept in world.files.items():
        with django_capture_on_commit_callbacks(execute=True):
            if by == "staff":
                take_away(acting_user=UserFactory(is_staff=True), kept=kept)
            else:
                world.remove(kind)
        a_second_later()
        now = ask_all(client, world, urls, {name: etag for name, (_status, _body, etag) in had.items()})
        compare(kind, kept.pk.hex.encode(), had, now)
        # Who has a page asks with its ETag, and keeps what they have when they are told that it is still so.
        had = {place: had[place] if answer[0] == 304 else answer for place, answer in now.items()}


def compare(kind, name, had, now):
    """What shows the file shows it no longer, and nothing else has shown it."""
    for place in SHOWN_ON[kind]:
        place = f"{kind} file" if place == "file" else place
        (_ok, before, _etag), (status, after, _new) = had[place], now[place]
        assert status == (404 if place.endswith(("file", "track")) else 200), (kind, place)
        assert before != after, (kind, place)
    named = {place for place, (_status, body, _etag) in had.items() if name in body}
    assert {"file" if place == f"{kind} file" else place for place in named} <= SHOWN_ON[kind]
    assert [place for place, (status, body, _etag) in now.items() if status == 200 and name in body] == []


def test_what_was_said_of_a_photo_goes_with_it(client, world):
    world.photo.picture.credit = "A Name"
    world.photo.picture.save()
    assert b"A Name" in ask(client, world.addresses["act"])[1]
    take_away(acting_user=UserFactory(is_staff=True), kept=world.photo.picture)
    a_second_later()
    with zipfile.ZipFile(io.BytesIO(ask(client, world.addresses["zip"])[1])) as archive:
        told = {name: archive.read(name) for name in archive.namelist()}
    assert not any("/photos/" in name for name in told)
    for text in (*told.values(), *(ask(client, world.addresses[name])[1] for name in ("act", "kit", "api"))):
        assert b"A Name" not in text


def test_chosen_photo_that_is_taken_away_leaves_the_next_on_top(world):
    second = world.act.party.photos.create(picture=make_picture(), position=9)
    PressKit.objects.update(hero=world.photo)
    take_away(acting_user=UserFactory(is_staff=True), kept=world.photo.picture)
    assert press_kit(world.act.party).hero == second


@pytest.mark.parametrize("by", ["staff", "owner"])
def test_preview_of_a_show_has_another_address_without_its_poster(by, client, world):
    def preview():
        return read_head(client.get(world.addresses["show"])).meta["og:image"]

    with_poster = preview()
    if by == "staff":
        take_away(acting_user=UserFactory(is_staff=True), kept=world.show.poster)
    else:
        world.remove("poster")
    assert preview() != with_poster


def test_file_that_the_store_could_not_delete_is_away_none_the_less(client, world):
    photo = world.photo.picture
    assert ask(client, photo.url())[0] == 200
    take_away(acting_user=UserFactory(is_staff=True), kept=photo)  # nothing is committed, so the file still lies there
    a_second_later()
    assert ask(client, world.files["photo"].url())[0] == 404
