"""Photos of a page: bounded in number, in an order, for leaders."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from accounts.actions import add_drawn_photo, add_photo, change_photo, move_photo, remove_photo
from accounts.models import PartyPhoto
from accounts.states import Role
from media.actions import prepare
from media.models import Picture
from tests.factories import BandFactory, MembershipFactory
from tests.media.making import lying_files, make_picture, picture_file

pytestmark = pytest.mark.django_db


@pytest.fixture
def leader():
    return MembershipFactory(role=Role.OWNER)


@pytest.fixture
def photos(leader, files_here):
    return [
        PartyPhoto.objects.create(party=leader.party, picture=make_picture(alt=alt), position=position)
        for position, alt in enumerate(["Pier", "Van", "Crowd"])
    ]


def add(leader, file=None, **fields):
    file = file or picture_file()
    return add_photo(acting_user=leader.user, party=leader.party, file=file, **{"alt": "On a pier"} | fields)


def order(leader):
    return [photo.picture.alt for photo in leader.party.photos.select_related("picture")]


def test_a_photo_stands_behind_the_others_and_waits_to_be_prepared(leader, photos):
    photo = add(leader, credit="M. Krause", focus_x=20, focus_y=80)
    assert order(leader) == ["Pier", "Van", "Crowd", "On a pier"]
    picture = Picture.objects.get(pk=photo.picture_id)
    assert (picture.is_waiting, picture.credit, picture.focus_x, picture.focus_y) == (True, "M. Krause", 20, 80)


def test_a_photo_that_is_prepared_renews_the_page(leader, files_here):
    photo = add(leader)
    leader.party.refresh_from_db()
    before = leader.party.version
    prepare(kind="pictures", pk=photo.picture_id)
    leader.party.refresh_from_db()
    assert leader.party.version > before


def test_only_photos_that_can_be_seen_are_shown(leader, photos, django_assert_num_queries):
    add(leader)
    Picture.objects.filter(alt="Van").update(files=[], state="waiting")
    with django_assert_num_queries(1):
        assert [photo.picture.alt for photo in leader.party.photos.shown()] == ["Pier", "Crowd"]


def test_one_photo_too_many_is_refused_at_its_field(leader, files_here, monkeypatch):
    monkeypatch.setattr("accounts.actions.photos.PHOTOS_MAX", 1)
    add(leader)
    with pytest.raises(ValidationError) as refusal:
        add(leader)
    assert list(refusal.value.message_dict) == ["file"]


def test_a_photo_needs_a_text_for_who_cannot_see_it(leader, files_here):
    with pytest.raises(ValidationError) as refusal:
        add(leader, alt=" ")
    assert list(refusal.value.message_dict) == ["alt"]
    assert not PartyPhoto.objects.exists()


@pytest.mark.parametrize(
    ("place", "steps", "expected"),
    [
        (2, -1, ["Pier", "Crowd", "Van"]),
        (0, 1, ["Van", "Pier", "Crowd"]),
        (0, -1, ["Pier", "Van", "Crowd"]),
        (2, 1, ["Pier", "Van", "Crowd"]),
    ],
    ids=["forward", "back", "first stays", "last stays"],
)
def test_photos_change_places(leader, photos, place, steps, expected):
    move_photo(acting_user=leader.user, photo=photos[place], steps=steps)
    assert order(leader) == expected


def test_changing_a_photo_renews_the_page(leader, photos):
    leader.party.refresh_from_db()
    before = leader.party.version
    change_photo(acting_user=leader.user, photo=photos[0], alt="Harbour", focus_x=0, focus_y=100)
    picture = Picture.objects.get(pk=photos[0].picture_id)
    assert (picture.alt, picture.focus_x, picture.focus_y) == ("Harbour", 0, 100)
    leader.party.refresh_from_db()
    assert leader.party.version > before


@pytest.mark.parametrize("do", [add_photo, change_photo, move_photo, remove_photo])
def test_photos_are_for_leaders(do, leader, photos):
    member = MembershipFactory(role=Role.MEMBER, party=leader.party)
    arguments = {
        add_photo: {"party": leader.party, "file": picture_file(), "alt": "Mine"},
        change_photo: {"photo": photos[0], "alt": "Mine"},
        move_photo: {"photo": photos[0], "steps": 1},
        remove_photo: {"photo": photos[0]},
    }
    with pytest.raises(PermissionDenied):
        do(acting_user=member.user, **arguments[do])
    assert order(leader) == ["Pier", "Van", "Crowd"]


def test_a_removed_photo_takes_its_files_along(leader, photos, django_capture_on_commit_callbacks):
    assert len(lying_files("pictures")) == 3 * len(photos[0].picture.files)
    with django_capture_on_commit_callbacks(execute=True):
        remove_photo(acting_user=leader.user, photo=photos[0])
    assert order(leader) == ["Van", "Crowd"]
    assert len(lying_files("pictures")) == 2 * len(photos[1].picture.files)
    assert not Picture.objects.filter(pk=photos[0].picture_id).exists()


def test_a_drawn_poster_becomes_a_photo_and_another_one_the_next_time(leader, files_here):
    first, second = (add_drawn_photo(acting_user=leader.user, party=leader.party) for _ in range(2))
    assert first.picture.alt == f"Drawn poster: {leader.party.name}"
    assert (first.picture.credit, second.position) == ("StageSlot, drawn", 2)
    for photo in (first, second):
        prepare(kind="pictures", pk=photo.picture_id)
        photo.picture.refresh_from_db()
        assert photo.picture.files


def test_nobody_but_leaders_takes_a_drawn_poster(files_here):
    member = MembershipFactory(role=Role.MEMBER)
    with pytest.raises(PermissionDenied):
        add_drawn_photo(acting_user=member.user, party=member.party)
    assert not PartyPhoto.objects.exists()


def test_the_editor_offers_a_drawn_poster(client, leader, files_here):
    BandFactory(party=leader.party)
    client.force_login(leader.user)
    address = reverse("accounts:photo_draw", args=[leader.party.slug])
    for page in ("bands:press", "accounts:photos"):
        assert address in client.get(reverse(page, args=[leader.party.slug])).content.decode()
    assert client.post(address)["Location"] == reverse("accounts:photos", args=[leader.party.slug])
    assert leader.party.photos.count() == 1
