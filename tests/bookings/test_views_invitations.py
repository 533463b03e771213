"""Inviting an act by name and by link, and the page behind a link."""

import re

import pytest
from django.urls import reverse
from django.utils.timezone import now

from bookings.actions import SpotDraft, create_spot_invite
from bookings.models import Booking, SpotInvite
from tests.bookings.scenes import a_confirmed_booking, a_house, an_act, an_open_show
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]


@pytest.fixture
def spot(house):
    return an_open_show(house, title="Tide", spots=[SpotDraft(fee_minor=35000, fee_currency="EUR")]).spots.get()


def page(spot, name="spot_invite"):
    return reverse(f"bookings:{name}", args=[spot.pk])


def come(token):
    return reverse("bookings:spot_link", args=[token])


def link(house, spot, **values):
    return create_spot_invite(acting_user=house.manager, spot=spot, **values)[1]


def test_the_show_leads_its_host_to_inviting(client, house, act, spot):
    show = reverse("bookings:show", args=[spot.show_id])
    client.force_login(house.manager)
    assert page(spot) in client.get(show).content.decode()
    client.force_login(act.leader)
    assert page(spot) not in client.get(show).content.decode()
    assert client.get(page(spot)).status_code == 403


def test_an_act_is_found_by_a_part_of_its_name(client, house, spot):
    wanted = an_act(name="The Blue Herons")
    an_act(name="Hidden Herons", is_listed=False)
    client.force_login(house.manager)
    text = client.get(page(spot), {"q": "heron"}).content.decode()
    assert f"?act={wanted.party.slug}" in text
    assert "Hidden Herons" not in text
    assert "No public act" in client.get(page(spot), {"q": "zzz"}).content.decode()


def test_the_labels_of_both_forms_lead_to_their_own_fields(client, house, act, spot):
    client.force_login(house.manager)
    text = client.get(page(spot), {"act": act.party.slug}).content.decode()
    ids = re.findall(r'\sid="([^"]+)"', text)
    assert {"id_message", "link_message"} <= set(ids)
    assert [each for each in set(ids) if ids.count(each) > 1] == []


@pytest.mark.parametrize("text", ["\x00", "%", "x" * 200, "' OR 1=1 --", "_"])
def test_the_search_takes_any_text(client, house, spot, text):
    client.force_login(house.manager)
    assert client.get(page(spot), {"q": text, "act": text}).status_code == 200


def test_a_deposit_without_a_fee_is_one_of_the_fee_of_the_spot(client, house, act, spot):
    client.force_login(house.manager)
    said = {"act": act.party.slug, "fee": "", "fee_currency": "USD", "deposit": "20", "deposit_how": "share"}

    assert client.post(page(spot), said).status_code == 302

    booking = Booking.objects.get(act=act.party)
    assert (booking.fee_minor, booking.fee_currency_id) == (35000, "EUR")
    assert booking.deal["payment"]["deposit_bp"] == 2000


def test_an_invitation_is_sent(client, house, act, spot):
    client.force_login(house.manager)
    said = {"act": act.party.slug, "message": "Come!", "fee": "500", "fee_currency": "EUR", "days": "3"}
    response = client.post(page(spot), said)
    assert response["Location"] == reverse("bookings:show", args=[spot.show_id])
    booking = Booking.objects.get()
    assert (booking.act, booking.fee_minor, booking.message, booking.turn) == (act.party, 50000, "Come!", "act")
    assert 2 <= (booking.answer_by - now()).days <= 3


def test_what_cannot_be_sent_is_said_with_its_status(client, house, act, spot):
    client.force_login(house.manager)
    assert client.post(page(spot), {"act": "nobody"}).status_code == 422
    assert client.post(page(spot), {"act": act.party.slug, "fee": "much"}).status_code == 422
    a_confirmed_booking(a_house(), act)
    response = client.post(page(spot), {"act": act.party.slug, "fee_currency": "EUR"})
    assert response.status_code == 409
    assert "The act is already booked then: from call time at" in response.content.decode()


def test_a_link_is_shown_once_and_revoked(client, house, spot):
    client.force_login(house.manager)
    said = {"message": "Hi", "expires_in_days": "7", "fee_currency": "EUR"}
    text = client.post(page(spot, "spot_link_new"), said).content.decode()
    assert "/come/" in text
    made = SpotInvite.objects.get()
    text = client.get(page(spot)).content.decode()
    assert "/come/" not in text
    assert "Any act" in text
    client.post(reverse("bookings:spot_link_revoke", args=[spot.pk, made.pk]))
    assert SpotInvite.objects.get().revoked_at


@pytest.mark.parametrize("said", [{"expires_in_days": "0"}, {"expires_in_days": "x"}, {"act": "nobody"}, {"fee": "?"}])
def test_a_link_that_makes_no_sense_is_refused(client, house, spot, said):
    client.force_login(house.manager)
    said = {"expires_in_days": "7", "fee_currency": "EUR"} | said
    assert client.post(page(spot, "spot_link_new"), said).status_code == 422
    assert not SpotInvite.objects.exists()


def test_a_link_tells_who_invites_before_one_signs_in(client, house, spot):
    token = link(house, spot, message="We love <b>you</b>")
    text = client.get(come(token)).content.decode()
    assert f"{house.party.name} invites you" in text
    assert "We love &lt;b&gt;you&lt;/b&gt;" in text
    assert f"?next={come(token)}" in text
    assert client.post(come(token))["Location"].startswith(reverse("account_login"))


def test_a_link_that_never_was_is_not_found(client):
    assert client.get(come("never")).status_code == 404


def test_coming_by_a_link_is_applying(client, house, act, spot):
    token = link(house, spot)
    client.force_login(act.leader)
    said = {"act": act.party.slug, "message": "Us!", "lineup": [str(act.members[0].pk)]}
    response = client.post(come(token), said)
    booking = Booking.objects.get()
    assert response["Location"] == reverse("bookings:booking", args=[booking.pk])
    assert (booking.initiated_by, booking.lineup.count(), booking.message) == ("application", 1, "Us!")
    response = client.get(come(token))
    assert response.status_code == 409
    assert "has been used" in response.content.decode()


def test_coming_by_a_link_with_a_name_is_being_invited(client, house, act, spot):
    token = link(house, spot, act=act.party)
    other = an_act()
    client.force_login(other.leader)
    assert "This link is for" in client.get(come(token)).content.decode()
    assert client.post(come(token), {"act": other.party.slug}).status_code == 422
    client.force_login(act.leader)
    assert client.post(come(token), {"act": act.party.slug}).status_code == 302
    assert Booking.objects.get().initiated_by == "invitation"


def test_a_link_that_ends_while_its_page_is_open_is_refused(client, house, act, spot):
    token = link(house, spot)
    client.force_login(act.leader)
    assert client.get(come(token)).status_code == 200
    SpotInvite.objects.update(expires_at=now())
    response = client.post(come(token), {"act": act.party.slug})
    assert response.status_code == 409
    assert "expired" in response.content.decode()
    assert not Booking.objects.exists()


def test_a_stranger_without_a_band_is_shown_how_to_start(client, house, spot):
    client.force_login(UserFactory())
    assert "You don’t lead an act yet" in client.get(come(link(house, spot))).content.decode()
