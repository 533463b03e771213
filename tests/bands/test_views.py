import pytest
from django.urls import reverse

from accounts.actions import rename_party
from accounts.models import Party
from accounts.states import Role
from availability.models import Calendar
from bands.actions import create_band
from bands.models import Band
from tests.factories import MembershipFactory, UserFactory
from web.streams import allow_topics

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]


@pytest.fixture
def user():
    return UserFactory(name="Åsa Lind")


@pytest.fixture
def signed_in(client, user):
    client.force_login(user)
    return client


@pytest.fixture
def band(user):
    return create_band(acting_user=user, name="Low Tide Choir", timezone="Europe/Berlin")


def text_of(response):
    return response.content.decode()


def test_making_a_band_takes_the_zone_of_its_city(signed_in):
    data = {"name": "Łąka", "city": "Lisbon, Portugal", "timezone": "", "genres": ["Rock"], "instrument": "Voice"}
    response = signed_in.post(reverse("bands:band_new"), data)
    assert response.headers["Location"] == reverse("bands:band", args=["laka"])
    party = Party.objects.get()
    assert (party.timezone, party.city.name) == ("Europe/Lisbon", "Lisbon")
    assert party.memberships.get(role=Role.MEMBER).instrument == "Voice"


def test_a_form_sent_twice_makes_one_band(signed_in):
    data = {"name": "Noon", "once_token": "9b2f0b4e-6a54-4d0e-8d4b-6b1f4a1d7a10"}
    locations = {signed_in.post(reverse("bands:band_new"), data).headers["Location"] for _ in range(2)}
    assert locations == {reverse("bands:band", args=["noon"])}
    assert Band.objects.count() == 1


def test_a_band_without_a_name_is_not_made(signed_in):
    response = signed_in.post(reverse("bands:band_new"), {"name": " ", "city": "Nowhere at all"})
    assert response.status_code == 422
    for field in ("name", "city"):
        assert f'id="id_{field}_error"' in text_of(response)
    assert not Party.objects.exists()


def test_the_home_of_a_band_shows_eight_weeks_of_nights(signed_in, band):
    response = signed_in.get(reverse("bands:band", args=[band.party.slug]))
    assert len(response.context["zone"].nights) == 56
    assert f'data-live="p.{band.party.calendar.public_id}"' in text_of(response)
    assert 'id="approval-banner-' in text_of(response)


def test_the_green_zone_alone_is_the_panel_without_the_page(signed_in, band):
    address = reverse("bands:green_zone_panel", args=[band.party.slug])
    panel = text_of(signed_in.get(address, headers={"HX-Request": "true"}))
    assert f'id="green-zone-panel-{band.party.pk}"' in panel
    assert "<html" not in panel
    assert signed_in.get(address).status_code == 302


def test_green_zone_by_member_names_everyone_in_a_row_of_nights(signed_in, band):
    MembershipFactory(party=band.party, role=Role.MEMBER, user=UserFactory(name="Lena Petersen"))
    page = text_of(signed_in.get(reverse("bands:band", args=[band.party.slug]), {"view": "members"}))
    assert page.count('<th scope="row">') == 3  # everyone, and each of the two
    assert "Lena<" in page
    assert page.count('data-date="') == 56
    assert '/green-zone/?view=members"' in page


def test_green_zone_panel_keeps_the_view_it_is_asked_for(signed_in, band):
    address = reverse("bands:green_zone_panel", args=[band.party.slug]) + "?view=members"
    assert 'class="who-when"' in text_of(signed_in.get(address, headers={"HX-Request": "true"}))
    assert signed_in.get(address).headers["Location"].endswith("?view=members")


def test_the_stream_token_opens_the_private_topic_of_the_band_alone(signed_in, band):
    token = text_of(signed_in.get(reverse("bands:band_stream_token", args=[band.party.slug])))
    topic = f"p.{Calendar.objects.get(pk=band.party.calendar_id).public_id}"
    assert allow_topics([topic], [token]) == {topic}


def test_a_renamed_band_is_found_at_its_old_address(signed_in, user, band):
    rename_party(acting_user=user, party=band.party, name="High Tide Choir")
    response = signed_in.get(reverse("bands:band", args=["low-tide-choir"]))
    assert (response.status_code, response.headers["Location"]) == (
        301,
        reverse("bands:band", args=["high-tide-choir"]),
    )


def edit(signed_in, band, **changes):
    data = {"name": band.party.name, "timezone": "Europe/Berlin", "evening_from": "19:00", "evening_to": "00:00"}
    return signed_in.post(reverse("bands:band_edit", args=[band.party.slug]), data | changes)


def test_editing_a_band(signed_in, band):
    edit(
        signed_in, band, tagline="Slow", fee_min="350", fee_max="600.50", fee_currency="EUR", quorum="3",
        links="Bandcamp https://low.example.com\nhttps://example.org/low", genres=["Doom metal", "Post-rock"],
    )  # fmt: skip
    band = Band.objects.select_related("party").get()
    assert (band.party.fee_min_minor, band.party.fee_max_minor, band.quorum) == (35000, 60050, 3)
    assert list(band.party.links.values_list("label", flat=True)) == ["Bandcamp", "example.org"]
    assert band.party.genres.count() == 2


def test_the_terms_of_a_night_are_set_on_the_profile(signed_in, band):
    MembershipFactory(party=band.party, role=Role.DEP, instrument="Drums / percussion")
    MembershipFactory(party=band.party, instrument="drums")
    page = text_of(signed_in.get(reverse("bands:band_edit", args=[band.party.slug])))
    assert [page.count(f'value="{text}"') for text in ("Drums", "drums", "percussion")] in ([1, 0, 1], [0, 1, 1])
    edit(signed_in, band, minimum_minutes="90", essential_instruments=["percussion"])
    saved = Band.objects.get()
    assert (saved.minimum_minutes, saved.essential_instruments) == (90, ["percussion"])


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"fee_min": "350"}, "fee_currency"),
        ({"fee_min": "lots", "fee_currency": "EUR"}, "fee_min"),
        ({"fee_min": "600", "fee_max": "350", "fee_currency": "EUR"}, "fee_max"),
        ({"links": "javascript:alert(1)"}, "links"),
        ({"evening_to": "19:00"}, "evening_to"),
        ({"quorum": "-1"}, "quorum"),
        ({"minimum_minutes": "301"}, "minimum_minutes"),
        ({"essential_instruments": ["Theremin"]}, "essential_instruments"),
        ({"genres": ["Elevator noise"]}, "genres"),
        ({"timezone": "Mars"}, "timezone"),
        ({"name": "x" * 301}, "name"),
    ],
)
def test_what_makes_no_sense_is_an_error_at_its_field(signed_in, band, changes, field):
    response = edit(signed_in, band, tagline="Half saved", **changes)
    assert response.status_code == 422
    assert f'id="id_{field}_error"' in text_of(response)
    assert Party.objects.get().tagline == ""


@pytest.mark.parametrize("view", ["", "?view=members"])
@pytest.mark.parametrize("count", [1, 3])
def test_the_home_takes_as_many_queries_for_one_member_as_for_three(
    signed_in, band, count, view, django_assert_num_queries
):
    for _ in range(count - 1):
        MembershipFactory(party=band.party, role=Role.MEMBER)
    address = reverse("bands:band", args=[band.party.slug]) + view
    signed_in.get(address)
    with django_assert_num_queries(QUERIES_OF_HOME):
        signed_in.get(address)


QUERIES_OF_HOME = 12
"""Session, user, party, roles, the band, three of the Green Zone, whether they lead, the switcher, the unread count,
the first steps."""
