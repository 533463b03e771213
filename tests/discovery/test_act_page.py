"""The public page of an act: everything of its press kit, once for everybody, and never older than a second."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from accounts.models import Party
from accounts.states import Approval
from bands.actions import publish_kit, write_kit
from bookings.actions import accept_booking
from tests.bookings.scenes import a_confirmed_booking, an_act, an_application, an_open_show
from tests.discovery.kits import write_everything
from tests.factories import FAR_SATURDAY, UserFactory
from tests.media.making import make_picture
from web import fragments

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]
WEEK = dt.timedelta(weeks=1)
PARTS = ("listen", "about", "calendar", "shows", "figures", "stage", "material")


@pytest.fixture(autouse=True)
def nothing_near():
    fragments.near.clear()


@pytest.fixture
def songs(act, files_here):
    return write_everything(act)


def address_of(act, name="act"):
    return reverse(f"discovery:{name}", args=[act.party.slug])


def text_of(client, act, **query):
    response = client.get(address_of(act), query)
    assert response.status_code == 200
    return response.content.decode()


def a_second_later():
    """What a process remembers without asking is at most that old."""
    fragments.near.clear()


def test_page_shows_every_part_of_the_kit(client, act, songs):
    text = text_of(client, act)
    for part in PARTS:
        assert f'id="{part}"' in text
    for words in ("Since 2009.", "1,800", "Photo: M. Krause", "SM57", "Stage plot", "Silt"):
        assert words in text
    assert songs.listed.rendition("m4a").url in text


def test_page_keeps_what_is_for_private_links(client, act, songs):
    text = text_of(client, act)
    assert "Club: 400 EUR" not in text
    assert "Last Ferry" not in text
    assert songs.unlisted.rendition("m4a").url not in text


def test_page_of_an_empty_kit_has_no_empty_parts(client, act):
    text = text_of(client, act)
    for part in ("listen", "figures", "stage"):
        assert f'id="{part}"' not in text


@pytest.mark.parametrize("shows", [1, 3])
def test_page_with_everything_takes_seven_queries(client, house, act, songs, shows, django_assert_num_queries):
    for week in range(shows):
        a_confirmed_booking(house, act, starts_at=FAR_SATURDAY + week * WEEK)
    with django_assert_num_queries(7):
        assert text_of(client, act).count('class="date"') == shows
    with django_assert_num_queries(1):
        text_of(client, act)


def test_shows_carry_the_poster_that_they_have_elsewhere(client, house, act):
    drawn = a_confirmed_booking(house, act, title="Drawn night").spot.show
    with_poster = a_confirmed_booking(house, act, starts_at=FAR_SATURDAY + WEEK).spot.show
    with_poster.poster = make_picture()
    with_poster.save()
    shows = text_of(client, act).partition('id="shows"')[2]
    address = reverse("discovery:venue", args=[house.party.slug])
    of_venue = client.get(address).content.decode()
    [poster] = re.findall(r'src="(/drawn/[^"]*|[^"]*drawn[^"]*poster[^"]*)"', shows)
    assert poster in of_venue
    assert with_poster.poster.files[-1]["name"] in shows
    assert str(drawn.pk) in shows


def test_page_names_members_only_where_the_band_has_published_names(client, act):
    act.members[0].memberships.update(instrument="Theremin")
    text = text_of(client, act)
    assert "Theremin" in text
    assert act.members[0].name not in text


def test_unchanged_page_is_not_sent_again(client, act, django_assert_num_queries):
    client.get(address_of(act))
    etag = client.get(address_of(act))["ETag"]
    with django_assert_num_queries(1):
        assert client.get(address_of(act), headers={"If-None-Match": etag}).status_code == 304


MADE_UP = ["lang=xx", "lang=de&lang=en", "month=2028-0%33", "from=2028-03-01&month=7", "utm=1"]


@pytest.mark.parametrize("query", MADE_UP)
def test_page_of_an_address_that_somebody_made_up_is_not_kept(client, act, query):
    assert client.get(f"{address_of(act)}?month=2028-03&lang=de")["Cache-Control"] == "no-cache"
    assert client.get(f"{address_of(act)}?{query}")["Cache-Control"] == "private, no-cache"


def test_page_in_a_theme_that_somebody_made_up_is_not_kept(client, act):
    client.cookies["theme"] = "plaid"
    assert client.get(address_of(act))["Cache-Control"] == "private, no-cache"


def test_published_edition_is_shown_at_once(client, act, songs):
    text_of(client, act)
    write_kit(acting_user=act.leader, party=act.party, bio_short="Louder than ever.")
    assert "Louder than ever." not in text_of(client, act)
    publish_kit(acting_user=act.leader, party=act.party)
    assert "Louder than ever." in text_of(client, act)


def test_suspended_act_leaves_the_page_of_another_within_a_second(client, house, act):
    other = an_act(name="Ghost Train")
    show = an_open_show(house, spots=2)
    for place, each in enumerate((act, other)):
        accept_booking(acting_user=house.manager, booking=an_application(each, show, place))
    assert "Ghost Train" in text_of(client, act)
    Party.objects.filter(pk=other.party.pk).update(approval=Approval.SUSPENDED)
    a_second_later()
    assert "Ghost Train" not in text_of(client, act)


def test_suspended_act_is_gone_at_once(client, act):
    text_of(client, act)
    Party.objects.filter(pk=act.party.pk).update(approval=Approval.SUSPENDED)
    for name in ("act", "act_pdf", "act_zip"):
        assert client.get(address_of(act, name)).status_code == 404


def test_every_browser_has_a_token_of_its_own(client, act):
    first, second = text_of(client, act), text_of(type(client)(), act)
    assert first.count("csrfmiddlewaretoken") == second.count("csrfmiddlewaretoken") > 0
    assert first != second


def test_who_is_signed_in_gets_a_page_of_their_own(client, act):
    text_of(client, act)
    client.force_login(act.leader)
    response = client.get(address_of(act))
    assert reverse("bands:press", args=[act.party.slug]) in response.content.decode()
    assert response["Cache-Control"] == "private, no-cache"
    client.logout()
    assert reverse("bands:press", args=[act.party.slug]) not in text_of(client, act)


def test_only_a_page_with_players_lets_frames_in(client, act, songs):
    allowed = "frame-src 'self' https://www.youtube-nocookie.com;"
    for each, has_players in ((act, True), (an_act(), False)):
        assert (allowed in client.get(address_of(each))["Content-Security-Policy"]) == has_players


def test_without_script_players_are_links_and_recordings_plain_audio(client, act, songs):
    text = text_of(client, act)
    assert "<iframe" not in text
    assert 'href="https://www.youtube.com/watch?v=dQw4w9WgXcQ"' in text
    assert '<audio controls preload="none"' in text
    assert "style=" not in text


def test_preview_shows_leaders_the_draft_in_a_frame_of_ours(client, act, songs):
    write_kit(acting_user=act.leader, party=act.party, bio_short="Not yet public.")
    client.force_login(act.leader)
    response = client.get(address_of(act, "act_preview"))
    text = response.content.decode()
    assert "This is a draft." in text
    assert "Not yet public." in text
    assert "noindex" in text
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in response["Content-Security-Policy"]


def test_request_starts_with_the_night_searched_for(client, act):
    address = reverse("bookings:request_new", args=[act.party.slug])
    assert f'href="{address}?night=2028-03-04"' in text_of(client, act, night="2028-03-04")
    assert f'href="{address}"' in text_of(client, act, night="2020-03-04")


def test_form_for_a_date_comes_into_the_page(client, act):
    client.force_login(UserFactory())
    address = reverse("bookings:request_new", args=[act.party.slug])
    text = client.get(address, {"night": "2028-03-04"}, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in text
    assert 'value="2028-03-04"' in text
    assert f'hx-post="{address}"' in text
    refused = client.post(address, {"night": "2020-01-01"}, headers={"HX-Request": "true"})
    assert (refused.status_code, "<html" in refused.content.decode()) == (422, False)
