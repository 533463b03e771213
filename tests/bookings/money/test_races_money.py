"""Signatures, changes and contracts in real threads: exactly one outcome, and nobody signs what they have not seen."""

from collections import Counter
from functools import partial

import pytest

from bookings.actions.contracts import make_contract, sign_contract
from bookings.actions.settlements import LineDraft, change_settlement, sign_settlement
from bookings.models import Contract, ContractSignature, Settlement, SettlementSignature
from bookings.states import SettlementState
from engagements.states import LineKind, Side
from tests.bookings.money.scenes import a_coming_booking, a_played_booking
from tests.threads import SOME_ROUNDS, at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]


def told(results):
    return Counter(type(result).__name__ for result in results)


def test_sign_against_change_never_leaves_a_signature_on_what_was_not_seen(house, act):
    booking = a_played_booking(house, act)
    for version in range(1, SOME_ROUNDS + 1):
        seen = {"booking": booking, "version": version}
        line = LineDraft(LineKind.TAKINGS, "Tickets", 1000_00 + version)
        calls = [
            partial(change_settlement, acting_user=house.manager, lines=[line], **seen),
            partial(sign_settlement, acting_user=act.leader, side=Side.ACT, name="Kim", **seen),
        ]

        results = at_once(2, lambda number, calls=calls: calls[number]())

        settlement = Settlement.objects.get()
        assert told(results) in ({"Settlement": 2}, {"Settlement": 1, "ChangedMeanwhile": 1})
        assert settlement.version == version + 1
        assert not settlement.signatures.filter(version=settlement.version).exists()


def test_two_signatures_of_one_side_are_one(house, act):
    booking = a_played_booking(house, act)

    results = at_once(
        6,
        lambda number: sign_settlement(
            acting_user=act.leader, booking=booking, version=1, side=Side.ACT, name=f"Kim {number}"
        ),
    )

    assert told(results) == {"Settlement": 1, "WrongState": 5}
    assert SettlementSignature.objects.count() == 1


def test_both_sides_at_once_freeze_it(house, act):
    booking = a_played_booking(house, act)
    who = [(act.leader, Side.ACT), (house.manager, Side.HOST)]

    results = at_once(
        2,
        lambda number: sign_settlement(
            acting_user=who[number][0], booking=booking, version=1, side=who[number][1], name="Kim"
        ),
    )

    assert told(results) == {"Settlement": 2}
    assert Settlement.objects.get().state == SettlementState.SIGNED


def test_contract_is_made_once_and_signed_once_by_each_side(house, act):
    booking = a_coming_booking(house, act)
    users = [house.manager, act.leader]

    made = at_once(4, lambda number: make_contract(acting_user=users[number % 2], booking=booking, language="en"))
    assert told(made) == {"Contract": 1, "WrongState": 3}

    contract = Contract.objects.get()
    who = [(act.leader, Side.ACT), (house.manager, Side.HOST)] * 3
    signed = at_once(
        6,
        lambda number: sign_contract(
            acting_user=who[number][0], contract=contract, side=who[number][1], name="Kim", address=None
        ),
    )
    assert told(signed) == {"ContractSignature": 2, "WrongState": 4}
    assert ContractSignature.objects.count() == 2
