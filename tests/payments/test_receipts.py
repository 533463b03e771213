"""Receipts: the payer's, each payee's of its own share, and nobody else's."""

import io

import pytest
from django.urls import reverse
from django.utils.timezone import now
from pypdf import PdfReader

from accounts.states import Role
from payments.access import payment_facts
from payments.actions import Line, Share, post
from payments.actions.giving_back import refund_payment
from payments.actions.outside import confirm_given_back, record_paid_outside
from payments.models import Attempt, Refund
from payments.states import Account, AttemptState, EntryKind, Means, OutgoingState, RefundReason
from tests.factories import MembershipFactory, PartyFactory, UserFactory
from tests.payments.scenes import owed, paid

pytestmark = pytest.mark.django_db

HOSTILE = "Amps \u202egnp\u202c #set text(red) <b>" + "x" * 90


@pytest.fixture
def payees(db):
    return PartyFactory(name="The Amps"), PartyFactory(name="Rival Horns")


@pytest.fixture
def payment(payees):
    made = owed(Share(payees[0], 6_000, 1_000), Share(payees[1], 4_321))
    paid(made)
    return made


def leader_of(party):
    return MembershipFactory(party=party, role=Role.MANAGER).user


def get(client, user, payment, **query):
    client.force_login(user)
    return client.get(reverse("payments:receipt", args=[payment.pk]), query)


def text_of(response):
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/pdf"
    pages = PdfReader(io.BytesIO(response.content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_the_payers_says_what_was_paid_to_whom(client, payment):
    text = text_of(get(client, leader_of(payment.payer), payment))
    for said in ("Receipt", "€103.21", "The Amps", "Rival Horns", payment.payer.name, "not an invoice", "Test money"):
        assert said in text
    assert "Site fee" not in text
    assert str(payment.pk) in text


def test_a_payees_says_its_own_share_with_what_was_taken_off(client, payment, payees):
    post(
        payment=payment, kind=EntryKind.COSTS, about="c",
        lines=[Line(Account.PAYEE, 150, payees[0]), Line(Account.AT_PROVIDER, -150)],
    )  # fmt: skip
    text = text_of(get(client, leader_of(payees[0]), payment))
    for said in ("€60", "-€10", "-€1.50", "€48.50", "The Amps"):
        assert said in text
    for other in ("Rival Horns", "43.21", "103.21"):
        assert other not in text


def test_a_payees_says_nothing_of_money_that_came_twice_or_of_a_refund_that_failed(client, payees):
    """Found by reading: both stood there as given back."""
    payment = owed(Share(payees[0], 6_000))
    first = paid(payment)
    second = Attempt.objects.create(payment=payment, means=Means.CARD)
    Attempt.objects.filter(pk=second.pk).update(state=AttemptState.PAID, ended_at=now())
    for attempt, reason, amount, state in (
        (second, RefundReason.PAID_TWICE, 6_000, OutgoingState.DONE),
        (first, RefundReason.BY_PAYEE, 2_000, OutgoingState.FAILED),
    ):
        refund = Refund.objects.create(attempt=attempt, amount_minor=amount, reason=reason)
        Refund.objects.filter(pk=refund.pk).update(state=state, ended_at=now())
        taken = [Line(Account.PAYEE, amount, payees[0]), Line(Account.AT_PROVIDER, -amount)]
        post(payment=payment, kind=EntryKind.REFUND, about=str(refund.pk), lines=taken)
    leader = leader_of(payees[0])
    assert "Given back" not in text_of(get(client, leader, payment))
    [facts] = payment_facts(leader, [payment])
    assert facts.refunded_minor == 0


def test_what_went_past_the_site_has_no_fee_and_may_have_come_back(client, payees):
    """Found by reading: the receipt named a fee that nobody takes of cash, and no refund of it."""
    payment = owed(Share(payees[0], 6_000, 1_000))
    payer, payee = leader_of(payment.payer), leader_of(payees[0])
    record_paid_outside(acting_user=payee, payment_id=payment.pk, means=Means.CASH, version=payment.version)
    payment.refresh_from_db()
    refund = refund_payment(acting_user=payee, payment=payment, amount_minor=2_000, text="Too much")
    assert "Given back" not in text_of(get(client, payee, payment))
    confirm_given_back(acting_user=payer, refund_id=refund.pk)
    text = text_of(get(client, payee, payment))
    assert "Site fee" not in text
    assert "Given back -€20 Remains €40" in text


def test_whose_it_is_may_be_said_but_only_ones_own(client, payment, payees):
    payer = leader_of(payment.payer)
    assert "103.21" in text_of(get(client, payer, payment, party=payees[0].slug))
    staff = UserFactory(is_staff=True)
    assert "103.21" not in text_of(get(client, staff, payment, party=payees[0].slug))
    assert "103.21" in text_of(get(client, staff, payment))


def test_there_is_none_before_it_is_paid_nor_for_others(client, payment):
    unpaid = owed()
    assert get(client, leader_of(unpaid.payer), unpaid).status_code == 404
    assert get(client, UserFactory(), payment).status_code == 404
    assert get(client, MembershipFactory(party=payment.payer, role=Role.MEMBER).user, payment).status_code == 404


def test_a_hostile_name_is_set_as_it_is_and_turns_nothing(client):
    payment = owed(Share(PartyFactory(name=HOSTILE), 10_000))
    paid(payment)
    text = text_of(get(client, leader_of(payment.payer), payment))
    assert "#set text(red)" in text
    assert "\u202e" not in text


def test_it_is_in_the_language_of_its_reader(client, payment):
    leader = leader_of(payment.payer)
    english = get(client, leader, payment).content
    assert get(client, leader, payment).content == english
    type(leader).objects.filter(pk=leader.pk).update(language="de")
    assert "103,21" in text_of(get(client, leader, payment))
