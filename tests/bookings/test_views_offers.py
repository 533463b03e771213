"""Counter-offers, deps and the place of a request, on their pages."""

from dataclasses import replace

import pytest
from django.urls import reverse

from accounts.states import Role
from bookings.access.offers import all_offers
from bookings.actions import OfferTerms, SpotDraft, accept_booking, counter_booking, request_act
from bookings.models import Booking, LineupEntry, Show
from bookings.states import BookingState
from engagements.deals import Deal, PaymentTerms
from engagements.states import DealKind
from tests.bookings.scenes import HOUR, a_confirmed_booking, an_application, an_open_show
from tests.factories import FAR_SATURDAY, MembershipFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]
HTMX = {"HX-Request": "true"}


def url(name, booking):
    return reverse(f"bookings:{name}", args=[booking.pk])


@pytest.fixture
def booking(house, act):
    spots = [SpotDraft(fee_minor=35000, fee_currency="EUR")]
    return an_application(act, an_open_show(house, title="Tide", spots=spots))


def typed(booking, **values):
    return {
        "offer": booking.offer_number,
        "deal_kind": "guarantee",
        "fee": "600",
        "fee_currency": "EUR",
        "call": "17:00",
        "starts": "21:00",
        "ends": "00:30",
        "lineup": [str(entry.user_id) for entry in booking.lineup.all()],
    } | values


def test_the_page_begins_with_what_is_on_the_table(client, house, booking):
    client.force_login(house.manager)
    text = client.get(url("booking_counter", booking)).content.decode()
    assert 'value="350"' in text
    assert 'value="21:00"' in text
    assert "Offer 1" in text


def test_a_counter_offer_changes_what_was_typed_and_nothing_else(client, house, booking):
    client.force_login(house.manager)
    response = client.post(url("booking_counter", booking), typed(booking, message="Please."))
    assert response["Location"] == url("booking", booking)
    offer = booking.offers.get(number=2)
    assert (offer.fee_minor, offer.message, offer.moves_set, offer.lineup) == (60000, "Please.", False, None)


def test_a_share_of_the_door_and_an_earlier_set_are_typed(client, house, booking):
    client.force_login(house.manager)
    said = typed(booking, deal_kind="versus", fee="200", percent="70", starts="20:00", ends="21:30", tiers="30: 25 %")
    assert client.post(url("booking_counter", booking), said).status_code == 302
    offer = booking.offers.get(number=2)
    assert (offer.deal["kind"], offer.deal["percent_bp"], offer.fee_minor) == (DealKind.VERSUS, 7000, 20000)
    assert (offer.starts_at, offer.ends_at) == (FAR_SATURDAY - HOUR, FAR_SATURDAY + HOUR / 2)
    assert offer.cancellation_tiers == [[30, 25]]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"fee": "many"}, "fee"),
        ({"starts": "16:00", "call": "16:00"}, "call"),
        ({"ends": "09:00"}, "ends"),
        ({"tiers": "thirty"}, "tiers"),
        ({"days": "0"}, "days"),
        ({"lineup": ["nobody"]}, "lineup"),
        ({"deal_kind": "versus"}, "percent"),
    ],
)
def test_what_does_not_fit_is_said_at_its_field(client, house, booking, values, field):
    client.force_login(house.manager)
    response = client.post(url("booking_counter", booking), typed(booking, **values))
    assert response.status_code == 422
    assert field in response.context["form"].errors


def test_nothing_changed_is_said(client, house, booking):
    client.force_login(house.manager)
    response = client.post(url("booking_counter", booking), typed(booking, fee="350"))
    assert response.status_code == 422
    assert "That’s the current offer." in response.content.decode()


def test_an_offer_that_was_answered_meanwhile_is_refused(client, house, act, booking):
    said = typed(booking, fee="800")
    counter_booking(acting_user=house.manager, booking=booking, terms=OfferTerms(1, "EUR"))
    counter_booking(acting_user=act.leader, booking=booking, terms=OfferTerms(2, "EUR"))
    client.force_login(house.manager)
    response = client.post(url("booking_counter", booking), said)
    assert response.status_code == 409
    assert "The terms have changed." in response.content.decode()


