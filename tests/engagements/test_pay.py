import pytest

from bookings.models import Booking
from engagements.deals import Deal
from engagements.deals import pay_words as pay
from engagements.states import DealKind

DOOR = Deal(DealKind.DOOR_SPLIT, percent_bp=7000).to_json()


@pytest.mark.parametrize(
    ("fee_minor", "deal", "words"),
    [
        (None, None, ""),
        (35000, None, "€350"),
        (35000, Deal.flat(35000).to_json(), "€350"),
        (0, DOOR, "70% of the door"),
    ],
)
def test_pay_tells_a_fee_or_a_deal(fee_minor, deal, words):
    currency = None if fee_minor is None else "EUR"
    assert pay(Booking(fee_minor=fee_minor, fee_currency_id=currency, deal=deal)) == words
