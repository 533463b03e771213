"""Files are served as what they are, whole or in part, and never as anything that runs."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils.timezone import now

from accounts.models import Membership, Party, PartyPhoto
from availability.ranges import DAY
from bands.models import PressKit, PressSound
from bands.models.press import Track
from bookings.models import Show
from media.access.shown import NEAR_SECONDS, near, preparing_token
from media.actions import keep_picture, prepare
from tests.factories import MembershipFactory, PartyFactory, ShowFactory, StageFactory, UserFactory, VenueFactory
from tests.media.making import make_document, make_picture, make_sound, picture_file
from venues.models import StagePhoto

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files_here"), pytest.mark.heavy]


@pytest.fixture
def sound():
    """The AAC of a recording: its address and its bytes."""
    found = make_sound().rendition("m4a")
    with default_storage.open(found.name) as file:
        return found.url, file.read()


def content(response):
    return b"".join(response.streaming_content)


@pytest.mark.parametrize(
    ("make", "form", "media_type", "disposition"),
    [
        (make_picture, "avif", "image/avif", "inline"),
        (make_picture, "webp", "image/webp", "inline"),
        (make_picture, "jpeg", "image/jpeg", "inline"),
        (make_sound, "m4a", "audio/mp4", "inline"),
        (make_sound, "opus", "audio/ogg", "inline"),
        (make_document, "pdf", "application/pdf", "attachment"),
    ],
)
def test_a_file_is_what_it_is_for_ever_and_has_no_rights(make, form, media_type, disposition, client):
    response = client.get(make().rendition(form).url)
    assert len(content(response)) == int(response["Content-Length"]) > 0
    assert (response["Content-Type"], response["Content-Disposition"]) == (media_type, disposition)
    assert response["Cache-Control"] == "public, max-age=31536000, immutable, s-maxage=0"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert not response.cookies
    assert "Vary" not in response


def test_file_is_asked_about_once_a_second_whoever_asks(client, django_user_model, django_assert_num_queries):
    photo = PartyPhoto.objects.create(party=PartyFactory(), picture=make_picture())
    client.force_login(django_user_model.objects.create_user("m@example.org"))
    with django_assert_num_queries(2):
        for width in (320, 640, 320):
            assert client.get(photo.picture.url(width)).status_code == 200


def owned_by(party, kind):
    """A file of a party by way of what it stands on: a page, a stage, a poster, a press kit."""
    if kind == "photo":
        return PartyPhoto.objects.create(party=party, picture=make_picture()).picture.url()
    if kind == "stage":
        stage = StageFactory(venue=VenueFactory(party=party))
        return StagePhoto.objects.create(stage=stage, picture=make_picture()).picture.url()
    if kind == "poster":
        show = ShowFactory(owner=party, stage=None, place="Pier", poster=make_picture())
        Show.objects.filter(pk=show.pk).update(state="open")
        return show.poster.url()
    if kind in ("sound", "unlisted", "drafted"):
        sound = PressSound.objects.create(party=party, sound=make_sound()).sound
        track = Track(sound=str(sound.pk), title="Silt", is_unlisted=kind == "unlisted")
        PressKit.objects.create(party=party, is_draft=kind == "drafted", tracks=(track,))
        return sound.rendition("opus").url
    rider = make_document()
    return PressKit.objects.create(
        party=party, is_draft=kind == "drafted rider", rider_document=rider
    ).rider_document.url


@pytest.mark.parametrize("kind", ["photo", "stage", "poster", "sound", "rider"])
def test_files_of_a_suspended_party_are_its_teams_and_staffs_alone(kind, client):
    owner = MembershipFactory(role="owner")
    address = owned_by(owner.party, kind)
    assert client.get(address).status_code == 200
    Party.objects.filter(pk=owner.party.pk).update(approval="suspended")
    near.clear()  # a second passes
    assert client.get(address).status_code == 404
    for user in (owner.user, UserFactory(is_staff=True)):
        client.force_login(user)
        response = client.get(address)
        assert (response.status_code, response["Cache-Control"]) == (200, "private, no-store")
    client.force_login(UserFactory())
    assert client.get(address).status_code == 404


def statuses(client, address, *users):
    """What a stranger gets, and then each of these."""
    client.logout()
    found = [client.get(address).status_code]
    for user in users:
        client.force_login(user)
        found.append(client.get(address).status_code)
    return found


@pytest.mark.parametrize("party", [{"approval": "draft"}, {"is_listed": False}], ids=["draft", "unlisted"])
def test_files_of_a_party_without_a_public_page_are_its_teams_and_staffs_alone(party, client):
    owner = MembershipFactory(role="owner", party=PartyFactory(**party))
    people = MembershipFactory(party=owner.party).user, UserFactory(is_staff=True), UserFactory()
    for kind in ("photo", "stage", "sound", "rider"):
        address = owned_by(owner.party, kind)
        assert statuses(client, address, *people) == [404, 200, 200, 404], kind
        PressKit.objects.all().delete()


@pytest.mark.parametrize("kind", ["unlisted", "drafted", "drafted rider"])
def test_what_a_press_kit_does_not_publish_is_its_leaders_and_staffs_alone(kind, client):
    owner = MembershipFactory(role="owner")
    people = owner.user, UserFactory(is_staff=True), MembershipFactory(party=owner.party).user, UserFactory()
    address = owned_by(owner.party, kind)
    assert statuses(client, address, *people) == [404, 200, 200, 404, 404]
    client.force_login(owner.user)
    assert client.get(address)["Cache-Control"] == "private, no-store"
    Membership.objects.filter(user=owner.user).update(left_at=now())
    assert client.get(address).status_code == 404


def test_poster_is_for_whoever_may_see_its_show(client):
    owner = MembershipFactory(role="owner")
    address = owned_by(owner.party, "poster")
    show = Show.objects.get()
    assert statuses(client, address, owner.user, UserFactory()) == [200, 200, 200]
    Show.objects.filter(pk=show.pk).update(announce_at=now() + DAY)
    near.clear()
    assert statuses(client, address, owner.user, UserFactory()) == [404, 200, 404]


def test_files_are_remembered_for_everybody_for_less_than_a_second():
    assert NEAR_SECONDS < 1


@pytest.mark.parametrize(
    "name",
    [
        "../settings.py",
        "pictures/../originals/x.webp",
        "originals/pictures/0123456789abcdef0123456789abcdef",
        "pictures/0123456789abcdef0123456789abcdef/320-0123456789abcdef.webp",
        "pictures/0123456789abcdef0123456789abcdef/evil.svg",
        "pictures/0123456789abcdef0123456789abcdef/evil.html",
        "pictures/",
        "pictures/\x00",
    ],
)
def test_what_is_not_named_as_we_name_files_does_not_exist(name, client, settings):
    default_storage.save("pictures/0123456789abcdef0123456789abcdef/evil.svg", ContentFile(b"<svg/>"))
    default_storage.save("pictures/0123456789abcdef0123456789abcdef/evil.html", ContentFile(b"<p>"))
    assert client.get(f"/media/{name}").status_code == 404


def test_an_original_is_never_served(client):
    kept = keep_picture(acting_user=None, file=picture_file(), alt="Pier")
    for name in (kept.original, f"originals/{kept.original}"):
        assert client.get(f"/media/{name}").status_code == 404


@pytest.mark.parametrize(
    ("asked", "first", "last"), [("bytes=0-99", 0, 99), ("bytes=100-", 100, None), ("bytes=-10", -10, None)]
)
def test_a_part_is_given_with_its_place(asked, first, last, sound, client):
    address, whole = sound
    response = client.get(address, headers={"Range": asked})
    part = whole[first : last + 1 if last is not None else None]
    assert (response.status_code, content(response)) == (206, part)
    begin = first % len(whole)
    assert response["Content-Range"] == f"bytes {begin}-{begin + len(part) - 1}/{len(whole)}"
    assert int(response["Content-Length"]) == len(part)


def test_a_part_behind_the_end_is_refused_with_the_size(sound, client):
    address, whole = sound
    response = client.get(address, headers={"Range": f"bytes={len(whole)}-"})
    assert (response.status_code, response["Content-Range"]) == (416, f"bytes */{len(whole)}")


@pytest.mark.parametrize("asked", ["bytes=0-1,5-6", "lines=1-2", "bytes=5-1"])
def test_what_we_cannot_read_gets_the_whole_file(asked, sound, client):
    address, whole = sound
    response = client.get(address, headers={"Range": asked})
    assert (response.status_code, response["Accept-Ranges"], content(response)) == (200, "bytes", whole)


def test_a_part_of_another_version_is_never_given(sound, client):
    address, whole = sound
    etag = client.get(address)["ETag"]
    same = client.get(address, headers={"Range": "bytes=0-9", "If-Range": etag})
    assert (same.status_code, content(same)) == (206, whole[:10])
    for other in ('"other"', f"W/{etag}", "Sat, 21 Nov 2026 12:00:00 GMT"):
        response = client.get(address, headers={"Range": "bytes=0-9", "If-Range": other})
        assert (response.status_code, content(response)) == (200, whole)


def test_who_has_the_file_is_not_sent_it_again(sound, client):
    address, _whole = sound
    etag = client.get(address)["ETag"]
    response = client.get(address, headers={"If-None-Match": etag, "Range": "bytes=0-9"})
    assert (response.status_code, response.content, response["ETag"]) == (304, b"", etag)


def test_head_tells_the_size_and_knows_no_parts(sound, client):
    address, whole = sound
    response = client.head(address, headers={"Range": "bytes=0-9"})
    assert (response.status_code, int(response["Content-Length"])) == (200, len(whole))
    assert client.post(address).status_code == 405


def test_the_page_follows_the_work_until_the_picture_is_there(client):
    picture = keep_picture(acting_user=None, file=picture_file(), alt="On a pier")
    address = reverse("media:preparing", args=[preparing_token(picture)])
    waiting = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert f'hx-get="{address}"' in waiting
    assert "<progress" in waiting
    prepare(kind="pictures", pk=picture.pk)
    ready = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "hx-get" not in ready
    assert 'alt="On a pier"' in ready
    assert "data-announce" in ready


def test_the_page_tells_why_an_upload_is_refused(client):
    picture = keep_picture(acting_user=None, file=picture_file(), alt="Pier")
    type(picture).objects.filter(pk=picture.pk).update(state="refused", reason="damaged")
    page = client.get(reverse("media:preparing", args=[preparing_token(picture)])).content.decode()
    assert "damaged or incomplete" in page
    assert "hx-get" not in page


@pytest.mark.parametrize("token", ["nonsense", "WyJwaWN0dXJlcyJd:1:x"])
def test_nobody_guesses_what_is_being_prepared(token, client):
    assert client.get(reverse("media:preparing", args=[token])).status_code == 404