def test_who_waits_is_sent_back_and_who_plays_is_kept_out(client, act, booking):
    client.force_login(act.leader)
    assert client.get(url("booking_counter", booking))["Location"] == url("booking", booking)
    assert client.post(url("booking_counter", booking), typed(booking)).status_code == 403
    client.force_login(act.members[0])
    assert client.get(url("booking_counter", booking)).status_code == 403


def test_accepting_an_offer_that_was_read_before_is_refused_on_the_panel(client, house, act, booking):
    counter_booking(acting_user=house.manager, booking=booking, terms=OfferTerms(1, "EUR"))
    counter_booking(acting_user=act.leader, booking=booking, terms=OfferTerms(2, "EUR"))
    client.force_login(house.manager)
    response = client.post(url("booking_accept", booking), {"offer": "1"}, headers=HTMX)
    assert response.status_code == 409
    assert "Read them before you answer" in response.content.decode()
    assert client.post(url("booking_accept", booking), {"offer": "what"}).status_code == 409
    assert client.post(url("booking_accept", booking), {"offer": "3"}).status_code == 302
    assert Booking.objects.get(pk=booking.pk).state == BookingState.CONFIRMED


def test_the_panel_shows_all_offers_and_what_comes_of_silence(client, house, act, booking):
    counter_booking(acting_user=house.manager, booking=booking, terms=OfferTerms(60000, "EUR"), message="For 600?")
    client.force_login(act.leader)
    text = client.get(url("booking", booking)).content.decode()
    for words in ("Offer 1", "Offer 2", "€350", "€600", "For 600?", "or this expires"):
        assert words in text
    assert "<del>€350</del> <ins>€600</ins>" in text


def test_offers_compare_fee_deposit_and_balance_line_by_line(house, act, booking):
    deal = Deal.flat(60000)
    proposed = OfferTerms(deal=replace(deal, payment=PaymentTerms(deposit_bp=2500)), fee_currency="EUR")
    counter_booking(acting_user=house.manager, booking=booking, terms=proposed)
    booking.refresh_from_db()
    answer = OfferTerms(deal=replace(deal, payment=PaymentTerms(balance_days=7)), fee_currency="EUR")
    counter_booking(acting_user=act.leader, booking=booking, terms=answer)

    first, second, third = all_offers([Booking.objects.with_show().get(pk=booking.pk)])[booking.pk]

    assert {line.field for line in first.lines}.isdisjoint({"deposit", "balance"})
    deposit = "deposit (25% of the guarantee, €150) due 14 days after the booking"
    rest = "the rest is due %d days after both have signed the settlement"
    compared = [(line.field, line.before, line.words) for line in second.changes]
    assert compared == [
        ("fee", "€350 guaranteed", "€600 guaranteed"),
        ("deposit", "nothing agreed", deposit),
        ("balance", "nothing agreed", rest % 14),
    ]
    compared = [(line.field, line.before, line.words) for line in third.changes]
    assert compared == [("deposit", deposit, "nothing agreed"), ("balance", rest % 14, rest % 7)]
    assert third.fee_words == f"€600 guaranteed; {rest % 7}"


def test_a_player_reads_no_offers(client, house, act, booking):
    counter_booking(acting_user=house.manager, booking=booking, terms=OfferTerms(60000, "EUR"))
    client.force_login(act.members[0])
    text = client.get(url("booking", booking)).content.decode()
    assert "€600" not in text
    assert "Offer 1" not in text


def test_a_dep_is_asked_from_the_panel(client, house, act):
    dep = MembershipFactory(party=act.party, role=Role.DEP).user
    booking = a_confirmed_booking(house, act)
    client.force_login(act.leader)
    assert "Find a dep" in client.get(url("booking", booking)).content.decode()
    said = {"leaving": str(act.members[0].pk), "dep": str(dep.pk)}
    response = client.post(url("lineup_replace", booking), said, headers=HTMX)
    assert response.status_code == 200
    assert LineupEntry.objects.get(booking=booking, user=dep).stands_in_for == act.members[0]
    assert f"for {act.members[0].display_name}" in response.content.decode()


