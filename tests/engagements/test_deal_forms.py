"""A deal as it is typed, in currencies with two, no and three decimals, and in two languages."""

import pytest
from django.utils.translation import override

from engagements.deals import Deal, Deduction, deal_words, step_note
from engagements.forms.deals import DealForm
from engagements.states import DealKind

pytestmark = pytest.mark.django_db

VERSUS = Deal(
    DealKind.VERSUS,
    guarantee_minor=500_00,
    percent_bp=72_50,
    deductions=(
        Deduction("Tax", percent_bp=7_00, is_included=True),
        Deduction("Sound", amount_minor=120_50),
        Deduction("Ticket fees", percent_bp=10_00, cap_minor=50_00),
        Deduction("Catering", amount_minor=1),
    ),
    costs_first=True,
    costs_cap_minor=300_00,
    cap_minor=2500_00,
)


def sent(deal: Deal, currency: str = "EUR") -> dict:
    return {name: value for name, value in DealForm.initial_of(deal, currency).items() if value not in (None, False)}


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("currency", ["EUR", "JPY", "KWD"])
def test_form_reads_what_it_shows(currency, language):
    with override(language):
        form = DealForm(sent(VERSUS, currency))

        assert form.is_valid(), form.errors
    assert form.deal == VERSUS
    assert form.fee_terms() == {"fee_minor": 500_00, "fee_currency": currency}


def test_form_of_a_plain_fee_is_a_guarantee_and_an_empty_one_is_nothing():
    flat, nothing = DealForm({"fee": "350", "fee_currency": "EUR"}), DealForm({"fee_currency": "EUR"})

    assert flat.is_valid()
    assert flat.deal == Deal.flat(350_00)
    assert nothing.is_valid()
    assert nothing.deal is None
    assert nothing.fee_terms() == {"fee_minor": None, "fee_currency": None}


def test_form_of_a_door_split_has_a_currency_and_ignores_the_hidden_guarantee():
    form = DealForm({"deal_kind": "door_split", "fee": "350", "percent": "70 %", "fee_currency": "JPY"})

    assert form.is_valid()
    assert form.deal == Deal(DealKind.DOOR_SPLIT, percent_bp=7000)
    assert form.fee_terms() == {"fee_minor": 0, "fee_currency": "JPY"}


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"deal_kind": "auction"}, "deal_kind"),
        ({"deal_kind": "versus", "fee": "500"}, "percent"),
        ({"deal_kind": "versus", "percent": "70"}, "fee"),
        ({"deal_kind": "versus", "fee": "500", "percent": "101"}, "percent"),
        ({"deal_kind": "versus", "fee": "500", "percent": "1e1"}, "percent"),
        ({"deal_kind": "door_split", "percent": "7.125"}, "percent"),
        ({"deal_kind": "door_split", "percent": "70", "fee_currency": ""}, "fee_currency"),
        ({"deal_kind": "door_split", "percent": "70", "cap": "-1"}, "cap"),
        ({"deal_kind": "door_split", "percent": "70", "deduction_1_label": "Crew"}, "deduction_1_value"),
        ({"deal_kind": "door_split", "percent": "70", "deduction_3_value": "1"}, "deduction_3_label"),
    ],
)
def test_form_says_what_is_wrong_at_the_field(data, field):
    form = DealForm({"fee_currency": "EUR"} | data)

    assert not form.is_valid()
    assert field in form.errors


def test_deal_in_words():
    assert deal_words(VERSUS, "EUR") == (
        "€500 or 72.5% of the door, whichever is more; first deducted: Tax (7% included), Sound "
        "(€120.50), Ticket fees (10%, at most €50), Catering (€0.01), the costs of the night (at "
        "most €300); never more than €2,500"
    )
    assert deal_words(Deal.flat(350_00), "EUR") == "€350 guaranteed"


def test_steps_say_how_they_came_about():
    steps = VERSUS.result(2140_00, 400_00).steps

    assert [step_note(step, "EUR") for step in steps if step_note(step, "EUR")] == [
        "7% included in €2,140",
        "10% of €1,879.50, at most €50",
        "at most €300",
        "72.5% of €1,529.49",
    ]
    assert [step_note(step, "EUR") for step in VERSUS.result(100_00).steps][2] == "capped at the income"
