"""What is left to pay and to give back, whatever was paid before."""

from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking_payments.rules.reckoning import Debt, Received, reckon
from engagements.states import Side
from payments.states import Purpose

DEPOSIT = UUID(int=1)


def card(amount: int, payer: Side = Side.HOST) -> Received:
    return Received(DEPOSIT, payer, amount, amount, amount)


def cash(amount: int, payer: Side = Side.HOST) -> Received:
    return Received(DEPOSIT, payer, amount, amount, 0)


FEE = Purpose.CANCELLATION
NOTHING = ({}, ())


@pytest.mark.parametrize(
    ("target", "received", "announced", "outcome"),
    [
        (600, [], {}, ({}, (Debt(Side.HOST, FEE, 600),))),
        (600, [card(150)], {}, ({}, (Debt(Side.HOST, FEE, 450),))),
        (600, [], {Side.HOST: 150}, ({}, (Debt(Side.HOST, FEE, 450),))),
        (150, [card(150)], {}, NOTHING),
        (0, [card(150)], {}, ({DEPOSIT: 150}, ())),
        (0, [cash(150)], {}, ({}, (Debt(Side.ACT, Purpose.REPAYMENT, 150),))),
        (0, [cash(150)], {Side.ACT: 150}, NOTHING),
        (100, [card(150)], {}, ({DEPOSIT: 50}, ())),
        (-300, [card(150)], {}, ({DEPOSIT: 150}, (Debt(Side.ACT, FEE, 300),))),
        (
            -300,
            [cash(150)],
            {},
            ({}, (Debt(Side.ACT, Purpose.REPAYMENT, 150), Debt(Side.ACT, FEE, 300))),
        ),
        (-300, [cash(300, Side.ACT)], {}, NOTHING),
        (0, [card(300, Side.ACT)], {}, ({DEPOSIT: 300}, ())),
        (0, [cash(300, Side.ACT)], {}, ({}, (Debt(Side.HOST, Purpose.REPAYMENT, 300),))),
        # Staff gave 50 of 150 back as a present: the host is not asked for it again, nor the act twice.
        (150, [Received(DEPOSIT, Side.HOST, 150, 100, 100)], {}, NOTHING),
        (0, [Received(DEPOSIT, Side.HOST, 150, 100, 100)], {}, ({DEPOSIT: 100}, ())),
    ],
)
def test_what_is_left_to_do(target, received, announced, outcome):
    reckoned = reckon(target, received, announced, FEE)
    assert (dict(reckoned.refunds), reckoned.debts) == outcome


amounts = st.integers(0, 10**9)


@st.composite
def receiveds(draw):
    amount = draw(amounts)
    kept = draw(st.integers(0, amount))
    is_card = draw(st.booleans())
    return Received(uuid4(), draw(st.sampled_from(Side)), amount, kept, kept if is_card else 0)


@given(st.integers(-(10**9), 10**9), st.lists(receiveds(), max_size=5), st.sampled_from([Purpose.BALANCE, FEE]))
def test_nobody_gives_back_more_than_they_have_and_debts_are_positive(target, received, purpose):
    reckoned = reckon(target, received, {}, purpose)
    by_id = {one.payment: one for one in received}
    assert all(0 < amount <= by_id[one].refundable_minor for one, amount in reckoned.refunds.items())
    assert all(debt.amount_minor > 0 for debt in reckoned.debts)
    assert len({debt.payer for debt in reckoned.debts} | {_other(by_id[one].payer) for one in reckoned.refunds}) <= 1


@given(st.integers(-(10**9), 10**9), st.lists(receiveds(), max_size=5))
def test_once_everything_is_done_both_have_what_they_are_owed(target, received):
    """Without presents: credited is what was kept."""
    received = [Received(one.payment, one.payer, one.kept_minor, one.kept_minor, one.refundable_minor)
                for one in received]  # fmt: skip
    reckoned = reckon(target, received, {})
    signs = {Side.HOST: 1, Side.ACT: -1}
    paid = sum(signs[one.payer] * (one.kept_minor - reckoned.refunds.get(one.payment, 0)) for one in received)
    assert paid + sum(signs[debt.payer] * debt.amount_minor for debt in reckoned.debts) == target


def _other(side: Side) -> Side:
    return Side.ACT if side == Side.HOST else Side.HOST
