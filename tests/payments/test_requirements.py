"""What Stripe asks for, in words."""

import pytest
from django.utils.translation import override

from payments.models import PayoutAccount
from payments.words import account_state, reasons_of_payouts, what_is_missing


def test_codes_become_sentences_each_once():
    codes = [
        "individual.dob.day",
        "individual.dob.month",
        "external_account",
        "tos_acceptance.date",
        "tos_acceptance.ip",
    ]
    assert what_is_missing(codes) == [
        "Date of birth",
        "A bank account for the payouts",
        "Your agreement to Stripe's terms",
    ]
    with override("de"):
        assert what_is_missing(["individual.dob.day"]) == ["Geburtsdatum"]


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("person_1Nf.verification.document", "A photo of an identity card or passport"),
        ("representative.relationship.title", "Someone's role in the company"),
        ("company.tax_id", "The tax number of the company or association"),
        ("business_profile.mcc", "What kind of business you are"),
        ("interv_42.new_thing", "Another detail: interv 42, new thing"),
    ],
)
def test_a_code(code, words):
    assert what_is_missing([code]) == [words]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "Not connected yet"),
        ({"details_submitted": True, "disabled_reason": "requirements.past_due"}, "deadline has passed"),
        ({"details_submitted": True, "disabled_reason": "rejected.fraud"}, "closed the account"),
        ({"details_submitted": True, "disabled_reason": "something_new"}, "Can’t receive"),
        ({"details_submitted": True, "is_in_review": True}, "is checking"),
        ({"details_submitted": True, "transfers_enabled": True}, "can’t pay them out"),
        ({"details_submitted": True, "transfers_enabled": True, "payouts_enabled": True}, "Ready: "),
    ],
)
def test_how_an_account_stands(fields, words):
    assert words in account_state(PayoutAccount(**fields))


def test_why_a_payout_came_back():
    assert reasons_of_payouts("account_closed") == "The bank account is closed."
    assert "new_reason" in reasons_of_payouts("new_reason")
    assert reasons_of_payouts("") == ""
