"""Deals are reckoned exactly: against fractions, and by what must hold whatever the numbers."""

import math
from fractions import Fraction

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from engagements.deals import AMOUNT_MAX, Deal, Deduction, StepKind, deal_of
from engagements.states import DealKind

amounts = st.integers(0, 10**9)
shares = st.integers(1, 10_000)
caps = st.none() | amounts
deductions = st.one_of(
    st.builds(Deduction, label=st.just("Crew"), amount_minor=amounts),
    st.builds(Deduction, label=st.just("Tax"), percent_bp=shares, is_included=st.booleans(), cap_minor=caps),
)


@st.composite
def deals(draw, kinds=tuple(DealKind)):
    kind = draw(st.sampled_from(kinds))
    if kind == DealKind.GUARANTEE:
        return Deal.flat(draw(amounts))
    guarantee = 0 if kind == DealKind.DOOR_SPLIT else draw(st.integers(1, 10**9))
    costs_first = draw(st.booleans())
    return Deal.of(
        Deal(
            kind,
            guarantee_minor=guarantee,
            percent_bp=draw(shares),
            deductions=tuple(draw(st.lists(deductions, max_size=4))),
            costs_first=costs_first,
            costs_cap_minor=draw(caps) if costs_first else None,
            cap_minor=draw(st.none() | st.integers(max(guarantee, 1), 2 * 10**9)),
        ).to_json()
    )


def rounded(exact: Fraction) -> int:
    return math.floor(exact + Fraction(1, 2))


def oracle(deal: Deal, takings: int, costs: int) -> int:
    """The same result by another way: fractions, each rounded once where the rules say so."""
    left = takings
    for one in deal.deductions:
        wanted = one.amount_minor
        if one.percent_bp is not None:
            rate = Fraction(one.percent_bp, 10_000)
            wanted = rounded(left * rate / (1 + rate) if one.is_included else left * rate)
        left -= min(wanted, left, math.inf if one.cap_minor is None else one.cap_minor)
    if deal.costs_first:
        left -= min(costs, left, math.inf if deal.costs_cap_minor is None else deal.costs_cap_minor)
    rate = Fraction(deal.percent_bp, 10_000)
    made = {
        DealKind.GUARANTEE: deal.guarantee_minor,
        DealKind.DOOR_SPLIT: rounded(left * rate),
        DealKind.VERSUS: max(deal.guarantee_minor, rounded(left * rate)),
        DealKind.PLUS: deal.guarantee_minor + rounded(max(left - deal.guarantee_minor, 0) * rate),
    }[deal.kind]
    return made if deal.cap_minor is None else min(made, deal.cap_minor)


@given(deals(), amounts, amounts)
@settings(max_examples=400)
def test_result_is_what_fractions_say_and_never_negative(deal, takings, costs):
    result = deal.result(takings, costs).result_minor

    assert result == oracle(deal, takings, costs) >= 0


@given(deals(), amounts, st.integers(0, 1000), amounts)
@settings(max_examples=300)
def test_more_takings_never_mean_less(deal, takings, more, costs):
    assert deal.result(takings + more, costs).result_minor >= deal.result(takings, costs).result_minor


@given(deals(), amounts, amounts, st.integers(0, 1000))
def test_more_costs_never_mean_more(deal, takings, costs, more):
    assert deal.result(takings, costs + more).result_minor <= deal.result(takings, costs).result_minor


@given(deals(kinds=[DealKind.VERSUS, DealKind.PLUS]), amounts, amounts)
def test_who_has_a_guarantee_gets_it(deal, takings, costs):
    assert deal.result(takings, costs).result_minor >= deal.guarantee_minor


@given(deals(kinds=[DealKind.VERSUS]), amounts, amounts)
def test_versus_is_no_less_than_the_share_alone(deal, takings, costs):
    alone = Deal.of(deal.to_json() | {"kind": "door_split", "guarantee_minor": 0})

    assert deal.result(takings, costs).result_minor >= alone.result(takings, costs).result_minor


