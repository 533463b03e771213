"""What a program reads of how a booking is paid: what the page says, in the fields that a counter-offer takes."""

import pytest

from bookings.access import booking_view, get_booking_for
from tests.api.conftest import Caller

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]
DEAL = {
    "kind": "versus", "guarantee_minor": 50_000, "percent_bp": 7_000, "costs_first": True, "costs_cap_minor": 20_000,
    "cap_minor": 300_000,
    "deductions": [
        {"label": "VAT", "amount_minor": None, "percent_bp": 700, "is_included": True, "cap_minor": None},
        {"label": "GEMA", "amount_minor": 4_000, "percent_bp": None, "is_included": False, "cap_minor": None},
    ],
    "payment": None,
}  # fmt: skip
TIERS = [[30, 25], [36, 100, "hours"]]


def test_the_whole_deal_is_told_as_it_was_sent_and_as_the_page_says_it(world):
    booking, manager, leader = world.apply(), Caller(world.manager), Caller(world.leader)
    path = f"/bookings/{booking.pk}"
    plain = leader.get(path).json()
    assert (plain["deal"], plain["deal_words"]) == (None, "")
    sent = {"fee": {"amount_minor": 50_000, "currency": "EUR"}, "deal": DEAL, "cancellation_tiers": TIERS}
    assert manager.post(f"{path}/counter", sent).status_code == 200
    told = leader.get(path).json()
    assert (told["deal"], told["cancellation_tiers"], told["fee"]) == (DEAL, TIERS, sent["fee"])
    assert told["deal_words"] == booking_view(world.leader, get_booking_for(world.leader, booking.pk)).fee_words
    assert "GEMA" in told["deal_words"]
    first, second = leader.get(f"{path}/offers").json()["items"]
    assert (first["deal"], second["deal"], second["cancellation_tiers"]) == (None, DEAL, TIERS)
    again = leader.post(f"{path}/counter", {"deal": told["deal"], "fee": told["fee"]})
    assert again.status_code == 422  # word for word what is on the table already
    member = Caller(world.member).get(path).json()
    assert (member["fee"], member["deal"], member["deal_words"], member["cancellation_tiers"]) == (None, None, "", None)


def test_a_plain_fee_is_a_guarantee(world):
    booking, manager = world.apply(), Caller(world.manager)
    fee = {"amount_minor": 35_000, "currency": "EUR"}
    told = manager.post(f"/bookings/{booking.pk}/counter", {"fee": fee}).json()
    made = told["deal"]
    assert (made["kind"], made["guarantee_minor"], made["percent_bp"]) == ("guarantee", 35_000, 0)