@pytest.mark.parametrize("dep", ["", "nobody", "\x00", "01234567-89ab-7def-8123-456789abcdef"])
def test_a_dep_who_is_nobody_is_refused(client, house, act, dep):
    booking = a_confirmed_booking(house, act)
    client.force_login(act.leader)
    said = {"leaving": str(act.members[0].pk), "dep": dep}
    assert client.post(url("lineup_replace", booking), said).status_code == 422


def test_a_client_says_later_where_it_is(client, act):
    asker = UserFactory()
    ends = FAR_SATURDAY + 2 * HOUR
    booking = request_act(acting_user=asker, act=act.party, starts_at=FAR_SATURDAY, ends_at=ends)
    client.force_login(act.leader)
    assert "Place not agreed yet" in client.get(url("booking", booking)).content.decode()
    assert client.post(url("booking_place", booking), {"place": "Boathouse"}).status_code == 403
    client.force_login(asker)
    assert client.post(url("booking_place", booking), {"place": ""}).status_code == 422
    assert client.post(url("booking_place", booking), {"place": "Boathouse"}).status_code == 302
    assert Show.objects.get(pk=booking.spot.show_id).place == "Boathouse"
    assert client.post(url("booking_place", booking), {"place": "Elsewhere"}).status_code == 409


def test_once_booked_the_line_up_of_an_offer_is_changed_on_the_page_again(client, house, act, booking):
    counter_booking(acting_user=house.manager, booking=booking, terms=OfferTerms(fee_minor=1, fee_currency="EUR"))
    named = OfferTerms(lineup=[act.members[0].pk])
    counter_booking(acting_user=act.leader, booking=booking, terms=named)
    client.force_login(act.leader)
    assert url("booking_lineup", booking) not in client.get(url("booking", booking)).content.decode()
    accept_booking(acting_user=house.manager, booking=booking)
    assert url("booking_lineup", booking) in client.get(url("booking", booking)).content.decode()


def test_an_offer_that_was_not_read_is_not_accepted_on_the_bill(client, house, act, booking):
    bill = reverse("bookings:bill", args=[booking.spot.show_id])
    answer = reverse("bookings:applicant_answer", args=[booking.spot.show_id, booking.pk])
    client.force_login(house.manager)
    assert '<input type="hidden" name="offer" value="1">' in client.get(bill).content.decode()
    counter_booking(acting_user=house.manager, booking=booking, terms=OfferTerms(fee_minor=40000, fee_currency="EUR"))
    counter_booking(acting_user=act.leader, booking=booking, terms=OfferTerms(fee_minor=90000, fee_currency="EUR"))
    assert client.post(answer, {"answer": "accept", "offer": "1"}).status_code == 409
    for page in (bill, reverse("bookings:show", args=[booking.spot.show_id])):
        text = client.get(page).content.decode()
        assert "Compare and answer" in text
        assert 'value="accept"' not in text
        assert url("booking_accept", booking) not in text


def test_a_host_reads_one_way_to_say_no_to_a_counter_offer(client, house, act, booking):
    client.force_login(house.manager)
    text = client.get(reverse("bookings:booking", args=[booking.pk])).content.decode()
    assert (reverse("bookings:booking_decline", args=[booking.pk]) in text) != (
        reverse("bookings:booking_withdraw", args=[booking.pk]) in text
    )


def test_a_line_for_a_deduction_is_added_with_all_that_was_typed(client, house, booking):
    client.force_login(house.manager)
    address = reverse("bookings:counter_deduction", args=[booking.pk])
    typed = {"deal_kind": "door_split", "percent": "70", "fee_currency": "EUR", "deduction_1_label": "Crew"}
    typed |= {"deduction_1_value": "80", "message": "Like this?", "offer": "1", "add": "deduction"}
    page = client.post(address, typed)
    assert 'name="deduction_2_label"' in page.content.decode()
    assert 'value="Crew"' in page.content.decode()
    assert "Like this?" in page.content.decode()
    booking.refresh_from_db()
    assert booking.offer_number == 1