@given(deals(), amounts, amounts)
def test_steps_lead_to_the_result(deal, takings, costs):
    steps = deal.result(takings, costs).steps
    by_kind = {step.kind: step.amount_minor for step in steps}

    assert steps[-1].kind == StepKind.RESULT
    if deal.looks_at_door:
        off = sum(step.amount_minor for step in steps if step.is_taken_off)
        assert by_kind[StepKind.LEFT] == takings - off >= 0


@given(deals())
def test_deal_is_the_same_after_json(deal):
    assert Deal.of(deal.to_json()) == deal


def test_versus_with_everything_in_it_by_hand():
    deal = Deal(
        DealKind.VERSUS,
        guarantee_minor=500_00,
        percent_bp=70_00,
        deductions=(
            Deduction("Tax", percent_bp=7_00, is_included=True),
            Deduction("Sound", amount_minor=120_00),
            Deduction("Ticket fees", percent_bp=10_00, cap_minor=50_00),
        ),
        costs_first=True,
    )

    reckoning = deal.result(2140_00, 300_00)

    assert [step.amount_minor for step in reckoning.steps] == [
        2140_00, 140_00, 120_00, 50_00, 300_00, 1530_00, 1071_00, 500_00, 1071_00,
    ]  # fmt: skip
    assert deal.result(0).result_minor == 500_00


def test_share_rounds_a_half_upwards_and_knows_no_decimals_of_a_currency():
    half = Deal(DealKind.DOOR_SPLIT, percent_bp=50_00)

    assert [half.result(takings).result_minor for takings in (0, 1, 2, 3)] == [0, 1, 1, 2]


@pytest.mark.parametrize(
    ("data", "field"),
    [
        (None, "deal"),
        ([], "deal"),
        ({"kind": "guarantee", "tip": 1}, "deal"),
        ({}, "kind"),
        ({"kind": []}, "kind"),
        ({"kind": "guarantee", "guarantee_minor": -1}, "guarantee"),
        ({"kind": "guarantee", "guarantee_minor": AMOUNT_MAX + 1}, "guarantee"),
        ({"kind": "guarantee", "guarantee_minor": 1.5}, "guarantee"),
        ({"kind": "guarantee", "guarantee_minor": True}, "guarantee"),
        ({"kind": "guarantee", "percent_bp": 1}, "kind"),
        ({"kind": "door_split"}, "percent"),
        ({"kind": "door_split", "percent_bp": 10_001}, "percent"),
        ({"kind": "door_split", "percent_bp": 1, "guarantee_minor": 1}, "guarantee"),
        ({"kind": "versus", "percent_bp": 1}, "guarantee"),
        ({"kind": "plus", "percent_bp": 1, "guarantee_minor": 2, "cap_minor": 1}, "cap"),
        ({"kind": "door_split", "percent_bp": 1, "costs_cap_minor": 1}, "costs"),
        ({"kind": "door_split", "percent_bp": 1, "costs_first": "no"}, "costs"),
        ({"kind": "door_split", "percent_bp": 1, "deductions": {}}, "deductions"),
        ({"kind": "door_split", "percent_bp": 1, "deductions": [{"label": "x"}]}, "deductions"),
        ({"kind": "door_split", "percent_bp": 1, "deductions": [{"label": " ", "amount_minor": 1}]}, "deductions"),
        ({"kind": "door_split", "percent_bp": 1, "deductions": [{"label": 3, "amount_minor": 1}]}, "deductions"),
        (
            {"kind": "door_split", "percent_bp": 1, "deductions": [{"label": "x", "amount_minor": 1, "cap_minor": 1}]},
            "deductions",
        ),
        ({"kind": "door_split", "percent_bp": 1, "deductions": [{"label": "x", "amount_minor": 1}] * 11}, "deductions"),
    ],
)
def test_deal_of_refuses_at_the_field(data, field):
    with pytest.raises(ValidationError) as refused:
        Deal.of(data)

    assert list(refused.value.error_dict) == [field]


def test_deal_of_an_older_booking_is_a_guarantee_of_its_fee():
    assert deal_of(None, 350_00) == Deal.flat(350_00)
    assert deal_of(None, None) is None
