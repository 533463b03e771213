"""Terms of payment and payments by API."""

import json

import pytest

from booking_payments.queries.listing import payments_of_bookings
from engagements.deals import PaymentTerms
from tests.booking_payments.scenes import DAY, QUARTER, a_booking_with_deposit, a_deal, payments
from tests.bookings.money.scenes import a_booking
from tests.bookings.scenes import a_house, an_act, an_application, an_open_show
from tests.factories import FAR_SATURDAY, UserFactory

pytestmark = pytest.mark.django_db


def read(client, user, path):
    client.force_login(user)
    return client.get(f"/api/v1{path}").json()


def test_leaders_of_both_sides_read_payments_and_players_do_not(client, settings):
    settings.GIG_FEE_PERCENT = "10"
    act = an_act(members=1)
    booking, house, _act = a_booking_with_deposit(act=act)
    [payment] = payments(booking)
    fee = {"amount_minor": 15_00, "currency": "EUR"}
    staff = UserFactory(is_staff=True)
    assert read(client, staff, f"/bookings/{booking.pk}")["payments"][0]["fee"] == fee
    for user, seen in ((house.manager, None), (act.leader, fee)):  # the payer, then the payee
        [told] = read(client, user, f"/bookings/{booking.pk}")["payments"]
        assert (told["id"], told["fee"]) == (str(payment.pk), seen)
        assert (told["purpose"], told["state"], told["amount"]["amount_minor"]) == ("deposit", "due", 150_00)
        assert told["payees"] == [{"party": act.party.slug, "amount": {"amount_minor": 150_00, "currency": "EUR"}}]
        assert [each["payments"] for each in read(client, user, "/me/bookings")["items"]] == [[told]]
    assert read(client, act.members[0], f"/bookings/{booking.pk}")["payments"] == []
    assert [each["payments"] for each in read(client, act.members[0], "/me/bookings")["items"]] == [[]]


@pytest.mark.parametrize("count", [1, 3])
def test_payments_of_many_bookings_take_as_many_queries(count, django_assert_num_queries):
    house, acts = a_house(), [an_act(members=0) for _ in range(count)]
    nights = [FAR_SATURDAY + 7 * number * DAY for number in range(count)]
    bookings = [a_booking(house, act, starts_at=at, deal=a_deal()) for act, at in zip(acts, nights, strict=True)]
    with django_assert_num_queries(7):
        assert len(payments_of_bookings(house.manager, [booking.pk for booking in bookings])) == count


def test_counter_offer_proposes_a_deposit_and_another_fee_keeps_it(client):
    house, act = a_house(), an_act(members=0)
    booking = an_application(act, an_open_show(house))
    client.force_login(house.manager)

    def counter(user, **said):
        client.force_login(user)
        return client.post(f"/api/v1/bookings/{booking.pk}/counter", json.dumps(said), content_type="application/json")

    fee = {"amount_minor": 600_00, "currency": "EUR"}
    answer = counter(house.manager, fee=fee, deal=a_deal().to_json())
    assert answer.status_code == 200, answer.content
    assert answer.json()["deal"]["payment"] == QUARTER.to_json()
    answer = counter(act.leader, fee=fee | {"amount_minor": 800_00})
    assert answer.json()["deal"]["payment"] == PaymentTerms(deposit_bp=2500).to_json()
    assert answer.json()["deal"]["guarantee_minor"] == 800_00
    broken = a_deal().to_json() | {"payment": {"deposit_minor": 601_00}}
    answer = counter(house.manager, fee=fee, deal=broken)
    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == ["deal.deposit"]
