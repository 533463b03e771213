"""Receipts: the payer's, each payee's of its own share, and nobody else's."""

import io

import pytest
from django.urls import reverse
from pypdf import PdfReader

from accounts.states import Role
from payments.actions import Line, Share, post
from payments.states import Account, EntryKind
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
    assert "Fee of this site" not in text
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
