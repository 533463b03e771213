"""The next step of a band or an agency that has just begun, and what an empty page tells each kind of person to do."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils.timezone import now

from accounts.actions import ensure_person_party
from accounts.states import Approval, PartyKind, Role
from availability.models import Calendar
from discovery.queries.first_steps import first_steps
from tests.bookings.scenes import a_house, an_act, an_application, an_open_show
from tests.factories import BandFactory, MembershipFactory, PartyFactory, UserFactory, VenueFactory

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]


@pytest.fixture
def founder():
    return UserFactory(name="Mara")


@pytest.fixture
def band(founder):
    party = BandFactory().party
    for role in (Role.OWNER, Role.MEMBER):
        MembershipFactory(party=party, user=founder, role=role)
    return party


def said(user):
    Calendar.objects.filter(pk=user.calendar_id).update(said_at=now())


def next_step(user, party):
    guide = first_steps(user, [party], now())
    return guide and guide.next.label


def test_a_founder_is_led_from_one_step_to_the_next_until_all_are_done(founder, band):
    assert next_step(founder, band) == "Invite your bandmates"
    drummer = MembershipFactory(party=band, role=Role.MEMBER).user
    assert next_step(founder, band) == "Say when you’re free"
    said(founder)
    assert next_step(founder, band) == "See your Green Zone"
    said(drummer)
    assert next_step(founder, band) == "Apply for a night"


def test_who_has_applied_and_done_the_rest_is_led_no_more():
    act = an_act(members=2)
    for member in [*act.members, act.leader]:
        said(member)
    assert next_step(act.leader, act.party) == "Apply for a night"
    an_application(act, an_open_show(a_house()))
    assert next_step(act.leader, act.party) is None


def test_a_band_that_is_no_longer_new_is_not_led(founder, band):
    assert first_steps(founder, [band], now() + dt.timedelta(days=91)) is None


@pytest.mark.parametrize("bands", [1, 3])
def test_the_steps_of_bands_take_one_query(founder, django_assert_num_queries, bands):
    parties = [BandFactory().party for _ in range(bands)]
    with django_assert_num_queries(1):
        first_steps(founder, parties, now())


def test_today_and_the_pages_of_a_band_show_the_step_until_it_is_put_away(client, founder, band):
    client.force_login(founder)
    pages = [
        reverse("discovery:today"),
        reverse("bands:band", args=[band.slug]),
        reverse("accounts:team", args=[band.slug]),
    ]
    for page in pages:
        assert 'id="first-steps"' in client.get(page).content.decode(), page
    away = client.post(reverse("discovery:first_steps_dismiss", args=[band.slug]), {"next": pages[1]})
    assert away["Location"] == pages[1]
    for page in pages:
        assert 'id="first-steps"' not in client.get(page).content.decode(), page


def test_who_only_plays_is_not_led(client, band):
    client.force_login(MembershipFactory(party=band, role=Role.MEMBER).user)
    assert 'id="first-steps"' not in client.get(reverse("discovery:today")).content.decode()


def test_an_agency_is_led_to_its_first_hold(client, founder):
    agency = PartyFactory(kind=PartyKind.AGENCY, approval=Approval.APPROVED)
    MembershipFactory(party=agency, user=founder, role=Role.OWNER)
    client.force_login(founder)
    for page in (reverse("discovery:today"), reverse("accounts:team", args=[agency.slug])):
        main = client.get(page).content.decode().partition("<main")[2]
        assert "Hold your first night" in main, page
        assert f'href="{reverse("discovery:venues")}"' in main, page


def as_nobody(user):
    return reverse("accounts:welcome")


def as_client(user):
    ensure_person_party(user)
    return reverse("discovery:book")


def as_band(user):
    MembershipFactory(party=BandFactory().party, user=user, role=Role.OWNER)
    return reverse("discovery:open_nights")


def as_band_in_review(user):
    band = an_act(approval=Approval.DRAFT).party
    MembershipFactory(party=band, user=user, role=Role.OWNER)
    return reverse("bands:press", args=[band.slug])


def as_venue(user):
    venue = VenueFactory().party
    MembershipFactory(party=venue, user=user, role=Role.OWNER)
    return reverse("bookings:show_new", args=[venue.slug])


def as_agency(user):
    agency = PartyFactory(kind=PartyKind.AGENCY)
    MembershipFactory(party=agency, user=user, role=Role.OWNER)
    return reverse("discovery:venues")


def as_professional(user):
    party = PartyFactory(kind=PartyKind.PROFESSIONAL)
    MembershipFactory(party=party, user=user, role=Role.OWNER)
    return reverse("discovery:professional", args=[party.slug])


@pytest.mark.parametrize(
    "become", [as_nobody, as_client, as_band, as_band_in_review, as_venue, as_agency, as_professional]
)
def test_no_shows_tell_each_person_what_they_can_do_about_it(client, founder, become):
    leads_to = become(founder)
    client.force_login(founder)
    for page in (reverse("discovery:today"), reverse("bookings:shows")):
        empty = client.get(page).content.decode().partition("No upcoming shows")[2].partition("</div>")[0]
        assert f'href="{leads_to}"' in empty, page
