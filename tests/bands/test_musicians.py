"""What a musician shows of themselves: nothing until they say so, and nothing that is not theirs to show."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.actions import add_membership, approve_party, end_membership, suspend_party, update_profile
from accounts.states import Role
from bands.actions import create_band, create_solo_act, update_musician
from bands.models import Musician
from bands.queries import public_musicians, shown_acts
from departures.actions import close_account
from tests.factories import UserFactory
from tests.matrix.test_hostile_text import TEXTS

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]


@pytest.fixture
def staff():
    return UserFactory(is_staff=True)


@pytest.fixture
def mara():
    return UserFactory(name="Mara Quist", email="private.mara@example.org")


@pytest.fixture
def band(mara, staff):
    founder = UserFactory()
    party = create_band(acting_user=founder, name="The Anchors", timezone="Europe/Berlin").party
    add_membership(acting_user=None, party=party, user=mara, role=Role.MEMBER, instrument="Bass")
    return approve_party(acting_user=staff, party=party)


def show(user, **said):
    return update_musician(acting_user=user, **({"is_public": True, "instruments": "Bass, voice"} | said))


def page_of(client, musician):
    return client.get(reverse("bands:musician", args=[musician.slug]))


def test_everybody_is_hidden_at_first(client, mara, band):
    assert not public_musicians().exists()
    hidden = update_musician(acting_user=mara, instruments="Bass")
    assert page_of(client, hidden).status_code == 404
    assert "Mara" not in client.get(reverse("bands:musicians")).content.decode()
    client.force_login(mara)
    page = page_of(client, hidden).content.decode()
    assert "Only you see this page" in page
    assert "noindex" in page


def test_a_public_page_says_name_instruments_and_public_acts_and_nothing_else(client, mara, band):
    page = page_of(client, show(mara, is_dep=True)).content.decode()
    for word in ("Mara Quist", "Bass, voice", "The Anchors", "Free as a dep", '"@type": "Person"'):
        assert word in page, word
    assert "private.mara" not in page
    assert str(mara.pk) not in page
    assert "noindex" not in page


def test_a_new_profile_names_bands_and_no_stage_name(mara, band, staff):
    solo = create_solo_act(acting_user=mara, name="Secret Alias", timezone="Europe/Berlin").party
    approve_party(acting_user=staff, party=solo)
    musician = show(mara)
    assert shown_acts(musician) == [band]
    assert shown_acts(show(mara, acts=[solo, band])) == [solo, band] or shown_acts(musician) == [solo, band]


@pytest.mark.parametrize("how", ["suspended", "left", "unchosen", "unlisted"])
def test_an_act_that_is_not_public_or_not_theirs_is_not_named(client, mara, band, staff, how):
    musician = show(mara)
    if how == "suspended":
        suspend_party(acting_user=staff, party=band)
    elif how == "left":
        end_membership(acting_user=mara, party=band, user=mara)
    elif how == "unchosen":
        show(mara, acts=[])
    else:
        type(band).objects.filter(pk=band.pk).update(is_listed=False)
    assert "The Anchors" not in page_of(client, musician).content.decode()


def test_nobody_names_an_act_of_others(mara, band):
    stranger = show(UserFactory(name="Stranger"), acts=[band])
    assert shown_acts(stranger) == []
    assert not stranger.acts.exists()


def test_a_new_name_leads_from_the_former_one(client, mara):
    musician = show(mara)
    former = reverse("bands:musician", args=[musician.slug])
    update_profile(acting_user=mara, name="Mira Quist")
    response = client.get(former)
    assert response.status_code == 301
    assert response["Location"].startswith("/musicians/mira-quist-")
    assert "Mara" not in client.get(response["Location"]).content.decode()


@pytest.mark.parametrize("how", ["closed", "shut out"])
def test_whoever_has_left_is_gone(client, mara, how):
    address = reverse("bands:musician", args=[show(mara).slug])
    if how == "closed":
        close_account(acting_user=mara)
        assert not Musician.objects.exists()
    else:
        type(mara).objects.filter(pk=mara.pk).update(is_active=False)
    assert client.get(address).status_code == 404
    assert not public_musicians().exists()


@pytest.mark.parametrize("slug", ["mara-quist", "nobody-aaaaaaaa", "-", "x-----"])
def test_there_is_nobody_at_other_addresses(client, mara, slug):
    show(mara)
    assert client.get(f"/musicians/{slug}/").status_code == 404


def test_a_public_profile_says_what_they_play_and_who_they_are(mara):
    with pytest.raises(ValidationError) as refused:
        show(mara, instruments=" ")
    assert set(refused.value.message_dict) == {"instruments"}
    with pytest.raises(ValidationError) as refused:
        show(UserFactory(name=""))
    assert set(refused.value.message_dict) == {"is_public"}
    assert not public_musicians().exists()


@pytest.mark.parametrize("kind", sorted(TEXTS))
def test_odd_names_stay_text(client, mara, kind):
    musician = show(mara)
    Musician.objects.update(instruments=TEXTS[kind][:200])
    type(mara).objects.update(name=TEXTS[kind][:120])
    musician.refresh_from_db()
    for address in (reverse("bands:musician", args=[Musician.objects.get().slug]), reverse("bands:musicians")):
        page = client.get(address)
        assert page.status_code == 200
        assert "<script>alert" not in page.content.decode()


def test_the_form_shows_and_hides(client, mara, band):
    client.force_login(mara)
    address = reverse("bands:musician_edit")
    refused = client.post(address, {"is_public": "on"})
    assert refused.status_code == 422
    assert 'id="id_instruments_error"' in refused.content.decode()
    saved = client.post(address, {"is_public": "on", "instruments": "Bass", "is_dep": "on", "acts": [str(band.pk)]})
    musician = Musician.objects.get()
    assert saved["Location"] == reverse("bands:musician", args=[musician.slug])
    assert (musician.is_public, musician.is_dep, shown_acts(musician)) == (True, True, [band])
    assert client.post(address, {"instruments": "Bass"})["Location"] == address
    assert not Musician.objects.get().is_public


def test_the_list_filters_by_instrument_and_dep(client, mara):
    show(mara, is_dep=True)
    show(UserFactory(name="Ole Drum"), instruments="Drums")
    names = lambda **asked: [  # noqa: E731
        name for name in ("Mara Quist", "Ole Drum") if name in client.get("/musicians/", asked).content.decode()
    ]
    assert names() == ["Mara Quist", "Ole Drum"]
    assert names(q="drums") == ["Ole Drum"]
    assert names(dep="on") == ["Mara Quist"]
    assert names(city="Nowhere") == []
    assert "noindex" in client.get("/musicians/", {"q": "bass"}).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_however_many(client, django_assert_num_queries, count):
    for number in range(count):
        show(UserFactory(name=f"Player {number}"))
    with django_assert_num_queries(2):
        client.get("/musicians/")


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_the_same_however_many_acts(client, mara, staff, django_assert_num_queries, count):
    for number in range(count):
        party = create_band(acting_user=mara, name=f"Band {number}", timezone="Europe/Berlin").party
        approve_party(acting_user=staff, party=party)
    address = reverse("bands:musician", args=[show(mara).slug])
    with django_assert_num_queries(2):
        assert "Band 0" in client.get(address).content.decode()


def test_search_engines_are_told_of_public_ones_only(client, mara):
    update_musician(acting_user=UserFactory(name="Hidden One"), instruments="Bass")
    slug = show(mara).slug
    page = client.get("/sitemap-musicians.xml").content.decode()
    assert f"/musicians/{slug}/" in page
    assert "hidden" not in page
