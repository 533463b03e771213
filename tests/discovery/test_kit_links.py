"""Private links to a press kit: what they show to whom, and what they count."""

import re

import pytest
from django.urls import reverse
from django.utils.timezone import now

from accounts.models import Party
from accounts.states import Approval
from bands.actions import count_visits, revoke_kit_link
from bands.models import KitLink, KitLinkDay, PressKit
from media.access.shown import near
from tests.bookings.scenes import an_act
from tests.discovery.kits import private_link, write_everything
from tests.media.making import make_document
from web.valkey import valkey

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]
READER = {
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Accept-Language": "en"
}  # fmt: skip


@pytest.fixture
def songs(act, files_here):
    return write_everything(act)


@pytest.fixture(autouse=True)
def nothing_noted():
    yield
    for key in valkey().scan_iter("press:*"):
        valkey().delete(key)


def address_of(token):
    return reverse("discovery:kit", args=[token])


def counted():
    count_visits()
    return list(KitLinkDay.objects.values_list("opens", "plays"))


def track_address(act, token, sound, form="m4a"):
    tracks = PressKit.objects.of(act.party).published().get().tracks
    track = next(track for track in tracks if track.sound == str(sound.pk))
    return reverse("discovery:kit_track", args=[token, track.id, form])


@pytest.mark.parametrize("unlisted", [True, False])
@pytest.mark.parametrize("fees", [True, False])
def test_link_shows_what_it_allows_and_no_more(client, act, songs, unlisted, fees):
    _link, token = private_link(act, shows_unlisted=unlisted, shows_exact_fees=fees)
    text = client.get(address_of(token)).content.decode()
    assert ("Last Ferry" in text, "Club: 400 EUR" in text) == (unlisted, fees)
    assert client.get(track_address(act, token, songs.unlisted)).status_code == (200 if unlisted else 404)
    assert client.get(track_address(act, token, songs.listed)).status_code == 200


def test_link_tells_nobody_and_leaves_nothing_behind(client, act, songs):
    _link, token = private_link(act)
    response = client.get(address_of(token))
    policy = response["Content-Security-Policy"]
    assert (response["Referrer-Policy"], response["X-Robots-Tag"]) == ("no-referrer", "noindex, nofollow")
    assert not response.cookies
    assert "default-src 'none'" in policy
    assert "frame-src https://www.youtube-nocookie.com" in policy
    assert "private" in response["Cache-Control"]


def test_link_plays_parts_of_a_recording(client, act, songs):
    _link, token = private_link(act)
    response = client.get(track_address(act, token, songs.unlisted), headers={"Range": "bytes=10-19"})
    assert (response.status_code, len(response.getvalue())) == (206, 10)
    assert response["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("end", ["revoked", "expired", "suspended"])
def test_link_that_is_over_shows_nothing(client, act, songs, end):
    link, token = private_link(act)
    heard = track_address(act, token, songs.unlisted)
    if end == "revoked":
        revoke_kit_link(acting_user=act.leader, link=link)
    elif end == "expired":
        KitLink.objects.update(expires_at=now())
    else:
        Party.objects.filter(pk=act.party.pk).update(approval=Approval.SUSPENDED)
    for address in (address_of(token), heard):
        response = client.get(address)
        assert response.status_code == 410
        assert act.party.name not in response.content.decode()


def test_files_of_an_act_without_a_public_page_are_fetched_below_the_link_and_end_with_it(client, act, songs):
    PressKit.objects.of(act.party).published().update(rider_document=make_document())
    link, token = private_link(act)
    public = client.get(address_of(token)).content.decode()
    assert not re.search(r"/kit/[^ ]+/(photos/|rider)", public)
    kept = re.findall(r"/media/(?:pictures|documents)/[^ \"]+", public)
    Party.objects.filter(pk=act.party.pk).update(is_listed=False)
    near.clear()
    text = client.get(address_of(token)).content.decode()
    lent = re.findall(r"/kit/[^ \"]+/(?:photos/[^ \"]+|rider.pdf)", text)
    assert "/media/" not in text
    assert len(set(lent)) == len(set(kept)) > 2
    for address in lent:
        response = client.get(address)
        assert (response.status_code, response["Cache-Control"]) == (200, "private, no-cache")
        assert client.get(address, headers={"If-None-Match": response["ETag"]}).status_code == 304
    assert {client.get(address).status_code for address in kept} == {404}
    revoke_kit_link(acting_user=act.leader, link=link)
    assert {client.get(address).status_code for address in lent} == {410}


def test_reader_is_counted_once_and_their_plays(client, act, songs):
    _link, token = private_link(act)
    for _ in range(3):
        client.get(address_of(token), headers=READER)
        client.get(track_address(act, token, songs.unlisted), headers=READER)
    client.get(track_address(act, token, songs.listed, "opus"), headers=READER)
    assert counted() == [(1, 2)]


def test_programs_heads_and_the_band_itself_are_not_counted(client, act, songs):
    _link, token = private_link(act)
    client.get(address_of(token), headers=READER | {"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1)"})
    client.get(address_of(token))
    client.head(address_of(token), headers=READER)
    client.head(track_address(act, token, songs.unlisted), headers=READER)
    client.force_login(act.members[0])
    client.get(address_of(token), headers=READER)
    client.get(track_address(act, token, songs.unlisted), headers=READER)
    assert counted() == []


def test_link_of_a_band_that_is_not_public_leads_to_no_public_page(client):
    act = an_act(approval=Approval.DRAFT)
    _link, token = private_link(act)
    text = client.get(address_of(token)).content.decode()
    assert act.party.name in text
    assert reverse("discovery:act", args=[act.party.slug]) not in text
